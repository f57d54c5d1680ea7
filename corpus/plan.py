"""The words every layer uses: a plan, and what a reader sees in it.

One invariant binds them all: `plan.text[span.start:span.end]` is the text that is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range of characters (Unicode code points) in `Plan.text`."""

    start: int
    end: int

    # By hand, for nothing else is made so often, and the generated one takes twice as long.
    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"not a span: {start}..{end}")
        _SET_START(self, start)
        _SET_END(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the characters of `text` inside this span."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def stripped(self, text: str) -> "Span":
        """Return this span without white space at either end; empty, at its start, when nothing else is in it."""
        inside = text[self.start : self.end]
        kept = inside.strip()
        if len(kept) == len(inside):
            return self
        if not kept:
            return Span(self.start, self.start)
        start = self.start + len(inside) - len(inside.lstrip())
        return Span(start, start + len(kept))


_SET_START = Span.__dict__["start"].__set__
_SET_END = Span.__dict__["end"].__set__


class FurnitureKind(StrEnum):
    """Why a stretch of text is not part of the plan. Marked furniture is never indexed and never quoted."""

    SITE = "site"  # header, footer, navigation, weather, share links of the page it was saved from
    CONTENTS = "contents"  # a table of contents: it repeats every heading
    LEFTOVER = "leftover"  # marks of a word processor or a web page: [bookmark: _Toc58168399], &nbsp;
    PAGE = "page"  # page numbers, and the title that runs at the head of every page
    REPEATED = "repeated"  # the title once more, above the body


@dataclass(frozen=True, slots=True)
class Furniture:
    """A stretch of text that is around the plan, not in it."""

    kind: FurnitureKind
    span: Span


class Origin(StrEnum):
    """How a value of the metadata is known."""

    READ = "read"  # it stands in the text, at `span`
    INFERRED = "inferred"  # concluded, for `reason`
    GIVEN = "given"  # from the sidecar file


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of the metadata and how it is known.

    `alternatives` holds the other readings when the text leaves the choice open (和平区 is in two cities).
    """

    value: str
    origin: Origin
    span: Span | None = None
    reason: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the plan says of itself; None where it says nothing. Dates are ISO 8601 (2022-07-15).

    `title` is the plan's, `notice_title` that of the notice which carries it. `place_level` is 省, 市 or 区县, and
    `place_parents` names what the place lies in, outermost first (甘肃省). `period` is the years planned for (2021-2025).
    """

    title: Fact
    notice_title: Fact | None = None
    place: Fact | None = None
    place_level: Fact | None = None
    place_parents: Fact | None = None
    doc_number: Fact | None = None
    issuer: Fact | None = None
    issued_on: Fact | None = None
    published_on: Fact | None = None
    period: Fact | None = None
    validity: Fact | None = None
    repealed_on: Fact | None = None
    copied_to: Fact | None = None
    disclosure: Fact | None = None

    def value(self, name: str) -> str | None:
        """Return the value called `name`, without how it is known."""
        fact: Fact | None = getattr(self, name)
        return fact.value if fact else None

    def items(self) -> Iterator[tuple[str, Fact]]:
        """Yield (name, fact) for every value that is known."""
        for name in self.__slots__:
            fact = getattr(self, name)
            if fact is not None:
                yield name, fact


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and everything up to the next heading of its level or above.

    `（一）完善机制` has number `（一）`, title `完善机制`. A numbered paragraph without a heading has an empty title.
    `heading` is the span of number and title; `parent` is a position in `Plan.sections`; level 1 has none.
    """

    number: str
    title: str
    level: int
    heading: Span
    span: Span
    parent: int | None

    @property
    def label(self) -> str:
        """The heading as it is printed: number and title."""
        return f"{self.number}{self.title}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its words, and where they stand.

    A cell printed over two lines (指标 / 性质) has one span over both and `text` without the break; an empty cell has an
    empty span. A footnote's mark (100%*) is not part of `text`.
    """

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with as many cells as the header; `span` runs from its first cell to its last."""

    cells: tuple[Cell, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of a table; `cells` are the (row, column) positions that carry its mark, row -1 being the header."""

    mark: str
    text: str
    span: Span
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table, also one that the source flattened to one cell a line; `span` covers title, header, rows and notes."""

    title: str
    header: tuple[Cell, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that a task names.

    `printed` is what stands at `span` (区应急); `name` is the full name that the same document uses elsewhere
    (区应急局), and `inferred` says that the two differ.
    """

    name: str
    printed: str
    span: Span
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A numbered task with the units that answer for it; `span` covers the number, the text and the units.

    `text` is what is to be done, as it stands at `text_span`; `deadline` is as printed (2022年底前).
    """

    number: str
    text: str
    text_span: Span
    lead: tuple[Unit, ...]
    responsible: tuple[Unit, ...]
    supporting: tuple[Unit, ...]
    deadline: str | None
    span: Span


class Operator(StrEnum):
    """How an indicator's value is to be met."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "≤"
    MORE = ">"
    AT_LEAST = "≥"
    FALL = "下降"  # by the value, against the base
    RISE = "提高"  # by the value, against the base


@dataclass(frozen=True, slots=True)
class Indicator:
    """A quantified target, or a figure of the past, from a table or from prose.

    `value` is the figure in half-width digits with 万 or 亿 kept (1.5, 4-6万, 100); `unit` is empty where the source
    gives none. `year` is the target year. `nature` is 约束性 or 预期性. `base` is what a change is counted against
    (较“十三五”期间), `condition` what limits it (每年, 力争). `note` is the text of a footnote. `span` is the clause or the
    table row that proves it, `value_span` the figure as printed (l00%).
    """

    name: str
    operator: Operator
    value: str
    unit: str
    span: Span
    value_span: Span
    year: int | None = None
    nature: str | None = None
    base: str | None = None
    condition: str | None = None
    note: str | None = None
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One document: its canonical text and what was read in it.

    `text` is the decoded file with line ends unified and nothing else changed; sections, tables, tasks and indicators
    are in document order. `indicators` are targets; what was reached before the plan's years is in `past_figures`.
    """

    id: str
    source: str
    text: str = field(repr=False)
    metadata: Metadata
    furniture: tuple[Furniture, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    tasks: tuple[Task, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    past_figures: tuple[Indicator, ...] = ()

    def path(self, section: int | None) -> tuple[int, ...]:
        """Return the positions of the sections around and including `section`, outermost first."""
        upwards: list[int] = []
        while section is not None:
            upwards.append(section)
            section = self.sections[section].parent
        return tuple(reversed(upwards))

    def children(self, section: int | None) -> tuple[int, ...]:
        """Return the positions of the sections directly below `section`; below None stand those of level 1."""
        return self.sections_below().get(section, ())

    def sections_below(self) -> dict[int | None, tuple[int, ...]]:
        """Return, for every section that has any, the positions directly below it; under None stand those of level 1."""
        below: dict[int | None, list[int]] = {}
        for at, each in enumerate(self.sections):
            below.setdefault(each.parent, []).append(at)
        return {parent: tuple(positions) for parent, positions in below.items()}
