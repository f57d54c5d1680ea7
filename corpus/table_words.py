"""The words that tell a table from a run of short lines: the heads of columns, figures, groups of rows, footnotes."""

import re
from enum import IntEnum, auto
from functools import lru_cache


class Kind(IntEnum):
    """What the cells of a column are."""

    INDEX = auto()  # 1, 2, 3
    NATURE = auto()  # 约束性
    VALUE = auto()  # <1.3
    UNIT = auto()  # 平方米
    GROUP = auto()  # 安全生产, printed once for several rows
    REMARK = auto()  # anything, often nothing
    TEXT = auto()


INDEX_WORDS = ("序号", "编号", "项次")
_HEADER_WORDS: dict[str, Kind] = {
    **dict.fromkeys(INDEX_WORDS, Kind.INDEX),
    **dict.fromkeys(("属性", "性质", "指标属性", "指标性质"), Kind.NATURE),
    **dict.fromkeys(("单位", "计量单位", "（单位）", "(单位)"), Kind.UNIT),
    **dict.fromkeys(("备注", "说明", "来源", "数据来源", "资料来源", "计算方法", "指标解释"), Kind.REMARK),
    **dict.fromkeys(("领域", "方面", "维度", "层级", "一级指标"), Kind.GROUP),
    **dict.fromkeys(
        (f"{of}{kind}" for of in ("", "指标", "项目", "任务", "事故") for kind in ("类别", "类型", "分类")), Kind.GROUP
    ),
    **dict.fromkeys(
        ("名称", "指标体系", "建设主体", "建设性质", "建设地点", "地点", "位置", "区域", "区县"), Kind.TEXT
    ),
    **dict.fromkeys(("街道", "乡镇", "地区", "灾种", "物资名称", "成果形式"), Kind.TEXT),
    **{
        f"{which}{what}{part}": Kind.TEXT
        for which in ("", "主要", "核心", "具体", "重点", "考核", "工作", "工程", "建设", "二级", "三级")
        for what in ("指标", "项目", "任务", "工作", "工程", "事项", "措施", "举措", "内容", "要求")
        for part in ("", "名称", "内容", "事项")
    },
}
# 2025年目标值, 年均增速, 完成时限; 牵头单位.
_VALUE_ENDS = (
    *(
        "目标值",
        "预期值",
        "规划值",
        "现状值",
        "基期值",
        "基准值",
        "基数值",
        "完成值",
        "指标值",
        "数值",
        "现状",
        "目标",
        "基期",
    ),
    *(
        "指标数",
        "数量",
        "增速",
        "增长",
        "增长率",
        "增幅",
        "累计",
        "面积",
        "规模",
        "投资",
        "投资额",
        "比例",
        "占比",
        "得分",
        "权重",
    ),
    *("时限", "时间", "期限", "年限", "进度", "节点"),
)
_TEXT_ENDS = ("单位", "部门", "责任主体", "责任人", "负责人")
_LONGEST_COMPOUND = 12
_YEAR = r"(?:19|20)\d\d年?"
_YEAR_WORD = re.compile(
    rf"[^\d，,、]{{0,8}}{_YEAR}(?:[-—–~～至]+{_YEAR})?[^\d月日，,、]{{0,8}}"
    r"|[“\"]?十[二三四五六]五[”\"]?(?:时?期?间?末?)(?:现状|目标|规划|完成|实际|情况|指标)*"
)
_LONGEST_HEADER_CELL = 18
_LONGEST_PRINT = 40  # with spaces and a unit
_PUNCTUATION = re.compile("[，,、。；;：:！？]")
_SPACE_OR_STAR = re.compile(r"[\s*＊※]")
_UNIT_BEHIND = re.compile(r"(?<=.)[（(][^（）()]{1,10}[）)]$")
_FIGURE = re.compile(
    r"(?:[约近超达≥≤<>＜＞=±+＋]|小于|大于|不低于|不少于|不高于|不超过|低于|高于|控制在|力争|[年平]均|累计|下降|降低|减少|上升|提[高升]|增[长加]|新增|到)*"
    r"\s*-?\d[\d.,，．]*(?:\s*[-—–~～至]+\s*\d[\d.,，．]*)?\s*[%％‰]?\D{0,5}"
)
_LONGEST_FIGURE = 24
_GROUP = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．])?\s*[^\d。；;：:，,]{2,20}")
_OPENS_NOTE = frozenset("（(备注说数资")
_NOTE = re.compile(r"[（(]?(?:备?注|说明)\s*\d{0,2}\s*[：:]|(?:数据|资料)来源\s*[：:]")


@lru_cache(maxsize=2048)
def header_kind(text: str) -> Kind | None:
    """Return what the column below this header cell holds (单位 above units); None when it is no word of headers."""
    if len(text) > _LONGEST_PRINT:
        return None
    word = _UNIT_BEHIND.sub("", _SPACE_OR_STAR.sub("", text))
    kind = _HEADER_WORDS.get(word)
    if kind is not None or not 0 < len(word) <= _LONGEST_HEADER_CELL:
        return kind
    if len(word) <= _LONGEST_COMPOUND and word.endswith((*_VALUE_ENDS, *_TEXT_ENDS)) and not _PUNCTUATION.search(word):
        return Kind.TEXT if word.endswith(_TEXT_ENDS) else Kind.VALUE
    return Kind.VALUE if _YEAR_WORD.fullmatch(word) else None


def is_figure(text: str) -> bool:
    """Tell whether `text` is a number with what belongs to it: `<15000人`, `下降9%*`, `5-10`."""
    return len(text) <= _LONGEST_FIGURE and _FIGURE.fullmatch(text) is not None


def is_group(text: str) -> bool:
    """Tell whether `text` may be a row of its own that names the rows below it: `一、安全生产`."""
    return _GROUP.fullmatch(text[:40]) is not None


def opens_note(text: str) -> bool:
    """Tell whether `text` begins as the footnotes of a table do: `注：…`."""
    return text[:1] in _OPENS_NOTE and _NOTE.match(text) is not None
