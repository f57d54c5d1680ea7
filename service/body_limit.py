"""Refuses bodies that are too large, before they are read, and those that do not arrive."""

import asyncio
import time
from contextlib import suppress
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.levels import Level, level_of
from service.errors import problem

# A body has this long, and longer by what has arrived of it: slower is nobody who wants to ask.
_PATIENCE_S = 10.0
_SLOWEST_BYTES_PER_S = 4096


class _Refused(Exception):
    """The rest of the body is not read."""


class BodyLimit:
    """ASGI middleware: answers 413 as soon as the declared or the received size passes the limit, 408 when a body trickles.

    What an admin sends may be a document, and has a limit of its own.
    """

    def __init__(
        self, app: ASGIApp, max_bytes: int, max_upload_bytes: int = 0, patience_s: float = _PATIENCE_S
    ) -> None:
        self._app = app
        self._max_bytes = max_bytes
        self._max_upload_bytes = max(max_bytes, max_upload_bytes)
        self._patience_s = patience_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > limit:
            await _too_large(int(declared), limit)(scope, receive, send)
            return
        received = 0
        is_whole = False
        refusal: Response | None = None
        deadline = time.monotonic() + self._patience_s

        async def counted() -> Message:
            nonlocal received, is_whole, refusal
            if is_whole:  # what comes now is that the client hangs up
                return await receive()
            try:
                async with asyncio.timeout(deadline + received / _SLOWEST_BYTES_PER_S - time.monotonic()):
                    message = await receive()
            except TimeoutError:
                refusal = _too_slow()
                raise _Refused from None
            received += len(message.get("body", b""))
            is_whole = not message.get("more_body", False)
            if received > limit:
                refusal = _too_large(received, limit)
                raise _Refused
            return message

        async def unless_refused(message: Message) -> None:
            # Whatever the application makes of the broken-off body, the answer is the one below.
            if refusal is None:
                await send(message)

        with suppress(_Refused):
            await self._app(scope, counted, unless_refused)
        if refusal is not None:
            await refusal(scope, receive, send)

    def _limit_of(self, scope: Scope) -> int:
        is_upload = level_of(scope["method"], scope["path"]) is Level.ADMIN
        return self._max_upload_bytes if is_upload else self._max_bytes


def _too_large(size: int, limit: int) -> Response:
    detail = f"the body has {size} bytes or more, at most {limit} are accepted: send less"
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, headers={"Connection": "close"})


def _too_slow() -> Response:
    detail = f"the body did not arrive in time: send it at {_SLOWEST_BYTES_PER_S} bytes a second or more"
    return problem(HTTPStatus.REQUEST_TIMEOUT, detail, headers={"Connection": "close"})
