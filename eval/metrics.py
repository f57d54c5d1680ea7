"""Measures as pure functions over what is needed and what was cited."""

from collections.abc import Sequence

from eval.question_set import Question
from service.answer.model import Answer, Citation


def found_evidence(question: Question, citations: Sequence[Citation], k: int) -> float:
    """Return evidence recall@k: the share of the needed passages that the first `k` citations hold.

    A needed passage is found when one citation of its plan contains the whole of one of its alternatives. At least as
    many citations count as passages are needed. A question that needs nothing is an error.
    """
    if not question.evidence:
        raise ValueError(f"{question.id} needs no evidence")
    counted = citations[: max(k, len(question.evidence))]
    found = sum(
        any(gold.plan == each.plan.id and gold.text in each.quote for gold in needed for each in counted)
        for needed in question.evidence
    )
    return found / len(question.evidence)


def shows_all(question: Question, answer: Answer) -> bool:
    """Tell whether the answer shows every string that a right answer must show."""
    return all(wanted in answer.text for wanted in question.answer_contains)


def names_wrong_place(question: Question, citations: Sequence[Citation]) -> bool:
    """Tell whether a citation comes from a plan that holds none of the evidence, for a question that is about given plans."""
    wanted = {gold.plan for needed in question.evidence for gold in needed}
    return any(citation.plan.id not in wanted for citation in citations)
