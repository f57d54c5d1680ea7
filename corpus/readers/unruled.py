"""Tables that are printed without rules: their columns are told by the gutters, their rows by the cells that go on.

    任务                              责任单位
    建设市级应急物资储备库2座，储备   市应急局、市财政局、
    帐篷3000顶                        市粮食和物资储备局

What is not surely one row is left as it is printed.
"""

import re
import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.readers.columns import HANGING, Char, Row, inked, runs_of
from corpus.readers.joining import OPENS_PARAGRAPH

# A cell: its printed lines, from top to bottom.
Cell = list[list[Char]]
Piece = tuple[float, float]

_FEWEST_ROWS = 3
_LEAST_WHOLE = 0.5  # part of the rows that have something in every column
_MOST_LINES = 12  # of one row: longer ones are columns of prose
_LONGEST = 200  # in lines: no page has so many
_MOST_STARTS = 40  # of a page, below which rows of a table are looked for
# In heights of a character: the narrowest gutter, what a line that goes on may leave free, a column too narrow for lines that
# go on, one in which several lines end at one place (as near as this).
_GUTTER, _FREE, _NARROW, _WIDE, _SAME_PLACE = 0.7, 2.6, 4.0, 6.0, 0.5
# How far lines are apart: at most and at least as a rule, in heights of a character; below the names of columns, between
# rows, and within a row, as parts of that.
_APART, _PITCH, _BELOW_HEAD, _OTHER_PITCH, _SAME_PITCH = 3.5, 1.25, 2.0, 1.25, 1.15
_FEWEST_FULL = 2  # lines that fill a column, before its lines are taken to go on
_NO_ROW = re.compile(rf"(?:{OPENS_PARAGRAPH.pattern}|注\d?[：:]|说明[：:]|表\s*\d)(?=...)")
_PAGE_NUMBER = re.compile(r"[-—–\s]*\d{1,4}[-—–\s]*")


class Unruled(NamedTuple):
    """A table: its lines are `first` up to `end` of the page's, its rows have a cell for each column."""

    first: int
    end: int
    rows: list[list[Cell]]


class _Line(NamedTuple):
    chars: Row  # with the spaces
    ink: list[Piece]  # from where to where there is print, without what is narrower than a gutter
    words: int  # that stand apart
    size: float
    bottom: float


class _Block(NamedTuple):
    """Lines that no word crosses the gutters of: the cells of each, and up to where the words of each column may reach."""

    cells: list[list[list[Char]]]
    limits: list[float]
    pitches: list[float]  # from the line above each


def find_unruled(rows: Sequence[Row]) -> Iterator[Unruled]:
    """Yield the tables without rules in which a cell takes several lines; the others need no more than their lines.

    A table begins with a line whose words stand apart, the names of the columns; below it no line crosses the gutters.
    """
    lines = list(map(_line, rows))
    at = starts = 0
    while at < len(lines) and starts < _MOST_STARTS:
        line = lines[at]
        if line is None or line.words < 2:
            at += 1
            continue
        starts += 1
        end, gutters = _reach(lines, at)
        table = _read(lines, at, end, gutters) if end - at >= _FEWEST_ROWS and _heads(lines[at:end]) else None
        if table is not None:
            yield table
        at = table.end if table else at + 1 if end - at < _FEWEST_ROWS or not _heads(lines[at:end]) else end


def _line(row: Row) -> _Line | None:
    printed = inked(row)
    if not printed:
        return None
    size = printed[0]["size"]
    ink: list[Piece] = []
    for char in printed:
        left, right = char["x0"], char["x1"]
        if HANGING.match(char["text"]):  # its ink is in the left half, the rest may reach over the margin
            right = (left + right) / 2
        if ink and left - ink[-1][1] < _GUTTER * size:
            ink[-1] = (ink[-1][0], max(ink[-1][1], right))
        else:
            ink.append((left, right))
    return _Line(row, ink, len(runs_of(printed)), size, max(char["bottom"] for char in printed))


def _reach(lines: Sequence[_Line | None], first: int) -> tuple[int, list[Piece]]:
    """Return below which line the gutters of the line `first` are crossed, and where they run until there."""
    head = lines[first]
    assert head is not None
    gutters = [[gap] for gap in _gaps(head)]
    end, above = first + 1, head
    for line in lines[first + 1 : first + _LONGEST]:
        if line is None or line.bottom - above.bottom > _APART * above.size:
            break
        left_over = [_without(gutter, line) for gutter in gutters]
        if not all(left_over):
            break
        gutters, end, above = left_over, end + 1, line
    return end, [max(gutter, key=lambda piece: piece[1] - piece[0]) for gutter in gutters]


def _gaps(line: _Line) -> list[Piece]:
    return [(before[1], after[0]) for before, after in pairwise(runs_of(inked(line.chars)))]


def _without(pieces: Sequence[Piece], line: _Line) -> list[Piece]:
    """Return what a line leaves of the pieces of a gutter, where it is wide enough for one."""
    for left, right in line.ink:
        cut = ((start, min(end, left)) for start, end in pieces)
        rest = ((max(start, right), end) for start, end in pieces)
        pieces = sorted({piece for piece in (*cut, *rest) if piece[1] - piece[0] >= _GUTTER * line.size})
    return list(pieces)


def _heads(lines: Sequence[_Line | None]) -> bool:
    """Tell whether the first line may name the columns: no caption with 单位：万元 beside it, nor the header of the page."""
    known = [line for line in lines if line is not None]
    pitches = [below.bottom - above.bottom for above, below in pairwise(known)]
    more = sum(line.words > known[0].words for line in known[1:])
    usual = max(statistics.median(pitches), _PITCH * known[0].size)
    return 2 * more < len(known) - 1 and pitches[0] <= _BELOW_HEAD * usual


