"""How people of different regions ask, put into the words in which everybody asks: 有没得, 几多, 咋个."""

import re

# 好多 is 多少 before what can be counted (好多公里), and 好久 is 多久 before what somebody does (好久能修好); otherwise they are
# what they say.
_COUNTED = "(?!人[员群口民]|家[庭长]|公[路共园]|条例|台风|次生|根[治本]|口径|年)(?=[个名人家户支处座所台套条项米吨亩元块张辆次天年月公平万亿里钱口根])(?!.*(?:怎么|什么|如何|为什么|咋))"
_SAID = (
    ("有没得|有莫得|有冇得?|有木有", "有没有"),
    ("没得(?![到过出])|莫得", "没有"),
    ("咋个|啷个|啷门|咋子|哪门子|咋么|点样|怎地|咋地", "怎么"),
    ("啥子|(?<![什怎多要这那])么子(?!女)|(?<![什怎多要这那])么事|乜嘢|咩(?!咩)", "什么"),
    ("啥时候|啥辰光|(?<!十)几时(?!雨)|哪阵", "什么时候"),
    (f"好多{_COUNTED}|几多|多些钱(?=$)", "多少"),
    ("(?<![很更最好])好久(?=能|才|可以|提前|通知|修|建|到|搞|开|完|出)|几耐", "多久"),
    ("(?<![这那旁周两])边个(?![体人别])|哪个人(?![员民群口体])|啥人", "谁"),
    ("系咪|是不系(?!安全带)", "是不是"),
    ("晓不晓得|晓得不", "知道吗"),
    ("搞不搞|弄不弄|整不整", "是否"),
    ("(?<=[这那])(?:疙瘩|旮旯|嘎达|嘎瘩|圪垯|垯)", "里"),
    ("娃儿|细路|小囡|崽崽|小崽子|伢子", "孩子"),
    ("屋头|屋里厢", "家里"),
)
_PATTERN = re.compile("|".join(f"({pattern})" for pattern, _ in _SAID))


def in_common_words(text: str) -> str:
    """Return a Chinese question without the words of a dialect that ask, or that name what everybody has.

    >>> in_common_words("要修好多公里嘛")
    '要修多少公里嘛'
    """
    return _PATTERN.sub(lambda match: _SAID[(match.lastindex or 1) - 1][1], text)
