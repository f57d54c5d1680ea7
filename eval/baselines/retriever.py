"""The one thing that every engine does, and asking it every question."""

import time
from collections.abc import Mapping, Sequence
from typing import Protocol

from corpus.plan import Plan, Span
from eval.judgement import DEPTHS, Judgement, Measure, judgement_of, retrieval_values
from eval.metrics import Quote
from eval.question_set import Question


class Retriever(Protocol):
    """Finds stretches of plans that answer a question."""

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return up to `k` spans with the ids of their plans, best first."""
        ...


def whole(question: Question) -> str:
    """Return the question after what the user said before, as engines without a conversation are asked."""
    return " ".join([*(each.content for each in question.history if each.role == "user"), question.question])


def ask_retriever(retriever: Retriever, questions: Sequence[Question], plans: Mapping[str, Plan]) -> list[Judgement]:
    """Return what came of each question that can be answered: an engine that only finds cannot decline the others."""
    judgements: list[Judgement] = []
    for question in questions:
        if not question.evidence:
            continue
        start = time.perf_counter()
        found = retriever.search(whole(question), max(*DEPTHS, len(question.evidence)))
        took_ms = 1000 * (time.perf_counter() - start)
        quotes = [Quote(plan_id, span.of(plans[plan_id].text)) for plan_id, span in found]
        judgements.append(judgement_of(question, {**retrieval_values(question, quotes), Measure.TIME: took_ms}))
    return judgements
