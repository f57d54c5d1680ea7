import logging
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from limits import parse_many
from starlette.types import Receive, Scope, Send

from service.access.rates import RateLimit, Rates, _address, _is_question
from service.errors import ServiceError
from tests.service.access.conftest import QUESTION, OpenSite, Site, bearer

REDIS = shutil.which("redis-server")
TWICE = parse_many("2/minute")


@pytest.fixture(autouse=True)
def _minute_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no window end while a test counts: time passes, but from the beginning of a minute."""
    begun = time.time()
    shift = 60 - begun % 60
    monkeypatch.setattr("limits.aio.storage.memory.time.time", lambda: time.perf_counter() % 10 + begun + shift)
    monkeypatch.setattr("service.access.rates.time.time", lambda: time.perf_counter() % 10 + begun + shift)


def ask(site: Site, headers: dict[str, str]) -> int:
    return site.client.post("/v1/ask", json=QUESTION, headers=headers).status_code


def test_who_asks_too_often_is_told_when_to_ask_again(open_site: OpenSite) -> None:
    site = open_site(rate_limit="2/minute")
    assert [ask(site, site.ask) for _ in range(2)] == [200, 200]
    response = site.client.post("/v1/ask", json=QUESTION, headers=site.ask)
    assert (response.status_code, response.headers["content-type"]) == (429, "application/problem+json")
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert response.headers["retry-after"] in response.json()["detail"]


def test_another_address_has_its_own_count_but_not_another_key(open_site: OpenSite) -> None:
    site = open_site(rate_limit="2/minute")
    assert [ask(site, each) for each in (site.ask, site.admin, site.ask)] == [200, 200, 429]


def test_reading_is_counted_apart_and_may_be_done_ten_times_as_often(open_site: OpenSite) -> None:
    site = open_site(rate_limit="1/minute")
    assert ask(site, site.ask) == 200
    suggested = [site.client.get("/v1/suggest", headers=site.ask).status_code for _ in range(11)]
    assert suggested == [200] * 10 + [429]


def test_what_needs_no_key_is_not_counted(open_site: OpenSite) -> None:
    site = open_site(rate_limit="1/minute")
    assert {site.client.get(path).status_code for path in ("/healthz", "/widget.js") * 20} == {200}


def test_guessing_keys_is_counted(open_site: OpenSite) -> None:
    site = open_site(rate_limit="2/minute")
    guesses = [ask(site, bearer(f"pqa_{number:08x}_" + "A" * 43)) for number in range(3)]
    assert guesses == [401, 401, 429]


def test_on_loopback_nobody_is_counted_unless_a_rate_is_set(open_site: OpenSite) -> None:
    assert {ask(site, {}) for site in [open_site(host="127.0.0.1")] for _ in range(400)} == {200}
    assert {ask(site, {}) for site in [open_site(host="127.0.0.1", rate_limit="1/hour")] for _ in range(3)} == {
        200,
        429,
    }


def test_the_pages_of_a_portal_do_not_use_up_each_others_share() -> None:
    rates = Rates(TWICE)

    async def waits() -> list[bool]:
        buckets = ["token a", "token a", "token a", "token b"]
        return [bool(await rates.wait_for(each, is_question=True)) for each in buckets]

    assert anyio.run(waits) == [False, False, True, False]


@pytest.mark.parametrize(
    ("client", "bucket"),
    [
        (("10.0.0.7", 1), "10.0.0.7"),
        (("2001:db8::1", 1), "2001:db8::/64"),
        (("2001:db8::ffff:1", 1), "2001:db8::/64"),
        (("testclient", 1), "testclient"),
        (None, None),
    ],
)
def test_an_address_stands_for_a_machine_or_for_a_household(client: tuple[str, int] | None, bucket: str | None) -> None:
    assert _address({"client": client}) == bucket


@pytest.mark.parametrize(
    ("method", "path", "query", "expected"),
    [
        ("POST", "/v1/ask", b"", True),
        ("GET", "/v1/search", b"q=a", True),
        ("GET", "/", b"q=a", True),
        ("GET", "/", b"", False),
        ("GET", "/v1/plans/a/text", b"", False),
        ("HEAD", "/plans", b"", False),
    ],
)
def test_a_question_is_what_makes_the_service_think(method: str, path: str, query: bytes, expected: bool) -> None:
    assert _is_question({"method": method, "path": path, "query_string": query}) is expected


@contextmanager
def redis_at(port: int, folder: Path) -> Iterator[str]:
    """Run a Redis of the test's own, on loopback, that keeps nothing; yield its address."""
    assert REDIS is not None
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        server.kill()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def redis_url(free_port: int, tmp_path: Path) -> Iterator[str]:
    with redis_at(free_port, tmp_path) as url:
        yield url


