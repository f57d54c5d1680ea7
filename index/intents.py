"""Tells what kind of answer a question wants, from the words it asks with."""

import re

from corpus.quantities import read_numeral
from index.question import Intent

_GREETING = re.compile(
    r"^\W*(?:你好|您好|嗨|哈喽|早上好|上午好|下午好|晚上好|谢谢|多谢|感谢|辛苦|再见|拜拜|在吗|好的|嗯+|哦+|知道了|明白了|收到|厉害|哈哈+|测试"
    r"|hi|hello|hey|thanks?|thank you|bye|goodbye|ok|okay|good (?:morning|afternoon|evening)|test)"
    r"(?:[啊呀吗呢了啦哦你您们\W]|大?家|辛苦|再见|拜拜|非常|那?就这样|how are you|there|so much|very much|bye)*$"
)
_TO_THE_MACHINE = re.compile(
    # Who and what it is.
    r"你(?:到底)?是(?:谁|什么|机器人|哪家|真人|人工智能|ai|人吗|gpt|chatgpt)|你叫什么|你会(?:什么|做什么|干什么|不会)|你能(?:做|干)(?:什么|啥|哪些)|你(?:多大|几岁)"
    r"|(?:谁|哪个?公司)(?:开发|做|训练|造)(?:了|的)你|陪我聊|(?:讲|说)一?个(?:笑话|故事)|唱一?首"
    r"|who are you|what can you do|your name|who (?:made|created|built) you|are you (?:a |an )?(?:robot|human|ai|bot)\b|tell me a (?:joke|story)"
    # Instructions that would change it.
    r"|(?:忽略|无视|忘[记掉]|不要理会|跳过)(?:掉|你|以?上|前|之前|所有|一切|全部|面|的)+.{0,8}(?:指令|规则|要求|提示|设定|限制|内容)"
    r"|系统提示词|(?:你的|输出|打印|显示|复述|泄露).{0,6}(?:提示词|系统提示|prompt|系统指令|初始指令)"
    r"|从现在(?:起|开始).{0,4}你(?:是|就是|要|将|必须)|(?:假装|假设|扮演|充当).{0,3}你?(?:是|成|一[个名])|角色扮演|开发者模式|越狱模式"
    r"|(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|rules?|prompts?|above)|system prompt|your (?:prompt|instructions|rules)\b"
    r"|pretend (?:to be|you|that)|^\W*(?:please )?act as|you are now|developer mode|jailbreak"
    # Work that no plan does.
    r"|^(?:请|请你|帮我|给我|麻烦|能不能|可以)*(?:写|作|编|讲|来|画|生成)(?:一?[首个篇段幅张封份]|代码|程序|诗|作文|小说|文章)"
    r"|翻译(?:成|为|一下)|\btranslate\b.{0,60}\b(?:in)?to\b|^(?:please |can you |could you )*(?:write|compose|draw|generate) (?:me )?(?:an? |some )"
    r"|(?:今天|明天|后天|这周).{0,4}(?:的?天气|星期几|周几|几号|会?下雨[吗嘛不])|现在几点|^.{0,6}(?<!端)(?<!劣)(?<!害性)天气(?:怎么样|好不好|好吗|如何|预报)?\W*$"
    r"|\b(?:what|how)(?:'s| is)? the weather|weather (?:like|today|tomorrow|now)\b|what (?:day|time|date) is it"
)
# 各地各地各地: one thing said over and over asks for nothing.
_OVER_AND_OVER = re.compile(r"^\W*(?P<said>[^\W\d_]{1,12}?)(?:\W*(?P=said)){2,}\W*$")
_DOCUMENT = r"(?:规划|文件|通知|方案|分工|办法|意见|文|材料|正文)"
_METADATA = re.compile(
    r"文号|发文字号|发文编号|文件编?号|编号是|索引号|信息分类|主题(?:分类|词)|落款|公开(?:方式|属性)|(?:能|可以|是否|可否|主动|依申请)公开[吗么]?|抄送|主送|有效期|失效|废止|现行有效"
    r"|印发(?:机关|单位|日期|时间|部门)|发文(?:机关|机构|单位|日期|时间)|发布(?:机构|机关|日期)|成文(?:日期|时间)|(?:生成|签发|公布)日期"
    r"|(?:谁|哪个?(?:部门|单位|机关|机构|局|级政府)?|哪家单位|什么(?:部门|单位|机关|机构))(?:来|给)?(?:印发|下发|签发|发文|出台|制发|制定|编制|起草)(?:了|的|这)"
    r"|(?:谁|哪个?(?:部门|单位|机关|机构|局)?|哪家单位|什么(?:部门|单位|机关|机构))(?:印?发(?:布|文)?|印制|出)的(?:文|文件)?\W*$"
    r"|(?:什么时候|啥时候|何时|哪[一]?[天年月日]|几几年|几几?[号月]|什么时间).{0,6}(?:印发|发布|出台|下发|公布|成文|发的|发文|生效|实施的|挂|上网|出的)"
    r"|(?:印发|发布|出台|下发|公布|成文|发文|生效|上网)(?:于|的)?(?:日期|时间|是?什么时候|是?啥时候|是?哪|是?几)"
    rf"|{_DOCUMENT}.{{0,6}}(?:有效(?:吗|么|\W*$)|过期|作废|发给|下发到|期限|规划期|哪[一]?年到哪[一]?年)|规划期|哪[一]?年到哪[一]?年"
    r"|(?:全称|全名|题目|标题)(?:是|叫)|document (?:number|no\b|ref)|(?:reference|file|index) (?:number|no\b)|(?:copied|addressed) to|\bissue date|issuing|disclosure"
    r"|\bplans?\b.{0,40}\b(?:issued|published|released|promulgated|valid|in force)\b|\b(?:issued|published|released|promulgated)\b.{0,40}\bplans?\b|who (?:issued|published)"
)
# 张掖比较重视 compares nothing.
_COMPARE = re.compile(
    r"比较(?![好大多高低重轻突薄难容完严快慢强弱常少特集])|对比|区别|差别|差异|异同|不同之处|有什么不(?:同|一样)|一样吗|谁(?:更|最)|谁[的家][^，。？?]{1,24}(?:更|最|[一-龥]得)?[高低多大早快严](?:一?些|一点)?(?=\W|$)|最[一-龥]{1,3}的?是(?:哪家|哪里|哪儿)(?=\W|$)|哪(?:个|里|家|地|座)?(?:城市|区|地方|市|县)?(?:的.{1,12})?(?:更|最)(?:[高低多少大小早晚快慢长短严])"
    r"|(?:几|各|所有|全部|其他|不同|每)[个份]?(?:地方|地区|城市|市|区县|规划|区)(?!域|级|分)|哪(?:些|几)[个份]?(?:地区|城市|市|区县?|规划)|各地|\bcompare|difference|versus|\bvs\b|which (?:plans?|places?|city|cities|districts?)\b|\b(?:two|three|four|five|both|all) (?:of )?(?:the )?(?:plans|places|cities|districts)\b"
)
_COMPARE_WITH_OTHERS = re.compile(
    r"(?:其他|别的|各|所有)[个份]?(?:地方|地区|城市|市|规划)(?!域|级|分)|各地|other (?:plans|places|cities|districts)"
)
_RECORDS = r"(?:任务|指标|工程|专栏|项目|举措|措施|工作|事项|事情|领域|方面|大类|章|部分|条款|事)"
_HOW_MANY = r"(?:多少|几|哪几|哪些|一共多少|一共几)"
_AGGREGATE = re.compile(
    rf"(?<!第){_HOW_MANY}(?:大?[项条类]|个|件)?(?:的)?(?:.{{0,4}}){_RECORDS}|{_RECORDS}.{{0,8}}(?:一共|总共|共)?(?:有|分)?(?:多少|几)(?:大?[项条类]|个)(?!人|月|小时)"
    rf"|(?:牵头|配合|参与|负责|承担|分到|领)(?:了|的)?(?:有)?(?:多少|几|哪几|哪些)(?:[项条件个]|任务|工作|事|$|\W)"
    r"|(?<!第)(?:一共|总共|有|参与|牵头|负责)?几项|多少项|(?:哪个|哪些|什么)(?:部门|单位|局).{0,6}(?:最多|最少)|how many (?:[a-z]+ ){0,2}(?:tasks|projects|indicators|measures|jobs|items)\b|(?:number|count) of (?:tasks|projects|indicators)|(?:which|what|list (?:the|all)?) ?(?:[a-z]+ )?tasks|\btasks (?:does|do|is|are|of|led|for)\b|(?:which|what) (?:department|bureau|unit|agency)\b.{0,12}\b(?:most|fewest)\b"
    r"|^\W*(?:(?:what|which) are|list|name|show|give)?\s*(?:me )?(?:all )?(?:of )?(?:the |its )?(?:all|core|key|main|headline|major|binding|anticipatory) (?:indicators|targets)\b(?: (?:of|for|in|the|this|plan)| [a-z]+(?: (?:district|city|county|province))?)*\W*$"
)
_LEADS = re.compile(
    r"牵头|责任单位|责任部门|主办单位|承办单位|协办单位|配合单位|由谁|谁(?:来)?负责|(?:哪个|哪些|哪家|什么)(?:部门|单位|局|机构).{0,6}(?:负责|配合|承担|主管|把关|参与)"
    r"|who (?:leads?|led|runs?|handles?|manages?|takes? the lead|(?:is|are|will be) (?:responsible|in charge|leading))|responsible (?:for|unit|department|bureau|agenc)|responsibility (?:for|of)|take(?:s|n)? the lead|\blead (?:unit|agency|department)|in charge of|(?:which|what) (?:department|bureau|agency|agencies|unit|office|body|bodies)"
)
_TASK_NUMBER = re.compile(
    r"第\s*(?P<digits>\d{1,4}|[一二三四五六七八九十百零〇两]{1,7})\s*(?:项|条|个任务|号任务)|任务\s*(?P<after>\d{1,4})(?!\d|项|个|条)|\btask\s*(?:no\.?|number)?\s*(?P<en>\d{1,4})\b",
    re.IGNORECASE,
)
# Wanted as a task only where there are tasks: in prose these ask for a fact.
_EVERYDAY_TASK = re.compile(
    r"(?:谁|哪个部门|哪个单位|哪个局|哪家|哪儿|哪里)(?:来|家)?(?:管|抓|干|做|搞|盯|出面|主抓|配合|张罗|操办|操持|打理|挑头)|归(?:谁|哪)|找谁(?![要赔])|是谁的(?:事|活|责任|任务)|(?:哪个|哪家|什么)(?:部门|单位|局)|哪些(?:部门|单位|局)(?=要|得|应|一起|共同|来)|第几项"
    r"|(?:局|委|办|队|部|公安|街镇|街道|支队)(?:要|得|该|应该|具体)?(?:干|做)(?:啥|什么|嘛|哪些)|(?:有份|要出力|要配合|要参与|参与不|参不参与|是不是责任)"
)
_LIST = re.compile(
    r"哪些|有哪|哪(?:几|[二两三四五六七八九十]|\d+)|列出|列举|列全|罗列|都(?:有|是|包括)(?:些)?(?:什么|谁|啥|哪)|包括(?:什么|啥|哪)|包含(?:什么|哪)|分别(?:是|指|有|叫|讲)?(?:什么|啥|哪|谁)|几样|哪样"
    r"|有(?:些)?什么(?:重点|主要)|\bwhat are the\b|\blist\b|which .{0,30}\bare\b|(?:what|which) (?:[a-z]+ )?(?:kinds|types|measures|principles|projects|steps|areas|problems|challenges|achievements)\b|\bname (?:all|the)\b"
)
_INDICATOR = re.compile(
    r"多少|几(?!乎|委|办|指|个方面|何|进|级|类|种)[^\W\d_]|多(?:大|高|长|久|远|快|宽|重)|指标|目标值|百分之|比例|占比|约束性?(?=$|\W|[的还指吗])|预期(?:性|的)|达到|控制在|(?<![频效汇])率(?:是|要|为|目标|呢|定|达|\W*$)"
    r"|(?:提高|下降|降低|减少|增加|上升)(?:到|至|了)|面积|数量|数字是|how (?:many|much|long|large|big|far|fast|often)|\brate\b|\btargets?\b|\bratio|per ?cent|percentage|proportion|what share|number of|\bfigures?\b"
)


