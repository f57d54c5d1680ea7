"""Measures as pure functions over what is needed and what was cited."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import ir_measures
from ir_measures import RR, nDCG
from rapidfuzz.distance import Indel, LCSseq

from corpus.places import gazetteer
from eval.question_set import Gold, Question
from service.answer.model import Answer, Citation, Status

_DEPTH = 10
_NO_WORD = re.compile(r"\[\d+\]|[^\w%‰]|_")


class Quote(NamedTuple):
    """A stretch of a plan that was cited or retrieved, by whatever engine."""

    plan_id: str
    text: str

    def holds(self, needed: Iterable[Gold]) -> bool:
        """Tell whether the whole of one of the alternatives stands in this quote."""
        return any(gold.plan == self.plan_id and gold.text in self.text for gold in needed)


def quotes_of(citations: Iterable[Citation]) -> list[Quote]:
    """Return what the citations quote, in their order."""
    return [Quote(each.plan.id, each.quote) for each in citations]


def found_evidence(question: Question, quotes: Sequence[Quote], k: int) -> float:
    """Return evidence recall@k: the share of the needed passages that the first `k` quotes hold.

    A needed passage is found when one quote of its plan contains the whole of one of its alternatives. At least as
    many quotes count as passages are needed. A question that needs nothing is an error.
    """
    if not question.evidence:
        raise ValueError(f"{question.id} needs no evidence")
    counted = quotes[: max(k, len(question.evidence))]
    return sum(any(each.holds(needed) for each in counted) for needed in question.evidence) / len(question.evidence)


def ranking_quality(question: Question, quotes: Sequence[Quote]) -> tuple[float, float]:
    """Return the reciprocal rank of the first right quote and nDCG@10; 0 and 0 when none is right.

    A quote is right when it holds a needed passage that none above it holds; one that holds two of them counts as two
    right ones, one below the other. Both are computed by ir-measures.
    """
    left = dict(enumerate(question.evidence))
    ranked: list[str] = []
    for at, each in enumerate(quotes):
        held = [number for number, needed in left.items() if each.holds(needed)]
        ranked += [f"needed {number}" for number in held] or [f"other {at}"]
        for number in held:
            del left[number]
    needed_ones = {f"needed {number}": 1 for number in range(len(question.evidence))}
    scores = {name: float(-at) for at, name in enumerate(ranked)}
    if not scores:
        return 0.0, 0.0
    values = ir_measures.calc_aggregate([RR, nDCG @ _DEPTH], {question.id: needed_ones}, {question.id: scores})
    return float(values[RR]), float(values[nDCG @ _DEPTH])


def is_correct(question: Question, answer: Answer) -> bool:
    """Tell whether the question was answered and the answer shows every string that a right answer must show."""
    return answer.status is Status.ANSWERED and all(wanted in answer.text for wanted in question.answer_contains)


def rouge_l(reference: str, answer: str) -> float:
    """Return ROUGE-L over characters: 2·LCS / (both lengths), 1 for equal texts, 0 for nothing in common.

    Markers, punctuation, white space and width do not count. An empty reference is an error.
    """
    wanted, said = _characters(reference), _characters(answer)
    if not wanted:
        raise ValueError(f"a reference of words is wanted, found {reference!r}")
    return float(Indel.normalized_similarity(wanted, said)) if said else 0.0


def rouge_l_recall(reference: str, answer: str) -> float:
    """Return LCS / length of the reference: how much of it the answer says in its order, as `rouge_l` compares them."""
    wanted = _characters(reference)
    if not wanted:
        raise ValueError(f"a reference of words is wanted, found {reference!r}")
    return LCSseq.similarity(wanted, _characters(answer)) / len(wanted)


def has_reference(reference: str, answer: str) -> bool:
    """Tell whether the reference stands in the answer, as `rouge_l` compares them."""
    return _characters(reference) in _characters(answer)


def _characters(text: str) -> str:
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


def asks_about_given_places(question: Question) -> bool:
    """Tell whether only certain plans may answer: one alone has the evidence, or the question names a place.

    Which plans say something (哪些规划提到微型消防站) is asked of all of them, and each may be cited.
    """
    if question.any_place:
        return False
    if len(_plans_with_evidence(question)) == 1:
        return True
    text = "\n".join([*(each.content for each in question.history), question.question])
    return any(each.places for each in (*gazetteer().find(text), *gazetteer().find_latin(text)))


def names_wrong_place(question: Question, quotes: Iterable[Quote]) -> bool:
    """Tell whether a quote comes from a plan that neither holds any of the evidence nor is asked about."""
    asked = {*_plans_with_evidence(question), *question.also_asked}
    return any(each.plan_id not in asked for each in quotes)


def confuses_places(question: Question, quotes: Sequence[Quote]) -> bool:
    """Tell whether a quote from a plan without evidence stands above the first right one; all count when none is right."""
    right = (at for at, each in enumerate(quotes) if any(each.holds(needed) for needed in question.evidence))
    return names_wrong_place(question, quotes[: next(right, len(quotes))])


def _plans_with_evidence(question: Question) -> set[str]:
    return {gold.plan for needed in question.evidence for gold in needed}
