"""Reads the heading that opens a line: the family of its number, the number, and where the title ends.

四、重点工程                          一、 and a title
（一）应急物资和装备建设工程          （一） and a title
1.健全体制。市、县区…                 1. and a title that is run in: heading and body share the line
1.规范监管执法行为全面梳理、规范…      the same, its full stop lost
71加强应急管理队伍专业能力建设。      a number that lost its dot: read as one only where 71 comes next
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from corpus.plan import Span


class Family(IntEnum):
    """The families of numbers, from the outermost to the innermost; before them headings that only their style marks."""

    STYLED = -6  # # to ######, by their level: -6 to -1
    PART = 0  # 第一编
    CHAPTER = 1
    DIVISION = 2  # 第一节
    ARTICLE = 3  # 第一条
    COUNT = 4  # 一、
    BRACKETED_COUNT = 5  # （一）
    DIGITS = 6  # 1.
    DECIMAL = 7  # 1.1
    SUBDECIMAL = 8  # 1.1.1
    BRACKETED_DIGITS = 9  # （1）
    HALF_BRACKETED_DIGITS = 10  # 1）
    CIRCLED = 11  # ①
    ORDER = 12  # 一是
    DASH = 13  # ——
    RUN_IN = 14  # 健全领导指挥体制。 at the head of a paragraph, without a number


class Number(NamedTuple):
    """A number at the head of a line: the family it is of if it is whole, what it counts, and where it stands in the line.

    `family` is None for a number that lost its dot or a bracket: which list it goes on is for the lists to say.
    """

    family: Family | None
    printed: str
    value: int
    start: int
    end: int


class Heading(NamedTuple):
    """A heading as read from a line; `span` covers number and title. A numbered paragraph has an empty title."""

    family: int  # a Family, or a level of STYLED
    number: str
    title: str
    span: Span


_NUMERAL = "[一二三四五六七八九十百零〇]{1,5}"
_DIGITS = r"[0-9０-９]{1,3}"
_DIGIT = r"[0-9０-９]"
_WHOLE: tuple[tuple[Family, re.Pattern[str]], ...] = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        (Family.PART, f"第(?P<n>{_NUMERAL}|{_DIGITS})(?:编|編|篇|部分)(?![的为是和与，,])"),
        (Family.CHAPTER, f"第(?P<n>{_NUMERAL}|{_DIGITS})章(?![的为是和与，,])"),
        (Family.DIVISION, f"第(?P<n>{_NUMERAL}|{_DIGITS})[节節](?![的为是和与，,])"),
        (Family.ARTICLE, f"第(?P<n>{_NUMERAL}|{_DIGITS})[条條](?![的是和与、，,第规款])"),
        (Family.COUNT, rf"(?P<n>{_NUMERAL})\s?[、．.](?!{_NUMERAL}[、，,])"),
        (Family.BRACKETED_COUNT, rf"[（(]\s?(?P<n>{_NUMERAL})\s?[）)]"),
        (Family.ORDER, f"(?P<n>{_NUMERAL})是(?![否])"),
        # 1.5平方米 is a quantity, 1. a number; a bare 1 is a page number or a table cell.
        (Family.DIGITS, rf"(?P<n>{_DIGITS})(?:[．.]|、(?!{_DIGITS}[、号]))(?:(?!{_DIGIT})|(?=(?:19|20)\d\d\s*年))"),
        (Family.BRACKETED_DIGITS, rf"[（(]\s?(?P<n>{_DIGITS})\s?[）)]"),
        (Family.CIRCLED, "(?P<n>[①-⑳])"),
        (Family.DASH, "(?P<n>)(?:—{1,2}|-{2}|─{1,2})(?=[^—\\-─\\s])"),
    )
)
_DECIMAL = re.compile(
    rf"(?P<n>{_DIGITS}(?:[.．]{_DIGIT}{{1,2}}){{1,2}})[.．]?(?=[\s一-龥“《])(?!\s*(?:万|亿|倍|平方|公里|米|吨|元|个|%|％|‰|以|左右|级|度))"
)
# 71加强 after 70.: a number that lost its dot. 3个 and 5年 are quantities.
_MEASURES = "个年月日条项家支名人户处级类次万亿倍所座种台套只件份批期届轮辆艘架公米千百亩吨升度元美小时分秒天周季第号成位时至到—-"
_LOST_DIGITS = re.compile(rf"[（(]?(?P<n>{_DIGITS})(?P<close>[）)]?)\s{{0,4}}(?=[一-龥“])(?![{_MEASURES}])")
# 、形势分析 · 一)指导思想 · (一指导思想 · 二基本原则
_LOST_COUNT = re.compile(rf"(?P<open>[（(]?)(?P<n>{_NUMERAL}|)(?P<close>[）)、]?)(?P<gap>\s{{0,4}})(?=[一-龥“])")
# What a number can begin with, whole or damaged.
_OPENERS = frozenset("第（(、①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳—-─一二三四五六七八九十百零〇0123456789０１２３４５６７８９")
_BOX = re.compile(
    rf"[\[【]?[专專]\s?[栏欄]\s*(?P<n>{_NUMERAL}|{_DIGITS}|)(?:[-—－.．]{_DIGITS})*[\]】]?[\s:：.、]*(?P<title>[^。；;\n]{{0,40}}?)[*\s]*$"
)

# 总　则: set wide in print.
_INNER_SPACE = re.compile(r"(?<=[一-龥])\s+(?=[一-龥])")
_LONGEST_HEADING = 40
_STYLED = re.compile(r"\s*(?P<marks>#{1,6})\s+(?P<title>\S.{0,60}?)[#\s]*$")
_PREFACE = re.compile(
    r"[\s#*]*(?P<title>[前引序绪导]\s*[言论]|(?P<closing>结\s*[语论]|结\s*束\s*语|后\s*记|附\s*则))[\s*#]*$"
)
_ANNEX = re.compile(
    rf"(?P<number>附\s?[件录錄]\s?(?:{_DIGITS}|{_NUMERAL})?)(?:[\s:：]*$|(?<=[\d一二三四五六七八九十])[\s:：]+)(?P<title>[^。；;，,：:\n]{{0,40}}?)[*\s]*$"
)
_LONGEST_LABEL = 20  # 防汛抗旱：… — a title that a colon closes
_LONGEST_COLON_TITLE = 14
_LEADS_IN = re.compile("[，,要]|如下|下列|以下")  # 各部门要做到：
_SHORT_SENTENCE = 20
_LABEL = re.compile(rf"\s*\**[^，,；;。：:（(]{{1,{_LONGEST_LABEL - 1}}}[^，,；;。：:（(\d][：:]\**(?=\s*\S)")
_SHORTEST_RUN_TOGETHER = 6
_READ_AHEAD = 200
_SENTENCE_END = re.compile(r"[。！？]")
_COMMAS = re.compile("[，,；;]")
_QUESTION = re.compile(r"(?:问\s?[：:])?[^。\n]{4,180}[？?][*\s]*$")  # 1.问：哪些企业可以申请？
_ASKED_BY = re.compile(r"^\**问\s?[：:]\**")
_NOT_A_TITLE = re.compile(r"[；;，,、]$")
_ARTICLE_TITLE = re.compile(r"\s*(?:[（(【\[](?P<bracketed>[^（）()【】\[\]。，,]{2,20})[）)】\]])")
# 规范监管执法行为|全面梳理…: officialese closes a title with one of these nouns and opens its sentence with one of these words.
_RUN_TOGETHER = re.compile(
    "(?P<title>.*?(?:能力|机制|体制|行为|保障|建设|普查|管控|治理|水平|体系|平台|整治|分工|准入|责任|制度|改革|力量|队伍|网络|防控|防治"
    "|监管|工程|基础|环境|服务|预警|培训|宣传|演练|设施|格局|作用|研判|储备|标准|管理|执法|检查|考核|活动|工作))"
    "(?=(?:继续|持续|进一步|推进|推动|加强|加快|加大|强化|落实|严格|深入|深化|全面|充分|积极|大力|着力|切实|不断|运用|利用|依托|构建"
    "|坚持|按照|根据|依据|针对|围绕|结合|通过|鼓励|引导|支持|完善|健全|建立|组织|开展|统筹|明确|以.{1,12}为|市有关|区有关|县有关|各级|各地|各有关|有关部门))"
)
_RUN_IN = re.compile(
    rf"\**(?P<title>[^，,；;：:。！？\s\d*][^，,；;：:。！？\s]{{2,{_SHORT_SENTENCE - 2}}}?)\**。\**(?=\s*[^\s*])"
)
_PAIRED_RUN_IN = re.compile(
    r"\**(?P<title>[^，,；;：:。！？\s\d*][^，,；;：:。！？\s]{2,12}[，,、][^，,；;：:。！？\s]{3,13})\**。\**(?=\s*[^\s*])"
)
_NUMERALS = {numeral: str(value) for value, numeral in enumerate("零一二三四五六七八九")} | {"〇": "0"}


def _families_of(opener: str) -> tuple[tuple[Family, re.Pattern[str]], ...]:
    """Return the families that a number beginning with `opener` can be of."""
    if opener in "第":
        of = {Family.PART, Family.CHAPTER, Family.DIVISION, Family.ARTICLE}
    elif opener in "（(":
        of = {Family.BRACKETED_COUNT, Family.BRACKETED_DIGITS}
    elif opener.isdecimal():
        of = {Family.DIGITS}
    elif opener in "—-─":
        of = {Family.DASH}
    elif "①" <= opener <= "⑳":
        of = {Family.CIRCLED}
    else:
        of = {Family.COUNT, Family.ORDER}
    return tuple((family, pattern) for family, pattern in _WHOLE if family in of)


_OF_OPENER = {opener: _families_of(opener) for opener in _OPENERS}


def read_number(line: str) -> Number | None:
    """Return the number that opens `line`, whole or damaged; None when it opens with none."""
    start = _indent(line)
    opener = line[start : start + 1]
    if not opener or opener not in _OPENERS or line.isdecimal():
        return None
    decimal = _DECIMAL.match(line, start) if opener.isdecimal() else None
    if decimal is not None:
        parts = re.split("[.．]", decimal["n"])
        family = Family.DECIMAL if len(parts) == 2 else Family.SUBDECIMAL
        return Number(family, decimal.group(), int(parts[-1]), start, decimal.end())
    for family, pattern in _OF_OPENER[opener]:
        match = pattern.match(line, start)
        if match is not None:
            return Number(family, match.group(), value_of(match["n"]), start, match.end())
    lost = _LOST_DIGITS.match(line, start)
    if lost is not None:
        half = Family.HALF_BRACKETED_DIGITS if lost["close"] and line[start] not in "（(" else None
        return Number(half, lost.group().rstrip(), value_of(lost["n"]), start, lost.end("close"))
    lost = None if opener.isdecimal() else _LOST_COUNT.match(line, start)
    if lost is not None and lost.group() and _is_bare_title(line[lost.end() :]):
        return Number(None, line[start : lost.start("gap")], value_of(lost["n"]), start, lost.start("gap"))
    return None


def is_count(number: Number) -> bool:
    """Tell whether a damaged number is one of 一、 or （一）, not of 1. or （1）."""
    return not re.search(_DIGIT, number.printed)


def is_bracketed(number: Number) -> bool:
    """Tell whether a damaged number kept one of its brackets."""
    return re.search("[（()）]", number.printed) is not None


@lru_cache(maxsize=1024)
def value_of(numeral: str) -> int:
    """Return what a numeral counts: 十二, １２, ⑫ and 12 are 12; 0 for none.

    >>> value_of("二十一")
    21
    """
    if not numeral:
        return 0
    if numeral in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(numeral) - ord("①") + 1
    if numeral.isdecimal():
        return int(numeral)
    hundreds, hundred, rest = numeral.rpartition("百")
    tens, ten, units = rest.rpartition("十")
    return 100 * _count(hundreds, hundred) + 10 * _count(tens.strip("零〇"), ten) + _count(units)


def _count(numerals: str, unit: str = "") -> int:
    """Return how many of `unit` there are: one where it stands alone (十)."""
    return int("".join(_NUMERALS.get(numeral, "") for numeral in numerals) or bool(unit))


def read_heading(
    line: str, offset: int, number: Number, family: Family, *, has_body: bool, is_item: bool = False
) -> Heading:
    """Return the heading of a numbered `line` that starts at `offset`; `has_body` tells whether text of its own follows.

    The item of a list (`is_item`) is a sentence and has no title: （一）未按照规定报告的；
    """
    start = number.end
    end = start if is_item else _title_end(line[: start + _READ_AHEAD], start, family, has_body=has_body)
    title = _ASKED_BY.sub("", _without_marks(line[start:end]))
    if family is Family.ARTICLE:
        title = title.strip("（()）【】[]")
    return Heading(family, number.printed, title, Span(offset + number.start, offset + end))


def read_box(line: str, offset: int) -> Heading | None:
    """Read the title line of a box: 专栏1  自然灾害风险防治. Its family says nothing of where it nests."""
    if len(line) > _READ_AHEAD or not ("专" in line or "專" in line):
        return None
    start = _indent(line)
    match = _BOX.match(line, start)
    if match is None:
        return None
    printed = line[start : match.start("title")].strip().rstrip(":：.、") or "专栏"
    return Heading(Family.RUN_IN, printed, match["title"].strip(), Span(offset + start, offset + match.end("title")))


def read_styled(line: str, offset: int) -> Heading | None:
    """Read a heading that only its style marks: ## 总体要求."""
    match = _STYLED.match(line) if len(line) <= _READ_AHEAD and "#" in line else None
    if match is None:
        return None
    title = _without_marks(match["title"])
    return Heading(
        Family.STYLED + len(match["marks"]) - 1,
        "",
        title,
        Span(offset + match.start("title"), offset + match.end("title")),
    )


