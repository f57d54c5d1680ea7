"""A plan as blocks that a person reads: headings, paragraphs, tables, tasks, boxes, and furniture that folds away.

The blocks of a plan, and in each block its runs, are in the order of the text; joined they are the text, so that a mark
at `start-end` is exact to the character whatever it runs over.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from corpus.plan import Plan, Span
from corpus.spanset import SpanSet
from service.pages.lines import joined_over, lines_of
from service.pages.looks import STYLE_MARKS, Look, Looks, Run, Styled, address, styled_of
from service.pages.outline import depths_of
from service.pages.rebuilt import Grid, gaps, grid_of, regions_of

# Number, date and office of a document stand one a line before its first sentence, never further down than this.
_FRONT = 2000
# A part is drawn when it comes into view: some screens of text.
_PART_BLOCKS, _PART_CHARACTERS = 40, 3000
_BOXES = ("专栏", "專欄")
# What may stand after a heading or a task and belongs to neither.
_CLOSING = " \t\n\r\f\v\u3000\xa0\u2002\u2003。．.；;：:)）]】、,，"


class Kind(StrEnum):
    """What a block is; the value is its class in the page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TITLE = "title"
    FRONT = "front"
    UNITS = "units"
    FURNITURE = "furniture"
    TABLE = "table"
    TASK = "task"
    BOX = "box"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a plan: words in `runs`, or blocks within it, or a table. `depth` counts the headings around one."""

    kind: Kind
    span: Span
    id: str
    runs: tuple[Run, ...] = ()
    blocks: tuple["Block", ...] = ()
    grid: Grid | None = None
    depth: int = 0
    section: int | None = None

    @property
    def is_marked(self) -> bool:
        """Whether a mark begins in it or runs through it."""
        runs = (run for line in self.grid.lines for run in line) if self.grid else iter(self.runs)
        return any(run.marked for run in runs) or any(block.is_marked for block in self.blocks)

    def texts(self) -> Iterator[str]:
        """Yield the text of the block in the order in which the page shows it."""
        for run in self.runs:
            yield run.text
        for block in self.blocks:
            yield from block.texts()
        if self.grid is not None:
            yield from self.grid.texts()


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks that are drawn together; `size` is how tall they are about, 1 to 8."""

    span: Span
    blocks: tuple[Block, ...]

    @property
    def size(self) -> int:
        """About how tall it is: each step is about ten lines."""
        return min(8, 1 + (len(self.span) // 40 + 2 * len(self.blocks)) // 20)


def document_of(plan: Plan, passages: Iterable[Span] = ()) -> tuple[Part, ...]:
    """Return the whole text of `plan` in parts. A plan of a megabyte takes about a second.

    Each of `passages` that is made of several blocks is a block around them: what it is cited by has an address then,
    which a browser marks without a script.
    """
    return _Builder(plan, passages).parts()


class _Builder:
    def __init__(self, plan: Plan, passages: Iterable[Span]) -> None:
        self._plan, self._text = plan, plan.text
        self._passages = sorted(set(passages))
        self._depths = depths_of(plan)
        self._headings = {each.heading.start: at for at, each in enumerate(plan.sections)}
        self._starts = sorted(self._headings)
        self._furniture = sorted(each.span for each in plan.furniture)
        self._task_ends = {task.span.start: task.text_span.end for task in plan.tasks}
        facts = (plan.metadata.title, plan.metadata.notice_title)
        self._titles = {fact.span.stripped(plan.text) for fact in facts if fact and fact.span}
        lines = joined_over(lines_of(plan.text), sorted(each.heading for each in plan.sections))
        self._regions = regions_of(plan, lines)
        self._lines = joined_over(lines, [region for region, _ in self._regions])
        tables = [each for region, table in self._regions for each in gaps(plan.text, table, region)]
        outside = [each for each in styled_of(plan) if not self._in_table(each.span)]
        indents = [Styled(Span(line.start, line.start + _indent(line.of(plan.text))), Look.SPACE) for line in lines]
        self._looks = Looks(plan.text, [*tables, *outside, *indents])
        self._taken: set[str] = set()

    def parts(self) -> tuple[Part, ...]:
        blocks = self._nested(list(self._blocks()), self._containers())
        found: list[Part] = []
        held: list[Block] = []
        for block in blocks:
            full = len(held) >= _PART_BLOCKS or (held and block.span.end - held[0].span.start > _PART_CHARACTERS)
            if full:
                found.append(_part(held))
                held = []
            held.append(block)
        return tuple([*found, _part(held)] if held else found)

    def _blocks(self) -> Iterator[Block]:
        in_front = True
        tables = {region.start: (region, table) for region, table in self._regions}
        for line in self._lines:
            if line.start in tables:
                region, table = tables[line.start]
                yield self._block(Kind.TABLE, line, grid=grid_of(self._text, table, region, self._looks))
                continue
            words = line.stripped(self._text)
            section = self._section_at(words)
            if self._is_furniture(words):
                kind = Kind.FURNITURE
            elif section is not None and self._is_heading(section, words):
                in_front = False
                yield self._heading(section, line)
                continue
            elif words in self._titles:
                kind = Kind.TITLE
            else:
                in_front = in_front and line.start < _FRONT and "。" not in line.of(self._text)
                kind = Kind.FRONT if in_front else Kind.PARAGRAPH
            yield self._block(kind, line, runs=self._looks.runs(line))

    def _block(self, kind: Kind, span: Span, *, runs: tuple[Run, ...] = (), grid: Grid | None = None) -> Block:
        return Block(kind, span, self._free(span.stripped(self._text)), runs, grid=grid)

    def _heading(self, section: int, line: Span) -> Block:
        runs = tuple(
            replace(run, look=Look.PLAIN, section=None) if run.look in (Look.RUN_IN, Look.NUMBER) else run
            for run in self._looks.runs(line)
        )
        words = line.stripped(self._text)
        return Block(Kind.HEADING, line, self._free(words), runs, depth=self._depths[section], section=section)

    def _free(self, span: Span) -> str:
        """Return the address of `span` the first time, later none: no two elements of a page have one address."""
        name = address(span)
        if name in self._taken:
            return ""
        self._taken.add(name)
        return name

    def _section_at(self, words: Span) -> int | None:
        """Return the section whose heading begins in a line, if nothing but furniture stands before it."""
        at = bisect_left(self._starts, words.start)
        if at == len(self._starts) or self._starts[at] >= words.end:
            return None
        before = Span(words.start, self._starts[at])
        opens = self._is_furniture(before) or not before.of(self._text).strip(STYLE_MARKS)
        return self._headings[self._starts[at]] if opens else None

    def _is_heading(self, section: int, words: Span) -> bool:
        """Tell whether a line is a heading and nothing else."""
        heading = self._plan.sections[section].heading
        rest = Span(min(heading.end, words.end), words.end)
        return bool(self._plan.sections[section].title) and (
            not rest.of(self._text).strip(_CLOSING) or self._is_furniture(rest)
        )

    def _is_furniture(self, span: Span) -> bool:
        """Tell whether nothing but furniture and white space stands in `span`."""
        at = span.start
        for number in range(max(0, bisect_right(self._furniture, Span(at, at)) - 1), len(self._furniture)):
            each = self._furniture[number]
            if each.start >= span.end or self._text[at : max(at, each.start)].strip():
                break
            at = max(at, each.end)
        return not self._text[at : span.end].strip() if at < span.end else True

    def _in_table(self, span: Span) -> bool:
        at = bisect_right(self._regions, span.start, key=lambda each: each[0].start) - 1
        return at >= 0 and span.start < self._regions[at][0].end

    def _containers(self) -> list[tuple[Span, Kind]]:
        boxes = [(each.span, Kind.BOX) for each in self._plan.sections if each.number.startswith(_BOXES)]
        tasks = [(each.span, Kind.TASK) for each in self._plan.tasks]
        others = SpanSet.merged(span for span, _ in (*boxes, *tasks))
        own = (each for each in self._passages if address(each) not in self._taken and not others.overlapping(each))
        passages = [(each, Kind.PASSAGE) for each in own]
        return sorted([*boxes, *tasks, *passages], key=lambda each: (each[0].start, -each[0].end))

    def _nested(self, blocks: list[Block], containers: Sequence[tuple[Span, Kind]]) -> list[Block]:
        """Return the blocks, those of a box or a task within it; furniture that follows furniture is one block."""
        found: list[Block] = []
        starts = [block.span.start for block in blocks]
        done = 0
        for number, (span, kind) in enumerate(containers):
            first = bisect_right(starts, span.start) - 1
            last = bisect_left(starts, span.end)
            if first < done or not self._fits(blocks[first:last], span):
                continue
            found += _folded(blocks[done:first])
            end = bisect_left(containers, span.end, lo=number + 1, key=lambda each: each[0].start)
            inner = [each for each in containers[number + 1 : end] if span.contains(each[0]) and each[0] != span]
            found.append(self._container(kind, span, self._nested(blocks[first:last], inner)))
            done = last
        return [*found, *_folded(blocks[done:])]

    def _fits(self, blocks: Sequence[Block], span: Span) -> bool:
        """Tell whether a box or task begins and ends where blocks do."""
        if not blocks:
            return False
        before = Span(blocks[0].span.start, max(span.start, blocks[0].span.start))
        after = Span(min(span.end, blocks[-1].span.end), blocks[-1].span.end)
        return self._is_furniture(before) and not after.of(self._text).strip(_CLOSING)

    def _container(self, kind: Kind, span: Span, blocks: list[Block]) -> Block:
        if kind is Kind.TASK:
            blocks = [_as_units(block, self._task_ends[span.start]) for block in blocks]
        whole = Span(blocks[0].span.start, blocks[-1].span.end)
        return Block(kind, whole, self._free(span), blocks=tuple(blocks))


def _as_units(block: Block, text_end: int) -> Block:
    """Return a paragraph below the text of a task as what names its units."""
    below = block.kind is Kind.PARAGRAPH and block.span.start >= text_end
    return replace(block, kind=Kind.UNITS) if below else block


def _folded(blocks: Sequence[Block]) -> Iterator[Block]:
    held: list[Block] = []
    for block in blocks:
        if block.kind is not Kind.FURNITURE and held:
            yield _furniture(held)
            held = []
        if block.kind is Kind.FURNITURE:
            held.append(block)
        else:
            yield block
    if held:
        yield _furniture(held)


def _furniture(blocks: Sequence[Block]) -> Block:
    lines = tuple(replace(block, kind=Kind.PARAGRAPH) for block in blocks)
    return Block(Kind.FURNITURE, Span(blocks[0].span.start, blocks[-1].span.end), "", blocks=lines)


def _part(blocks: Sequence[Block]) -> Part:
    return Part(Span(blocks[0].span.start, blocks[-1].span.end), tuple(blocks))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip()) if line.strip() else 0
