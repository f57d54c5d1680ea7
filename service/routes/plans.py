"""GET /v1/plans and what is below it."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from service.deps import AnswererDep, PlanDep
from service.plan_schemas import (
    IndicatorsResponse,
    OutlineResponse,
    PlanOut,
    PlansResponse,
    TablesResponse,
    TasksResponse,
)

router = APIRouter(prefix="/v1/plans", tags=["plans"])


@router.get("")
def list_plans(answerer: AnswererDep) -> PlansResponse:
    """List the plans with their metadata and counts."""
    return PlansResponse(plans=[PlanOut.of(plan, answerer.passage_count(plan.id)) for plan in answerer.plans.values()])


@router.get("/{plan_id}")
def one_plan(plan: PlanDep, answerer: AnswererDep) -> PlanOut:
    """Describe one plan."""
    return PlanOut.of(plan, answerer.passage_count(plan.id))


@router.get("/{plan_id}/text", response_class=PlainTextResponse)
def plan_text(plan: PlanDep) -> PlainTextResponse:
    """Return the canonical text: what `start` and `end` of every citation count in, in Unicode code points."""
    return PlainTextResponse(plan.text)


@router.get("/{plan_id}/outline")
def plan_outline(plan: PlanDep) -> OutlineResponse:
    """Return the heading tree."""
    return OutlineResponse.from_plan(plan)


@router.get("/{plan_id}/tables")
def plan_tables(plan: PlanDep) -> TablesResponse:
    """Return the tables: header, rows and footnotes."""
    return TablesResponse.from_plan(plan)


@router.get("/{plan_id}/tasks")
def plan_tasks(plan: PlanDep) -> TasksResponse:
    """Return the numbered tasks with their units."""
    return TasksResponse.from_plan(plan)


@router.get("/{plan_id}/indicators")
def plan_indicators(plan: PlanDep) -> IndicatorsResponse:
    """Return the quantified targets and, apart from them, the figures of the past."""
    return IndicatorsResponse.from_plan(plan)
