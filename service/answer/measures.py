"""In which measure a question wants its number (几座, 多少公里), and whether a text has a number in it."""

import re
from functools import lru_cache

from index.tokens import simplify

# Measures of one line are used for the same things: 多少家企业 is answered by 5家, 12户 or 30个, never by 15%.
_ALIKE = (
    "家 户 个",
    "座 处 所 个",
    "支 队 个",
    "辆 台 架 部 套 艘 个",
    "名 人 位 个",
    "张",
    "次 场",
    "起",
    "元 钱",
    "公里 千米 里 米",
    "亩 公顷 平方 平",
    "吨 公斤 斤",
    "秒 分",
    "分 小时",
    "小时 天 日",
    "天 日 周 月",
)
# As words of their own these ask for nothing that is counted (几个方面), or for a point in time (几月几日).
_TOO_WIDE = frozenset("个里队日")
_ASKED = sorted({each for line in _ALIKE for each in line.split()} - _TOO_WIDE, key=len, reverse=True)
# 哪几家 asks which ones; 几点, 几月 and 几部门 have no measure in them.
_WANTED = re.compile(rf"(?<!哪)(?:多少|几)(?:个(?=月)|[十百千万亿])*(?P<measure>{'|'.join(_ASKED)})(?!门|部|委|局|份)")
# 三个方面, 两个月 count no things.
_OF_THINGS = "个(?!方面|月|层[面次级]|环节|维度|阶段|坚持|统一|重点|关键|百分)"
_NUMBER = r"[\d半一二三四五六七八九十两百千万亿]\s*(?:余|多|来|个(?=月))?\s*"


# The number of a telephone measures nothing; 119 is one, and so is 96333.
_CALLED = re.compile(r"(?:电话|热线|传真|手机)(?:号码?)?(?:是|为)?(?:多少|几号|什么|哪个)")
_TELEPHONE = re.compile(r"(?<!\d)(?:1[12]\d|\d{5,}|\d{3,4}-\d{5,})(?!\d)")


def measure_of(question: str) -> str | None:
    """Return the measure in which `question` wants a number, None where it names none.

    >>> measure_of("要配多少辆救护车")
    '辆'
    >>> measure_of("和哪几家超市签了协议") is None
    True
    """
    found = _WANTED.search(simplify(question))
    return found["measure"] if found else None


def lacks_measure(question: str, text: str) -> bool:
    """Tell whether `question` wants a number in a measure in which `text` has none, or that of a telephone.

    >>> lacks_measure("救援要几分钟到", "建设50个救援服务站"), lacks_measure("有几家企业", "整治企业12户")
    (True, False)
    """
    if _CALLED.search(simplify(question)):
        return _TELEPHONE.search(text) is None
    measure = measure_of(question)
    if measure and re.search(rf"{measure}数[^，。；]*?\d", text):
        return False  # 死亡人数：下降9% is what is asked, in no measure
    return measure is not None and not _stated(measure).search(simplify(text))


@lru_cache(maxsize=64)
def _stated(measure: str) -> re.Pattern[str]:
    alike = {each for line in _ALIKE if measure in line.split() for each in line.split()}
    words = "|".join(sorted(alike, key=len, reverse=True)).replace("个", _OF_THINGS)
    return re.compile(rf"{_NUMBER}(?:{words})|[(（][^()（）\d]{{0,4}}(?:{words})")
