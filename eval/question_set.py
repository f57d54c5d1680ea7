"""The question set: questions with the exact passages that answer them, in two halves, one of which nobody tunes on.

Questions that were looked at one by one while the software was being mended have ids that put them into dev.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.plan import Plan, Span
from corpus.spanset import SpanSet
from service.errors import ServiceError


class Half(StrEnum):
    """Which half a question is in: dev to look at, test to leave alone."""

    DEV = "dev"
    TEST = "test"


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(_Record):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


class Gold(_Record):
    """A stretch of a plan that answers, verbatim; it stands there exactly once."""

    plan: str
    text: str


class Question(_Record):
    """One question. `evidence` lists the needed passages, each as a list of alternatives; empty when unanswerable.

    `any_place` marks one that names the place of no plan: every plan may be cited. `also_asked` are the plans whose place it
    names though they do not answer: a comparison may quote what they say nearest to it. `reference` is the answer in somebody's
    own words, where there is one.
    """

    id: str
    question: str
    language: Literal["zh", "en"]
    type: str
    history: list[Message]
    evidence: list[list[Gold]]
    answer_contains: list[str]
    unanswerable: Literal["place", "subject", "plan", "period", "chat", "instruction"] | None
    any_place: bool = False
    also_asked: tuple[str, ...] = ()
    reference: str | None = None

    @property
    def half(self) -> Half:
        """The half, by the first byte of the SHA-256 of the id."""
        return Half.DEV if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else Half.TEST


def default_files() -> list[Path]:
    """Return the question files of this package."""
    folder = Path(str(files("eval").joinpath("questions")))
    return sorted(folder.glob("*.jsonl"))


def read_questions(paths: Sequence[Path]) -> list[Question]:
    """Return the questions of several files. Raises ServiceError, with file and line, for a line that is none."""
    questions: list[Question] = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ServiceError(f"the question file {path} cannot be read ({error}): name a JSON-lines file") from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                questions.append(Question.model_validate_json(line))
            except ValidationError as error:
                first = error.errors()[0]
                where = ".".join(map(str, first["loc"]))
                raise ServiceError(f"{path}, line {number} is no question ({where}: {first['msg']})") from error
    return questions


def _plain(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", text).lower() if each.isalnum())


def check_questions(questions: Sequence[Question], plans: Mapping[str, Plan]) -> list[str]:
    """Return what is wrong with the set, one sentence each: a gold text that is not once in the body of its plan, an id
    twice, or a question that is asked twice: each half would know it from the other.

    What an answer must show stands in a gold text, or counts the needed passages: all of them, or those of one plan.
    """
    faults: list[str] = []
    seen: set[str] = set()
    asked: dict[tuple[str, ...], str] = {}
    furniture = {plan_id: SpanSet(each.span for each in plan.furniture) for plan_id, plan in plans.items()}
    for question in questions:
        if question.id in seen:
            faults.append(f"{question.id}: the id is used twice")
        seen.add(question.id)
        said = tuple(_plain(each) for each in (*(turn.content for turn in question.history), question.question))
        first = asked.setdefault(said, question.id)
        if first != question.id:
            faults.append(f"{question.id}: asks what {first} asks")
        if bool(question.evidence) == (question.unanswerable is not None):
            faults.append(f"{question.id}: evidence is wanted, or a reason why there is none")
        if not all(question.evidence):
            faults.append(f"{question.id}: a needed passage has no alternative, so it can never be found")
        golds = [gold for needed in question.evidence for gold in needed]
        for gold in golds:
            plan = plans.get(gold.plan)
            if plan is None:
                faults.append(f"{question.id}: there is no plan {gold.plan}")
            elif plan.text.count(gold.text) != 1:
                faults.append(
                    f"{question.id}: stands {plan.text.count(gold.text)} times in {gold.plan}: {gold.text[:40]}"
                )
            elif furniture[gold.plan].overlapping(_found_at(plan.text, gold.text)):
                faults.append(f"{question.id}: stands in furniture of {gold.plan}: {gold.text[:40]}")
        faults += [
            f"{question.id}: no gold text has {wanted}"
            for wanted in question.answer_contains
            if wanted not in _counts(question) and not any(wanted in gold.text for gold in golds)
        ]
    return faults


def _counts(question: Question) -> set[str]:
    by_plan = Counter(needed[0].plan for needed in question.evidence if needed)
    return {str(count) for count in (len(question.evidence), *by_plan.values()) if count > 1}


def _found_at(text: str, wanted: str) -> Span:
    start = text.index(wanted)
    return Span(start, start + len(wanted))
