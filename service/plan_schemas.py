"""The bodies of responses about plans: metadata and counts, outline, tables, tasks, indicators."""

from collections.abc import Mapping, Sequence
from typing import Self

from pydantic import BaseModel

from corpus.plan import Fact, Indicator, Plan, Row, Table, Task, Unit
from service.schemas import PlanRef


class FactOut(BaseModel):
    """A value of the metadata and how it is known; `start` and `end` where it was read."""

    value: str
    origin: str
    reason: str
    alternatives: list[str]
    start: int | None
    end: int | None

    @classmethod
    def from_fact(cls, fact: Fact) -> Self:
        """Return the body of `fact`."""
        return cls(
            value=fact.value,
            origin=fact.origin,
            reason=fact.reason,
            alternatives=list(fact.alternatives),
            start=fact.span.start if fact.span else None,
            end=fact.span.end if fact.span else None,
        )


class Counts(BaseModel):
    """How much was read in a plan."""

    characters: int
    sections: int
    tables: int
    tasks: int
    indicators: int
    passages: int


class PlanOut(PlanRef):
    """A plan: its metadata, each with its origin, and its counts."""

    published_on: str | None
    counts: Counts
    metadata: dict[str, FactOut]

    @classmethod
    def of(cls, plan: Plan, passages: int) -> Self:
        """Return the body of `plan`, which has so many passages."""
        return cls(
            **PlanRef.from_plan(plan).model_dump(),
            published_on=plan.metadata.value("published_on"),
            counts=Counts(
                characters=len(plan.text),
                sections=len(plan.sections),
                tables=len(plan.tables),
                tasks=len(plan.tasks),
                indicators=len(plan.indicators),
                passages=passages,
            ),
            metadata={name: FactOut.from_fact(fact) for name, fact in plan.metadata.items()},
        )


class PlansResponse(BaseModel):
    """All plans."""

    plans: list[PlanOut]


class SectionOut(BaseModel):
    """A section with its subsections."""

    number: str
    title: str
    level: int
    start: int
    end: int
    sections: list["SectionOut"]


class OutlineResponse(BaseModel):
    """The heading tree of a plan."""

    sections: list[SectionOut]

    @classmethod
    def from_plan(cls, plan: Plan) -> Self:
        """Return the outline of `plan`."""
        return cls(sections=_nested(plan, plan.sections_below(), None))


def _nested(plan: Plan, below: Mapping[int | None, Sequence[int]], parent: int | None) -> list[SectionOut]:
    return [
        SectionOut(
            number=section.number,
            title=section.title,
            level=section.level,
            start=section.span.start,
            end=section.span.end,
            sections=_nested(plan, below, at),
        )
        for at in below.get(parent, ())
        for section in (plan.sections[at],)
    ]


class RowOut(BaseModel):
    """A row of a table, with as many cells as the header."""

    cells: list[str]
    start: int
    end: int

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Return the body of `row`."""
        return cls(cells=[cell.text for cell in row.cells], start=row.span.start, end=row.span.end)


class TableOut(BaseModel):
    """A table with its footnotes; `start` and `end` cover title, header, rows and notes."""

    title: str
    header: list[str]
    rows: list[RowOut]
    notes: list[str]
    start: int
    end: int

    @classmethod
    def from_table(cls, table: Table) -> Self:
        """Return the body of `table`."""
        return cls(
            title=table.title,
            header=[cell.text for cell in table.header],
            rows=[RowOut.from_row(row) for row in table.rows],
            notes=[f"{note.mark}{note.text}" for note in table.notes],
            start=table.span.start,
            end=table.span.end,
        )


class TablesResponse(BaseModel):
    """The tables of a plan."""

    tables: list[TableOut]

    @classmethod
    def from_plan(cls, plan: Plan) -> Self:
        """Return the tables of `plan`."""
        return cls(tables=[TableOut.from_table(table) for table in plan.tables])


class UnitOut(BaseModel):
    """A unit that a task names: its full name, what is printed, and whether the two differ."""

    name: str
    printed: str
    inferred: bool
    start: int
    end: int

    @classmethod
    def from_unit(cls, unit: Unit) -> Self:
        """Return the body of `unit`."""
        return cls(
            name=unit.name, printed=unit.printed, inferred=unit.inferred, start=unit.span.start, end=unit.span.end
        )


class TaskOut(BaseModel):
    """A numbered task with the units that answer for it."""

    number: str
    text: str
    lead: list[UnitOut]
    responsible: list[UnitOut]
    supporting: list[UnitOut]
    deadline: str | None
    start: int
    end: int

    @classmethod
    def from_task(cls, task: Task) -> Self:
        """Return the body of `task`."""
        return cls(
            number=task.number,
            text=task.text,
            lead=[UnitOut.from_unit(unit) for unit in task.lead],
            responsible=[UnitOut.from_unit(unit) for unit in task.responsible],
            supporting=[UnitOut.from_unit(unit) for unit in task.supporting],
            deadline=task.deadline,
            start=task.span.start,
            end=task.span.end,
        )


class TasksResponse(BaseModel):
    """The tasks of a plan."""

    tasks: list[TaskOut]

    @classmethod
    def from_plan(cls, plan: Plan) -> Self:
        """Return the tasks of `plan`."""
        return cls(tasks=[TaskOut.from_task(task) for task in plan.tasks])


class IndicatorOut(BaseModel):
    """A quantified target; `start` and `end` cover the clause or the table row that proves it."""

    name: str
    operator: str
    value: str
    unit: str
    year: int | None
    nature: str | None
    base: str | None
    condition: str | None
    note: str | None
    start: int
    end: int
    value_start: int
    value_end: int

    @classmethod
    def from_indicator(cls, indicator: Indicator) -> Self:
        """Return the body of `indicator`."""
        return cls(
            name=indicator.name,
            operator=indicator.operator,
            value=indicator.value,
            unit=indicator.unit,
            year=indicator.year,
            nature=indicator.nature,
            base=indicator.base,
            condition=indicator.condition,
            note=indicator.note,
            start=indicator.span.start,
            end=indicator.span.end,
            value_start=indicator.value_span.start,
            value_end=indicator.value_span.end,
        )


class IndicatorsResponse(BaseModel):
    """The targets of a plan and, apart from them, its figures of the past."""

    indicators: list[IndicatorOut]
    past_figures: list[IndicatorOut]

    @classmethod
    def from_plan(cls, plan: Plan) -> Self:
        """Return the targets and the figures of the past of `plan`."""
        return cls(
            indicators=[IndicatorOut.from_indicator(each) for each in plan.indicators],
            past_figures=[IndicatorOut.from_indicator(each) for each in plan.past_figures],
        )
