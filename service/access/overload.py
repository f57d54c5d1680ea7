"""Answers a bounded number of requests at once, lets some wait for a moment, and sends the others away."""

import asyncio
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.levels import Level, level_of
from service.errors import problem
from service.observe.metrics import WAITING

_LONGEST_WAIT_S = 10.0
_RETRY_AFTER_S = 2


class Overload:
    """ASGI middleware: at most `running` requests work, at most `waiting` wait for their turn; more are answered 503.

    What needs no key (whether the service is alive, the files of the widget) and what an admin does always passes. The
    place is free again when the answer begins: a slow reader of a stream keeps nobody out.
    """

    def __init__(self, app: ASGIApp, running: int, waiting: int, longest_wait_s: float = _LONGEST_WAIT_S) -> None:
        self._app = app
        self._places = asyncio.Semaphore(running)
        self._most_waiting = waiting
        self._longest_wait_s = longest_wait_s
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when its turn comes."""
        if scope["type"] != "http" or level_of(scope["method"], scope["path"]) is not Level.ASK:
            await self._app(scope, receive, send)
        elif await self._has_place():
            await self._answer(scope, receive, send)
        else:
            detail = f"the service has more questions than it can answer: ask again in {_RETRY_AFTER_S} seconds"
            refused = problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(_RETRY_AFTER_S)})
            await refused(scope, receive, send)

    async def _has_place(self) -> bool:
        if self._places.locked() and self._waiting >= self._most_waiting:
            return False
        self._waiting += 1
        WAITING.labels("turn").inc()
        try:
            async with asyncio.timeout(self._longest_wait_s):
                await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
            WAITING.labels("turn").dec()
        return True

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_held = True

        async def giving_way(message: Message) -> None:
            nonlocal is_held
            if is_held and message["type"] == "http.response.start":
                is_held = False
                self._places.release()
            await send(message)

        try:
            await self._app(scope, receive, giving_way)
        finally:
            if is_held:
                self._places.release()
