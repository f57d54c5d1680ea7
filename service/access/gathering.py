"""Gathers the body of a question before the question takes a place: who sends slowly keeps nobody out."""

from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.levels import Level, level_of

_ANNOUNCING = frozenset((b"content-length", b"transfer-encoding"))


class Gathering:
    """ASGI middleware: passes a request of who may ask on when its body is whole.

    It stands inside of BodyLimit, which cuts off what is too large or too slow, and outside of Overload, which counts
    places. What an admin sends takes no place, may be a large document, and is not kept in memory here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with what was received of it."""
        if scope["type"] == "http" and level_of(scope["method"], scope["path"]) is Level.ASK and _has_body(scope):
            receive = _replaying(await _gathered(receive), receive)
        await self._app(scope, receive, send)


def _has_body(scope: Scope) -> bool:
    return any(name in _ANNOUNCING for name, _ in scope["headers"])


async def _gathered(receive: Receive) -> deque[Message]:
    """Return all messages up to the one with which the body is whole, or with which the client hangs up."""
    messages: deque[Message] = deque()
    while not messages or messages[-1].get("more_body", False):
        messages.append(await receive())
    return messages


def _replaying(messages: deque[Message], receive: Receive) -> Receive:
    async def replayed() -> Message:
        return messages.popleft() if messages else await receive()

    return replayed
