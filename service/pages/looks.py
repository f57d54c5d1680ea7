"""How words within a block look: joined, the runs of a span are its text."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from corpus.plan import Plan, Span

# What parts the cells of a table in the source; a rebuilt table shows it as lines between cells.
_SEPARATOR = re.compile(r"</?[a-zA-Z][^<>]*>|\||(?<=[|\s]):?-{2,}:?(?=[|\s]|$)")

# What Markdown sets before a heading.
STYLE_MARKS = "# \t"


class Look(StrEnum):
    """What a run of words is within its block; the value is its class in the page."""

    PLAIN = ""
    SPACE = "space"  # indentation: the page indents by itself
    GAP = "gap"  # what parts two cells in the source of a table
    LEFTOVER = "leftover"  # furniture within a line
    RUN_IN = "run-in"  # a heading that the paragraph goes on after
    NUMBER = "number"  # the number of a paragraph without a heading
    LEAD = "unit leads"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Styled:
    """A span with its look; `section` is the position of the section that begins here."""

    span: Span
    look: Look
    section: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look that are wholly marked or not at all; `mark` is the mark's address where it begins."""

    text: str
    look: Look = Look.PLAIN
    marked: bool = False
    mark: str = ""
    section: int | None = None


class Looks:
    """Cuts the text of a plan into runs. Where looks overlap, the one that begins first stays."""

    def __init__(self, text: str, styled: Iterable[Styled]) -> None:
        self._text = text
        self._styled: list[Styled] = []
        at = 0
        for each in sorted(styled, key=lambda each: (each.span.start, -each.span.end)):
            if len(each.span) and each.span.start >= at:
                self._styled.append(each)
                at = each.span.end
        self._starts = [each.span.start for each in self._styled]

    def runs(self, span: Span) -> tuple[Run, ...]:
        """Return the runs of `span`; joined, their text is its text."""
        found: list[Run] = []
        at = span.start
        first = max(0, bisect_left(self._starts, span.start) - 1)
        for each in islice(self._styled, first, bisect_left(self._starts, span.end)):
            if each.span.end <= at:
                continue
            start, end = max(each.span.start, at), min(each.span.end, span.end)
            if at < start:
                found.append(Run(self._text[at:start]))
            found.append(
                Run(self._text[start:end], each.look, section=each.section if start == each.span.start else None)
            )
            at = end
        if at < span.end:
            found.append(Run(self._text[at : span.end]))
        return tuple(found)


def address(span: Span) -> str:
    """Return the address of a span within its page, as citations give it: 120-180."""
    return f"{span.start}-{span.end}"


def separators(text: str, span: Span) -> list[Styled]:
    """Return what stands in `span` only to part cells: tags, bars, and lines of dashes."""
    return [
        Styled(Span(each.start(), each.end()), Look.GAP) for each in _SEPARATOR.finditer(text, span.start, span.end)
    ]


def styled_of(plan: Plan) -> list[Styled]:
    """Return the looks of furniture within lines, of units, and of the first words of sections."""
    found = [Styled(each.span, Look.LEFTOVER) for each in plan.furniture]
    for at, section in enumerate(plan.sections):
        line = plan.text.rfind("\n", 0, section.heading.start) + 1
        if plan.text[line : line + 1] == "#" and not plan.text[line : section.heading.start].strip(STYLE_MARKS):
            found.append(Styled(Span(line, section.heading.start), Look.GAP))
        found.append(Styled(section.heading, Look.RUN_IN if section.title else Look.NUMBER, at))
    for task in plan.tasks:
        found += [Styled(unit.span, Look.LEAD) for unit in task.lead]
        found += [Styled(unit.span, Look.UNIT) for unit in (*task.responsible, *task.supporting)]
    return found
