"""Deals the lines of a table that lost its grid to its columns, in the way that fits best.

    序号 | 指标 | 目标值      1 / 生产安全事故死亡人数 / 下降9%* / 2 / …

No line is asked for its place in the document, only for what it is.
"""

import math
import re
from collections.abc import Sequence, Set
from functools import lru_cache, partial
from itertools import accumulate, takewhile
from operator import itemgetter
from typing import NamedTuple

from corpus.grids import Cells, Entry
from corpus.plan import Span
from corpus.table_words import INDEX_WORDS, Kind, is_figure, is_group, opens_note

NATURE = re.compile("(?:约束|预期|指导|引导|参考|导向|控制)性?(?:指标)?")
_DASH = re.compile(r"[—\-－–―/／…]{1,6}|无")
_UNIT = re.compile(
    r"[%％‰°℃]|[万亿]?(?:人|元|个|起|件|家|户|次|处|座|支|项|岁|年|天|小时|分钟|吨|公里|千米|亩|公顷|平方)\S{0,8}"
)
INDEX = re.compile(r"[（(]?(?:(?P<digits>\d{1,3})|[一二三四五六七八九十]{1,3})[）).、．]?")
_SENTENCE_END = re.compile(r"[。；;：:，]$")
_TERM = re.compile("持续|长期|全年|每年|常年|常态|逐[年步]|按[年期]|立即")
HEADING = re.compile(
    "第[一二三四五六七八九十百]+[编章节条]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[）)]."
)
_DASHES = frozenset("—-–－―/／…无")
_NATURE_OPENS = frozenset("约预指引参导控")
_HEADING_OPENS = frozenset("第（(一二三四五六七八九十")
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
PREVIEW = 60
_BEST_COUNT = 3.0
_GROUP_FIT = -2.0


# The words of a cell in a header, and the positions of its first and its last line.
HeadCell = tuple[str, int, int]


class Header(NamedTuple):
    """One reading of the lines that head a table: the cells, and what the columns below them hold."""

    cells: list[HeadCell]
    kinds: tuple[Kind, ...]
    numbers: int | None  # the column of 序号
    words: frozenset[str]
    first: int  # the position of its first line
    start: int  # the position of the first line below it
    blocks: bool  # whether blank lines stand between the rows and not within them
    below: list[str]  # the lines that may be of the table, as far as one looks to choose among readings


# A line dealt to a column after the lines before it: the score, the column, the latest of the column 序号, whether it opens a
# row, the position of the line, the line before. Plain tuples, for a long table makes millions.
_Dealt = tuple[float, int, int | None, bool, int, "_Dealt | None"]


class Deal(NamedTuple):
    """The best reading: its score, its last line, and whether the table ended above the lines that were not looked at."""

    score: float
    last: _Dealt
    ended: bool
    looked_at: int

    @property
    def end(self) -> int:
        """The position below the last line."""
        return self.last[4] + 1


def lines_below(entries: Sequence[Entry], start: int, words: Set[str]) -> list[str]:
    """Return the lines from `start` that may be of a table with these words in its header, the first `PREVIEW` of them."""
    end = min(len(entries), start + PREVIEW)
    return [each.text for each in takewhile(lambda each: not _ends_table(words, each.text), entries[start:end])]


def promises(header: Header, least: float) -> bool:
    """Tell whether `deal` could reach `least` with two rows, were every line in the column that it fits best.

    Much cheaper than to deal them. Where the lines are too few for two rows, cells are empty or a line names a group.
    """
    kinds, width = header.kinds, len(header.kinds)
    if sum(map(partial(_most, kinds), header.below)) < least:
        return False
    paid = _prices(kinds).fewest
    score, group = 0.0, math.inf
    for count, text in enumerate(header.below, start=1):
        look = _look(kinds, text)
        score += look.most
        if look.fits[-1][0] == width:
            group = min(group, look.most - _GROUP_FIT)
        if score - min(group, paid[max(0, 2 * width - count)]) >= least:
            return True
    return False


