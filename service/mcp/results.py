"""What the tools return beside the bodies that HTTP has, too."""

from typing import Self

from pydantic import BaseModel

from corpus.plan import Plan
from service.answer.model import Citation
from service.pages.comparison import Cell, Comparison
from service.plan_schemas import Counts, PlanOut
from service.schemas import CitationOut, PlanRef


class PassageResult(BaseModel):
    """A passage with what stands around it: `before`, the quote and `after` follow one another in the plan's text."""

    passage: CitationOut
    before: str
    after: str

    @classmethod
    def of(cls, citation: Citation, context: int) -> Self:
        """Return the result for `citation` with `context` characters on each side."""
        text, span = citation.plan.text, citation.span
        return cls(
            passage=CitationOut.from_citation(citation),
            before=text[max(0, span.start - context) : span.start],
            after=text[span.end : span.end + context],
        )


class ListedPlan(PlanRef):
    """A plan with how much was read in it."""

    counts: Counts

    @classmethod
    def of(cls, plan: Plan, passages: int) -> Self:
        """Return the result for `plan`, which has so many passages."""
        return cls(**PlanRef.from_plan(plan).model_dump(), counts=PlanOut.of(plan, passages).counts)


class PlansResult(BaseModel):
    """Plans, with the version of the index that they were read from."""

    plans: list[ListedPlan]
    index_version: str


class ComparedIndicator(BaseModel):
    """What one plan states; its text from `start` to `end` is `quote`."""

    plan: PlanRef
    name: str
    value: str
    year: int | None
    nature: str | None
    base: str | None
    condition: str | None
    quote: str
    start: int
    end: int
    url: str

    @classmethod
    def of(cls, cell: Cell) -> Self:
        """Return the result for `cell`."""
        indicator, span = cell.indicator, cell.indicator.span
        return cls(
            plan=PlanRef.from_plan(cell.plan),
            name=indicator.name,
            value=cell.value,
            year=indicator.year,
            nature=indicator.nature,
            base=indicator.base,
            condition=indicator.condition,
            quote=cell.quote,
            start=span.start,
            end=span.end,
            url=f"/plans/{cell.plan.id}#{span.start}-{span.end}",
        )


class ComparisonResult(BaseModel):
    """One indicator in several plans; `without` are the plans that do not state it."""

    indicator: str
    stated: list[ComparedIndicator]
    without: list[PlanRef]
    index_version: str

    @classmethod
    def of(cls, comparison: Comparison, indicator: str, index_version: str) -> Self:
        """Return the result for a comparison of one indicator."""
        return cls(
            indicator=indicator,
            stated=[ComparedIndicator.of(cell) for row in comparison.rows for cell in row.cells if cell is not None],
            without=[PlanRef.from_plan(plan) for plan in comparison.without],
            index_version=index_version,
        )
