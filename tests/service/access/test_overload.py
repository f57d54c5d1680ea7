from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from service.access.overload import Overload

Message = dict[str, Any]
ASK = {"type": "http", "method": "POST", "path": "/v1/ask", "headers": []}


class Slow:
    """An application that begins its answer when it is told to, and notes how many it answers at once."""

    def __init__(self) -> None:
        self.go = anyio.Event()
        self.read = anyio.Event()
        self.working = self.most = 0

    async def __call__(self, scope: Message, receive: object, send: Callable[[Message], Awaitable[None]]) -> None:  # noqa: ARG002
        self.working += 1
        self.most = max(self.most, self.working)
        await self.go.wait()
        self.working -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.read.wait()
        await send({"type": "http.response.body", "body": b""})


async def status_of(app: Overload, scope: Message) -> Message:
    """Return the start of an answer: its status and its headers."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, None, send)  # type: ignore[arg-type]
    return sent[0]


@pytest.mark.parametrize(("asking", "answered", "refused"), [(3, 3, 0), (5, 5, 0), (9, 5, 4)])
def test_so_many_are_answered_so_many_wait_and_the_others_are_sent_away(
    asking: int, answered: int, refused: int
) -> None:
    async def run() -> tuple[list[int], int]:
        slow = Slow()
        slow.read.set()
        app = Overload(slow, running=2, waiting=3)  # type: ignore[arg-type]
        found: list[int] = []

        async def one() -> None:
            found.append((await status_of(app, ASK))["status"])

        async with anyio.create_task_group() as group:
            for _ in range(asking):
                group.start_soon(one)
            await anyio.wait_all_tasks_blocked()
            slow.go.set()
        return sorted(found), slow.most

    statuses, most = anyio.run(run)
    assert statuses == [200] * answered + [503] * refused
    assert most == 2


def test_who_is_sent_away_is_told_when_to_come_back() -> None:
    async def run() -> Message:
        slow = Slow()
        app = Overload(slow, running=1, waiting=0)  # type: ignore[arg-type]
        async with anyio.create_task_group() as group:
            group.start_soon(status_of, app, ASK)
            await anyio.wait_all_tasks_blocked()
            refused = await status_of(app, ASK)
            group.cancel_scope.cancel()
        return refused

    refused = anyio.run(run)
    headers = dict(refused["headers"])
    assert (refused["status"], headers[b"retry-after"]) == (503, b"2")
    assert headers[b"content-type"] == b"application/problem+json"


def test_nobody_waits_without_end() -> None:
    async def run() -> int:
        slow = Slow()
        app = Overload(slow, running=1, waiting=5, longest_wait_s=0.01)  # type: ignore[arg-type]
        async with anyio.create_task_group() as group:
            group.start_soon(status_of, app, ASK)
            await anyio.wait_all_tasks_blocked()
            refused = await status_of(app, ASK)
            group.cancel_scope.cancel()
        return int(refused["status"])

    assert anyio.run(run) == 503


def test_a_slow_reader_of_a_stream_keeps_nobody_out() -> None:
    async def run() -> tuple[int, int]:
        slow = Slow()
        slow.go.set()
        app = Overload(slow, running=1, waiting=0)  # type: ignore[arg-type]
        statuses: list[int] = []

        async def one() -> None:
            statuses.append((await status_of(app, ASK))["status"])

        async with anyio.create_task_group() as group:
            group.start_soon(one)
            await anyio.wait_all_tasks_blocked()  # its answer has begun, and it does not read on
            group.start_soon(one)
            await anyio.wait_all_tasks_blocked()
            slow.read.set()
        return statuses[0], statuses[1]

    assert anyio.run(run) == (200, 200)


def test_a_place_is_free_again_after_a_failure_or_a_hang_up() -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    async def run() -> None:
        app = Overload(fail, running=1, waiting=0)
        for _ in range(3):
            with pytest.raises(RuntimeError, match="a bug"):
                await status_of(app, ASK)

    anyio.run(run)


@pytest.mark.parametrize(("method", "path"), [("GET", "/healthz"), ("GET", "/widget.js"), ("DELETE", "/v1/plans/a")])
def test_whether_it_is_alive_and_what_an_admin_does_is_never_sent_away(method: str, path: str) -> None:
    async def run() -> int:
        slow = Slow()
        app = Overload(slow, running=1, waiting=0)  # type: ignore[arg-type]
        found: list[int] = []

        async def one() -> None:
            found.append((await status_of(app, {**ASK, "method": method, "path": path}))["status"])

        async with anyio.create_task_group() as group:
            group.start_soon(status_of, app, ASK)
            await anyio.wait_all_tasks_blocked()
            group.start_soon(one)
            await anyio.wait_all_tasks_blocked()
            slow.go.set()
            slow.read.set()
        return found[0]

    assert anyio.run(run) == 200
