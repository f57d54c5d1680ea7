"""What one question came to: a value for every measure that applies to it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from corpus.plan import Plan
from eval.metrics import (
    Quote,
    asks_about_given_places,
    confuses_places,
    found_evidence,
    has_reference,
    is_correct,
    names_wrong_place,
    quotes_of,
    ranking_quality,
    rouge_l,
)
from eval.proof import faults_of
from eval.question_set import Half, Question
from service.answer.model import Answer, Status

DEPTHS = (1, 3, 5, 10)


class Measure(StrEnum):
    """What is measured. A share is 1 or 0 for one question; its mean over a group is the share."""

    RECALL_1 = "recall@1"
    RECALL_3 = "recall@3"
    RECALL_5 = "recall@5"
    RECALL_10 = "recall@10"
    MRR = "mrr"
    NDCG = "ndcg@10"
    CORRECT = "correct"  # of the answerable for which something is known that the answer must show
    ROUGE = "rouge-l"  # of the answerable with a reference
    REFERENCE = "has reference"  # of the same: the answer holds the whole of it
    PROOF = "proof complete"  # of the answered
    WRONG_PLACE = "wrong place"  # of questions about given places: cites a plan without evidence
    CONFUSED = "look-alike"  # of the same: cites such a plan above the right passage
    WRONGLY_DECLINED = "wrongly declined"  # of the answerable
    RIGHTLY_DECLINED = "rightly declined"  # of the unanswerable
    LENGTH = "length"  # characters of an answer; the median
    TIME = "ms"  # the median

    @property
    def is_median(self) -> bool:
        """Tell whether a group is summed up by the median instead of the mean."""
        return self in (Measure.LENGTH, Measure.TIME)

    @property
    def wants_little(self) -> bool:
        """Tell whether less is better."""
        return self.is_median or self in (Measure.WRONG_PLACE, Measure.CONFUSED, Measure.WRONGLY_DECLINED)


class Judgement(BaseModel):
    """The values of one question. A measure that does not apply is missing."""

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    language: str
    half: Half
    unanswerable: str | None
    values: dict[Measure, float]


def judge(question: Question, answer: Answer, plans: Mapping[str, Plan]) -> Judgement:
    """Return the values of an answer."""
    is_answered = answer.status is Status.ANSWERED
    values: dict[Measure, float] = {}
    if question.evidence:
        values |= retrieval_values(question, quotes_of(answer.citations))
        values[Measure.WRONGLY_DECLINED] = not is_answered
        if question.answer_contains:
            values[Measure.CORRECT] = is_correct(question, answer)
        if question.reference:
            said = answer.text if is_answered else ""
            values[Measure.ROUGE] = rouge_l(question.reference, said)
            values[Measure.REFERENCE] = has_reference(question.reference, said)
    else:
        values[Measure.RIGHTLY_DECLINED] = not is_answered
    if is_answered:
        values[Measure.PROOF] = not faults_of(answer, plans)
        values[Measure.LENGTH] = len(answer.text)
    values[Measure.TIME] = answer.timings_ms["total"]
    return judgement_of(question, values)


def retrieval_values(question: Question, quotes: Sequence[Quote]) -> dict[Measure, float]:
    """Return the values of what any engine found, best first, for a question that can be answered."""
    rank, gain = ranking_quality(question, quotes)
    values = {Measure(f"recall@{depth}"): found_evidence(question, quotes, depth) for depth in DEPTHS}
    values |= {Measure.MRR: rank, Measure.NDCG: gain}
    if asks_about_given_places(question):
        values[Measure.WRONG_PLACE] = names_wrong_place(question, quotes)
        values[Measure.CONFUSED] = confuses_places(question, quotes)
    return values


def judgement_of(question: Question, values: Mapping[Measure, float]) -> Judgement:
    """Return the judgement that holds `values`."""
    return Judgement(
        id=question.id,
        type=question.type,
        language=question.language,
        half=question.half,
        unanswerable=question.unanswerable,
        values={measure: float(value) for measure, value in values.items()},
    )


def grouped(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """Return the judgements by question type with English ones apart, then by reason to decline, then by half."""
    groups: dict[str, list[Judgement]] = {}
    for each in sorted(judgements, key=lambda one: one.type):
        groups.setdefault("english" if each.language == "en" else each.type, []).append(each)
    groups = dict(sorted(groups.items()))
    for each in sorted(judgements, key=lambda one: one.unanswerable or ""):
        if each.unanswerable:
            groups.setdefault(f"decline: {each.unanswerable}", []).append(each)
    for half in Half:
        if inside := [each for each in judgements if each.half is half]:
            groups[f"all {half}"] = inside
    return groups
