"""Printed pages put back into running text: what repeats is left out, broken lines and tables are joined."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple, TypeGuard

from corpus.readers.joining import OPENS_PARAGRAPH, WIDE, GridCell, join_lines, table_lines

_WIDE = re.compile(rf"[{WIDE}]")
_FIRST_WORD = re.compile(r"[（(《〈“‘「『【\[]*(?:[!-~]+|.)[，。、；：！？）)》〉”’」』】\],.;:%％]*")
_LEADER = re.compile(r"[.．·…]{3,}\s*[\dIVXivx]{1,4}$")
_PAGE_NUMBER = re.compile(
    r"[-—–―－·~\s]*(?P<number>\d{1,4})[-—–―－·~\s]*|[-—–\s]*[ivxIVX]{1,6}[-—–\s]*"
    r"|第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*共\s*\d{1,4}\s*页)?|(?:Page\s*)?\d{1,4}\s*(?:/|of)\s*\d{1,4}|Page\s*\d{1,4}",
    re.IGNORECASE,
)
_NUMBER_AT_END = re.compile(r"^\W*\d{1,4}\W*|\W*\d{1,4}\W*$")
# Of a page, where its header and its footer are looked for.
_EDGE_LINES, _EDGE = 2, 0.15
_FEWEST_REPEATS, _LEAST_REPEATED = 3, 0.3
# Parts of the height of a character: gaps that are a space or a column, and what still counts as aligned.
# In heights of a character: the least indent of a first line, and what still counts as the same place.
_INDENT, _SLACK = 0.9, 0.6
_ALIGNED = 3.0  # points
_FEWEST_OUTDENTED = 0.1
_NARROWEST = 0.6  # part of a page's width that its text has


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; `left` and `right` are the margins of the text block that it is in, `box` numbers the block.

    `words` is where its last word ends: the punctuation behind it may hang over the margin.
    """

    text: str
    page: int
    box: int
    x0: float
    x1: float
    words: float
    top: float
    bottom: float
    size: float
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The part of a table that is on one page."""

    page: int
    top: float
    x0: float
    x1: float
    cells: tuple[GridCell, ...]

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return len({cell.column for cell in self.cells})

    def row(self, at: int) -> list[GridCell]:
        """Return the cells that begin in one row, from left to right."""
        return sorted((cell for cell in self.cells if cell.row == at), key=lambda cell: cell.column)


class Page(NamedTuple):
    """What is on one page, from top to bottom, and what tells a scan."""

    items: list[Line | Grid]
    width: float
    height: float
    characters: int
    unreadable: int
    has_pictures: bool


def flow(pages: Sequence[Page]) -> Iterator[str]:
    """Yield the lines of text that the pages hold: paragraphs, and the rows of tables."""
    items = _with_margins(_without_furniture(pages), [page.width for page in pages])
    for is_line, group in groupby(_join_tables(items), key=lambda item: isinstance(item, Line)):
        if is_line:
            yield from paragraphs([item for item in group if isinstance(item, Line)])
        else:
            yield from (row for item in group if isinstance(item, Grid) for row in table_lines(item.cells))


def _without_furniture(pages: Sequence[Page]) -> list[Line | Grid]:
    """Return what is on the pages without their numbers and the lines that repeat at their top or bottom."""
    edges = [_edge_lines(page) for page in pages]
    repeats = Counter(key for lines in edges for key in {_place(line) for line in lines})
    numbers = [(line, _PAGE_NUMBER.fullmatch(line.text)) for lines in edges for line in lines]
    # A lone number is that of its page when the other pages count the same way; — 5 — says so by itself.
    offsets = Counter(int(match["number"]) - line.page for line, match in numbers if match and match["number"])
    needed = max(2, min(_FEWEST_REPEATS, len(pages)), _LEAST_REPEATED * len(pages))
    furniture = {
        line
        for line, match in numbers
        if (repeats[_place(line)] >= needed and _is_running(line.text))
        or (match and (match["number"] in {None, ""} or not line.text.isdigit()))
        or (match and (offsets[int(match["number"]) - line.page] > 1 or int(match["number"]) == len(pages) == 1))
    }
    return [item for page in pages for item in page.items if isinstance(item, Grid) or item not in furniture]


def _edge_lines(page: Page) -> list[Line]:
    lines = [item for item in page.items if isinstance(item, Line) and not item.box]
    high = [line for line in lines[:_EDGE_LINES] if line.bottom < _EDGE * page.height]
    low = [line for line in lines[-_EDGE_LINES:] if line.top > (1 - _EDGE) * page.height]
    return high + [line for line in low if line not in high]


def _is_running(text: str) -> bool:
    return any(map(str.isalpha, text)) and text[-1] not in "。；;"  # a header is no sentence


def _place(line: Line) -> tuple[str, int, int]:
    """Return what is the same for a line that comes again on another page: its words, its height, where it stands."""
    words = _NUMBER_AT_END.sub("#", line.text)
    return words, round(line.size), round(line.top / (2 * _ALIGNED))


def _join_tables(items: Iterable[Line | Grid]) -> list[Line | Grid]:
    """Join tables that go on at the top of the next page."""
    joined: list[Line | Grid] = []
    for item in items:
        before = joined[-1] if joined else None
        if isinstance(before, Grid) and isinstance(item, Grid) and _goes_on(before, item):
            joined[-1] = _join(before, item)
        else:
            joined.append(item)
    return joined


def _goes_on(before: Grid, after: Grid) -> bool:
    aligned = max(abs(before.x0 - after.x0), abs(before.x1 - after.x1)) < 4 * _ALIGNED
    return aligned and after.page == before.page + 1 and before.columns == after.columns


def _join(before: Grid, after: Grid) -> Grid:
    cells = list(before.cells)
    end = max(cell.row + cell.rows for cell in cells)
    first, again = before.row(0), after.row(0)
    skipped = 1 if [cell.lines for cell in first] == [cell.lines for cell in again] else 0
    opening = after.row(skipped)
    last = {cell.column: at for at, cell in enumerate(cells) if cell.row + cell.rows == end}
    # A row that the page cuts in two leaves most of its cells empty below the cut.
    if 2 * sum(bool(cell.lines) for cell in opening) < len(opening) and all(cell.column in last for cell in opening):
        for cell in opening:
            upper = cells[last[cell.column]]
            cells[last[cell.column]] = replace(upper, lines=[join_lines((*upper.lines, *cell.lines))])
        skipped += 1
    shift = end - skipped
    before_cut = {column: cells[at] for column, at in last.items()}
    for cell in after.cells:
        if cell.row < skipped:
            continue
        cut = before_cut.get(cell.column) if cell.row == skipped and not cell.lines else None
        # A cell over several rows (类别) that the page cuts in two says what it says above the cut only.
        lines = cut.lines if cut is not None and cut.rows > 1 else cell.lines
        cells.append(replace(cell, row=cell.row + shift, lines=lines))
    return replace(after, cells=tuple(cells))


def _with_margins(items: Sequence[Line | Grid], page_widths: Sequence[float]) -> list[Line | Grid]:
    """Give the lines outside of boxes and columns the margins of their page."""
    body = [item for item in items if _is_in_page(item)]
    by_page = {page: list(lines) for page, lines in groupby(body, key=lambda line: line.page)}
    lefts, widths = {}, []
    for page, lines in by_page.items():
        widest = max(line.x1 - line.x0 for line in lines)
        lefts[page] = min(line.x0 for line in lines if line.x1 - line.x0 >= widest / 2)
        widths.append(max(line.words for line in lines) - lefts[page])
    # A page of a few short lines has the width of the others; where all are short, the margins are taken as equal.
    width = statistics.median_high(widths) if widths else 0.0
    rights = {page: max(lefts[page] + width, *(line.words for line in lines)) for page, lines in by_page.items()}
    for page, right in rights.items():
        if right - lefts[page] < _NARROWEST * page_widths[page]:
            rights[page] = page_widths[page] - lefts[page]
    return [
        replace(item, left=lefts[item.page], right=rights[item.page]) if _is_in_page(item) else item for item in items
    ]


def _is_in_page(item: Line | Grid) -> TypeGuard[Line]:
    return isinstance(item, Line) and not item.box and not item.right


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Return the printed lines joined to paragraphs."""
    pitches = [below.top - above.top for above, below in pairwise(lines) if _in_one_block(above, below)]
    pitch = statistics.median(pitches) if pitches else 0.0
    # Below an indented line, further ones stand at the margin, or the block is indented as a whole.
    below = [_indent(line) <= _INDENT for above, line in pairwise(lines) if _indent(above) > _INDENT]
    first_lines = sum(below) >= _FEWEST_OUTDENTED * len(below)
    paragraphs: list[list[str]] = []
    for at, line in enumerate(lines):
        if at and not _begins(lines[at - 1], line, pitch, first_lines):
            paragraphs[-1].append(line.text)
        else:
            paragraphs.append([line.text])
    return [join_lines(parts) for parts in paragraphs]


