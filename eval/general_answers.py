"""What the answers come to on documents that nobody prepared: how much of a free-form reference they say, and of what else."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from eval.general_set import Asked
from eval.metrics import has_reference, rouge_l, rouge_l_recall
from service.answer.answerer import Answerer
from service.answer.model import Answer, Status

_MARKER = re.compile(r"\[\d+\]")


class Said(NamedTuple):
    """What one answer came to; all is 0 where it was declined.

    `of_document` tells that what it cites first is of the right document, `holds` that the whole of a reference stands in
    what it says, `recall` how much of a reference it says, `rouge` the same weighed against its length (ROUGE-L).
    """

    answered: float
    of_document: float
    holds: float
    recall: float
    rouge: float
    length: int


def answers_to(answerer: Answerer, questions: Sequence[Asked]) -> list[Said]:
    """Return what the answers to questions with a reference came to."""
    return [said(answerer.answer(each.question), each) for each in questions if each.references]


def declined(answerer: Answerer, questions: Sequence[str]) -> list[bool]:
    """Return which questions are declined."""
    return [answerer.answer(each).status is not Status.ANSWERED for each in questions]


def said(answer: Answer, asked: Asked) -> Said:
    """Return what an answer came to, measured against the reference that it is nearest to."""
    if answer.status is not Status.ANSWERED:
        return Said(0, 0, 0, 0, 0, 0)
    text = _MARKER.sub("", answer.text)
    return Said(
        answered=1,
        of_document=float(answer.citations[0].plan.id == asked.document),
        holds=max(float(has_reference(each, text)) for each in asked.references),
        recall=max(rouge_l_recall(each, text) for each in asked.references),
        rouge=max(rouge_l(each, text) for each in asked.references),
        length=len(text),
    )
