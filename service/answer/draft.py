"""What a composer hands over: lines of an answer, each with the stretches of plans that prove it."""

import re
from dataclasses import dataclass

from corpus.plan import Plan, Span

# A list is complete up to this length; the longest list of tasks that was seen has a hundred.
MOST_CITATIONS = 120
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Proof:
    """A stretch of a plan to cite; `marks`, also in the plan's text, are what the answer says of it."""

    plan: Plan
    span: Span
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer, without its markers. A line without proofs says only what is not there.

    `about` names the plan before the text; it is no claim, so that nothing in it needs a proof.
    """

    text: str
    proofs: tuple[Proof, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The lines of an answer. `counted` are the numbers that it found by counting, and so stand in no quote."""

    lines: tuple[Line, ...]
    counted: frozenset[int] = frozenset()

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """All proofs: the first of every line, in their order, then what else proves them (the year, a head, a second sentence)."""
        firsts = [line.proofs[0] for line in self.lines if line.proofs]
        return (*firsts, *(proof for line in self.lines for proof in line.proofs[1:]))


def quoted(line: Line) -> str:
    """Return what the first proof of a line marks, as the plan prints it; nothing where it marks nothing."""
    marks = [(proof.plan, mark) for proof in line.proofs[:1] for mark in proof.marks[:1]]
    return "".join(on_one_line(mark.of(plan.text)) for plan, mark in marks)


def on_one_line(printed: str) -> str:
    """Return `printed` without line breaks: nothing else of it changes but white space."""
    return _SPACES.sub(" ", printed.strip())


def without_spaces(text: str) -> str:
    """Return `text` without any white space, as texts are compared."""
    return _SPACES.sub("", text)
