"""Marks in a document: the spans that a citation names, exact to the character, across whatever blocks they run."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.plan import Span
from service.pages.document import Block, Part
from service.pages.looks import Run, address
from service.pages.rebuilt import Grid, GridCell

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_MOST = 100


def spans_in(wanted: str, length: int) -> tuple[Span, ...]:
    """Return the spans that an address names, in the order of the text; what is not in a text so long is left out.

    >>> spans_in("7-9,2-4,90-95", 20)
    (Span(start=2, end=4), Span(start=7, end=9))
    """
    pairs = [(int(start), int(end)) for start, end in _SPAN.findall(wanted)[:_MOST]]
    return tuple(sorted({Span(start, min(end, length)) for start, end in pairs if start < min(end, length)}))


def marked(parts: Iterable[Part], spans: Sequence[Span]) -> tuple[Part, ...]:
    """Return the parts with `spans` marked; each begins at the address that names it, which no block keeps then."""
    return tuple(marked_part(part, spans) for part in parts)


def marked_part(part: Part, spans: Sequence[Span]) -> Part:
    """Return one part with those of `spans` marked that run into it; the same part when none does."""
    inside = [span for span in spans if span.overlaps(part.span)]
    return _Pen(part.span.start, inside).part(part) if inside else part


class _Pen:
    """Goes over the runs in the order of the text and cuts them where marks begin and end."""

    def __init__(self, at: int, spans: Sequence[Span]) -> None:
        self._at = at
        self._spans = spans
        self._names = {span.start: address(span) for span in reversed(spans)}
        self._edges = sorted({edge for span in spans for edge in (span.start, span.end)})

    def part(self, part: Part) -> Part:
        return replace(part, blocks=tuple(self._block(block) for block in part.blocks))

    def _block(self, block: Block) -> Block:
        return replace(
            block,
            id="" if block.id in self._names.values() else block.id,
            runs=self._runs(block.runs),
            blocks=tuple(self._block(each) for each in block.blocks),
            grid=self._grid(block.grid) if block.grid else None,
        )

    def _grid(self, grid: Grid) -> Grid:
        return replace(
            grid,
            caption=self._runs(grid.caption),
            header=self._cells(grid.header),
            rows=tuple(self._cells(row) for row in grid.rows),
            row_ids=tuple("" if name in self._names.values() else name for name in grid.row_ids),
            notes=tuple(self._runs(note) for note in grid.notes),
            lines=tuple(self._runs(line) for line in grid.lines),
        )

    def _cells(self, cells: Iterable[GridCell]) -> tuple[GridCell, ...]:
        return tuple(replace(cell, runs=self._runs(cell.runs)) for cell in cells)

    def _runs(self, runs: Iterable[Run]) -> tuple[Run, ...]:
        return tuple(piece for run in runs for piece in self._cut(run))

    def _cut(self, run: Run) -> list[Run]:
        start, self._at = self._at, self._at + len(run.text)
        cuts = [start, *(edge for edge in self._edges if start < edge < self._at), self._at]
        return [
            replace(
                run,
                text=run.text[begin - start : end - start],
                marked=any(span.start <= begin < span.end for span in self._spans),
                mark=self._names.get(begin, ""),
                section=run.section if begin == start else None,
            )
            for begin, end in zip(cuts, cuts[1:], strict=False)
        ]
