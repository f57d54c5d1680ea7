"""Failures that nobody foresaw, answered inside the layers around the application."""

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import unexpected

_LOG = logging.getLogger(__name__)


class Failures:
    """Answers such a failure where the layers around it still add their headers.

    The handler of `Exception` answers outside all of them: a page of another origin would be told only that the request
    failed, and could not show that the service is at fault and not the network.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; a response that has begun cannot be taken back, and is broken off."""
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception:
            if scope["type"] != "http" or has_begun:
                raise
            _LOG.exception("unexpected failure at %s", scope["path"])
            await unexpected()(scope, receive, send)
