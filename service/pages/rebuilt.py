"""Tables put back into rows and cells around the very text they were printed as: a caption, cells in order, and notes.

What stands between two cells in the source belongs to the cell before it and is not shown where it only parts them. A
table whose cells are not printed in the order of its rows cannot be shown so: its lines stay, and a table of its
records, each cell with the address of its words, stands above them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.plan import Cell, Plan, Span, Table
from service.pages.lines import lines_of
from service.pages.looks import Looks, Run, Styled, address, separators


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell as the page shows it: its own words and what parts it from the next, or only a copy with an address."""

    runs: tuple[Run, ...] = ()
    copy: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the page shows it. `lines` holds its text where the cells are copies."""

    caption: tuple[Run, ...]
    header: tuple[GridCell, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    row_ids: tuple[str, ...]
    notes: tuple[tuple[Run, ...], ...]
    lines: tuple[tuple[Run, ...], ...] = ()
    title: str = ""

    def texts(self) -> Iterator[str]:
        """Yield the text of the table in the order in which the page shows it, copies left out."""
        cells = [self.header, *self.rows]
        for runs in (self.caption, *(cell.runs for row in cells for cell in row), *self.notes, *self.lines):
            for run in runs:
                yield run.text


def regions_of(plan: Plan, lines: Sequence[Span]) -> list[tuple[Span, Table]]:
    """Return for each table the whole lines that it takes up; of two that share a line, the first."""
    found: list[tuple[Span, Table]] = []
    at = 0
    for table in sorted(plan.tables, key=lambda each: each.span):
        while lines[at].end <= table.span.start:
            at += 1
        last = at
        while lines[last].end < table.span.end:
            last += 1
        region = Span(lines[at].start, lines[last].end)
        if not found or region.start >= found[-1][0].end:
            found.append((region, table))
    return found


def gaps(text: str, table: Table, region: Span) -> list[Styled]:
    """Return what stands around the cells of a table only to part them."""
    at = region.start
    found: list[Styled] = []
    for cell in _printed(table):
        if cell.span.start >= at:
            found += separators(text, Span(at, cell.span.start))
            at = cell.span.end
    return [*found, *separators(text, Span(at, region.end))]


def grid_of(text: str, table: Table, region: Span, looks: Looks) -> Grid:
    """Return `table` as the page shows it; joined, its texts are the text of `region`."""
    printed = _printed(table)
    if not printed or any(one.span.end > other.span.start for one, other in pairwise(printed)):
        return _copied(text, table, region, looks)
    tail = _tail(text, printed[-1], region)
    starts = [*(cell.span.start for cell in printed[1:]), tail.start]
    own = {cell.span: Span(cell.span.start, end) for cell, end in zip(printed, starts, strict=True)}
    shown = iter([table.header, *(row.cells for row in table.rows)])

    def cells(row: Sequence[Cell]) -> tuple[GridCell, ...]:
        return tuple(GridCell(looks.runs(own[cell.span])) if len(cell.span) else GridCell() for cell in row)

    return Grid(
        caption=looks.runs(Span(region.start, printed[0].span.start)),
        header=cells(next(shown)),
        rows=tuple(cells(row) for row in shown),
        row_ids=tuple(address(row.span) for row in table.rows),
        notes=tuple(looks.runs(line) for line in _lines(text, tail)),
        title=table.title,
    )


def _copied(text: str, table: Table, region: Span, looks: Looks) -> Grid:
    def cells(row: Sequence[Cell]) -> tuple[GridCell, ...]:
        return tuple(GridCell(copy=cell.text, address=address(cell.span) if len(cell.span) else "") for cell in row)

    return Grid(
        caption=(),
        header=cells(table.header),
        rows=tuple(cells(row.cells) for row in table.rows),
        row_ids=tuple("" for _ in table.rows),
        notes=(),
        lines=tuple(looks.runs(line) for line in _lines(text, region)),
        title=table.title,
    )


def _printed(table: Table) -> list[Cell]:
    cells = [*table.header, *(cell for row in table.rows for cell in row.cells)]
    return [cell for cell in cells if len(cell.span)]


def _tail(text: str, last: Cell, region: Span) -> Span:
    """Return the lines below the last cell, if there are words in them; else nothing, at the end of the region."""
    end = text.find("\n", last.span.end, region.end) + 1 or region.end
    rest = text[end : region.end]
    for each in separators(text, Span(end, region.end)):
        rest = rest.replace(each.span.of(text), " ")
    return Span(end, region.end) if rest.strip() else Span(region.end, region.end)


def _lines(text: str, span: Span) -> Iterator[Span]:
    for line in lines_of(span.of(text)):
        yield Span(span.start + line.start, span.start + line.end)
