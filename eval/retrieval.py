"""Asks every question and sums up how the answers did."""

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eval.metrics import found_evidence, names_wrong_place, shows_all
from eval.question_set import Question
from index.query import Turn
from service.answer.answerer import Answerer
from service.answer.model import Answer, Status

DEPTHS = (1, 3, 5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question and the answer it got."""

    question: Question
    answer: Answer


@dataclass(frozen=True, slots=True)
class Summary:
    """How a group of questions did; shares are None where the group has no question of that kind.

    `recall` is evidence recall by depth; `shown` the share of answers that show what they must; `wrong_place` the share
    that cite a plan without evidence; `wrongly_declined` is of the answerable, `rightly_declined` of the unanswerable.
    """

    questions: int
    recall: dict[int, float]
    shown: float | None
    wrong_place: float | None
    wrongly_declined: float | None
    rightly_declined: float | None
    median_ms: float


def ask_all(
    answerer: Answerer, questions: Sequence[Question], progress: Callable[[int], None] | None = None
) -> list[Outcome]:
    """Ask each question once, in order, with five citations or as many as are needed."""
    outcomes: list[Outcome] = []
    for question in questions:
        history = [Turn(message.role, message.content) for message in question.history]
        answer = answerer.answer(question.question, history=history, top_k=max(max(DEPTHS), len(question.evidence)))
        outcomes.append(Outcome(question, answer))
        if progress:
            progress(len(outcomes))
    return outcomes


def summarise(outcomes: Sequence[Outcome]) -> Summary:
    """Return the summary of `outcomes`; there must be at least one."""
    answerable = [each for each in outcomes if each.question.evidence]
    unanswerable = [each for each in outcomes if not each.question.evidence]
    return Summary(
        questions=len(outcomes),
        recall={
            depth: statistics.fmean(found_evidence(each.question, each.answer.citations, depth) for each in answerable)
            for depth in DEPTHS
            if answerable
        },
        shown=_share(shows_all(each.question, each.answer) for each in answerable),
        wrong_place=_share(names_wrong_place(each.question, each.answer.citations) for each in answerable),
        wrongly_declined=_share(each.answer.status is not Status.ANSWERED for each in answerable),
        rightly_declined=_share(each.answer.status is not Status.ANSWERED for each in unanswerable),
        median_ms=statistics.median(each.answer.timings_ms["total"] for each in outcomes),
    )


def by_type(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes by question type, English ones apart."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups["english" if each.question.language == "en" else each.question.type].append(each)
    return dict(sorted(groups.items()))


def _share(facts: Iterable[bool]) -> float | None:
    known = list(facts)
    return sum(known) / len(known) if known else None
