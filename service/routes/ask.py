"""POST /v1/ask."""

from fastapi import APIRouter

from index.query import Turn
from service.deps import AnswererDep
from service.schemas import AskRequest, AskResponse

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post("/ask")
def ask(body: AskRequest, answerer: AnswererDep) -> AskResponse:
    """Answer one question from the plans, with the passages that support it."""
    history = [Turn(turn.role, turn.content) for turn in body.history]
    answer = answerer.answer(body.question, plan_ids=body.plan_ids, history=history, top_k=body.top_k)
    return AskResponse.from_answer(answer)