def deal(header: Header, entries: Sequence[Entry], most: int) -> Deal:
    """Deal the lines below `header`, `most` of them, to its columns.

    Every line earns what it fits its column (`_fit`); a column left empty, a cell on two lines and a row that names a
    group cost. The table ends where the sum was highest.
    """
    width = len(header.kinds)
    skipped = _prices(header.kinds).skipped
    last: _Dealt = (0.0, width - 1, None, False, header.start - 1, None)
    best = 0.0
    beam = [last]
    end = min(len(entries), header.start + most)
    for at in range(header.start, end):
        if _ends_table(header.words, entries[at].text):
            return Deal(best, last, ended=True, looked_at=at - header.start)
        beam = _advance(header, skipped, beam, entries, at)
        if not beam or beam[0][0] < best - _DROP:
            return Deal(best, last, ended=True, looked_at=at - header.start)
        for each in beam:
            score = each[0] - skipped[width] + skipped[each[1] + 1]
            if score > best and each[1] < width:
                best, last = score, each
    return Deal(best, last, ended=end == len(entries), looked_at=end - header.start)


def _ends_table(words: Set[str], text: str) -> bool:
    # 序号 heads another table.
    return len(text) > _LONGEST_CELL or text in words or text in INDEX_WORDS or opens_note(text) or "</" in text


def _advance(
    header: Header, skipped: list[float], beam: list[_Dealt], entries: Sequence[Entry], at: int
) -> list[_Dealt]:
    """Return the best readings of the line `at`, each after one of `beam`, best first."""
    width, text = len(header.kinds), entries[at].text
    fits, count, _ = _look(header.kinds, text)
    numbers = -1 if count is None or header.numbers is None else header.numbers
    staying, turning = (0.0, 0.0)
    if header.blocks:
        staying, turning = (2.0, 0.0) if entries[at].after_blank else (0.0, 2.0)
    second_line = staying + (0.2 if _continues(entries[at - 1].text, text) else _SECOND_LINE)
    readings: list[_Dealt] = []
    closed: dict[int | None, tuple[float, _Dealt]] = {}  # the best reading whose row ends above this line
    for last in beam:
        score, reached, number, _, _, before = last
        ended = score - skipped[width] + skipped[reached + 1] - turning
        if number not in closed or ended > closed[number][0]:
            closed[number] = ended, last
        if before is None or reached == width:
            continue
        start = score + skipped[reached + 1] - staying
        for column, fit in fits:
            if reached < column < width:
                readings.append((start - skipped[column] + fit, column, number, False, at, last))
            elif reached == column:
                # The second line of a cell earns nothing.
                readings.append((score - second_line + min(0.0, fit), column, number, False, at, last))
        if count is not None and reached < numbers:
            fit, index = _fit_index(count, number)
            readings.append((start - skipped[numbers] + fit, numbers, index, False, at, last))
    for number, (score, last) in closed.items():
        for column, fit in fits:
            paid = skipped[column] if column < width else 0.0
            readings.append((score - paid + fit, column, number, True, at, last))
        if count is not None and numbers >= 0:
            fit, index = _fit_index(count, number)
            readings.append((score - skipped[numbers] + fit, numbers, index, True, at, last))
    return _best(readings)


def _best(readings: list[_Dealt]) -> list[_Dealt]:
    """Return the best reading for each column and number that a line may come to, best first, without the hopeless."""
    reached: dict[tuple[int, int | None], _Dealt] = {}
    for each in readings:
        place = each[1], each[2]
        known = reached.get(place)
        if known is None or each[0] > known[0]:
            reached[place] = each
    ranked = sorted(reached.values(), key=itemgetter(0), reverse=True)[:_BEAM]
    return [each for each in ranked if each[0] > ranked[0][0] - _LAG]