def _in_one_block(above: Line, below: Line) -> bool:
    return above.page == below.page and above.box == below.box


def _begins(above: Line, line: Line, pitch: float, first_lines: bool) -> bool:
    """Tell whether `line` begins a paragraph and does not go on with the line above it.

    `pitch` is from line to line; `first_lines` says that it is the first line of a paragraph that is indented.
    """
    if bool(above.box) != bool(line.box) or (above.page == line.page and above.box != line.box):
        return True
    if "\t" in above.text or "\t" in line.text or OPENS_PARAGRAPH.match(line.text) or _LEADER.search(above.text):
        return True
    if abs(above.size - line.size) > 0.15 * line.size:
        return True
    if _in_one_block(above, line) and line.top - above.top > 1.4 * max(pitch, line.size):
        return True
    if above.right - above.x1 > (_width_of_first_word(line.text) + _SLACK) * line.size:
        return True  # the word would have stood there, were the paragraph not over
    return _indent(line) > _INDENT and (first_lines or abs(_indent(line) - _indent(above)) > _SLACK)


def _indent(line: Line) -> float:
    return (line.x0 - line.left) / line.size


def _width_of_first_word(text: str) -> float:
    """Return how wide the first word is that may not be broken, in heights of a character."""
    word = _FIRST_WORD.match(text)
    return sum(1.0 if _WIDE.match(character) else 0.55 for character in word[0]) if word else 1.0
