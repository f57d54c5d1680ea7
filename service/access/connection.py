"""How the server listens: connections that send or take nothing are cut off, and their number is bounded."""

import asyncio
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.errors import problem

_HEADERS_WITHIN_S = 10.0
_STUCK_FOR_S = 60.0
# A client that keeps connections ready sends on one that is being closed now and then, and sees an error.
_IDLE_S = 20
# A question in an address is at most 4,500 bytes; h11 lets one request line and its headers have 64 KiB.
_LARGEST_HEADERS = 32 * 1024
# Below the 1,024 open files that a process usually may have.
_MOST_CONNECTIONS = 800


class PatientProtocol(H11Protocol):
    """HTTP/1.1 on one connection, which ends when its headers trickle in or when nobody reads the answer.

    uvicorn itself waits for both without end: some hundred such clients would hold all connections there are.
    """

    headers_within_s = _HEADERS_WITHIN_S
    stuck_for_s = _STUCK_FOR_S
    most_connections = _MOST_CONNECTIONS
    _headers_timer: asyncio.TimerHandle | None = None
    _reader_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self.app = problem(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "the service has more connections than it can serve: ask again in a few seconds",
                headers={"Retry-After": "5", "Connection": "close"},
            )
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; what is no whole request yet has to become one in time."""
        super().data_received(data)
        # Idle after data, too, is who was answered before the rest of the body came: uvicorn watches it no more.
        if self.conn.their_state is h11.IDLE:
            self._await_headers()
        else:
            self._stop_waiting()

    def pause_writing(self) -> None:
        """Give the client time to read what it was sent."""
        super().pause_writing()
        if self._reader_timer is None:
            self._reader_timer = self.loop.call_later(self.stuck_for_s, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        super().resume_writing()
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _await_headers(self) -> None:
        if self._headers_timer is None:  # it runs from the first byte, not from the last one
            self._headers_timer = self.loop.call_later(self.headers_within_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._headers_timer is not None:
            self._headers_timer.cancel()
            self._headers_timer = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.abort()


def server_options() -> dict[str, Any]:
    """Return what `uvicorn.Config` is told besides the application."""
    return {
        "http": PatientProtocol,
        "ws": "none",
        "timeout_keep_alive": _IDLE_S,
        "h11_max_incomplete_event_size": _LARGEST_HEADERS,
        "server_header": False,
        "access_log": False,
    }
