"""Whether scores mean what they say: how often the best passage of each score is right."""

from collections.abc import Sequence
from typing import NamedTuple

from eval.metrics import quotes_of
from eval.retrieval import Outcome
from index.query import Intent
from service.answer.answerer import Answerer

_BINS = 10


class Bin(NamedTuple):
    """Questions whose best passage has a score in one tenth of 0..1: the mean score, and the share that is right."""

    score: float
    right: float
    n: int


def best_scores(outcomes: Sequence[Outcome], answerer: Answerer) -> list[tuple[float, bool]]:
    """Return, for each question that was searched, the score of its first citation and whether that one is right.

    A declined question cites nothing, so its best passage is searched for again; this leaves out follow-ups, which
    are searched for with their conversation, and what is no question.
    """
    found: list[tuple[float, bool]] = []
    for each in outcomes:
        citations = each.answer.citations[:1]
        if not citations and not each.question.history and each.answer.query.intent is not Intent.CHAT:
            citations = answerer.search(each.question.question, k=1)
        for best, quote in zip(citations, quotes_of(citations), strict=True):
            found.append((best.score, any(quote.holds(needed) for needed in each.question.evidence)))
    return found


def reliability(scores: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Return the tenths of the scores that are not empty, from the lowest."""
    tenths: dict[int, list[tuple[float, bool]]] = {}
    for score, is_right in scores:
        tenths.setdefault(min(int(score * _BINS), _BINS - 1), []).append((score, is_right))
    return [
        Bin(sum(score for score, _ in each) / len(each), sum(right for _, right in each) / len(each), len(each))
        for _, each in sorted(tenths.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of score and share over the questions; 0 for none."""
    questions = sum(each.n for each in bins)
    return sum(each.n * abs(each.score - each.right) for each in bins) / questions if questions else 0.0
