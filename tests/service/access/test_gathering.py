import json
from typing import Any

import anyio
import pytest

from service.access.gathering import Gathering
from service.body_limit import BodyLimit
from tests.service.access.conftest import QUESTION, OpenSite

Message = dict[str, Any]
BODY = json.dumps(QUESTION).encode()
JSON = (b"content-type", b"application/json")


def scope(path: str, *headers: tuple[bytes, bytes]) -> Message:
    return {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
        "headers": [(b"host", b"localhost"), JSON, *headers], "query_string": b"", "http_version": "1.1",
        "server": ("localhost", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip


async def status_of(app: Any, asked: Message, *received: Message) -> int:
    """Return what is answered to a client that sends these messages and then nothing."""
    waiting = iter(received)
    statuses = []

    async def receive() -> Message:
        message = next(waiting, None)
        if message is None:
            await anyio.sleep_forever()
            raise AssertionError
        return message

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(asked, receive, send)
    return int(statuses[0])


@pytest.mark.parametrize("announced", [(b"content-length", b"1000"), (b"transfer-encoding", b"chunked")])
@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions", "/mcp"])
def test_bodies_that_do_not_arrive_keep_nobody_out(
    open_site: OpenSite, announced: tuple[bytes, bytes], path: str
) -> None:
    app = open_site(host="127.0.0.1", max_concurrent=1, max_waiting=0).client.app
    begun = {"type": "http.request", "body": BODY[:5], "more_body": True}
    rest = {"type": "http.request", "body": BODY[5:], "more_body": False}

    async def run() -> int:
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(status_of, app, scope(path, announced), begun)
            await anyio.wait_all_tasks_blocked()
            whole = scope("/v1/ask", (b"content-length", str(len(BODY)).encode()))
            status = await status_of(app, whole, begun, rest)
            group.cancel_scope.cancel()
        return status

    assert anyio.run(run) == 200


def test_a_body_that_is_gathered_is_limited(open_site: OpenSite) -> None:
    site = open_site(host="127.0.0.1", max_body_bytes=100)
    assert site.client.post("/v1/ask", content=iter([b"x" * 60] * 2)).status_code == 413


def test_a_body_that_is_gathered_is_cut_off() -> None:
    async def reached(*_: object) -> None:
        raise AssertionError

    app = BodyLimit(Gathering(reached), 10_000, patience_s=0.05)
    begun = {"type": "http.request", "body": BODY[:5], "more_body": True}
    assert anyio.run(status_of, app, scope("/v1/ask", (b"content-length", b"90")), begun) == 408
