"""/mcp: the tools over streamable HTTP, without sessions, so that any worker process answers any request."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.access.binding import is_own_origin
from service.errors import problem

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

PATH = "/mcp"


class McpEndpoint:
    """Serves the tools of one application. The protocol's software takes a second to load: the first request waits for it."""

    path = PATH

    def __init__(self, app: FastAPI, origins: str = "") -> None:
        self._app = app
        self._origins = frozenset(each.strip().rstrip("/") for each in origins.split(",") if each.strip())
        self._starting = asyncio.Lock()
        self._stopped = asyncio.Event()
        self._manager: StreamableHTTPSessionManager | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. A page of another origin is refused unless the settings let it ask here."""
        origin = Headers(scope=scope).get("origin", "")
        if origin and not self._may_ask(origin, scope):
            detail = f"{origin[:200]} may not ask here: name it in POLICYQA_CORS_ORIGINS"
            await problem(403, detail)(scope, receive, send)
            return
        manager = await self._started()
        await manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what still runs; the endpoint is not used after that."""
        self._stopped.set()
        if self._running is not None:
            await self._running

    def _may_ask(self, origin: str, scope: Scope) -> bool:
        return bool(self._origins & {origin, "*"}) or is_own_origin(origin, dict(scope["headers"]))

    async def _started(self) -> "StreamableHTTPSessionManager":
        async with self._starting:
            if self._manager is None:
                manager = await run_in_threadpool(_load, self._app)
                ready = asyncio.Event()
                self._running = asyncio.create_task(self._run(manager, ready))
                await ready.wait()
                self._manager = manager
            return self._manager

    async def _run(self, manager: "StreamableHTTPSessionManager", ready: asyncio.Event) -> None:
        """Hold the manager open; its task group has to be left by the task that entered it."""
        async with manager.run():
            ready.set()
            await self._stopped.wait()


def _load(app: FastAPI) -> "StreamableHTTPSessionManager":
    # Here, because it is loaded only where it is used.
    from mcp.server.transport_security import TransportSecuritySettings

    from service.mcp.tools import make_server

    server = make_server(app)
    # The gate looks at the host of every request on loopback, and McpEndpoint at the origin.
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(stateless_http=True, json_response=True, transport_security=unchecked)
    return server.session_manager


def add_mcp(app: FastAPI, origins: str = "") -> McpEndpoint:
    """Serve the tools at /mcp; the lifespan of `app` has to close what is returned."""
    endpoint = McpEndpoint(app, origins)
    app.router.routes.append(Route(PATH, endpoint, methods=["GET", "POST", "DELETE"], include_in_schema=False))
    return endpoint
