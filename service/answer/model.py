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


class Mode(StrEnum):
    """Who worded the answer."""

    EXTRACTED = "extracted"
    GENERATED = "generated"


class Reason(StrEnum):
    """Why a configured language model did not word an answer."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REFUSED = "refused"  # it answered with an error
    UNUSABLE = "unusable"  # what it sent is no answer
    BROKEN_OFF = "broken_off"  # the draft has no end
    UNSUPPORTED = "unsupported"  # too little of the draft is proved by what it cites
    INCOMPLETE = "incomplete"  # the draft leaves out what the extracted answer says


@dataclass(frozen=True, slots=True)
class Generation:
    """How an answer was worded. `model` is the one that was asked; `dropped` counts the sentences it could not prove."""

    mode: Mode = Mode.EXTRACTED
    model: str | None = None
    reason: Reason | None = None
    dropped: int = 0


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
    generation: Generation = Generation()
