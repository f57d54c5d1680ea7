import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Receive, Scope, Send

from index.search import Searcher
from service.access.overload import Overload
from service.answer.answerer import Answerer
from service.app import create_app
from service.observe.exposition import exposed, shared_by_processes
from service.observe.metrics import TimedEmbedder
from service.settings import Settings
from tests.conftest import KeywordEmbedder
from tests.service.process import running
from tests.service.scripted_model import Script

QUESTION = "张掖市应急物资储备的目标是什么？"
Samples = dict[tuple[str, ...], float]


def samples(text: str) -> Samples:
    """Every value by its name and its labels' values, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def scraped(client: TestClient) -> Counter[tuple[str, ...]]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    return Counter(samples(response.text))  # a value that is not there yet is 0


def test_a_request_is_counted_by_its_route_and_never_by_its_address(client: TestClient) -> None:
    before = scraped(client)
    client.get("/v1/plans/zhangye")
    client.get("/v1/plans/atlantis")
    client.get("/no/such/page")
    client.get("/static/page.css")
    client.get("/mcp", headers={"accept": "text/plain"})
    after = scraped(client)
    assert (
        after["policyqa_requests_total", "GET", "/v1/plans/{plan_id}", "200"]
        == 1 + before["policyqa_requests_total", "GET", "/v1/plans/{plan_id}", "200"]
    )
    for key in (("/v1/plans/{plan_id}", "404"), ("other", "404"), ("/static", "200"), ("/mcp", "406")):
        assert after["policyqa_requests_total", "GET", *key] == before["policyqa_requests_total", "GET", *key] + 1
    assert after["policyqa_request_seconds_count", "other"] > before["policyqa_request_seconds_count", "other"]
    assert "atlantis" not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("你好", "chat"),
        ("兰州市应急物资储备的目标是什么？", "unknown_place"),
        ("张掖市的小学有多少所？", "no_evidence"),
        ("量子纠缠超导悖论", "other_subject"),
    ],
)
def test_an_abstention_is_counted_by_its_reason(client: TestClient, question: str, reason: str) -> None:
    before = scraped(client)
    client.post("/v1/ask", json={"question": question})
    after = scraped(client)
    changed = {key: after[key] - before[key] for key in after if key[0] == "policyqa_abstentions_total"}
    assert {key[1]: value for key, value in changed.items() if value} == {reason: 1}


def test_the_time_of_each_stage_and_of_the_models_is_measured(
    script: Script, searcher: Searcher, settings: Settings
) -> None:
    script.says("市县两级储备的应急物资，可保障4万至6万人紧急转移安置[1]。")
    worded = settings.model_validate({**settings.model_dump(), "llm_base_url": script.address, "llm_model": "scripted"})
    timed = Answerer(Searcher(searcher.index, TimedEmbedder(KeywordEmbedder())))
    timed.warm_up()
    with TestClient(create_app(worded, timed), base_url="http://localhost") as client:
        before = scraped(client)
        answer = client.post("/v1/ask", json={"question": QUESTION}).json()
        after = scraped(client)
    assert answer["generation"]["mode"] == "generated"
    for stage in ("understand", "retrieve", "rank", "answer", "total"):
        key = ("policyqa_stage_seconds_count", stage)
        assert after[key] == before[key] + 1
    took = after["policyqa_stage_seconds_sum", "total"] - before["policyqa_stage_seconds_sum", "total"]
    assert took == pytest.approx((answer["timings_ms"]["total"] - answer["timings_ms"]["generate"]) / 1000)
    for name in ("embedding", "language"):
        assert after["policyqa_model_seconds_count", name] == before["policyqa_model_seconds_count", name] + 1
    assert after["policyqa_wordings_total", "generated", ""] == before["policyqa_wordings_total", "generated", ""] + 1


def test_the_index_and_its_age_are_told(client: TestClient, answerer: Answerer) -> None:
    told = scraped(client)
    assert told["policyqa_index_info", answerer.index_version] == 1
    assert told["policyqa_index_plans",] == 3
    assert told["policyqa_index_passages",] == len([*answerer._searcher.index.passages])
    now = told["policyqa_index_created_timestamp_seconds",] + told["policyqa_index_age_seconds",]
    assert now == pytest.approx(time.time(), abs=60)


def test_the_hits_of_a_cache_are_counted(client: TestClient) -> None:
    client.get("/v1/search", params={"q": "应急物资储备"})
    before = scraped(client)
    client.get("/v1/search", params={"q": "应急物资储备"})
    key = ("policyqa_cache_hits_total", "question_words")
    assert scraped(client)[key] > before[key]


def test_those_who_wait_for_their_turn_are_counted() -> None:
    async def wait() -> list[float]:
        entered, leave = anyio.Event(), anyio.Event()
        seen = []

        async def work(_: Scope, __: Receive, ___: Send) -> None:
            entered.set()
            await leave.wait()

        async def nothing(*_: object) -> Any:
            raise AssertionError

        layer = Overload(work, running=1, waiting=5)
        scope: Scope = {"type": "http", "method": "POST", "path": "/v1/ask"}
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(layer, scope, nothing, nothing)
            await entered.wait()
            await anyio.wait_all_tasks_blocked()
            seen.append(samples(exposed(None).decode())["policyqa_queue_depth", "turn"])
            leave.set()
        return [*seen, samples(exposed(None).decode())["policyqa_queue_depth", "turn"]]

    assert anyio.run(wait) == [2, 0]


def test_before_the_index_is_loaded_there_are_metrics_without_it(answerer: Answerer, settings: Settings) -> None:
    told = samples(TestClient(create_app(settings, answerer), base_url="http://localhost").get("/metrics").text)
    assert told["policyqa_ready",] == 0
    assert not any(name[0].startswith("policyqa_index") for name in told)


@pytest.mark.slow
def test_worker_processes_are_counted_together_and_end_together(built_index: Path, tmp_path: Path) -> None:
    with running(built_index, tmp_path, workers=2) as (process, address):
        for _ in range(20):  # on connections of their own, so that both processes get some
            httpx2.post(f"{address}/v1/ask", json={"question": QUESTION}, timeout=60).raise_for_status()
        told = [samples(httpx2.get(f"{address}/metrics").text) for _ in range(5)]
        asked = ("policyqa_requests_total", "POST", "/v1/ask", "200")
        assert [each[asked] for each in told] == [20] * 5
        assert told[-1]["policyqa_requests_in_progress",] == 1  # the one that asks
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        with pytest.raises(httpx2.ConnectError):
            httpx2.get(f"{address}/healthz")


def test_what_a_killed_process_was_doing_is_forgotten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from service.observe import exposition

    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    child = os.fork()
    if child == 0:
        signal.pause()
    mine, other = (tmp_path / f"gauge_livesum_{pid}.db" for pid in (os.getpid(), child))
    mine.touch()
    other.touch()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    exposition._forget_the_dead(tmp_path)
    assert (mine.exists(), other.exists()) == (True, False)


def test_the_folder_of_the_processes_is_removed_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "/before")
    with shared_by_processes():
        folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        assert folder.is_dir()
    assert not folder.exists()
    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == "/before"
