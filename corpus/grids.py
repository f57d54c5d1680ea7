"""Tables whose rows are still rows: cells between tabs, pipes, runs of spaces, or the tags of HTML.

    序号<TAB>指标内容<TAB>预期值
    | 指标 | 2025年 |

A grid is where the cells stand; what they say is told in `corpus.tables`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.lines import split_lines
from corpus.plan import Span
from corpus.table_words import header_kind, is_figure, is_group


class Entry(NamedTuple):
    """A line that is not blank: its words, where they stand, all of the line, and whether a blank line is above it."""

    text: str
    span: Span
    line: Span
    after_blank: bool


# The cells of a row; None is a missing cell.
Cells = list[Span | None]


class Grid(NamedTuple):
    """Where the cells of a table stand, the header first, where all of it does, and which entries it is made of."""

    rows: list[Cells]
    span: Span
    first: int
    end: int


# A wider grid is no table of a plan. Of a longer one no more rows are read: a plan has some hundreds, a yearbook thousands.
_MOST_COLUMNS = 60
MOST_ROWS = 8_000
_LONGEST_COLUMN_NAME = 30
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*:?-+:?\s*")
_BOLD = re.compile(r"\*\*(?P<inside>[^*]+)\*\*")
_TAB = re.compile("\t")
_GAP = re.compile(r"[ \u3000]{2,}|\u3000")
_ANY_SEPARATOR = re.compile(r"[|\t\u3000]|  ")
# The box of metadata above a document: its left cells are names, not the head of a column.
_BOX = re.compile(r"索\s*引\s*号|发文\S{2}|发布\S{2}|成文日期|主题\S{2}|公开\S{2}|有\s*效\s*性|文\s*号|信息\S{2,3}")
_TABLE_TAG = re.compile(r"<(?P<close>/?)(?P<name>table|caption|tr|t[hd])\b(?P<attributes>[^<>]{0,300})>", re.IGNORECASE)
_REACH = re.compile(r"(?P<side>row|col)span\s*=\s*[\"']?(?P<count>\d{1,2})", re.IGNORECASE)


def read_entries(text: str, free: Span) -> tuple[list[Entry], dict[int, Grid]]:
    """Return the lines of `free` that are not blank, and the tables in HTML by their position among them.

    A table in HTML is one entry, whatever its lines are.
    """
    entries: list[Entry] = []
    grids: dict[int, Grid] = {}
    start = free.start
    for span, rows in _read_html(text, free):
        entries += _split_entries(text, Span(start, span.start))
        if rows:
            grids[len(entries)] = Grid(rows, span, len(entries), len(entries) + 1)
        entries.append(Entry(span.of(text), span, span, after_blank=False))
        start = span.end
    return entries + _split_entries(text, Span(start, free.end)), grids


def read_grid(text: str, entries: Sequence[Entry], at: int) -> Grid | None:
    """Return the table whose first row is `entries[at]`; None when there is none."""
    if not _ANY_SEPARATOR.search(entries[at].text):
        return None
    return _read_pipes(text, entries, at) or _read_tabs(text, entries, at) or _read_aligned(text, entries, at)


def _split_entries(text: str, span: Span) -> list[Entry]:
    entries: list[Entry] = []
    after_blank = False
    for line in split_lines(span.of(text)):
        words = line.text.strip()
        if words:
            start = span.start + line.start
            whole = stands = Span(start, start + len(line.text))
            if len(words) < len(line.text):
                indent = len(line.text) - len(line.text.lstrip())
                stands = Span(start + indent, start + indent + len(words))
            entries.append(Entry(words, stands, whole, after_blank))
        after_blank = not words
    return entries


def _split(separator: re.Pattern[str], text: str, span: Span) -> Cells | None:
    """Return the cells of `span` between separators, without white space; None when they are too few or too many."""
    found = list(separator.finditer(text, span.start, span.end))
    if not 0 < len(found) < _MOST_COLUMNS:
        return None
    starts = [span.start, *(each.end() for each in found)]
    ends = [*(each.start() for each in found), span.end]
    return [Span(start, max(start, end)).stripped(text) for start, end in zip(starts, ends, strict=True)]


def _words(text: str, cells: Cells) -> list[str]:
    """Return the words of the cells that have any."""
    return [cell.of(text) for cell in cells if cell is not None and len(cell)]


def _known(text: str, cells: Cells) -> int:
    return sum(header_kind(word) is not None for word in _words(text, cells))


def _is_header(text: str, cells: Cells) -> bool:
    """Tell whether the cells may head columns: short words, no numbers but years, not the names in a box of metadata."""
    words = _words(text, cells)
    return len(words) > 1 and not any(
        len(word) > _LONGEST_COLUMN_NAME
        or word[-1] in "。；;：:，"
        or _BOX.fullmatch(word)
        or (is_figure(word) and header_kind(word) is None)
        for word in words
    )


def _last(entries: Sequence[Entry], at: int) -> int:
    """Return where the lines end that may be rows of the table which begins at `at`."""
    return min(len(entries), at + MOST_ROWS + 2)


def _grid(entries: Sequence[Entry], at: int, rows: list[Cells], end: int) -> Grid:
    return Grid(rows, Span(entries[at].span.start, entries[end - 1].span.end), at, end)


def _read_pipes(text: str, entries: Sequence[Entry], at: int) -> Grid | None:
    """Read a table with pipes: one with a line |---| below its header, or three lines alike with words of headers."""
    if at + 2 >= len(entries):
        return None
    has_rule = _is_rule(entries[at + 1])
    header = _pipe_cells(text, entries[at]) if has_rule or _may_head(entries[at].text) else None
    if header is None:
        return None
    if not has_rule:
        if not _known(text, header):
            return None
        below = [_pipe_cells(text, each) for each in entries[at + 1 : at + 3]]
        if any(row is None or len(row) != len(header) for row in below):
            return None
    rows: list[Cells] = [header]
    end, last = at + 1 + has_rule, _last(entries, at)
    while end < last and not entries[end].after_blank:
        row = _pipe_cells(text, entries[end])
        if row is None or (end + 1 < len(entries) and _is_rule(entries[end + 1])):
            break
        rows.append(row)
        end += 1
    return _grid(entries, at, rows, end) if len(rows) > 1 else None


def _may_head(row: str) -> bool:
    """Tell whether a row with pipes may have a word of headers, before its cells are told apart, which costs much more."""
    return "|" in row and any(
        header_kind(word.strip(" \t\u3000*\\")) is not None for word in row.split("|", _MOST_COLUMNS)
    )


def _pipe_cells(text: str, entry: Entry) -> Cells | None:
    if "|" not in entry.text:
        return None
    start = entry.span.start + (entry.text[0] == "|")
    end = entry.span.end - (len(entry.text) > 1 and entry.text[-1] == "|" and entry.text[-2] != "\\")
    cells = _split(_PIPE, text, Span(start, end)) if end > start else None
    return None if cells is None else [cell and _plain(text, cell) for cell in cells]


def _plain(text: str, cell: Span) -> Span:
    """Return the cell without the ** of bold type around it."""
    bold = _BOLD.fullmatch(text, cell.start, cell.end)
    return cell if bold is None else Span(*bold.span("inside"))


def _is_rule(entry: Entry) -> bool:
    """Tell whether the line is |---|:--:|."""
    if "|" not in entry.text or "-" not in entry.text:
        return False
    return all(_RULE.fullmatch(cell) for cell in entry.text.strip("|").split("|", _MOST_COLUMNS))


def _read_tabs(text: str, entries: Sequence[Entry], at: int) -> Grid | None:
    """Read a table with tabs: below words of headers, or a column of figures below any words."""
    header = _tab_cells(text, entries[at])
    if header is None or not _is_header(text, header):
        return None
    proofs = _known(text, header) + _has_figures(text, entries[at + 1 : at + 3])
    if proofs < (2 if len(_words(text, header)) == 2 else 1):
        return None
    rows: list[Cells] = [header]
    end, last = at + 1, _last(entries, at)
    while end < last:
        row = _tab_cells(text, entries[end])
        if row is None and _is_group_row(text, entries, end):
            row = [entries[end].span]
        if row is None:
            break
        rows.append(row)
        end += 1
    return _grid(entries, at, rows, end) if len(rows) > 1 else None


def _tab_cells(text: str, entry: Entry) -> Cells | None:
    """Return the cells of a line with tabs in it; None when fewer than two have words."""
    cells = _split(_TAB, text, entry.line) if "\t" in entry.text else None
    return cells if cells is not None and len(_words(text, cells)) > 1 else None


def _has_figures(text: str, entries: Sequence[Entry]) -> bool:
    """Tell whether there are two rows, and a column in which both have a figure."""
    if not all(any(map(str.isdigit, each.text)) for each in entries):
        return False
    rows = [_tab_cells(text, each) for each in entries]
    if len(rows) < 2 or rows[0] is None or rows[1] is None:
        return False
    return any(
        all(cell and is_figure(cell.of(text)) for cell in pair) for pair in zip(*filter(None, rows), strict=False)
    )


def _is_group_row(text: str, entries: Sequence[Entry], at: int) -> bool:
    """Tell whether the line names the rows below it: 一、安全生产, and a row of cells follows that is no header."""
    below = _tab_cells(text, entries[at + 1]) if at + 1 < len(entries) and is_group(entries[at].text) else None
    return below is not None and _known(text, below) < 2


def _read_aligned(text: str, entries: Sequence[Entry], at: int) -> Grid | None:
    """Read a table whose cells stand in columns by runs of spaces, below two words of headers or more."""
    header = _spaced_cells(text, entries[at])
    if header is None:
        return None
    header = _join_letters(header)
    if _known(text, header) < 2 or not _is_header(text, header):
        return None
    rows: list[Cells] = [header]
    end, last = at + 1, _last(entries, at)
    while end < last:
        row = _aligned_row(text, entries[at], header, entries[end])
        if row is None:
            break
        rows.append(row)
        end += 1
    return _grid(entries, at, rows, end) if len(rows) > 2 else None


def _spaced_cells(text: str, entry: Entry) -> Cells | None:
    has_gap = "  " in entry.text or "\u3000" in entry.text
    return _split(_GAP, text, entry.span) if has_gap else None


def _join_letters(cells: Cells) -> Cells:
    """Return the cells with a word that is spaced out (单　位) as one cell."""
    joined = cells[:1]
    for cell in cells[1:]:
        before = joined[-1]
        if before is not None and cell is not None and len(before) == len(cell) == 1:
            joined[-1] = Span(before.start, cell.end)
        else:
            joined.append(cell)
    return joined


def _aligned_row(text: str, above: Entry, header: Cells, entry: Entry) -> Cells | None:
    """Return the cells of a line below the columns of `header`; None when they do not stand there."""
    cells = _spaced_cells(text, entry)
    if cells is None or len(cells) >= len(header):
        return cells if cells is not None and len(cells) == len(header) else None
    starts = _print_positions(text, above, header)
    row: Cells = [None] * len(header)
    latest = -1
    for cell, position in zip(cells, _print_positions(text, entry, cells), strict=True):
        column = min(range(len(starts)), key=lambda at: abs(starts[at] - position))
        if column <= latest:
            return None
        row[column], latest = cell, column
    return row


def _print_positions(text: str, entry: Entry, cells: Cells) -> list[int]:
    """Return where each cell begins on paper, where a Chinese character is two wide."""
    positions: list[int] = []
    position, end = 0, entry.line.start
    for cell in filter(None, cells):
        position += sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text[end : cell.start])
        positions.append(position)
        end = cell.start
    return positions


def _read_html(text: str, free: Span) -> Iterator[tuple[Span, list[Cells]]]:
    """Yield the tables in HTML that hold no other: where each stands, and its rows.

    A cell that reaches over several rows or columns is in the first, and the others are missing.
    """
    table: _Html | None = None
    for tag in _TABLE_TAG.finditer(text, free.start, free.end):
        name = tag["name"].lower()
        if name == "table" and not tag["close"]:
            table = _Html(tag.start())
        elif table is not None:
            table.close_cell(text, tag.start())
            if name == "table":
                yield Span(table.start, tag.end()), table.rows
                table = None
            elif not tag["close"]:
                table.open(name, tag)


class _Html:
    """A table in HTML as far as it has been read."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.rows: list[Cells] = []
        self._cell: tuple[int, int] | None = None  # where the words of the open cell begin, and its column
        self._taken: dict[int, int] = {}  # columns that a cell above reaches into, and for how many more rows

    def open(self, name: str, tag: re.Match[str]) -> None:
        """Open a row, a caption (a row of one cell) or a cell."""
        if name != "caption" and name != "tr" and self.rows:
            row = self.rows[-1]
            while self._taken.get(len(row), 0) > 0:
                row.append(None)
            if len(row) < _MOST_COLUMNS:
                self._place(row, tag)
            return
        self._taken = {column: rows - 1 for column, rows in self._taken.items() if rows > 1}
        self.rows.append([])
        if name == "caption":
            self._place(self.rows[-1], tag)

    def _place(self, row: Cells, tag: re.Match[str]) -> None:
        reach = {each["side"].lower(): int(each["count"]) for each in _REACH.finditer(tag["attributes"])}
        self._cell = tag.end(), len(row)
        for _ in range(max(1, reach.get("col", 1))):
            # One more than the rows below, for the row itself ends first.
            self._taken[len(row)] = reach.get("row", 1)
            row.append(None)

    def close_cell(self, text: str, end: int) -> None:
        """Give the open cell, if there is one, its words: all up to `end`."""
        if self._cell is not None:
            start, column = self._cell
            self.rows[-1][column] = Span(start, end).stripped(text)
            self._cell = None
