"""PDF documents with a text layer."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpus.errors import CorpusError
from corpus.readers.columns import HANGING, Columns, find_columns, split
from corpus.readers.joining import WIDE, GridCell, join_lines, tidy
from corpus.readers.limits import unpacking
from corpus.readers.printed import Grid, Line, Page, flow, paragraphs
from corpus.readers.unruled import find_unruled

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage
    from pdfplumber.table import Table

# Fewer characters a page than this, on pages that hold pictures, are stamps on a scan.
_FEWEST_ON_PAGE = 20
_UNREADABLE = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
_MOST_UNREADABLE = 0.2
# Many PDFs map a font's glyphs to radicals that look like the characters: ⼀ for 一, ⻛ for 风.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)} | dict(
    zip(
        map(ord, "⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻤⻥⻦⻨⻩⻬⻮⻰⻳"),
        "民虎西见角贝车长门青页风飞食马鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_WIDE = re.compile(rf"[{WIDE}]")
# In heights of a character: gaps that are a space or a column, and none at all.
_SPACE, _COLUMN, _TWICE = 0.3, 2.5, 0.15
_ALIGNED = 3.0  # points


class _Box(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float

    def holds(self, item: dict[str, Any]) -> bool:
        across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return bool(self.x0 <= across <= self.x1 and self.top <= down <= self.bottom)


def read(path: Path) -> str:
    """Return the text of the document: broken lines joined to paragraphs, tables as rows with cells between tabs.

    Page numbers and the lines that most pages repeat are left out; a table that goes on over a page is one table.
    Raises CorpusError when the file is protected, damaged or holds pictures of pages instead of text.
    """
    # Imported where they are needed: importing them takes a quarter of a second, which most commands can do without.
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that lacks a number
    try:
        with unpacking(path.name), pdfplumber.open(path) as document:
            pages: list[Page] = []
            columns: Columns | None = None
            for number, page in enumerate(document.pages):
                found, columns = _read_page(page, number, columns)
                pages.append(found)
    except Exception as error:  # pdfminer meets what is damaged with whatever its code runs into
        if isinstance(error, OSError | CorpusError):
            raise
        causes = (error, *(error.args if isinstance(error, PdfminerException) else ()))
        if any(isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError) for cause in causes):
            raise CorpusError(
                f"{path.name} is protected by a password, a plan must be readable: save it without one"
            ) from error
        raise CorpusError(
            f"{path.name} is damaged or no PDF, a readable PDF is wanted: print or save it anew"
        ) from error
    _check(pages, path.name)
    return "\n".join(flow(pages))


def _read_page(page: "PdfPage", number: int, before: Columns | None) -> tuple[Page, Columns | None]:
    """Return what is on a page, and its columns, if it has two; `before` are those of the page before it."""
    frame = _Box(*page.bbox)
    # What is turned is a watermark.
    chars = [char for char in page.chars if char["upright"] and frame.holds(char)]
    unreadable = sum(_UNREADABLE.search(char["text"]) is not None for char in chars)
    counts = (len(chars), unreadable, bool(page.images))
    items: list[Line | Grid] = []
    boxes = 0
    tables = page.find_tables()
    for table in tables:
        if _frames_others(table, tables):
            continue
        cells, rest = _read_cells(table, chars, number, boxes)
        if not _is_table(cells, page):
            continue
        boxes += len(cells)
        chars = rest
        if len({column for column, *_ in cells}) == 1:
            items += [line for *_, lines in cells for line in lines]
        else:
            grid = tuple(
                GridCell(at, column, rows, columns, paragraphs(lines)) for column, at, columns, rows, lines in cells
            )
            items.append(Grid(number, table.bbox[1], table.bbox[0], table.bbox[2], grid))
    page.close()  # it keeps every character that it has met
    rows = _rows(chars)
    columns = find_columns(rows, before)
    if columns is None:
        items = sorted([*items, *_between_rules(rows, number)], key=lambda item: item.top)
    else:
        items = _in_columns(rows, columns, items, number)
    return Page(items, frame.x1, frame.bottom, *counts), columns


def _between_rules(rows: list[list[dict[str, Any]]], number: int) -> list[Line | Grid]:
    """Return what stands in no table with rules: lines, and tables without rules."""
    items: list[Line | Grid] = []
    done = 0
    for table in find_unruled(rows):
        items += _lines(rows[done : table.first], number, 0)
        lines = _lines(rows[table.first : table.end], number, 0)
        cells = [
            GridCell(at, column, 1, 1, [join_lines(_print_line(line, number, 0).text for line in cell)])
            for at, row in enumerate(table.rows)
            for column, cell in enumerate(row)
        ]
        left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
        items.append(Grid(number, lines[0].top, left, right, tuple(cells)))
        done = table.end
    return items + _lines(rows[done:], number, 0)


def _in_columns(
    rows: list[list[dict[str, Any]]], columns: Columns, others: list[Line | Grid], number: int
) -> list[Line | Grid]:
    """Return what is on a page of two columns as it is read; a table comes where its top is, in its column or over both."""
    items: list[Line | Grid] = []
    waiting = sorted(others, key=lambda item: item.top)
    for part in split(rows, columns):
        line = replace(_print_line(part.chars, number, 0), left=part.left, right=part.right)
        while waiting and waiting[0].top < line.top and _is_beside(waiting[0], part.column, columns.gutter):
            items.append(waiting.pop(0))
        items.append(line)
    return [*(item for item in items if isinstance(item, Grid) or item.text), *waiting]


def _is_beside(item: Line | Grid, column: int | None, gutter: float) -> bool:
    """Tell whether a table or the text of a box goes before a line below it that stands in `column`."""
    if column is None or item.x0 < gutter < item.x1:
        return True
    return column == int(item.x0 >= gutter)


def _frames_others(table: "Table", tables: Sequence["Table"]) -> bool:
    """Tell whether other tables lie inside this one: it is a frame around them."""
    around = _Box(*table.bbox)
    boxes = (dict(zip(_Box._fields, other.bbox, strict=True)) for other in tables if other is not table)
    return any(map(around.holds, boxes))


def _read_cells(
    table: "Table", chars: list[dict[str, Any]], page: int, boxes: int
) -> tuple[list[tuple[int, int, int, int, list[Line]]], list[dict[str, Any]]]:
    """Return the cells as (column, row, columns, rows, lines), and the characters that are in none of them."""
    xs, ys = _edges(table, 0), _edges(table, 1)
    cells: list[tuple[int, int, int, int, list[Line]]] = []
    for bbox in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        box = _Box(*bbox)
        inside = [char for char in chars if box.holds(char)]
        if inside:
            held = set(map(id, inside))
            chars = [char for char in chars if id(char) not in held]
        lines = _print_lines(inside, page, boxes + len(cells) + 1)
        left = min((line.x0 for line in lines), default=box.x0)
        lines = [replace(line, left=left, right=max(line.words, box.x1 - (left - box.x0))) for line in lines]
        column, row = _nearest(xs, box.x0), _nearest(ys, box.top)
        cells.append((column, row, _nearest(xs, box.x1) - column, _nearest(ys, box.bottom) - row, lines))
    return cells, chars


def _edges(table: "Table", axis: int) -> list[float]:
    """Return where the rules of the table stand, from left to right or from top to bottom."""
    edges: list[float] = []
    for edge in sorted(cell[side] for cell in table.cells for side in (axis, axis + 2)):
        if not edges or edge - edges[-1] > _ALIGNED:
            edges.append(edge)
    return edges


def _nearest(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - edge))


def _is_table(cells: Sequence[tuple[int, int, int, int, list[Line]]], page: "PdfPage") -> bool:
    """Tell a table or a box of text from a frame around the page and from rules that only decorate a line."""
    filled = [lines for *_, lines in cells if lines]
    if len(cells) == 1:
        return bool(filled) and len(filled[0]) > 1 and filled[0][-1].bottom - filled[0][0].top < 0.7 * page.height
    return len(filled) > 1


def _print_lines(chars: Iterable[dict[str, Any]], page: int, box: int) -> list[Line]:
    """Return the printed lines that the characters form, from top to bottom."""
    return _lines(_rows(chars), page, box)


def _lines(rows: Iterable[list[dict[str, Any]]], page: int, box: int) -> list[Line]:
    return [line for line in (_print_line(row, page, box) for row in rows) if line.text]


def _rows(chars: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the characters of each height on the page, from left to right, the rows from top to bottom."""
    lines: list[list[dict[str, Any]]] = []
    for char in sorted(chars, key=lambda char: char["bottom"]):
        if char["text"].isspace() and not lines:
            continue
        # Within half a height: a raised figure (km²) and letters of another font are on the same line.
        if lines and char["bottom"] - lines[-1][0]["bottom"] < 0.5 * max(char["size"], lines[-1][0]["size"]):
            lines[-1].append(char)
        else:
            lines.append([char])
    return [sorted(line, key=lambda char: char["x0"]) for line in lines]


