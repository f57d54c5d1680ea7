"""Tables that are printed without rules: their columns are told by the gutters, their rows by the cells that go on.

任务                              责任单位
建设市级应急物资储备库2座，储备   市应急局、市财政局、
帐篷3000顶                        市粮食和物资储备局
"""

import statistics
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.readers.columns import HANGING, Char, Row, inked, runs_of

# A cell: its printed lines, from top to bottom.
Cell = list[list[Char]]

_FEWEST_ROWS = 3
_LEAST_WHOLE = 0.5  # part of the rows that have something in every column
_MOST_LINES = 12  # of one row: longer ones are columns of prose
_LONGEST = 200  # in lines: no page has so many
# In heights of a character: the narrowest gutter, what a line that goes on may leave free, a column
# too narrow for lines that go on and one in which several lines end at one place (as near as this), how far lines are apart.
_GUTTER, _FREE, _NARROW, _WIDE, _SAME_PLACE, _APART = 0.7, 2.6, 4.0, 6.0, 0.5, 3.5
_SAME_PITCH, _OTHER_PITCH = 1.15, 1.25

Piece = tuple[float, float]


class Unruled(NamedTuple):
    """A table: its lines are `first` up to `end` of the page's, its rows have a cell for each column."""

    first: int
    end: int
    rows: list[list[Cell]]


def find_unruled(rows: Sequence[Row]) -> Iterator[Unruled]:
    """Yield the tables without rules in which a cell takes several lines; the others need no more than their lines.

    A table begins with a line whose words stand apart, the names of the columns; below it no line crosses the gutters.
    """
    lines = [inked(row) for row in rows]
    margin = max((line[-1]["x1"] for line in lines if line), default=0.0)
    at = 0
    while at < len(lines):
        found = _read(lines, at, margin)
        if found is not None:
            yield found
        at = found.end if found else at + 1


def _read(lines: Sequence[Row], first: int, margin: float) -> Unruled | None:
    if not lines[first]:
        return None
    gaps = [(before[1], after[0]) for before, after in pairwise(runs_of(lines[first]))]
    pieces = [[gap] for gap in gaps]
    end = first
    while gaps and end < min(len(lines), first + _LONGEST) and (end == first or _is_near(lines[end - 1], lines[end])):
        left_over = [_without(gutter, lines[end]) for gutter in pieces]
        if not all(left_over):
            break
        pieces, end = left_over, end + 1
    if end - first < _FEWEST_ROWS:
        return None
    gutters = [max(gutter, key=lambda piece: piece[1] - piece[0]) for gutter in pieces]
    block = [_cells(line, [(left + right) / 2 for left, right in gutters]) for line in lines[first:end]]
    ends = [*(gutter[1] for gutter in gutters), margin]
    limits = [_limit([cells[column] for cells in block if cells[column]], end) for column, end in enumerate(ends)]
    while block and not any(block[-1][1:]) and not (len(block) > 1 and _is_full(block[-2][0], limits[0])):
        block.pop()  # a heading below the table
    rows = [_joined(block[start:stop]) for start, stop in _rows(block, limits)]
    whole = sum(all(row) for row in rows)
    longest = max((len(cell) for row in rows for cell in row), default=0)
    if len(rows) < _FEWEST_ROWS or whole < _LEAST_WHOLE * len(rows) or not 1 < longest <= _MOST_LINES:
        return None
    return Unruled(first, first + len(block), rows)


def _is_near(above: Row, line: Row) -> bool:
    return bool(line) and line[0]["bottom"] - above[0]["bottom"] < _APART * above[0]["size"]


def _without(pieces: Sequence[Piece], line: Row) -> list[Piece]:
    """Return what a line leaves of the pieces of a gutter, where it is wide enough for one."""
    least = _GUTTER * line[0]["size"]
    for char in line:
        left, right = char["x0"], char["x1"]
        if HANGING.match(char["text"]):  # its ink is in the left half, the rest may reach over the margin
            right = (left + right) / 2
        parts = (
            (start, min(end, left)) if side else (max(start, right), end) for start, end in pieces for side in (1, 0)
        )
        pieces = sorted({(start, end) for start, end in parts if end - start >= least})
    return list(pieces)


def _cells(line: Row, cuts: Sequence[float]) -> list[list[Char]]:
    """Return the characters of a line by column."""
    edges = [float("-inf"), *cuts, float("inf")]
    return [[char for char in line if left <= char["x0"] < right] for left, right in pairwise(edges)]


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


def _rows(block: Sequence[Sequence[Row]], limits: Sequence[float]) -> list[tuple[int, int]]:
    """Return from which line to which each row reaches: a cell that fills its column goes on in its next line.

    A column that is narrow (序号), or of which no cell does so (1.5, 约束性), has one line in each row.
    """
    columns = range(len(limits))
    full = [[_is_full(cells[column], limits[column]) for column in columns] for cells in block]
    single = [column for column in columns if _is_narrow(block, column) or not any(line[column] for line in full)]
    followed = [
        (at, below)
        for column in columns
        for at, below in pairwise([at for at, cells in enumerate(block) if cells[column]])
        if full[at][column] and not any(block[at][each] and block[below][each] for each in single)
    ]
    starts = set(range(1, len(block)))
    if followed:
        leading = statistics.median(_pitch(block[at], block[below]) for at, below in followed)
        for at, below in followed:
            if _pitch(block[at], block[below]) <= _OTHER_PITCH * leading:
                starts -= set(range(at + 1, below + 1))
        pitches = {at: _pitch(block[at - 1], block[at]) for at in range(1, len(block))}
        if starts and statistics.median(pitches[at] for at in starts) > _OTHER_PITCH * leading:
            # The rows stand apart.
            starts = {at for at, pitch in pitches.items() if pitch > _SAME_PITCH * leading}
    bounds = [0, *sorted(starts), len(block)]
    return list(pairwise(bounds))


def _is_narrow(block: Sequence[Sequence[Row]], column: int) -> bool:
    cells = [cells[column] for cells in block if cells[column]]
    width = max(cell[-1]["x1"] for cell in cells) - min(cell[0]["x0"] for cell in cells)
    return bool(width < _NARROW * cells[0][0]["size"])


def _pitch(above: Sequence[Row], below: Sequence[Row]) -> float:
    """Return how far two lines are apart."""
    return max(_bottom(below) - _bottom(above), 0.0)


def _bottom(cells: Sequence[Row]) -> float:
    return max(float(char["bottom"]) for cell in cells for char in cell)


def _joined(lines: Sequence[Sequence[list[Char]]]) -> list[Cell]:
    return [[cell for cell in column if cell] for column in zip(*lines, strict=True)]
