"""The bodies of requests and responses, as the contract names them."""

import re
import unicodedata
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from corpus.plan import Plan
from index.query import Query
from service.answer.answerer import DEFAULT_TOP_K
from service.answer.model import Answer, Citation, Mode, Reason, Status

LONGEST_QUESTION = 500
LONGEST_TURN = 4000
MOST_TURNS = 20


def clean_question(text: str) -> str:
    """Return a question without control characters and the white space around it.

    Raises ValueError, in one sentence, when nothing that can be asked is left or it is too long.
    """
    kept = "".join(" " if unicodedata.category(each) in {"Cc", "Cs", "Co", "Cn"} else each for each in text)
    question = re.sub(r"[^\S\u3000]+", " ", kept).strip()
    if not any(each.isalnum() for each in question):
        raise ValueError(f"the question has no words, 1 to {LONGEST_QUESTION} characters with words in them are wanted")
    if len(question) > LONGEST_QUESTION:
        raise ValueError(f"the question has {len(question)} characters, 1 to {LONGEST_QUESTION} are wanted: shorten it")
    return question


# What a description of the interface can say of it: as long as this, with a letter or a digit in it.
_SHAPE: dict[str, JsonValue] = {"minLength": 1, "maxLength": LONGEST_QUESTION, "pattern": r"[\p{L}\p{N}]"}
Question = Annotated[str, AfterValidator(clean_question), Field(json_schema_extra=_SHAPE)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnIn(_Body):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: str = Field(max_length=LONGEST_TURN)


class AskRequest(_Body):
    """A question; only `question` is required."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"question": "张掖市应急物资储备的目标是什么？"}]},
    )

    question: Question
    plan_ids: list[str] | None = Field(default=None, min_length=1, max_length=1000)
    history: list[TurnIn] = Field(default_factory=list, max_length=MOST_TURNS)
    top_k: int = Field(default=DEFAULT_TOP_K, ge=1, le=20)


class PlanRef(BaseModel):
    """A plan as a citation names it."""

    id: str
    title: str
    place: str | None
    issuer: str | None
    doc_number: str | None
    issued_on: str | None
    source: str

    @classmethod
    def from_plan(cls, plan: Plan) -> Self:
        """Return the reference to `plan`."""
        metadata = plan.metadata
        return cls(
            id=plan.id,
            title=metadata.title.value,
            place=metadata.value("place"),
            issuer=metadata.value("issuer"),
            doc_number=metadata.value("doc_number"),
            issued_on=metadata.value("issued_on"),
            source=plan.source,
        )


class CitationOut(BaseModel):
    """A quoted passage: the text of its plan from `start` to `end` is `quote`."""

    id: int
    passage_id: str
    plan: PlanRef
    section_path: list[str]
    quote: str
    start: int
    end: int
    highlights: list[tuple[int, int]]
    score: float
    url: str

    @classmethod
    def from_citation(cls, citation: Citation) -> Self:
        """Return the body of `citation`."""
        return cls(
            id=citation.id,
            passage_id=citation.passage.id,
            plan=PlanRef.from_plan(citation.plan),
            section_path=list(citation.section_path),
            quote=citation.quote,
            start=citation.span.start,
            end=citation.span.end,
            highlights=[(span.start, span.end) for span in citation.highlights],
            score=citation.score,
            url=citation.url,
        )


class InterpretationOut(BaseModel):
    """How the question was understood."""

    question: str
    language: str
    intent: str
    places: list[str]
    unknown_places: list[str]
    plan_ids: list[str]

    @classmethod
    def from_query(cls, query: Query) -> Self:
        """Return the body of `query`."""
        return cls(
            question=query.question,
            language=query.language,
            intent=query.intent,
            places=list(query.places),
            unknown_places=list(query.unknown_places),
            plan_ids=list(query.plan_ids),
        )


class GenerationOut(BaseModel):
    """Who worded the answer.

    `extracted`: the service, from quotes. `generated`: the language model `model`, each sentence checked against the
    quotes it cites, `dropped` of them left out. `reason` says why a configured model's draft was not used.
    """

    mode: Mode
    model: str | None
    reason: Reason | None
    dropped: int


class AskResponse(BaseModel):
    """An answer with the passages that support it."""

    id: str
    status: Status
    answer: str
    citations: list[CitationOut]
    interpretation: InterpretationOut
    generation: GenerationOut
    index_version: str
    timings_ms: dict[str, float]

    @classmethod
    def from_answer(cls, answer: Answer) -> Self:
        """Return the body of `answer`."""
        return cls(
            id=answer.id,
            status=answer.status,
            answer=answer.text,
            citations=[CitationOut.from_citation(citation) for citation in answer.citations],
            interpretation=InterpretationOut.from_query(answer.query),
            generation=GenerationOut(
                mode=answer.generation.mode,
                model=answer.generation.model,
                reason=answer.generation.reason,
                dropped=answer.generation.dropped,
            ),
            index_version=answer.index_version,
            timings_ms=answer.timings_ms,
        )


class AnswerDelta(BaseModel):
    """The next words of a streamed answer; with `replace`, the answer that stands instead of all that was sent."""

    delta: str
    replace: bool = False


class SearchResponse(BaseModel):
    """Passages, best first, each in the shape of a citation."""

    passages: list[CitationOut]


class Health(BaseModel):
    """The state of the process."""

    status: str
    index_version: str | None = None