def _read(lines: Sequence[_Line | None], first: int, end: int, gutters: Sequence[Piece]) -> Unruled | None:
    known = [line for line in lines[first:end] if line is not None]
    cells = [_cells(line.chars, [(left + right) / 2 for left, right in gutters]) for line in known]
    ink = [[inked(cell) for cell in line] for line in cells]
    stop = next((at for at, line in enumerate(ink) if at and _is_below(line)), len(ink))
    while stop > 1 and _PAGE_NUMBER.fullmatch(_text(ink[stop - 1])):
        stop -= 1
    ink = ink[:stop]
    columns = [[line[column] for line in ink if line[column]] for column in range(len(gutters) + 1)]
    if len(ink) < _FEWEST_ROWS or not all(columns):
        return None
    ends = [*(right for _, right in gutters), float("inf")]
    limits = [_limit(column, reach) for column, reach in zip(columns, ends, strict=True)]
    pitches = [0.0, *(below.bottom - above.bottom for above, below in pairwise(known[:stop]))]
    bounds = _rows(_Block(ink, limits, pitches))
    while len(bounds) > 1 and _is_lone(ink, bounds[-1]):
        bounds.pop()  # a heading below the table
    rows = [_joined(cells[start:stop]) for start, stop in bounds]
    whole = sum(all(row) for row in rows)
    longest = max(len(cell) for row in rows for cell in row)
    if len(rows) < _FEWEST_ROWS or whole < _LEAST_WHOLE * len(rows) or not 1 < longest <= _MOST_LINES:
        return None
    return Unruled(first, first + bounds[-1][1], rows)


def _cells(line: Row, cuts: Sequence[float]) -> list[list[Char]]:
    """Return the characters of a line by column."""
    edges = [float("-inf"), *cuts, float("inf")]
    return [[char for char in line if left <= char["x0"] < right] for left, right in pairwise(edges)]


def _is_below(line: Sequence[Row]) -> bool:
    """Tell whether a line is none of the table: 二、保障措施, or 注：…"""
    return not any(line[1:]) and _NO_ROW.match(_text(line)) is not None


def _text(line: Sequence[Row]) -> str:
    return "".join(char["text"] for cell in line for char in cell)


def _is_lone(ink: Sequence[Sequence[Row]], bounds: tuple[int, int]) -> bool:
    return not any(cell for line in ink[slice(*bounds)] for cell in line[1:])


def _limit(cells: Sequence[Row], end: float) -> float:
    """Return up to where the words of a column may reach: nearly to the next, or a little farther than several lines do."""
    size = cells[0][0]["size"]
    farthest = max(cell[-1]["x1"] for cell in cells)
    is_margin = sum(farthest - cell[-1]["x1"] < _SAME_PLACE * size for cell in cells) > 1
    is_wide = farthest - min(cell[0]["x0"] for cell in cells) > _WIDE * size
    return float(min(end, farthest + size)) if is_margin and is_wide else end


def _is_full(cell: Row, limit: float) -> bool:
    """Tell whether the words reach so near to the next column that they may go on below, and no sentence ends there."""
    return bool(cell) and cell[-1]["text"] not in "。；" and limit - cell[-1]["x1"] < _FREE * cell[-1]["size"]


def _rows(block: _Block) -> list[tuple[int, int]]:
    """Return from which line to which each row reaches: a cell that fills its column goes on in its next line.

    A column that is narrow (序号), or that is hardly ever filled (1.5, 约束性), has one line in each row.
    """
    columns, lines = range(len(block.limits)), range(len(block.cells))
    full = [[_is_full(cell, limit) for cell, limit in zip(line, block.limits, strict=True)] for line in block.cells]
    single = {
        column
        for column in columns
        if sum(line[column] for line in full) < _FEWEST_FULL or _is_narrow([line[column] for line in block.cells])
    }
    followed = [
        (at, below)
        for column in columns
        for at, below in pairwise([at for at in lines if block.cells[at][column]])
        if full[at][column] and _may_go_on(block.cells, full, single - {column}, at, below)
    ]
    starts = set(lines[1:])
    if followed:
        bottoms = [sum(block.pitches[: at + 1]) for at in lines]
        leading = statistics.median(bottoms[below] - bottoms[at] for at, below in followed)
        for at, below in followed:
            if bottoms[below] - bottoms[at] <= _OTHER_PITCH * leading:
                starts -= set(range(at + 1, below + 1))
        if starts and statistics.median(block.pitches[at] for at in starts) > _OTHER_PITCH * leading:
            # The rows stand apart.
            starts = {at for at in lines[1:] if block.pitches[at] > _SAME_PITCH * leading}
    return list(pairwise([0, *sorted(starts), len(block.cells)]))


def _may_go_on(
    cells: Sequence[Sequence[Row]], full: Sequence[Sequence[bool]], single: set[int], at: int, below: int
) -> bool:
    """Tell whether a line may go on in another: a column is empty in one of them, or all of the one above are filled."""
    if any(cells[at][column] and cells[below][column] for column in single):
        return False
    filled = [column for column, cell in enumerate(cells[at]) if cell]
    return len(filled) < len(cells[at]) or not all(cells[below]) or all(full[at][column] for column in filled)


def _is_narrow(column: Sequence[Row]) -> bool:
    cells = [cell for cell in column if cell]
    width = max(cell[-1]["x1"] for cell in cells) - min(cell[0]["x0"] for cell in cells)
    return bool(width < _NARROW * cells[0][0]["size"])


def _joined(lines: Sequence[Sequence[list[Char]]]) -> list[Cell]:
    return [[cell for cell in column if inked(cell)] for column in zip(*lines, strict=True)]
