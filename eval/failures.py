"""The questions that went wrong: what was needed, and what was cited instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.plan import Plan, Span
from eval.judgement import Measure
from eval.metrics import quotes_of
from eval.proof import faults_of
from eval.question_set import Question
from eval.retrieval import Outcome
from service.answer.model import Status

_SHOWN_CITATIONS = 3
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of a plan as the report shows it; `url` is where the reader shows it."""

    title: str
    text: str
    url: str
    is_right: bool
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A question, why it counts as failed, what it needed, and what was cited instead."""

    question: Question
    reasons: tuple[str, ...]
    answer: str
    needed: tuple[Excerpt, ...]
    cited: tuple[Excerpt, ...]


def failures(outcomes: Sequence[Outcome], plans: Mapping[str, Plan]) -> list[Failure]:
    """Return the failed questions in the order in which they were asked."""
    return [
        Failure(each.question, reasons, each.answer.text, _needed(each, plans), _cited(each))
        for each in outcomes
        if (reasons := reasons_of(each, plans))
    ]


def reasons_of(outcome: Outcome, plans: Mapping[str, Plan]) -> tuple[str, ...]:
    """Return why a question counts as failed, in words for the report; nothing when it did well."""
    values = outcome.judgement.values
    reasons: list[str] = []
    if values.get(Measure.WRONGLY_DECLINED):
        reasons.append("不该拒答而拒答")
    elif values.get(Measure.RECALL_10, 1) < 1:
        reasons.append("前十条引用不全")
    elif values.get(Measure.RECALL_5, 1) < 1:
        reasons.append("前五条引用不全")
    elif values.get(Measure.RECALL_1, 1) < 1:
        reasons.append("首条引用不是依据")
    if values.get(Measure.WRONG_PLACE):
        reasons.append("引用了别处的规划")
    if values.get(Measure.CORRECT) == 0 and not values[Measure.WRONGLY_DECLINED]:
        missing = [each for each in outcome.question.answer_contains if each not in outcome.answer.text]
        reasons.append(f"答案缺：{'、'.join(missing)}")
    if values.get(Measure.RIGHTLY_DECLINED) == 0:
        reasons.append(f"应拒答而作答（{outcome.question.unanswerable}）")
    if outcome.answer.status is Status.ANSWERED:
        reasons += [f"证明不全：{each}" for each in faults_of(outcome.answer, plans)]
    return tuple(reasons)


def _needed(outcome: Outcome, plans: Mapping[str, Plan]) -> tuple[Excerpt, ...]:
    quotes = quotes_of(outcome.answer.citations)
    found: list[Excerpt] = []
    for needed in outcome.question.evidence:
        gold, plan = needed[0], plans[needed[0].plan]
        start = plan.text.index(gold.text)
        url = _url(plan, Span(start, start + len(gold.text)))
        is_found = any(each.holds(needed) for each in quotes)
        found.append(Excerpt(plan.metadata.title.value, _short(gold.text), url, is_found))
    return tuple(found)


def _cited(outcome: Outcome) -> tuple[Excerpt, ...]:
    citations = outcome.answer.citations[:_SHOWN_CITATIONS]
    return tuple(
        Excerpt(
            " › ".join([each.plan.metadata.title.value, *each.section_path]),
            _short(each.quote),
            each.url,
            any(quote.holds(needed) for needed in outcome.question.evidence),
            each.score,
        )
        for each, quote in zip(citations, quotes_of(citations), strict=True)
    )


def _url(plan: Plan, span: Span) -> str:
    return f"/plans/{plan.id}#{span.start}-{span.end}"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_QUOTE else f"{flat[:_LONGEST_QUOTE]}…"
