"""Proofs and hits become citations."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from corpus.plan import Plan, Span
from index.passages import Passage
from index.search import Hit
from index.store import SearchIndex
from service.answer.draft import MOST_CITATIONS, Draft, Proof
from service.answer.model import Citation
from service.answer.tokens import fold_in_place

# A head line with more says nothing that the lines below it do not say with the same markers.
_MOST_MARKERS = 3
_HAN = re.compile("[一-龥]")


class PassageMap:
    """Finds the passage of a stretch of a plan, and keeps the texts of plans as words are looked for in them."""

    def __init__(self, index: SearchIndex, before: "PassageMap | None" = None) -> None:
        """What was ordered `before` of the same plans is taken over."""
        self._plans = index.plans
        same = {key for key, plan in index.plans.items() if before and before._plans.get(key) is plan}
        self._passages: dict[str, list[Passage]] = {
            plan_id: before._passages[plan_id]
            if before and plan_id in same
            else sorted((index.passages[row] for row in rows.tolist()), key=lambda each: each.span)
            for plan_id, rows in index.rows_of.items()
        }
        self._starts: dict[str, list[int]] = {
            plan_id: before._starts[plan_id] if before and plan_id in same else [each.span.start for each in passages]
            for plan_id, passages in self._passages.items()
        }
        self._folded: dict[str, str] = (
            {key: text for key, text in before._folded.items() if key in same} if before else {}
        )

    def folded(self, plan: Plan) -> str:
        """Return the text of a plan in simplified characters and small letters, every character at its offset."""
        found = self._folded.get(plan.id)
        if found is None:
            found = self._folded[plan.id] = fold_in_place(plan.text)
        return found

    def named(self, passage_id: str) -> Passage | None:
        """Return the passage with this id, if there is one."""
        return next((each for found in self._passages.values() for each in found if each.id == passage_id), None)

    def at(self, plan_id: str, span: Span) -> Passage | None:
        """Return the passage that shares most with `span`; the nearest where none shares any; None in a plan without."""
        passages, starts = self._passages[plan_id], self._starts[plan_id]
        first = max(0, bisect_right(starts, span.start) - 1)
        last = bisect_right(starts, span.end)
        near = passages[first : last + 1]
        return max(near, key=lambda each: (_shared(each.span, span), -each.span.start), default=None)


def cite(plans: Mapping[str, Plan], hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """Return one citation a hit, numbered from 1."""
    return tuple(
        _citation(number, plans[hit.passage.plan_id], hit.passage, hit.passage.span, (), hit.score)
        for number, hit in enumerate(hits, 1)
    )


def cite_draft(
    draft: Draft, plans: Mapping[str, Plan], hits: Sequence[Hit], passages: PassageMap, top_k: int
) -> tuple[Citation, ...]:
    """Return the citations of a draft in the order in which its lines need them, then further hits up to `top_k`."""
    scores = {hit.passage.id: hit.score for hit in hits}
    best = max(scores.values(), default=0.0)
    citations: list[Citation] = []
    for plan, span in _merged(draft.proofs)[:MOST_CITATIONS]:
        passage = passages.at(plan.id, span)
        if passage is not None:
            marks = tuple(mark for each in draft.proofs if each.plan is plan for mark in each.marks)
            score = scores.get(passage.id, best)
            citations.append(_citation(len(citations) + 1, plan, passage, span, marks, score))
    for hit in hits:
        if len(citations) >= top_k:
            break
        plan_id, span = hit.passage.plan_id, hit.passage.span
        if not any(each.plan.id == plan_id and each.span.contains(span) for each in citations):
            citations.append(_citation(len(citations) + 1, plans[plan_id], hit.passage, span, (), hit.score))
    return tuple(citations)


def markers(proofs: Sequence[Proof], citations: Sequence[Citation]) -> list[int]:
    """Return the numbers of the citations that hold `proofs`, each once, in their order; none for a proof that is not cited."""
    numbers = (
        next((each.id for each in citations if each.plan is proof.plan and each.span.contains(proof.span)), None)
        for proof in proofs
    )
    return sorted({number for number in numbers if number is not None})


def marked(lines: Sequence[tuple[str, Sequence[int]]]) -> list[str]:
    """Return the lines with their markers.

    The many markers of a line above a list are left to the lines of the list, which it opens with a colon.
    """
    shown: list[str] = []
    for at, (text, own) in enumerate(lines):
        below = {number for _, numbers in lines[at + 1 :] for number in numbers}
        if len(own) > _MOST_MARKERS and below.issuperset(own):
            shown.append(text if text.endswith(("：", ":")) else f"{text}{'：' if _HAN.search(text) else ':'}")
        else:
            shown.append(text + "".join(f"[{number}]" for number in own))
    return shown


def _merged(proofs: Sequence[Proof]) -> list[tuple[Plan, Span]]:
    """Return what is to be quoted, each once and none inside another, in the order of the proofs."""
    kept: list[tuple[Plan, Span]] = []
    for proof in proofs:
        around = [each.span for each in proofs if each.plan is proof.plan and each.span.contains(proof.span)]
        widest = max(around, key=len)
        if not any(plan is proof.plan and span == widest for plan, span in kept):
            kept.append((proof.plan, widest))
    return kept


def _citation(number: int, plan: Plan, passage: Passage, span: Span, marks: Sequence[Span], score: float) -> Citation:
    path = (plan.sections[at] for at in plan.path(_section_at(plan, passage, span)))
    labels = tuple(section.label for section in path if section.title)
    inside = sorted(
        Span(max(mark.start, span.start) - span.start, min(mark.end, span.end) - span.start)
        for mark in set(marks)
        if mark.overlaps(span)
    )
    return Citation(number, plan, passage, span, labels, _joined(inside), round(score, 4))


def _section_at(plan: Plan, passage: Passage, span: Span) -> int | None:
    if passage.span.contains(span):
        return passage.section
    holding = (at for at, section in enumerate(plan.sections) if section.span.contains(span))
    return max(holding, key=lambda at: plan.sections[at].level, default=None)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _shared(one: Span, other: Span) -> int:
    """Return how many characters two spans share; below 0, how far apart they are."""
    return min(one.end, other.end) - max(one.start, other.start)
