"""POST /v1/ask."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from index.query import Turn
from service.deps import AskerDep
from service.schemas import AskRequest, AskResponse
from service.streaming import EVENTS, Events, events, nobody, unless_gone, wants_events

router = APIRouter(prefix="/v1", tags=["questions"])

_EXAMPLE = """\
event: interpretation
data: {"question": "…", "language": "zh", "intent": "fact", "…": "…"}

event: citation
data: {"id": 1, "quote": "…", "…": "…"}

event: answer
data: {"delta": "到2025年，", "replace": false}

event: done
data: {"id": "a-…", "status": "answered", "answer": "…", "citations": ["…"], "…": "…"}

"""
_AS_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer: one JSON body, or with `Accept: text/event-stream` the same as server-sent events. "
        "`interpretation`, each `citation`, `answer` with what is added to the text (with `replace` true: what stands "
        "instead of all that was sent), at last `done` with the whole body; a failure on the way is an `error` event.",
        "content": {EVENTS: {"example": _EXAMPLE}},
    }
}


@router.post("/ask", response_model=AskResponse, responses=_AS_EVENTS)
async def ask(body: AskRequest, request: Request, asker: AskerDep) -> Any:
    """Answer one question from the plans, with the passages that support it."""
    history = [Turn(turn.role, turn.content) for turn in body.history]
    extracted = await asker.extract(body.question, plan_ids=body.plan_ids, history=history, top_k=body.top_k)
    vary = {"Vary": "Accept"}
    if wants_events(request.headers.get("accept", "")):
        headers = {**vary, "Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        return Events(events(asker.word(extracted), extracted), headers=headers)
    if asker.has_writer:
        whole = await unless_gone(request, asker.finish(extracted))
        if whole is None:
            return nobody()
        extracted = whole
    return Response(AskResponse.from_answer(extracted).model_dump_json(), media_type="application/json", headers=vary)