def read_preface(line: str, offset: int, *, opens: bool = True, closes: bool = True) -> Heading | None:
    """Read the heading of a part that is never numbered: 前　言 · ## 结语.

    `opens` tells whether one that opens a document can stand here, `closes` whether one that closes it can.
    """
    match = _PREFACE.match(line) if len(line) <= _LONGEST_HEADING else None
    if match is None or not (closes if match["closing"] else opens):
        return None
    return Heading(
        Family.COUNT,
        "",
        _INNER_SPACE.sub("", match["title"]),
        Span(offset + match.start("title"), offset + match.end("title")),
    )


def read_annex(line: str, offset: int) -> Heading | None:
    """Read the line that opens an annex: 附件 · 附件1 · 附件 2 重点任务清单. A list of annexes (附件：1.…) is none."""
    if len(line) > _READ_AHEAD or "附" not in line:
        return None
    start = _indent(line)
    match = _ANNEX.match(line, start)
    if match is None:
        return None
    return Heading(
        Family.RUN_IN, match["number"], match["title"].strip("* "), Span(offset + start, offset + match.end("title"))
    )


def read_run_in(line: str, offset: int, *, paired: bool = False) -> Heading | None:
    """Read the short first sentence of a paragraph without a number: 健全领导指挥体制。推动成立…

    With `paired`, one of two parts: 坚持党的领导,发挥制度优势。坚持党对应急管理工作的…
    """
    start = len(line) - len(line.lstrip())
    match = (_PAIRED_RUN_IN if paired else _RUN_IN).match(line, start, start + _READ_AHEAD)
    if match is None:
        return None
    return Heading(Family.RUN_IN, "", match["title"], Span(offset + start, offset + match.end()))


