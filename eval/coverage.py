"""Which sections of the plans the questions ask about."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.plan import Plan, Span
from eval.question_set import Question


class Coverage(NamedTuple):
    """A section, and how many questions need a passage that lies in it or in a section below it."""

    label: str
    level: int
    span: Span
    questions: int


def coverage(questions: Sequence[Question], plans: Mapping[str, Plan]) -> dict[str, list[Coverage]]:
    """Return the sections of each plan in document order. Every alternative of a needed passage counts."""
    spans: dict[str, list[tuple[str, Span]]] = {plan_id: [] for plan_id in plans}
    for question in questions:
        for gold in (gold for needed in question.evidence for gold in needed):
            start = plans[gold.plan].text.index(gold.text)
            spans[gold.plan].append((question.id, Span(start, start + len(gold.text))))
    return {
        plan_id: [
            Coverage(
                section.label,
                section.level,
                section.span,
                len({question for question, span in spans[plan_id] if span.overlaps(section.span)}),
            )
            for section in plan.sections
        ]
        for plan_id, plan in plans.items()
    }
