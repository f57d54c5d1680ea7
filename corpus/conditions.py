"""What limits a figure: how often it is met, of what each has it, and whether it is only aimed at.

每年 | 至少开展2次, 每个街道 | 至少配备3名, 死亡率 | 年均 | 下降4%, 力争 | 达到98%
"""

import re

from corpus.plan import Span

FREQUENCY = r"每(?:[0-9一二三四五]{1,2}(?:年|个月|天)|半年|年度?|两年|季度|个?月|周|日|天|学期)"
AIM = re.compile("力争|争取|原则上")
# 争取中央资金1.6亿元，县级配套0.5亿元: what is obtained, and no aim of what stands in the next clause.
_OBTAINS = re.compile("争取[^，,；;。0-9]{0,16}(?:资金|补助|债券|经费|拨款|贷款)")

# 3年轮1次
_FREQUENCY = re.compile(rf"{FREQUENCY}|[0-9一二两三四五]{{1,2}}年(?=轮)")
# 死亡率年均下降4%, but not 年均每百万人口死亡率下降4%.
_YEARLY = re.compile("年(?:平)?均(?=(?:增[长速加]?|递增|提高|下降|降低|减少|递减|[^一-龥])[^一-龥]*$)")
# 每个街道 | 至少配备 | 3名专职安全员
_EACH = re.compile(
    "每(?:[个名户所座张家]|[百千万十][名户张个人]?)[一-龥]{1,8}?"
    "(?=原?则?上?(?:至少|不少于|应|配备|配置|拥有|建[成设有]|组建|设[立置有]|有))"
)
# 托位数 | 达到每千人口 | 4.5个, 泵站规模 | 提高到每秒 | 186立方米
_PER = re.compile(
    r"(?:(?:达到?|配备|拥有|有|为|(?:提高|提升|增加|降低|减少)[到至])(?=每)|(?:^|(?<=[，,、；;]))(?=每[^，,]{2,4}$))"
    r"(?P<per>每(?:[0-9百千万十]{1,4}[名个位张]?[人户床常学老儿][一-龥]{0,4}|秒|小时|平方公里))$"
)
_BESIDE = 20  # so many characters before a figure hold what belongs to it alone
_REACH = 200


def read_condition(text: str, clause: int, group: int, end: int) -> str | None:
    """Return 每年 and 力争, where `text[clause:end]` and `text[group:end]` have them; both stretches end with the figure."""
    aim = AIM.search(text, max(group, end - _REACH), end)
    if aim and aim.start() < clause and _OBTAINS.match(text, aim.start(), end):
        aim = AIM.search(text, clause, end)
    often = _FREQUENCY.search(text, max(clause, end - _REACH), end) or (
        _YEARLY.search(text, max(clause, end - _BESIDE), end) if text.find("均", clause, end) >= 0 else None
    )
    if aim is None or often is None:
        only = aim or often
        return only.group() if only else None
    return "、".join(match.group() for match in (aim, often) if match) or None


def per_before(text: str, span: Span) -> str | None:
    """Return what the figure behind `span` is counted by: 每千人口 in 托位数达到每千人口4.5个, else None."""
    if text.find("每", span.start, span.end) < 0:
        return None
    match = _PER.search(text[max(span.start, span.end - _BESIDE) : span.end])
    return match["per"] if match else None


def each_before(text: str, span: Span) -> str | None:
    """Return of what each has the figure behind `span`: 每个街道 in 每个街道至少配备3名, else None."""
    match = _EACH.search(text, max(span.start, span.end - 2 * _BESIDE), span.end)
    return match.group() if match else None
