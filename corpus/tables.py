"""The tables of a document, in whatever shape they came: with tabs, pipes or tags, in columns, or one cell a line.

Tables are sought before the headings, so that a cell is never read as one. `corpus.grids` and `corpus.flattened_tables`
find where the cells stand, as does `corpus.glued_tables`; here they become header and rows, with the caption above and the footnotes below.
"""

import html
import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain

from corpus.flattened_tables import Patience, read_flattened
from corpus.footnotes import mark_key, read_notes, split_marks
from corpus.glued_tables import read_glued
from corpus.grids import MOST_ROWS, Cells, Entry, Grid, read_entries, read_grid
from corpus.plan import Cell, Furniture, FurnitureKind, Note, Row, Span, Table
from corpus.spanset import SpanSet
from corpus.table_words import header_kind, opens_note

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_RAW = re.compile(r"[<&\n\x1f]")
_NUMBERED_CAPTION = re.compile(
    r"[（(]?(?:续?附?[表图]|专栏)\s*[\d一二三四五六七八九十]+(?:[-—.]\d+)*(?P<words>[^\d].*|$)"
)
_CAPTION_END = re.compile(
    r"(?:表|指标|体系|一览|清单|目标值?|分工|情况|计划|任务|工程|项目)[”\"]?(?:[（(][^（）()]{1,20}[）)])?[*＊※]*$"
)
# A line with a number of the outline is a heading, not a caption.
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]+[编章节条]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,3}[.．、]"
)
_LONGEST_TITLE = 60
_TABLE_UNIT = re.compile(r"[（(]?(?:计量)?单位\s*[：:]\s*[^。]{1,30}$")
_MOST_NOTES = 50
_SHORTEST_HEAD = 2  # no word of headers is a single character


def find_tables(text: str, furniture: Sequence[Furniture]) -> tuple[Table, ...]:
    """Return the tables of `text` in order, none overlapping another or reaching across a stretch of furniture.

    Nothing is added to what is printed: a cell that lost its unit stays without it, a missing one is empty.
    """
    return _find(text, furniture, Patience.for_text(len(text)))


def may_miss_tables(text: str, furniture: Sequence[Furniture]) -> bool:
    """Tell whether the search for tables of one cell a line is given up before the end of `text`."""
    patience = Patience.for_text(len(text))
    _find(text, furniture, patience)
    return patience.ran_out


def _find(text: str, furniture: Sequence[Furniture], patience: Patience) -> tuple[Table, ...]:
    leftovers = [each.span for each in furniture if each.kind is FurnitureKind.LEFTOVER]
    walls = SpanSet(each.span for each in furniture if each.kind is not FurnitureKind.LEFTOVER)
    masked = _mask(text, leftovers)
    found: list[list[Table]] = []
    rows = 0
    pages = chain.from_iterable(_pages_within(masked, free, patience) for free in walls.gaps(Span(0, len(text))))
    for page, goes_on in pages:
        if goes_on:
            found[-1].append(page)
        else:
            found.append([page])
        rows += len(page.rows)
        if rows >= MOST_ROWS:  # no more tables are read
            break
    return tuple(map(_join_pages, found))


def _mask(text: str, leftovers: Sequence[Span]) -> str:
    """Return `text`, as long as it was, with the leftovers of a word processor as white space that separates nothing."""
    parts: list[str] = []
    end = 0
    for span in sorted(leftovers):
        start = max(end, span.start)
        parts += text[end:start], "\x1f" * (span.end - start)
        end = max(end, span.end)
    return "".join([*parts, text[end:]])


def _pages_within(text: str, free: Span, patience: Patience) -> Iterator[tuple[Table, bool]]:
    """Yield the tables of a stretch, and whether each only goes on with the one before it on the next page."""
    entries, in_html = read_entries(text, free)
    before: Table | None = None
    at = floor = 0
    while at < len(entries):
        if len(entries[at].text) < _SHORTEST_HEAD:
            at += 1
            continue
        grid = in_html.get(at) or _read_grid(text, entries, at, patience)
        found = None if grid is None else _read_table(text, entries, floor, _bounded(entries, grid))
        if found is None:
            at = at + 1 if grid is None else grid.end
            continue
        table, end = found
        is_adjacent = table.span.start == entries[floor].span.start
        yield table, before is not None and is_adjacent and _goes_on(before, table)
        before = table
        at = floor = end