def rows_of(found: Deal, entries: Sequence[Entry], width: int) -> list[Cells]:
    """Return the rows of the best reading, with as many cells as there are columns."""
    path: list[_Dealt] = []
    here = found.last
    while here[5] is not None:
        path.append(here)
        here = here[5]
    rows: list[Cells] = []
    for _, column, _, opens_row, entry, _ in reversed(path):
        if opens_row:
            rows.append([None] * width)
        span = entries[entry].span
        first = rows[-1][column % width]
        rows[-1][column % width] = span if first is None else Span(first.start, span.end)
    return rows


class _Prices(NamedTuple):
    """What empty cells cost: all columns before c empty cost skipped[c], and n empty cells of two rows at least fewest[n].

    A row that names a group stands in a column of its own, after the last, so that the next line opens a row.
    """

    skipped: list[float]
    fewest: list[float]


@lru_cache(maxsize=256)
def _prices(kinds: tuple[Kind, ...]) -> _Prices:
    costs = [_skip_cost(kinds, column) for column in range(len(kinds))]
    skipped = [0.0, *accumulate(costs)]
    return _Prices([*skipped, skipped[-1]], [0.0, *accumulate(sorted(2 * costs))])


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


class _Look(NamedTuple):
    """What a line is by itself.

    `fits` has the columns it may stand in and how well it fits them; the last, behind them all, is a group's. The column
    of numbers is not among them, nor a hopeless one, unless all are. `number` is None when the line is no number.
    """

    fits: list[tuple[int, float]]
    number: re.Match[str] | None
    most: float  # that it can earn


@lru_cache(maxsize=1024)
def _most(kinds: tuple[Kind, ...], text: str) -> float:
    return max(0.0, _look(kinds, text).most)


@lru_cache(maxsize=1024)
def _look(kinds: tuple[Kind, ...], text: str) -> _Look:
    by_kind = {kind: _fit(kind, text) for kind in set(kinds)}
    fits = [(column, by_kind[kind]) for column, kind in enumerate(kinds) if kind is not Kind.INDEX]
    fits = [each for each in fits if each[1] > _HOPELESS] or fits
    if is_group(text) and not NATURE.fullmatch(text):
        fits.append((len(kinds), _GROUP_FIT))
    count = INDEX.fullmatch(text) if Kind.INDEX in kinds else None
    return _Look(fits, count, max(_BEST_COUNT if count else -math.inf, *(fit for _, fit in fits)))


def _fit(kind: Kind, text: str) -> float:
    # A look at the first character spares most lines the patterns.
    is_dash = text[0] in _DASHES and _DASH.fullmatch(text) is not None
    may_be_nature = text[0] in _NATURE_OPENS
    if kind is Kind.NATURE:
        is_nature = may_be_nature and NATURE.fullmatch(text.rstrip("*＊※ "))
        return 3.0 if is_nature else 0.0 if is_dash else -4.0
    if may_be_nature and NATURE.fullmatch(text):
        return -4.0
    if text[0] in _HEADING_OPENS and HEADING.match(text):
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


def _fit_index(number: re.Match[str], latest: int | None) -> tuple[float, int | None]:
    """Return how well a line continues the count, and what was counted to."""
    if number["digits"] is None:
        return 0.5, latest
    value = int(number["digits"])
    if latest is None or value == latest + 1:
        return _BEST_COUNT, value
    # The count may begin anew in each group.
    return (1.0, value) if value == 1 else (-math.inf, latest)


def _continues(before: str, text: str) -> bool:
    """Tell whether `text` is surely the second line of a cell: a bracket opens or is still open, or it is a mark."""
    if text[0] in "（(" or _LONE_MARK.fullmatch(text):
        return True
    # Most lines have no bracket.
    has_bracket = "（" in before or "(" in before
    return has_bracket and before.count("(") + before.count("（") > before.count(")") + before.count("）")
