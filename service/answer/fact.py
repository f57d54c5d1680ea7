"""The sentence or the clause that answers, quoted; every other composer falls back to it."""

import re
from collections.abc import Sequence

from corpus.plan import Plan, Row, Span
from index.search import Hit
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.extract import Evidence, pick_evidence
from service.answer.indicator import line_of, speaks_of
from service.answer.material import Material

_YEAR = re.compile(r"20\d\d")


def compose(material: Material) -> Draft | None:
    """Return the one or two stretches that answer best, quoted whole; None when nothing was found."""
    hits = [hit for hit in material.hits if _is_of_the_years(material, hit)]
    if not hits:
        return None
    evidence = [
        each
        for each in pick_evidence(material.query, hits, material.lexical)
        if speaks_of(material, f"{each.hit.passage.heading} {each.text}")
    ]
    if not evidence:
        return None
    if material.near_plans is not material.plans:
        # Of a whole library of documents, two that answer are seldom about one thing.
        evidence = [each for each in evidence if each.hit.passage.plan_id == evidence[0].hit.passage.plan_id]
    lines = [line_of_evidence(material, each) for each in evidence]
    return Draft(tuple({line.about + line.text: line for line in lines}.values()))


def line_of_evidence(material: Material, evidence: Evidence) -> Line:
    """Return the line that quotes `evidence`; a row of a table is said with what its header says."""
    plan = material.library[evidence.hit.passage.plan_id]
    span = within_plan(evidence.hit, evidence.span)
    row = _row(material, plan, span)
    if row is not None:
        indicator = next((each for each in plan.indicators if each.span == row.span), None)
        if indicator is not None:
            return line_of(material, plan, indicator)
        cells = "，".join(on_one_line(cell.text) for cell in row.cells if cell.text)
        return material.line(plan, cells, [Proof(plan, evidence.hit.passage.span, (row.span,))])
    quote = on_one_line(span.of(plan.text))
    proof = Proof(plan, evidence.hit.passage.span, (span,))
    return material.line(plan, f"“{quote}”" if material.english else quote, [proof])


def within_plan(hit: Hit, span: Span) -> Span:
    """Return a span of a hit's text as a span of its plan's."""
    start = hit.passage.span.start
    return Span(start + span.start, start + span.end)


def _row(material: Material, plan: Plan, span: Span) -> Row | None:
    """Return the row that has most of the question's words, of the table that `span` is from; None outside of tables."""
    rows: Sequence[Row] = [row for table in plan.tables if table.span.overlaps(span) for row in table.rows]
    return max(
        rows,
        key=lambda row: (material.covered(row.span.of(plan.text)), row.span.overlaps(span), -row.span.start),
        default=None,
    )


def _is_of_the_years(material: Material, hit: Hit) -> bool:
    """Tell whether a hit may answer a question that names a year beyond the plan's: it must name it too."""
    last = material.last_year(material.library[hit.passage.plan_id])
    beyond = [year for year in _YEAR.findall(material.asked) if last is not None and int(year) > last]
    return all(year in hit.passage.text for year in beyond)
