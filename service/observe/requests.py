"""Names each request, times it, and writes one line about it: neither what was asked nor who asked."""

import logging
import re
import uuid
from time import perf_counter

import anyio.to_thread
import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.observe.metrics import IN_PROGRESS, REQUEST_SECONDS, REQUESTS, WAITING

_LOG = logging.getLogger("policyqa.requests")
HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
# Asked for every few seconds by machines: a line each would bury the others.
_QUIET = frozenset(("/healthz", "/readyz", "/metrics"))


class Observed:
    """ASGI middleware, the outermost one. The id of a request is the one it brings, if that is plain, or a new one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its id back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        status = 500  # of a request that fails before it says anything

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        begun = perf_counter()
        IN_PROGRESS.inc()
        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, named)
        finally:
            IN_PROGRESS.dec()
            WAITING.labels("thread").set(anyio.to_thread.current_default_thread_limiter().statistics().tasks_waiting)
            _note(scope, status, perf_counter() - begun, request_id)


def route_of(scope: Scope) -> str:
    """Return the route of a request as it is declared, never as it was asked: /plans/{plan_id}. It is set by routing."""
    for named in ("route", "endpoint"):  # an endpoint that is an application of its own says its path itself
        path = getattr(scope.get(named), "path", None)
        if isinstance(path, str):
            return path
    root, app_root = scope.get("root_path", ""), scope.get("app_root_path", "")
    mounted: str = root.removeprefix(app_root)
    return mounted or "other"


def _note(scope: Scope, status: int, took_s: float, request_id: str) -> None:
    route = route_of(scope)
    method = scope["method"] if scope["method"] in _METHODS else "other"
    REQUESTS.labels(method, route, status).inc()
    REQUEST_SECONDS.labels(route).observe(took_s)
    level = logging.DEBUG if route in _QUIET and status < 500 else logging.INFO
    said = {
        "request_id": request_id, "method": method, "route": route, "status": status,
        "took_ms": round(took_s * 1000, 1),
    }  # fmt: skip
    _LOG.log(level, "request", extra=said)
