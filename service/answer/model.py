"""What an answer is."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.plan import Plan, Span
from index.passages import Passage
from index.query import Query


class Status(StrEnum):
    """Whether the plans answer, do not say, or are not about what was asked."""

    ANSWERED = "answered"
    NO_EVIDENCE = "no_evidence"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted stretch of a plan: `plan.text[span.start:span.end] == quote`; `id` is its marker.

    `passage` is the one that contains the quote or overlaps it most; `highlights` are spans within the quote.
    """

    id: int
    plan: Plan
    passage: Passage
    span: Span
    section_path: tuple[str, ...]
    highlights: tuple[Span, ...]
    score: float

    @property
    def quote(self) -> str:
        """The quoted text, verbatim."""
        return self.span.of(self.plan.text)

    @property
    def url(self) -> str:
        """Where the reader shows the quote."""
        return f"/plans/{self.plan.id}#{self.span.start}-{self.span.end}"


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. `timings_ms` are milliseconds by step; `citations` is empty unless answered."""

    id: str
    status: Status
    text: str
    citations: tuple[Citation, ...]
    query: Query
    index_version: str
    timings_ms: dict[str, float]
