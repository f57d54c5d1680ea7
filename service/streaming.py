"""An answer as server-sent events, and work that ends when the client hangs up."""

import logging
import re
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing

import anyio
from fastapi import Request
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from service.answer.model import Answer
from service.errors import unexpected
from service.schemas import AnswerDelta, AskResponse, CitationOut, InterpretationOut

_LOG = logging.getLogger(__name__)
EVENTS = "text/event-stream"
_JSON = "application/json"
# A line, a sentence, or a few words; markers are never cut, and stay with what they prove.
_PIECE = re.compile(r"(?:[^。！？；，\n\[]|\[(?!\d+\]))*(?:[。！？；，\n]|\[\d+\]|$)(?:\[\d+\])*")


class Events(EventSourceResponse):
    """Sends events; when the client hangs up, the generator that makes them is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the end or until nobody listens."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                with anyio.CancelScope(shield=True):
                    await self.body_iterator.aclose()


def wants_events(accept: str) -> bool:
    """Tell whether an Accept header asks for events rather than JSON; of two that are equal the first counts.

    >>> wants_events("text/event-stream"), wants_events("application/json, text/event-stream"), wants_events("*/*")
    (True, False, False)
    """
    worth: dict[str, float] = {}
    for each in accept.lower().split(","):
        media, *parameters = (part.strip() for part in each.split(";"))
        quality = next((value[2:] for value in parameters if value.startswith("q=")), "1")
        worth.setdefault(media, float(quality) if re.fullmatch(r"[01](?:\.\d{0,3})?", quality) else 0.0)
    if not worth.get(EVENTS):
        return False
    order = list(worth)
    json = worth.get(_JSON, 0.0)
    return worth[EVENTS] > json or (worth[EVENTS] == json and order.index(EVENTS) < order.index(_JSON))


async def events(pieces: AsyncGenerator[str | Answer], extracted: Answer) -> AsyncGenerator[bytes]:
    """Yield the events of one answer.

    `interpretation`, each `citation`, then `answer` with what is added to the text, at last `done` with the whole body.
    Citations come first, so that each is there before its marker. `replace` in an `answer` event tells that its text
    stands instead of all that was sent. A failure on the way is an `error` event, and the last one.
    """
    try:
        yield _event("interpretation", InterpretationOut.from_query(extracted.query))
        for citation in extracted.citations:
            yield _event("citation", CitationOut.from_citation(citation))
        sent = ""
        async with aclosing(pieces):
            async for piece in pieces:
                text = piece if isinstance(piece, str) else piece.text.removeprefix(sent)
                if isinstance(piece, Answer) and not piece.text.startswith(sent):
                    yield _event("answer", AnswerDelta(delta=piece.text, replace=True))
                else:
                    for delta in cut(text):
                        yield _event("answer", AnswerDelta(delta=delta))
                if isinstance(piece, Answer):
                    yield _event("done", AskResponse.from_answer(piece))
                sent += text
    except Exception as error:
        _LOG.error("unexpected failure while an answer was sent", exc_info=error)
        yield format_sse_event(event="error", data_str=bytes(unexpected().body).decode("utf-8"))


def cut(text: str) -> list[str]:
    """Return `text` in pieces of a few words; no marker is cut.

    >>> cut("到2025年，下降15%。[1][2]\\n建站。[1]")
    ['到2025年，', '下降15%。[1][2]', '\\n', '建站。[1]']
    """
    return [piece for piece in _PIECE.findall(text) if piece]


async def unless_gone(request: Request, work: Coroutine[None, None, Answer]) -> Answer | None:
    """Return what `work` returns; None, and the work ended, when the client hangs up before. Raises what `work` raises."""
    result: Answer | None = None
    failure: Exception | None = None
    async with anyio.create_task_group() as group:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        group.start_soon(watch)
        try:
            result = await work
        except Exception as error:
            failure = error  # raised here it would leave the group as an ExceptionGroup, which no handler knows
        group.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return result


def nobody() -> Response:
    """Return the response to a client that is gone."""
    return Response(status_code=499)


def _event(name: str, data: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=data.model_dump_json())
