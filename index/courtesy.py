"""Takes away what people say around a question: 您好，麻烦帮我查一下…, 领导问…，急, …谢谢, could you tell me …"""

import re

_APART = r"[\s,，。.、:：!！~～]*"
_GREETING = r"(?:您好|你好|大家好|早上好|上午好|下午好|晚上好|哈喽|嗨|在吗|在不在|老师|同志|亲)(?=[\s,，。.!！~～:：]|请|麻烦|我想)"
_SORRY = r"(?:不好意思|打扰(?:一下|了|下)?|劳驾|冒昧(?:问一?下)?|麻烦(?:你|您)?(?:了)?|拜托(?:你|您)?|辛苦(?:你|您)?)"
_ASK = r"(?:请问(?:一下|下)?|请教(?:一下|下)?|咨询(?:一下|下)|想?问(?:一下|下|个问题)|求(?:问|助|解)|急问|跪求)"
_I_WANT = r"(?:我|我们|俺)?(?:就|现在|今天)?(?:很|特别)?(?:想|需要|想要)(?:知道|了解|请教|咨询|问问?(?![责题])|查询|查查?(?!处)|看看?(?![病护守]))(?:一?下|的是)?"
_VERB = r"(?:查一?查(?!处)|看一?看|找一?找|问一?问|查询|查找|搜索|搜|查(?!处)|看(?![病护守])|找|问(?![责题])|说说|讲讲|说|讲|列|介绍|解答|回答|告诉)"
_FOR_ME = rf"(?:可以|能不能|可不可以|能否|可否|能)?(?:请|麻烦)?(?:你|您)?(?:帮|给|替|为|跟)(?:我们?(?![们国省市区县镇乡街村])|忙|俺){_VERB}?(?:一?下|一?看|到)?"
_TELL = r"(?:可以|能不能|能否|能)?(?:请)?(?:你|您)?(?:告诉(?:我|我们|一下)|介绍一下|说一下|讲一下|查一?下|看一?下|帮查一?下|帮忙)"
_BOSS = r"(?:我们)?领导(?:刚|急着?|在|想|要|又)*(?:让我?|叫我?)?(?:问(?!责)|知道|了解|查(?!处))(?:一下|下|我)?"
# 同样的问题，那北碚呢？
_AGAIN = r"(?:还是|再问)?(?:同样的?|一样的?|相同的?|刚才的?|上面的?)(?:那个)?问题|同上(?![级述])|同问(?!题)"
_URGENT = r"(?:急{1,3}|在线等)(?=[\s,，。.!！:：])"
_OPENING = re.compile(
    rf"^{_APART}(?:(?:{'|'.join((_GREETING, _SORRY, _ASK, _I_WANT, _FOR_ME, _TELL, _BOSS, _AGAIN, _URGENT))}){_APART})+"
)
_THANKS = r"(?:非常|十分|万分)?(?:谢谢|多谢|感谢|谢啦|谢了)(?:你|您|啦|了|老师|大家)*"
_HURRY = r"(?:(?:很|比较|挺|着)?急{1,3}(?:用)?(?:啊|呀)?|在线等|请尽快|请回复|求(?:解答|告知|回复)|望(?:回复|告知))"
_TIRED = r"(?:辛苦|麻烦|拜托)(?:你|您)?(?:了|啦)"
_CLOSING = re.compile(rf"(?:[\s,，。.、!！~～？?]+(?:{_HURRY})|{_APART}(?:{_THANKS}|{_TIRED}))+{_APART}$")
_OPENING_EN = re.compile(
    r"^\W*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear \w+|excuse me|sorry|please|kindly|thanks"
    r"|(?:can|could|would|will) you (?:please )?(?:kindly )?(?:tell|show|give|help) me(?: (?:find out|find|know|check))?"
    r"|(?:i|we)(?:'d| would)? (?:want|like|need|wish) to (?:know|ask|find out|check|learn)(?: about)?"
    r"|(?:i am|i'm|we are) (?:wondering|looking for)|(?:i|we) (?:wonder|was wondering)"
    r"|(?:please )?(?:tell|show) me|my boss (?:asks|wants to know)|do you know)\b\W*)+",
    re.IGNORECASE,
)
_CLOSING_EN = re.compile(
    r"(?:[\s,.!?]+(?:please|pls|thanks(?: a lot| so much| in advance)?|thank you(?: very much| so much)?|thx|asap|urgent(?:ly)?)[\s.!]*)+$",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"([？?！!。])[？?！!。]+")
_SHOUTED = re.compile(r"[A-Z]{3,} [A-Z]{2,} ")
_LONGEST_CLOSING = 40
_FEWEST = 2  # characters that a question has


def without_courtesy(question: str) -> str:
    """Return a question, in simplified characters, without greeting, request, thanks and shouting; unchanged where nothing else is said.

    >>> without_courtesy("麻烦帮我查一下，丰台哪个医院看牙便宜？谢谢")
    '丰台哪个医院看牙便宜？'
    >>> without_courtesy("谢谢")
    '谢谢'
    """
    said = question.lower() if _SHOUTED.search(question) and question.isupper() else question
    for around in (_OPENING, _OPENING_EN):
        said = around.sub("", said, count=1)
    for around in (_CLOSING, _CLOSING_EN):
        said = said[:-_LONGEST_CLOSING] + around.sub(_question_mark, said[-_LONGEST_CLOSING:], count=1)
    said = _REPEATED.sub(r"\1", said)
    return said if sum(character.isalnum() for character in said) >= _FEWEST else question


def _question_mark(closing: re.Match[str]) -> str:
    """Return the question mark that stood before a closing word, which may be all that shows that something is asked."""
    return next((mark for mark in closing[0] if mark in "？?"), "")
