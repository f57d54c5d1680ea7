"""Pages that are set in two columns: where the gutter between them is, and the order in which they are read."""

import re
import statistics
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

HANGING = re.compile(r"[，。、；：！？,.;:]")
# A character as pdfplumber gives it, and those of one height on the page, from left to right.
Char = dict[str, Any]
Row = Sequence[Char]

_FEWEST_ROWS = 6  # in each column
_MOST_ACROSS = 0.3  # part of the rows: titles over both columns
_ALSO_EMPTY = 0.05  # part of the rows: so many more, such as a page number, do not make the gutter narrower
_MIDDLE = (0.3, 0.7)  # part of the width in which the gutter is sought
_STEP = 2.0  # points
_LEAST_BESIDE = 0.5  # part of the height of the text over which both columns reach
# In heights of a character: a gap that parts two columns, the narrowest column, an indent or the rest of a line.
_GAP, _NARROWEST, _RAGGED = 1.5, 8.0, 2.6
_FEWEST_FULL, _FEWEST_FLUSH, _FEWEST_WHOLE = 0.5, 0.8, 0.8


class Columns(NamedTuple):
    """Where the gutter runs, and the margins of the column on its left and of that on its right."""

    gutter: float
    margins: tuple[tuple[float, float], tuple[float, float]]


class Part(NamedTuple):
    """The characters of one printed line: of a column (0 or 1) with its margins, or over both (None)."""

    chars: list[Char]
    column: int | None
    left: float
    right: float


def find_columns(rows: Sequence[Row], before: Columns | None) -> Columns | None:
    """Return the two columns of prose on a page; None on a page of one column, or with a table.

    In prose most lines of a column begin at one place and end at one place, and no gap is inside them. The columns
    of the page `before` go on, also where the text ends soon.
    """
    printed = [row for row in map(inked, rows) if row]
    if not printed:
        return None
    runs = [runs_of(row) for row in printed]
    if before is not None and _goes_on(printed, runs, before):
        return before
    if len(printed) < _FEWEST_ROWS:
        return None
    gutter = _emptiest(runs)
    if gutter is None:
        return None
    size = statistics.median(char["size"] for row in printed for char in row)
    beside = [row for row, run in zip(printed, runs, strict=True) if not _covers(run, gutter)]
    sides = [[line for row in beside if (line := _sides(row, gutter)[column])] for column in (0, 1)]
    height = max(row[0]["bottom"] for row in printed) - min(row[0]["top"] for row in printed)
    if not _reach_beside(sides, height) or not all(_is_prose(side, size) for side in sides):
        return None
    return Columns(gutter, (_margins(sides[0]), _margins(sides[1])))


def split(rows: Sequence[Row], columns: Columns) -> list[Part]:
    """Return the lines in the order in which they are read: down the left column, then the right, up to a line over both."""
    parts: list[Part] = []
    waiting: tuple[list[list[Char]], list[list[Char]]] = ([], [])
    for row in [*rows, None]:
        if row is None or _covers(runs_of(inked(row)), columns.gutter):
            for column, lines in enumerate(waiting):
                parts += [Part(line, column, *columns.margins[column]) for line in lines]
                lines.clear()
            if row is not None:
                parts.append(Part(list(row), None, 0.0, 0.0))
            continue
        for lines, line in zip(waiting, _sides(row, columns.gutter), strict=True):
            if inked(line):
                lines.append(line)
    return parts


def _margins(side: Sequence[Row]) -> tuple[float, float]:
    """Return where the lines of a column begin and where their words end: punctuation may hang over the margin."""
    words = (char["x1"] for line in side for char in line if not HANGING.match(char["text"]))
    return min(line[0]["x0"] for line in side), max(words, default=0.0)


def inked(row: Row) -> list[Char]:
    """Return the characters of a row that are printed."""
    return [char for char in row if not char["text"].isspace()]


def _emptiest(runs: Sequence[Sequence[tuple[float, float]]]) -> float | None:
    """Return the middle of the widest strip in the middle of the text that hardly any row covers; None if there is none."""
    left, right = min(row[0][0] for row in runs), max(row[-1][1] for row in runs)
    first, last = (left + part * (right - left) for part in _MIDDLE)
    spots = [first + _STEP * at for at in range(int((last - first) / _STEP) + 1)]
    across = [sum(_covers(row, spot) for row in runs) for spot in spots]
    most = min(across) + _ALSO_EMPTY * len(runs)
    if most > _MOST_ACROSS * len(runs):
        return None
    strips = [list(strip) for empty, strip in groupby(range(len(spots)), key=lambda at: across[at] <= most) if empty]
    widest = max(strips, key=len)
    return spots[widest[len(widest) // 2]]


def _goes_on(rows: Sequence[Row], runs: Sequence[Sequence[tuple[float, float]]], before: Columns) -> bool:
    """Tell whether the columns of the page before go on, however few lines are in them: hardly any is over both, all begin there."""
    beside = [row for row, run in zip(rows, runs, strict=True) if not _covers(run, before.gutter)]
    if len(rows) - len(beside) > max(1, _ALSO_EMPTY * len(rows)):
        return False
    lines = [
        (line, left, right)
        for row in beside
        for line, (left, right) in zip(_sides(row, before.gutter), before.margins, strict=True)
        if line
    ]
    flush: list[bool] = [abs(line[0]["x0"] - left) < _RAGGED * line[0]["size"] for line, left, _ in lines]
    pairs = [row for row in beside if all(_sides(row, before.gutter))]
    full = sum(
        before.margins[0][1] - _sides(row, before.gutter)[0][-1]["x1"] < _RAGGED * row[0]["size"] for row in pairs
    )
    if full < _FEWEST_FULL * len(pairs):
        return False
    return sum(flush) >= _FEWEST_FLUSH * len(lines)


def runs_of(row: Row) -> list[tuple[float, float]]:
    """Return from where to where there is print in a row, without the small gaps between characters."""
    runs: list[tuple[float, float]] = []
    for char in row:
        if runs and char["x0"] - runs[-1][1] < _GAP * char["size"]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], char["x1"]))
        else:
            runs.append((char["x0"], char["x1"]))
    return runs


def _covers(runs: Sequence[tuple[float, float]], spot: float) -> bool:
    return any(start < spot < end for start, end in runs)


def _sides(row: Row, gutter: float) -> tuple[list[Char], list[Char]]:
    return [char for char in row if char["x0"] < gutter], [char for char in row if char["x0"] >= gutter]


def _reach_beside(sides: Sequence[Sequence[Row]], height: float) -> bool:
    """Tell whether there are enough lines on both sides, and beside each other over most of the height."""
    if any(len(side) < _FEWEST_ROWS for side in sides):
        return False
    tops = [[line[0]["top"] for line in side] for side in sides]
    return float(min(map(max, tops)) - max(map(min, tops))) >= _LEAST_BESIDE * height


def _is_prose(side: Sequence[Row], size: float) -> bool:
    """Tell whether most lines are whole, begin at the margin or indented, and reach the other margin."""
    starts, ends = [line[0]["x0"] for line in side], [line[-1]["x1"] for line in side]
    left, right = min(starts), max(ends)
    if right - left < _NARROWEST * size:
        return False
    whole = sum(len(runs_of(line)) == 1 for line in side)
    flush = sum(start - left < _RAGGED * size for start in starts)
    full = sum(right - end < _RAGGED * size for end in ends)
    lines = len(side)
    return whole >= _FEWEST_WHOLE * lines and flush >= _FEWEST_FLUSH * lines and full >= _FEWEST_FULL * lines
