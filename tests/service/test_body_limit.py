from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from service.body_limit import BodyLimit
from tests.service.access.conftest import OpenSite, open_site

__all__ = ["open_site"]


def test_a_body_of_five_megabytes_is_refused_by_its_declared_size(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "x" * 5_000_000})
    assert (response.status_code, response.headers["content-type"]) == (413, "application/problem+json")
    assert "at most 1048576 are accepted" in response.json()["detail"]


def test_a_body_without_a_declared_size_is_counted_as_it_arrives(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(1100):
            yield b"x" * 1024
        yield b'"}'

    response = client.post("/v1/ask", content=chunks(), headers={"content-type": "application/json"})
    assert response.status_code == 413


def test_a_body_within_the_limit_passes(client: TestClient) -> None:
    history = [{"role": "user", "content": "储" * 3000}] * 20
    assert client.post("/v1/ask", json={"question": "储备", "history": history}).status_code == 200


def test_only_what_an_admin_sends_may_be_as_large_as_documents_are(open_site: OpenSite) -> None:
    site = open_site(max_body_bytes=1000, max_upload_bytes=5000)
    sizes = {size: site.client.put("/v1/plans", content=b"x" * size, headers=site.admin) for size in (4000, 6000)}
    assert {size: response.status_code == 413 for size, response in sizes.items()} == {4000: False, 6000: True}
    asked = site.client.post("/v1/ask", content=b"x" * 4000, headers=site.admin)
    assert asked.status_code == 413


def _send(body: list[bytes], *, patience_s: float) -> list[dict[str, Any]]:
    """Send pieces of a body and then nothing more, and return what is answered."""
    app = FastAPI()

    @app.post("/")
    async def size(request: Request) -> int:
        return len(await request.body())

    sent: list[dict[str, Any]] = []
    pieces = iter(body)

    async def receive() -> dict[str, Any]:
        piece = next(pieces, None)
        if piece is None:
            await anyio.sleep_forever()
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", "http_version": "1.1",
        "scheme": "http", "server": ("x", 80), "client": ("y", 1), "root_path": "", "raw_path": b"/",
    }  # fmt: skip
    anyio.run(BodyLimit(app, 10_000, patience_s=patience_s), scope, receive, send)
    return sent


@pytest.mark.parametrize("body", [[], [b"a"], [b"a", b"b", b"c"]])
def test_a_body_that_never_ends_is_waited_for_no_longer_than_its_time(body: list[bytes]) -> None:
    start, *rest = _send(body, patience_s=0.05)
    assert (start["status"], dict(start["headers"])[b"content-type"]) == (408, b"application/problem+json")
    assert b"did not arrive in time" in rest[0]["body"]


def test_a_body_that_arrives_has_all_the_time_of_the_world_for_its_answer() -> None:
    start, *rest = _send([b"abc", b""], patience_s=0.05)
    assert (start["status"], rest[0]["body"]) == (200, b"3")