def _print_line(chars: list[dict[str, Any]], page: int, box: int) -> Line:
    size = Counter(round(char["size"], 1) for char in chars).most_common(1)[0][0] or 1.0
    text = ""
    end: float | None = None
    spaced = False
    for before, char in zip([None, *chars], chars, strict=False):
        # Printed twice, a hair apart: that is how some programs make bold letters.
        if before and before["text"] == char["text"] and char["x0"] - before["x0"] < _TWICE * size:
            continue
        if char["text"].isspace():
            spaced = True
            continue
        gap = 0.0 if end is None else (char["x0"] - end) / size
        # The even spread of a justified line is no space between Chinese characters.
        wide = _WIDE.match(text[-1:]) and _WIDE.match(char["text"])
        if gap > _COLUMN:
            text += "\t"
        elif text and (spaced or gap > (1 - _SPACE if wide else _SPACE)) and gap > 0.1:
            text += " "
        text += _UNREADABLE.sub("\ufffd", char["text"].translate(_RADICALS))
        end, spaced = char["x1"], False
    inked = [char for char in chars if not char["text"].isspace()] or chars
    words = max((char["x1"] for char in inked if not HANGING.match(char["text"])), default=inked[0]["x1"])
    top, bottom = min(char["top"] for char in inked), max(char["bottom"] for char in inked)
    ends = max(char["x1"] for char in inked)
    return Line(tidy(text), page, box, inked[0]["x0"], ends, words, top, bottom, size)


def _check(pages: Sequence[Page], name: str) -> None:
    characters = sum(page.characters for page in pages)
    if characters < _FEWEST_ON_PAGE * len(pages) and any(page.has_pictures for page in pages):
        raise CorpusError(f"{name} holds pictures of pages, a PDF with text is wanted: run OCR on it first")
    if sum(page.unreadable for page in pages) > _MOST_UNREADABLE * characters:
        raise CorpusError(f"{name} has fonts that do not say their characters, text is wanted: run OCR on it first")
