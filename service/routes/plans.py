"""GET /v1/plans and what is below it."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from service.deps import AnswererDep, PlanDep
from service.schemas import OutlineResponse, PlanOut, PlansResponse

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
