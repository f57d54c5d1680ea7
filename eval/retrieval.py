"""Asks every question."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.judgement import DEPTHS, Judgement, judge
from eval.question_set import Question
from index.query import Turn
from service.answer.answerer import Answerer
from service.answer.model import Answer

_MOST_CITATIONS = 20  # as over HTTP


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question, the answer it got, and what that came to."""

    question: Question
    answer: Answer
    judgement: Judgement


def ask_all(
    answerer: Answerer,
    questions: Sequence[Question],
    progress: Callable[[int], None] | None = None,
    finish: Callable[[Answer], Answer] | None = None,
) -> list[Outcome]:
    """Ask each question once, in order, with ten citations or as many as are needed. `finish` may word the answer anew."""
    outcomes: list[Outcome] = []
    for question in questions:
        history = [Turn(message.role, message.content) for message in question.history]
        top_k = min(_MOST_CITATIONS, max(*DEPTHS, len(question.evidence)))
        answer = answerer.answer(question.question, history=history, top_k=top_k)
        if finish:
            answer = finish(answer)
        outcomes.append(Outcome(question, answer, judge(question, answer, answerer.plans)))
        if progress:
            progress(len(outcomes))
    return outcomes
