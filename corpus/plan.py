"""The words every layer uses: a plan, and what a reader sees in it.

One invariant binds them all: `plan.text[span.start:span.end]` is the text that is shown.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters (Unicode code points) in `Plan.text`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

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
        inside = self.of(text)
        kept = inside.strip()
        if not kept:
            return Span(self.start, self.start)
        start = self.start + len(inside) - len(inside.lstrip())
        return Span(start, start + len(kept))


class FurnitureKind(StrEnum):
    """Why a stretch of text is not part of the plan. Marked furniture is never indexed and never quoted."""

    SITE = "site"  # header, footer, navigation, weather, share links of the page it was saved from
    CONTENTS = "contents"  # a table of contents: it repeats every heading
    LEFTOVER = "leftover"  # marks of a word processor: [bookmark: _Toc58168399]


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
    """What the plan says of itself; None where it says nothing. Dates are ISO 8601 (2022-07-15)."""

    title: Fact
    place: Fact | None = None
    doc_number: Fact | None = None
    issuer: Fact | None = None
    issued_on: Fact | None = None
    published_on: Fact | None = None

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
class Plan:
    """One document: its canonical text and what was read in it.

    `text` is the decoded file with line ends unified and nothing else changed; `sections` are in document order.
    """

    id: str
    source: str
    text: str = field(repr=False)
    metadata: Metadata
    furniture: tuple[Furniture, ...] = ()
    sections: tuple[Section, ...] = ()

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