def _read_grid(text: str, entries: Sequence[Entry], at: int, patience: Patience) -> Grid | None:
    return read_grid(text, entries, at) or read_glued(text, entries, at) or read_flattened(entries, at, patience)


def _bounded(entries: Sequence[Entry], grid: Grid) -> Grid:
    """Return the grid with no more than `MOST_ROWS` rows below its header; what stands below stays text."""
    if len(grid.rows) <= MOST_ROWS + 1:
        return grid
    rows = grid.rows[: MOST_ROWS + 1]
    last = max((cell.end for row in rows for cell in row if cell), default=grid.span.end)
    end = bisect_left(entries, last, grid.first, grid.end, key=lambda each: each.span.start)
    return Grid(rows, Span(grid.span.start, last), grid.first, end)


def _goes_on(table: Table, below: Table) -> bool:
    """Tell whether `below` is the rest of `table` on the next page: its header again, and no title but 续表."""
    has_same_header = [cell.text for cell in table.header] == [cell.text for cell in below.header]
    return has_same_header and not table.notes and (not below.title or below.title.startswith("续"))


def _join_pages(pages: Sequence[Table]) -> Table:
    """Return the parts of one table as one; only the last has footnotes."""
    if len(pages) == 1:
        return pages[0]
    rows = tuple(row for page in pages for row in page.rows)
    before = len(rows) - len(pages[-1].rows)
    notes = tuple(
        replace(note, cells=tuple((row + before if row >= 0 else row, column) for row, column in note.cells))
        for note in pages[-1].notes
    )
    return replace(pages[0], rows=rows, notes=notes, span=_around(pages[0].span, pages[-1].span))


def _read_table(text: str, entries: Sequence[Entry], floor: int, grid: Grid) -> tuple[Table, int] | None:
    """Return the table of a grid with what stands around it, and the position of the first entry below all of it."""
    inner_titles, rows, inner_notes = _peel(text, grid.rows)
    if len(rows) < 2:
        return None
    rows, words = _read_words(text, rows)
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    titles, unit, above = _read_caption(entries, floor, grid.first)
    carried = {mark for across in words for each in across for mark in split_marks(each)[1]}
    below = [*inner_notes, *(each.span for each in entries[grid.end : grid.end + _MOST_NOTES])]
    notes, taken = read_notes(text, below, carried, "\n".join(chain.from_iterable(words)))
    known = {mark_key(note.mark) for note in notes if note.mark}
    bare = [[split_marks(each, known)[0] for each in across] for across in words] if carried else words
    header, *body = map(_make_row, rows, bare)
    notes = _tie(notes, words, known) if carried else notes
    if unit is not None:
        notes.insert(0, Note("", unit.of(text), unit))
    title = "".join(_print(text, each).strip("#*＊※ ") for each in titles or inner_titles)
    span = _around(grid.span, entries[above].span if above < grid.first else grid.span, *(note.span for note in notes))
    end = grid.end + max(0, taken - len(inner_notes))
    return Table(title, header.cells, tuple(body), tuple(notes), span), end


def _peel(text: str, rows: Sequence[Cells]) -> tuple[list[Span], list[Cells], list[Span]]:
    """Return the titles, the rows and the footnotes of a grid that has them as rows of one cell."""
    kept = deque(row for row in rows if any(row))
    titles: list[Span] = []
    notes: list[Span] = []
    while kept and (lone := _lone_cell(kept[0])):
        titles.append(lone)
        kept.popleft()
    while kept and (lone := _lone_cell(kept[-1])) and opens_note(lone.of(text)):
        notes.append(lone)
        kept.pop()
    return titles, list(kept), notes[::-1]


def _lone_cell(row: Cells) -> Span | None:
    cells = [cell for cell in row if cell]
    return cells[0] if len(cells) == 1 else None


