"""POST /v1/chat/completions and GET /v1/models: what front ends written for OpenAI's interface speak."""

import json
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from corpus.errors import CorpusError
from index.errors import SearchIndexError
from index.query import Turn
from service.answer.model import Answer
from service.deps import AskerDep
from service.errors import MEDIA_TYPE, ServiceError, as_problem
from service.schemas import LONGEST_TURN, MOST_TURNS, CitationOut, clean_question
from service.streaming import EVENTS, Events, cut, nobody, unless_gone

MODEL = "policyqa"


class _ChatRoute(APIRoute):
    """Says what is wrong also where clients of OpenAI's interface look for it: in `error.message`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except (ServiceError, SearchIndexError, CorpusError, RequestValidationError) as error:
                response = await as_problem(request, error)
                body = json.loads(bytes(response.body))
                body["error"] = {"message": body["detail"], "type": body["title"], "param": None, "code": None}
                return JSONResponse(body, response.status_code, media_type=MEDIA_TYPE)

        return handled


router = APIRouter(prefix="/v1", tags=["chat"], route_class=_ChatRoute)


class _Part(BaseModel):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class MessageIn(BaseModel):
    """A message. What a system, a developer or a tool says is not asked of the plans."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[_Part] | None = None

    @property
    def text(self) -> str:
        """What the message says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class _StreamOptions(BaseModel):
    include_usage: StrictBool = False


class ChatRequest(BaseModel):
    """A conversation; its last message of the user is the question. Fields that a quoted answer has no use for are ignored."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={"examples": [{"model": MODEL, "messages": [{"role": "user", "content": "…"}]}]},
    )

    model: str = MODEL
    messages: Annotated[list[MessageIn], Field(min_length=1, max_length=1000)]
    stream: StrictBool | None = False
    stream_options: _StreamOptions | None = None

    def asked(self) -> tuple[str, list[Turn]]:
        """Return the question and the turns before it. Raises RequestValidationError when there is none to ask."""
        spoken = [message for message in self.messages if message.role in ("user", "assistant")]
        users = [at for at, message in enumerate(spoken) if message.role == "user"]
        try:
            if not users:
                raise ValueError('no message has the role "user": the last one is the question')
            question = clean_question(spoken[users[-1]].text)
        except ValueError as error:
            found = {"loc": ("body", "messages"), "msg": str(error), "type": "value_error", "input": None}
            raise RequestValidationError([found]) from error
        before = spoken[: users[-1]][-MOST_TURNS:]
        return question, [Turn(message.role, message.text[:LONGEST_TURN]) for message in before]


class MessageOut(BaseModel):
    """The answer, with the citations that its markers name."""

    role: Literal["assistant"] = "assistant"
    content: str
    citations: list[CitationOut]


class Choice(BaseModel):
    """The one answer."""

    index: int = 0
    message: MessageOut
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """No tokens are counted."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class ChatResponse(BaseModel):
    """An answer in the shape of a chat completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage = Usage()


class ModelOut(BaseModel):
    """The one model there is."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelsResponse(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


@router.get("/models")
def models() -> ModelsResponse:
    """Return what a chat front end may choose."""
    return ModelsResponse(data=[ModelOut()])


_AS_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer: one JSON body, or with `stream` chunks as server-sent events, at last `[DONE]`.",
        "content": {EVENTS: {}},
    }
}


@router.post("/chat/completions", response_model=ChatResponse, responses=_AS_EVENTS)
async def chat(body: ChatRequest, request: Request, asker: AskerDep) -> Any:
    """Answer the last message of a conversation. With `stream`, the deltas are those of the finished answer."""
    question, history = body.asked()
    extracted = await asker.extract(question, history=history)
    whole = await unless_gone(request, asker.finish(extracted)) if asker.has_writer else extracted
    if whole is None:
        return nobody()
    if body.stream:
        with_usage = body.stream_options is not None and body.stream_options.include_usage
        return Events(
            _chunks(whole, with_usage=with_usage), headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        )
    message = MessageOut(content=whole.text, citations=_citations(whole))
    return ChatResponse(id=_id(whole), created=int(time.time()), choices=[Choice(message=message)])


async def _chunks(answer: Answer, *, with_usage: bool) -> AsyncGenerator[bytes]:
    """Yield the answer in chunks: the citations, the words, the end. A chat cannot take back what it has shown."""
    common = {"id": _id(answer), "object": "chat.completion.chunk", "created": int(time.time()), "model": MODEL}
    citations = [citation.model_dump(mode="json") for citation in _citations(answer)]
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": "", "citations": citations}]
    deltas += [{"content": piece} for piece in cut(answer.text)]
    for delta in deltas:
        yield _data({**common, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
    yield _data({**common, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if with_usage:
        yield _data({**common, "choices": [], "usage": Usage().model_dump()})
    yield format_sse_event(data_str="[DONE]")


def _data(chunk: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(chunk, ensure_ascii=False))


def _citations(answer: Answer) -> list[CitationOut]:
    return [CitationOut.from_citation(citation) for citation in answer.citations]


def _id(answer: Answer) -> str:
    return f"chatcmpl-{answer.id}"