def find_intent(text: str, *, places: int, have_tasks: bool) -> Intent:
    """Return what is wanted by a question, in plain characters, that names so many places."""
    asked = text.lower().strip()
    if is_chat(asked):
        return Intent.CHAT
    if places > 1 or (_COMPARE.search(asked) and (places == 0 or _COMPARE_WITH_OTHERS.search(asked))):
        return Intent.COMPARE
    cues = (
        (Intent.METADATA, _METADATA.search(asked)),
        (Intent.AGGREGATE, _AGGREGATE.search(asked) and not _is_one_task(asked)),
        (Intent.TASK, _LEADS.search(asked) or (have_tasks and (_EVERYDAY_TASK.search(asked) or _is_one_task(asked)))),
        (Intent.LIST, _LIST.search(asked)),
        (Intent.INDICATOR, _INDICATOR.search(asked)),
    )
    return next((intent for intent, cue in cues if cue), Intent.FACT)


def is_chat(asked: str) -> bool:
    """Tell whether a text, in small letters, is meant for the machine and not for the plans."""
    return any(each.search(asked) for each in (_GREETING, _TO_THE_MACHINE, _OVER_AND_OVER))


def find_task_number(text: str) -> int | None:
    """Return the number of the task or item asked about: 84 for 第84项, 12 for 第十二条 and for task 12."""
    match = _TASK_NUMBER.search(text)
    if match is None:
        return None
    printed = match["digits"] or match["after"] or match["en"]
    return int(printed if printed.isdecimal() else read_numeral(printed))


def replace_task_number(text: str, number: int) -> str:
    """Return `text` with the task it asks about exchanged for another."""
    return _TASK_NUMBER.sub(f"第{number}项", text, count=1)


def _is_one_task(asked: str) -> bool:
    return _TASK_NUMBER.search(asked) is not None