def _make_even(rows: list[Cells]) -> list[Cells]:
    """Return the rows with equally many cells, without the columns that no row has a cell in."""
    width = max(len(row) for row in rows)
    padded = [[cell or None for cell in row] + [None] * (width - len(row)) for row in rows]
    used = [column for column in range(width) if any(row[column] for row in padded)]
    return [[row[column] for column in used] for row in padded]


def _read_words(text: str, rows: list[Cells]) -> tuple[list[Cells], list[list[str]]]:
    """Return the rows and their words, with one header: 目标值 over 2025年 and 2035年 gives way to the years."""
    rows = _make_even(rows)
    words = [["" if cell is None else _print(text, cell) for cell in row] for row in rows]
    if len(rows) > 2 and _is_header_of_two_rows(words[0], words[1]):
        rows[:2] = [[below or above for above, below in zip(rows[0], rows[1], strict=True)]]
        words[:2] = [[below or above for above, below in zip(words[0], words[1], strict=True)]]
    # The header comes again at the top of a page.
    kept = [at for at, across in enumerate(words) if at == 0 or across != words[0]]
    return [rows[at] for at in kept], [words[at] for at in kept]


def _is_header_of_two_rows(upper: list[str], lower: list[str]) -> bool:
    if "" not in (*upper, *lower) or not any(lower):
        return False
    return all(
        not below or below == above or header_kind(below) is not None for above, below in zip(upper, lower, strict=True)
    )


def _tie(notes: list[Note], words: list[list[str]], known: Set[str]) -> list[Note]:
    """Return the notes with the cells that carry their mark; the first row is the header."""
    carriers: dict[str, list[tuple[int, int]]] = {}
    for row, across in enumerate(words, start=-1):
        for column, each in enumerate(across):
            for mark in split_marks(each, known)[1]:
                carriers.setdefault(mark, []).append((row, column))
    return [replace(note, cells=tuple(carriers.get(mark_key(note.mark), ()) if note.mark else ())) for note in notes]


def _read_caption(entries: Sequence[Entry], floor: int, first: int) -> tuple[list[Span], Span | None, int]:
    """Return the lines of the title above a table, the line that gives its unit, and the position of the topmost."""
    titles: list[Span] = []
    unit = None
    above = first
    if above > floor and _TABLE_UNIT.match(entries[above - 1].text):
        above -= 1
        unit = entries[above].span
    if above > floor and _is_caption(entries[above - 1].text):
        above -= 1
        titles = [entries[above].span]
    if above > floor and _is_bare_number(entries[above - 1].text):
        above -= 1
        titles.insert(0, entries[above].span)
    return titles, unit, above


def _is_caption(line: str) -> bool:
    words = line.strip("#*＊※ ")
    if not words or len(words) > _LONGEST_TITLE or words[-1] in "：:、" or any(each in words for each in "。；;，"):
        return False
    is_named = _CAPTION_END.search(words) is not None and _NUMBERED.match(words) is None
    return is_named or _NUMBERED_CAPTION.match(words) is not None


def _is_bare_number(line: str) -> bool:
    """Tell whether the line is the number of a table, whose title is on the next: 表1."""
    number = _NUMBERED_CAPTION.fullmatch(line.strip("#*＊※ ")) if len(line) < _LONGEST_TITLE else None
    return number is not None and not number["words"].strip("：:.、 ")


def _make_row(row: Cells, words: list[str]) -> Row:
    """Return the row with an empty span, behind the cell before it, for each missing cell; `words` are without marks."""
    present = [cell for cell in row if cell]
    span = Span(min(cell.start for cell in present), max(cell.end for cell in present))
    cells: list[Cell] = []
    end = span.start
    for cell, printed in zip(row, words, strict=True):
        cells.append(Cell(printed, cell or Span(end, end)))
        end = cell.end if cell else end
    return Row(tuple(cells), span)


def _print(text: str, span: Span) -> str:
    """Return the words at `span` as they read: on one line, without the tags of HTML."""
    words = span.of(text)
    if not _RAW.search(words):
        return words
    words = _TAG.sub("", words).replace("\x1f", "")
    return html.unescape("".join(line.strip() for line in words.split("\n")))


def _around(*spans: Span) -> Span:
    return Span(min(span.start for span in spans), max(span.end for span in spans))
