"""What routes ask for."""

from typing import Annotated

from fastapi import Depends, Request

from corpus.plan import Plan
from service.access.caller import caller_of
from service.answer.answerer import Answerer
from service.asking import Asker
from service.errors import NotReady, UnknownPlan


def get_answerer(request: Request) -> Answerer:
    """Return the answerer that the application loaded. Raises NotReady before that."""
    answerer = getattr(request.app.state, "answerer", None)
    if not isinstance(answerer, Answerer):
        raise NotReady("the index is still being loaded: ask again in a few seconds")
    return answerer


AnswererDep = Annotated[Answerer, Depends(get_answerer)]


def get_asker(request: Request, answerer: AnswererDep) -> Asker:
    """Return what asks the answerer and then, where one is configured, the language model."""
    state = request.app.state
    return Asker(answerer, state.writer, state.audit, caller_of(request.scope).key_id, state.answer_ids)


AskerDep = Annotated[Asker, Depends(get_asker)]


def get_plan(plan_id: str, answerer: AnswererDep) -> Plan:
    """Return the plan of the path. Raises UnknownPlan."""
    plan = answerer.plans.get(plan_id)
    if plan is None:
        raise UnknownPlan(plan_id, list(answerer.plans))
    return plan


PlanDep = Annotated[Plan, Depends(get_plan)]
