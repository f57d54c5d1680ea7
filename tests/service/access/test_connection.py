import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from service.access import connection
from service.access.connection import PatientProtocol, server_options
from tests.service import serving

Connect = Callable[[], socket.socket]
_FLOOD = 300
REQUEST = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class _Hasty(PatientProtocol):
    headers_within_s = 0.3
    stuck_for_s = 0.3
    most_connections = 3


def _app() -> FastAPI:
    app = FastAPI(docs_url=None, openapi_url=None)

    @app.get("/")
    def root() -> str:
        return "here"

    @app.post("/")
    async def body(request: Request) -> int:
        return len(await request.body())

    @app.get("/slow")
    async def slow() -> str:
        await asyncio.sleep(1)
        return "late"

    @app.get("/flood")
    def flood() -> StreamingResponse:
        return StreamingResponse(b"x" * 65536 for _ in range(_FLOOD))

    return app


@contextmanager
def served(protocol: type[PatientProtocol]) -> Iterator[Connect]:
    opened: list[socket.socket] = []
    with serving.served(_app(), **{**server_options(), "http": protocol}) as address:

        def connect() -> socket.socket:
            opened.append(socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=20))
            return opened[-1]

        try:
            yield connect
        finally:
            for each in opened:
                each.close()


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Opens connections to a server that waits for three tenths of a second only, and takes three at once."""
    with served(_Hasty) as opens:
        yield opens


def rest_of(connection: socket.socket) -> bytes:
    """Return all that still comes; a connection that is cut off brings no more."""
    received = []
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            received.append(piece)
    return b"".join(received)


def test_who_connects_and_says_nothing_is_cut_off(connect: Connect) -> None:
    assert rest_of(connect()) == b""


def test_who_sends_a_header_now_and_then_is_cut_off(connect: Connect) -> None:
    slow = connect()
    slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")

    def trickle() -> None:
        for _ in range(100):
            slow.sendall(b"X-A: b\r\n")
            time.sleep(0.05)

    with pytest.raises((ConnectionResetError, BrokenPipeError)):
        trickle()


def test_a_second_request_that_never_ends_is_cut_off_too(connect: Connect) -> None:
    kept = connect()
    kept.sendall(REQUEST)
    received = b""
    while not received.endswith(b'"here"'):
        received += kept.recv(65536)
    kept.sendall(b"GET / HTTP/1.1\r\nX-A")
    assert rest_of(kept) == b""


def test_an_answer_may_take_longer_than_its_headers(connect: Connect) -> None:
    patient = connect()
    patient.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b'"late"' in rest_of(patient)


def test_who_does_not_read_what_was_asked_for_is_cut_off(connect: Connect) -> None:
    stuck = connect()
    stuck.sendall(b"GET /flood HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(1)
    assert len(rest_of(stuck)) < 65536 * _FLOOD


def test_who_reads_slowly_but_reads_gets_everything(connect: Connect) -> None:
    slow = connect()
    slow.sendall(b"GET /flood HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    for _ in range(5):
        slow.recv(1024)
        time.sleep(0.02)
    assert len(rest_of(slow)) > 65536 * _FLOOD - 5 * 1024


def test_one_connection_too_many_is_told_to_come_back(connect: Connect) -> None:
    held = [connect() for _ in range(3)]
    for each in held:
        each.sendall(REQUEST)
        assert b"200 OK" in each.recv(65536)
    held.append(connect())
    held[-1].sendall(REQUEST)
    refused = rest_of(held[-1])
    assert b"503 Service Unavailable" in refused
    assert b"retry-after: 5" in refused.lower()
    assert b"application/problem+json" in refused


def test_headers_of_any_size_are_not_read(connect: Connect) -> None:
    greedy = connect()
    greedy.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * (connection._LARGEST_HEADERS + 1))
    assert b"400 Bad Request" in rest_of(greedy)


def test_a_question_in_an_address_passes(connect: Connect) -> None:
    asking = connect()
    asking.sendall(b"GET /?q=" + b"%E5%82%A8" * 500 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b'"here"' in rest_of(asking)


def test_the_server_does_not_say_what_it_is_made_with(connect: Connect) -> None:
    asking = connect()
    asking.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"\r\nserver:" not in rest_of(asking).lower()


@pytest.mark.parametrize(
    "message",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\nY: b\r\n\x00\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
    ],
)
def test_what_is_no_plain_request_is_refused(connect: Connect, message: bytes) -> None:
    odd = connect()
    odd.sendall(message)
    assert b"200 OK" not in rest_of(odd)
