"""Tables that lost what parted their cells: a row a line, and in it a single space between two cells, or nothing.

    序号指标名称目标值属性          指标 2020年 2025年 属性
    1生产安全事故死亡人数下降15%约束性    森林覆盖率（%） 40 41 约束性

A header says how many cells there are; at least two rows below must have as many. Where the header is lost as well, a
row is known by its end alone: no sentence goes from a figure to 约束性.
"""

import re
from collections.abc import Sequence

from corpus.grids import Cells, Entry, Grid
from corpus.plan import Span
from corpus.table_words import Kind, header_kind

_FEWEST_ROWS = 2
_LONGEST_ROW = 100
_VALUE_HEAD = r"(?:(?:19|20)\d\d年?(?:目标值?|预期值|规划值|现状值?|基期值?|完成值?)?|目标值?|预期值|规划值|现状值?|基期值?|指标值)"
_HEADER = re.compile(
    rf"(?P<index>序号|编号)?(?P<name>(?:主要)?指标(?:名称|内容)?|名称)(?P<values>(?:{_VALUE_HEAD}){{1,3}})(?P<nature>(?:指标)?(?:属性|性质))"
)
_VALUE_WORD = re.compile(_VALUE_HEAD)
_FIGURE = (
    r"(?:(?:[<>≤≥＜＞=]|下降|降低|减少|上升|提高|增长|增加|达到|控制在|不低于|不高于|不超过|不少于|以内|[约累计年均])*+"
    r"\d[\d.,]*(?:[-—~～]\d[\d.,]*)?(?:[%％‰]|[一-龥/]{1,8}?)?(?:以上|以下|以内|左右)?[*＊]?)"
)
_NATURE_WORD = re.compile("约束|预期|指导")
_NATURE = r"(?P<nature>约束性?|预期性?|指导性?)(?:指标)?"
_LONE_ROW = re.compile(
    rf"\s*(?:\d{{1,2}}[.．、]?\s*)?(?P<name>[^\d\s，,。；;：:][^，,。；;：:]{{1,50}}?)(?P<value>{_FIGURE})\s*{_NATURE}\s*"
)
_SPACE = re.compile(r"[ \u3000]+")
_FEWEST_SPACED = 3


def read_glued(text: str, entries: Sequence[Entry], at: int) -> Grid | None:
    """Return the table whose header is `entries[at]`; None when there is none."""
    if len(entries[at].text) > _LONGEST_ROW:
        return None
    return _read_spaced(text, entries, at) or _read_unparted(entries, at)


def read_lone_row(text: str, span: Span) -> tuple[Span, Span, Span] | None:
    """Return name, value and nature of the row that the line at `span` is, without its number; None when it is none."""
    start, end = span.start, span.end
    if end - start > _LONGEST_ROW or _NATURE_WORD.search(text, max(start, end - 5), end) is None:
        return None
    match = _LONE_ROW.fullmatch(text, start, end)
    if match is None:
        return None
    return Span(*match.span("name")).stripped(text), Span(*match.span("value")), Span(*match.span("nature"))


def _read_spaced(text: str, entries: Sequence[Entry], at: int) -> Grid | None:
    words = _SPACE.split(entries[at].text)
    if len(words) < _FEWEST_SPACED:
        return None
    kinds = [header_kind(word) for word in words]
    if None in kinds or {Kind.VALUE, Kind.NATURE, Kind.INDEX}.isdisjoint(kinds):
        return None
    header = _spaced(text, entries[at])
    rows: list[Cells] = [[*header]]
    for entry in map(entries.__getitem__, range(at + 1, len(entries))):
        row = _spaced(text, entry)
        if len(row) != len(header) or entry.text[-1] in "。；":
            break
        rows.append([*row])
    return _grid(entries, at, rows)


def _spaced(text: str, entry: Entry) -> list[Span]:
    blanks = entry.text.count(" ") + entry.text.count("\u3000")
    if blanks + 1 < _FEWEST_SPACED or len(entry.text) > _LONGEST_ROW:
        return []
    gaps = [Span(*each.span()) for each in _SPACE.finditer(text, entry.span.start, entry.span.end)]
    starts = [entry.span.start, *(gap.end for gap in gaps)]
    ends = [*(gap.start for gap in gaps), entry.span.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def _read_unparted(entries: Sequence[Entry], at: int) -> Grid | None:
    header = _HEADER.fullmatch(entries[at].text)
    if header is None:
        return None
    start = entries[at].span.start
    values = [_shifted(each.span(), start + header.start("values")) for each in _VALUE_WORD.finditer(header["values"])]
    index = [_shifted(header.span("index"), start)] if header["index"] else []
    rows: list[Cells] = [
        [*index, _shifted(header.span("name"), start), *values, _shifted(header.span("nature"), start)]
    ]
    row_of = _row_pattern(numbered=bool(index), values=len(values))
    for entry in map(entries.__getitem__, range(at + 1, len(entries))):
        row = row_of.fullmatch(entry.text) if len(entry.text) <= _LONGEST_ROW else None
        if row is None:
            break
        rows.append([_shifted(row.span(group), entry.span.start) for group in range(1, len(row.groups()) + 1)])
    return _grid(entries, at, rows)


def _row_pattern(*, numbered: bool, values: int) -> re.Pattern[str]:
    """Return the pattern of a row, a group for each cell: 1 | 生产安全事故死亡人数 | 下降15% | 约束性."""
    index = r"(\d{1,2})[.．、]?" if numbered else ""
    return re.compile(rf"{index}([^\d。；;][^。；;]{{1,50}}?)" + rf"({_FIGURE})" * values + _NATURE)


def _shifted(span: tuple[int, int], by: int) -> Span:
    return Span(span[0] + by, span[1] + by)


def _grid(entries: Sequence[Entry], at: int, rows: list[Cells]) -> Grid | None:
    end = at + len(rows)
    if len(rows) <= _FEWEST_ROWS:
        return None
    return Grid(rows, Span(entries[at].span.start, entries[end - 1].span.end), at, end)