def _indent(line: str) -> int:
    """Return where a line begins behind white space and the marks of Markdown."""
    return len(line) - len(line.lstrip("#*> \t\r\f\v\xa0\u2002\u2003\u3000"))


def _is_bare_title(rest: str) -> bool:
    return len(rest.strip()) <= _SHORT_SENTENCE + 5 and not re.search("[，,。；;：:、]", rest)


def _without_marks(title: str) -> str:
    return _INNER_SPACE.sub("", title.strip().rstrip("*# 。：:.").strip("*").strip())


def _title_end(line: str, start: int, family: Family, *, has_body: bool) -> int:
    """Return where the title ends that begins at `start`; `start` itself when the line is a numbered paragraph."""
    rest = line[start:].rstrip()
    if not rest:
        return start
    if family is Family.ARTICLE:
        named = _ARTICLE_TITLE.match(line, start)
        if named:
            return named.end()
        return start + len(rest) if len(rest) <= _SHORT_SENTENCE and not re.search("[。；;，,：:]", rest) else start
    if has_body and _QUESTION.match(rest):
        return start + len(rest)
    sentence = _SENTENCE_END.search(rest)
    first = rest[: sentence.end()] if sentence else rest
    after = rest[len(first) :].strip("*” \t")
    label = _LABEL.match(rest)
    if label and (sentence or len(rest) > _LONGEST_HEADING):
        return start + label.end()
    if len(first) > _SHORT_SENTENCE and (after or len(first) > _LONGEST_HEADING or (sentence and has_body)):
        unpunctuated = re.split("[，,、；;：:。]", first)[0]
        together = _RUN_TOGETHER.match(unpunctuated, _SHORTEST_RUN_TOGETHER - 2)
        if together and together.end() >= _SHORTEST_RUN_TOGETHER:
            return start + together.end()
    if sentence and len(first) <= _LONGEST_HEADING:
        if after:
            return start + len(first) if len(_COMMAS.findall(first)) < 2 else start
        short = len(first) <= _SHORT_SENTENCE and not _COMMAS.search(first)
        return start + len(first) if short or has_body else start
    if sentence is None and rest.strip("* ") and len(rest) <= _LONGEST_HEADING and not _NOT_A_TITLE.search(rest):
        if rest.rstrip("*")[-1] in "：:":
            return start if len(rest) > _LONGEST_COLON_TITLE or _LEADS_IN.search(rest) else start + len(rest)
        return start + len(rest)
    return start
