"""Hits become citations, and evidence becomes highlights in them."""

from collections.abc import Mapping, Sequence

from corpus.plan import Plan, Span
from index.search import Hit
from service.answer.extract import Evidence
from service.answer.model import Citation


def cite(plans: Mapping[str, Plan], hits: Sequence[Hit], evidence: Sequence[Evidence] = ()) -> tuple[Citation, ...]:
    """Return one citation a hit, numbered from 1: those that the answer quotes first, the others by score."""
    quoted = list(dict.fromkeys(each.hit.passage.id for each in evidence))
    ordered = sorted(hits, key=lambda hit: quoted.index(hit.passage.id) if hit.passage.id in quoted else len(quoted))
    return tuple(_citation(plans, number, hit, evidence) for number, hit in enumerate(ordered, 1))


def _citation(plans: Mapping[str, Plan], number: int, hit: Hit, evidence: Sequence[Evidence]) -> Citation:
    plan = plans[hit.passage.plan_id]
    path = (plan.sections[at] for at in plan.path(hit.passage.section))
    labels = tuple(section.label for section in path if section.title)
    spans = sorted(each.span for each in evidence if each.hit.passage.id == hit.passage.id)
    return Citation(number, plan, hit.passage, labels, _merged(spans), round(hit.score, 4))


def _merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
