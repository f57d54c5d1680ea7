"""Refuses bodies that are too large before they are read."""

from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import problem


class _TooLarge(Exception):
    """More bytes arrived than are allowed."""


class BodyLimit:
    """ASGI middleware: answers 413 as soon as the declared or the received size passes `max_bytes`."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body counted."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self._max_bytes:
            await self._refuse(int(declared))(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise _TooLarge
            return message

        async def unless_too_large(message: Message) -> None:
            # Whatever the application makes of the broken-off body, the answer is the one below.
            if received <= self._max_bytes:
                await send(message)

        with suppress(_TooLarge):
            await self._app(scope, counted, unless_too_large)
        if received > self._max_bytes:
            await self._refuse(received)(scope, receive, send)

    def _refuse(self, size: int) -> ASGIApp:
        detail = f"the body has {size} bytes or more, at most {self._max_bytes} are accepted: send less"
        return problem(413, detail, headers={"Connection": "close"})