@pytest.mark.skipif(REDIS is None, reason="redis-server is not installed here")
def test_a_redis_that_went_away_is_used_again_when_it_is_back(
    free_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.access.rates._WITHOUT_REDIS_S", 0.0)

    async def waits() -> list[bool]:
        async def is_refused(rates: Rates) -> bool:
            return bool(await rates.wait_for("10.0.0.7", is_question=True))

        found = []
        with redis_at(free_port, tmp_path) as url:
            first, second = Rates(TWICE, url), Rates(TWICE, url)
            found += [await is_refused(first), await is_refused(second), await is_refused(first)]
        found += [await is_refused(first), await is_refused(second)]  # each counts by itself
        with redis_at(free_port, tmp_path):
            found += [await is_refused(second), await is_refused(first), await is_refused(second)]
            await first.close()
            await second.close()
        return found

    assert anyio.run(waits) == [False, False, True, False, False, False, False, True]


@pytest.mark.skipif(REDIS is None, reason="redis-server is not installed here")
def test_processes_that_share_a_redis_count_together(redis_url: str) -> None:
    async def waits() -> list[bool]:
        processes = [Rates(TWICE, redis_url) for _ in range(3)]
        found = [bool(await each.wait_for("10.0.0.7", is_question=True)) for each in processes]
        for each in processes:
            await each.close()
        return found

    assert anyio.run(waits) == [False, False, True]


@pytest.mark.skipif(REDIS is None, reason="redis-server is not installed here")
def test_over_http_a_limit_in_redis_is_a_429(open_site: OpenSite, redis_url: str) -> None:
    first, second = (open_site(rate_limit="1/hour", redis_url=redis_url) for _ in range(2))
    assert [ask(first, first.ask), ask(second, second.ask)] == [200, 429]


def test_when_redis_is_gone_each_process_counts_by_itself_and_says_so_once(
    open_site: OpenSite, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = open_site(rate_limit="2/minute", redis_url=f"redis://:secret@127.0.0.1:{port}/0")
    with caplog.at_level(logging.WARNING, "service.access.rates"):
        assert [ask(site, site.ask) for _ in range(3)] == [200, 200, 429]
    assert len(caplog.records) == 1
    assert "Redis does not answer" in caplog.text
    assert "secret" not in caplog.text


def test_without_the_client_of_redis_the_start_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, open_site: OpenSite
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "redis.asyncio.retry", None)
    with pytest.raises(ServiceError, match=r'pip install "policyqa\[redis\]"'):
        open_site(redis_url="redis://127.0.0.1:1/0")


def test_what_is_no_request_passes() -> None:
    passed = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        passed.append(scope)

    async def nothing(*_: object) -> Any:
        return {}

    limited = RateLimit(app, Rates(TWICE), by_address=True)
    anyio.run(limited, {"type": "lifespan"}, nothing, nothing)
    assert passed == [{"type": "lifespan"}]


@pytest.mark.parametrize("address", ["/?q=储备", "/?%71=储备", "/?lang=zh&q=储备", "/v1/search?q=储备"])
def test_a_question_in_an_address_is_counted_as_one_however_it_is_written(open_site: OpenSite, address: str) -> None:
    site = open_site(rate_limit="1/minute")
    assert [site.client.get(address, headers=site.ask).status_code for _ in range(2)] == [200, 429]


def test_an_address_in_which_nothing_is_asked_is_read(open_site: OpenSite) -> None:
    site = open_site(rate_limit="1/minute")
    assert {site.client.get("/?plan=zhangye&faq=1", headers=site.ask).status_code for _ in range(3)} == {200}
