"""Tables that lost their grid: every cell stands on a line of its own.

    序号 / 指标内容 / 目标值 / 指标 / 性质 / 1 / 生产安全事故死亡人数 / 下降9%* / 约束性 / 2 / …

The words of the header say what each column holds; the lines below are then dealt to the columns in the way that fits
best, a line at a time, as long as they fit at all. No line is asked for its place in the document, only for what it is.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, combinations
from operator import itemgetter
from typing import NamedTuple

from corpus.grids import Cells, Entry, Grid
from corpus.plan import Span
from corpus.table_words import Kind, header_kind, is_figure, is_group, opens_note

_LONGEST_HEADER_LINE = 18
_MOST_HEADER_LINES = 14
_MOST_JOINS = 4
_SHORTEST_TITLE = 4

_NATURE = re.compile("(?:约束|预期|指导|引导|参考|导向|控制)性?(?:指标)?")
_DASH = re.compile(r"[—\-－–―/／…]{1,6}|无")
_UNIT = re.compile(
    r"[%％‰°℃]|[万亿]?(?:人|元|个|起|件|家|户|次|处|座|支|项|岁|年|天|小时|分钟|吨|公里|千米|亩|公顷|平方)\S{0,8}"
)
_INDEX = re.compile(r"[（(]?(?:(?P<digits>\d{1,3})|[一二三四五六七八九十]{1,3})[）).、．]?")
_SENTENCE_END = re.compile(r"[。；;：:，]$")
_TERM = re.compile("持续|长期|全年|每年|常年|常态|逐[年步]|按[年期]|立即")
_HEADING = re.compile(
    "第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]."
)
_NOT_A_HEADER = re.compile(rf"[。；;：:，]|^(?:{_HEADING.pattern})|^{_NATURE.pattern}$")
_LONE_MARK = re.compile(r"[*＊※①-⑳]{1,3}|\[\d\]")

_LONGEST_CELL = 300
_LONGEST_VALUE = 30
_LONGEST_GROUP = 12
_SECOND_LINE = 2.0  # the price of a cell printed on two lines
# Readings that fall this far behind the best are given up, and so is a table whose end was so much better.
_LAG = 7.0
_BEAM = 6
_DROP = 10.0
_HOPELESS = -3.0
# Lines looked at to choose among the readings of a header.
_PREVIEW = 60
_LEAST_SCORE = 8.0
_LEAST_ROW_SCORE = 2.0


def read_flattened(entries: Sequence[Entry], at: int) -> Grid | None:
    """Return the table of one cell a line whose header begins at `entries[at]` or just below; None when there is none.

    Accepted: a header with a column that can be proved (序号, 属性, 目标值, 2025年), then at least two rows that fit it.
    """
    if header_kind(entries[at].text) is None:
        return None
    headers = [header for start in _header_starts(entries, at) for header in _headers(entries, start)]
    if not headers:
        return None
    # Most lines below a word of headers are no table: a few of them tell, and which reading of the header is right.
    best, header = max(
        ((_deal(each, entries, _PREVIEW), each) for each in headers), key=lambda pair: pair[0].last.score
    )
    if best.last.score < _LEAST_SCORE:
        return None
    dealt = best.last if best.ended else _deal(header, entries, len(entries)).last
    rows = _rows(dealt, entries, len(header.kinds))
    if len(rows) < 2 or dealt.score < _LEAST_ROW_SCORE * len(rows):
        return None
    first, end = header.first, dealt.entry + 1
    return Grid([[*header.cells], *rows], Span(entries[first].span.start, entries[end - 1].span.end), first, end)


def _header_starts(entries: Sequence[Entry], at: int) -> Iterator[int]:
    """Yield where the header may begin: here, or below, if what stands here may be the title (主要指标)."""
    yield at
    is_title = header_kind(entries[at].text) is Kind.TEXT and len(entries[at].text) >= _SHORTEST_TITLE
    if is_title and at + 1 < len(entries) and header_kind(entries[at + 1].text) is not None:
        yield at + 1


class _Header(NamedTuple):
    cells: list[Span]
    kinds: tuple[Kind, ...]
    numbers: int | None  # the column of 序号
    words: frozenset[str]
    first: int  # the position of its first line
    start: int  # the position of the first line below it
    blocks: bool  # whether blank lines stand between the rows and not within them


def _headers(entries: Sequence[Entry], at: int) -> Iterator[_Header]:
    """Yield the readings of the header that begins at `at`: how many lines it has, which two are one cell."""
    known, numbered = 0, False
    words: set[str] = set()
    for end in range(at + 1, min(at + _MOST_HEADER_LINES, len(entries) - 1) + 1):
        text = entries[end - 1].text
        kind = header_kind(text)
        if kind is None and (len(text) > _LONGEST_HEADER_LINE or is_figure(text) or _NOT_A_HEADER.search(text)):
            return
        known += kind is not None
        numbered = numbered or kind is Kind.INDEX
        words.add(text)
        # No more than two cells begin alike (指标 / 名称, 指标 / 性质), and what is in the header is in no row.
        if 2 * len(words) < end - at:
            return
        if known < 2 or 2 * known < end - at or header_kind(entries[end].text) is not None:
            continue
        lines = entries[at:end]
        if numbered and not any(_INDEX.fullmatch(each.text) for each in entries[end : end + len(lines)]):
            continue
        blocks = entries[end].after_blank and not any(each.after_blank for each in lines[1:])
        for cells in _arrangements([(each.text, each.span) for each in lines]):
            kinds = tuple(header_kind(text) or Kind.TEXT for text, _ in cells)
            is_provable = not {Kind.INDEX, Kind.NATURE, Kind.VALUE}.isdisjoint(kinds)
            is_plain = len({text for text, _ in cells}) == len(cells) > 1 and kinds.count(Kind.INDEX) < 2
            if is_provable and is_plain and _counts(kinds, entries[end : end + len(kinds)]):
                index = kinds.index(Kind.INDEX) if Kind.INDEX in kinds else None
                yield _Header([span for _, span in cells], kinds, index, frozenset(words), at, end, blocks)


def _counts(kinds: tuple[Kind, ...], below: Sequence[Entry]) -> bool:
    """Tell whether the first row has a number, if the header has 序号."""
    if Kind.INDEX not in kinds:
        return True
    return any(_INDEX.fullmatch(each.text) for each in below[: kinds.index(Kind.INDEX) + 2])


def _arrangements(cells: list[tuple[str, Span]]) -> Iterator[list[tuple[str, Span]]]:
    """Yield the lines of a header as cells: each by itself, two joined (指标 / 性质), or years below a common cell."""
    yield cells
    joins = [at for at in range(len(cells) - 1) if _is_split(cells[at][0], cells[at + 1][0])]
    most = len(joins) if len(joins) <= _MOST_JOINS else 1
    for count in range(1, most + 1):
        for chosen in combinations(joins, count):
            yield _joined(cells, set(chosen))
    for below in range(2, 5):
        above, years = cells[:-below], cells[-below:]
        if len(above) < 2 or any(header_kind(text) is not Kind.VALUE for text, _ in years):
            break
        for at, (text, _) in enumerate(above):
            if header_kind(text) in (Kind.VALUE, None):
                yield above[:at] + years + above[at + 1 :]


def _is_split(first: str, second: str) -> bool:
    """Tell whether two lines may be one cell of a header. A year opens one: 名称 / 2025年 are two."""
    return second[0] in "（(" or (header_kind(first + second) is not None and not second[0].isdigit())


def _joined(cells: list[tuple[str, Span]], joins: set[int]) -> list[tuple[str, Span]]:
    joined = [cells[0]]
    for at, (text, span) in enumerate(cells[1:]):
        if at in joins:
            before, start = joined[-1]
            joined[-1] = (before + text, Span(start.start, span.end))
        else:
            joined.append((text, span))
    return joined


class _Dealt(NamedTuple):
    """One line dealt to a column, after the lines before it."""

    score: float
    column: int
    number: int | None  # the latest of the column 序号
    opens_row: bool
    entry: int
    before: "_Dealt | None"


class _Deal(NamedTuple):
    """The last line of the best reading, and whether the table ended above the lines that were not looked at."""

    last: _Dealt
    ended: bool


def _deal(header: _Header, entries: Sequence[Entry], most: int) -> _Deal:
    """Deal the lines below `header`, `most` of them, to its columns.

    Every line earns what it fits its column (`_fit`); a column left empty, a cell on two lines and a row that names a
    group cost. The table ends where the sum was highest.
    """
    width = len(header.kinds)
    # skipped[c] is the price of leaving all columns before c empty. A row that names a group stands in a column of its
    # own, after the last, so that the next line opens a row.
    skipped = [0.0, *accumulate(_skip_cost(header.kinds, column) for column in range(width))]
    skipped.append(skipped[-1])
    best = _Dealt(0.0, width - 1, None, False, header.start - 1, None)
    beam = [best]
    for at in range(header.start, min(len(entries), header.start + most)):
        text = entries[at].text
        if len(text) > _LONGEST_CELL or text in header.words or opens_note(text) or "</" in text:
            return _Deal(best, ended=True)
        beam = _advance(header, skipped, beam, entries, at)
        if not beam or beam[0].score < best.score - _DROP:
            return _Deal(best, ended=True)
        for each in beam:
            score = each.score - skipped[width] + skipped[each.column + 1]
            if each.column < width and score > best.score:
                best = each._replace(score=score)
    return _Deal(best, ended=header.start + most >= len(entries))


def _advance(
    header: _Header, skipped: list[float], beam: list[_Dealt], entries: Sequence[Entry], at: int
) -> list[_Dealt]:
    """Return the best readings of the line `at`, each after one of `beam`, best first."""
    kinds, width, text = header.kinds, len(header.kinds), entries[at].text
    fits = _fits(kinds, text)
    count = _INDEX.fullmatch(text)
    staying, turning = (0.0, 0.0)
    if header.blocks:
        staying, turning = (2.0, 0.0) if entries[at].after_blank else (0.0, 2.0)
    second_line = staying + (0.2 if _continues(entries[at - 1].text, text) else _SECOND_LINE)
    reached: dict[tuple[int, int | None], _Dealt] = {}
    closed: dict[int | None, tuple[float, _Dealt]] = {}  # the best reading whose row ends above this line
    for last in beam:
        score = last.score - skipped[width] + skipped[last.column + 1] - turning
        if last.number not in closed or score > closed[last.number][0]:
            closed[last.number] = score, last
        if last.before is None or last.column == width:
            continue
        start = last.score + skipped[last.column + 1] - staying
        for column, fit in fits:
            if last.column < column < width:
                _keep(reached, start - skipped[column] + fit, column, last.number, False, at, last)
            elif last.column == column:
                # The second line of a cell earns nothing.
                _keep(reached, last.score - second_line + min(0.0, fit), column, last.number, False, at, last)
        if count is not None and header.numbers is not None and last.column < header.numbers:
            fit, index = _fit_index(count, last.number)
            _keep(reached, start - skipped[header.numbers] + fit, header.numbers, index, False, at, last)
    for score, last in closed.values():
        for column, fit in fits:
            before = skipped[column] if column < width else 0.0
            _keep(reached, score - before + fit, column, last.number, True, at, last)
        if count is not None and header.numbers is not None:
            fit, index = _fit_index(count, last.number)
            _keep(reached, score - skipped[header.numbers] + fit, header.numbers, index, True, at, last)
    ranked = sorted(reached.values(), key=itemgetter(0), reverse=True)[:_BEAM]
    return [each for each in ranked if each.score > ranked[0].score - _LAG]


def _keep(
    reached: dict[tuple[int, int | None], _Dealt],
    score: float,
    column: int,
    number: int | None,
    opens_row: bool,
    at: int,
    last: _Dealt,
) -> None:
    """Keep the better of two readings that come to the same column and number; the fields are those of `_Dealt`."""
    known = reached.get((column, number))
    if known is None or score > known.score:
        reached[column, number] = _Dealt(score, column, number, opens_row, at, last)


def _rows(last: _Dealt, entries: Sequence[Entry], width: int) -> list[Cells]:
    path: list[_Dealt] = []
    here: _Dealt | None = last
    while here is not None and here.before is not None:
        path.append(here)
        here = here.before
    rows: list[Cells] = []
    for each in reversed(path):
        if each.opens_row:
            rows.append([None] * width)
        column = each.column % width
        span = entries[each.entry].span
        first = rows[-1][column]
        rows[-1][column] = span if first is None else Span(first.start, span.end)
    return rows


def _skip_cost(kinds: tuple[Kind, ...], column: int) -> float:
    """Return the price of an empty cell. The category of several rows is printed once; a remark is rare."""
    match kinds[column]:
        case Kind.INDEX:
            return 4.0
        case Kind.NATURE:
            return 2.0
        case Kind.REMARK:
            return 0.25
        case Kind.GROUP:
            return 0.5
        case Kind.TEXT if Kind.INDEX in kinds[column:] or (column == 0 and Kind.TEXT in kinds[1:]):
            return 0.5
    return 1.5


@lru_cache(maxsize=1024)
def _fits(kinds: tuple[Kind, ...], text: str) -> list[tuple[int, float]]:
    """Return the columns that `text` may stand in and how well it fits them; the last, behind them all, is a group's.

    The column of numbers is not among them, nor a hopeless one, unless all are.
    """
    by_kind = {kind: _fit(kind, text) for kind in set(kinds)}
    fits = [(column, by_kind[kind]) for column, kind in enumerate(kinds) if kind is not Kind.INDEX]
    fits = [each for each in fits if each[1] > _HOPELESS] or fits
    if is_group(text) and not _NATURE.fullmatch(text):
        fits.append((len(kinds), -2.0))
    return fits


def _fit(kind: Kind, text: str) -> float:
    is_dash = _DASH.fullmatch(text) is not None
    if kind is Kind.NATURE:
        return 3.0 if _NATURE.fullmatch(text.rstrip("*＊※ ")) else 0.0 if is_dash else -4.0
    if _NATURE.fullmatch(text):
        return -4.0
    if _HEADING.match(text):
        return -3.0
    if kind is Kind.VALUE:
        if is_figure(text):
            return 2.0
        if len(text) > _LONGEST_VALUE:
            return -3.0
        return 1.0 if is_dash or _TERM.match(text) or any(map(str.isdigit, text)) else -1.0
    if kind is Kind.UNIT:
        if is_figure(text) or len(text) > 16:
            return -3.0
        return 2.0 if _UNIT.fullmatch(text) else 0.5
    if is_dash:
        return 0.0
    if kind is Kind.REMARK:
        # Worse than none: below the last row stands a line that has nothing to do with the table.
        return -2.0 if _SENTENCE_END.search(text) else -0.5
    if kind is Kind.GROUP and len(text) > _LONGEST_GROUP:
        return -1.0
    if text.isdecimal():
        return -3.0
    if is_figure(text) or _SENTENCE_END.search(text):
        return -2.0
    return 1.0


def _fit_index(number: re.Match[str] | None, latest: int | None) -> tuple[float, int | None]:
    """Return how well a line continues the count, and what was counted to."""
    if number is None:
        return -math.inf, latest
    if number["digits"] is None:
        return 0.5, latest
    value = int(number["digits"])
    if latest is None or value == latest + 1:
        return 3.0, value
    # The count may begin anew in each group.
    return (1.0, value) if value == 1 else (-math.inf, latest)


def _continues(before: str, text: str) -> bool:
    """Tell whether `text` is surely the second line of a cell: a bracket opens or is still open, or it is a mark."""
    is_open = before.count("(") + before.count("（") > before.count(")") + before.count("）")
    return is_open or text[0] in "（(" or _LONE_MARK.fullmatch(text) is not None
