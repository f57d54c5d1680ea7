"""The end of the service, as a process that is told to end."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.draining import LONGEST_DRAIN_S, grace_s
from tests.service.process import running
from tests.service.scripted_model import Script

QUESTION = "张掖市应急物资储备的目标是什么？"
WORDED = "张掖市、县两级储备的应急物资，可保障4万至6万人紧急转移安置[1]。"
_WAITED_FOR_S = 10
Process = Popen[str]


@contextmanager
def told_to_end_while_answering(
    index: Path, folder: Path, script: Script
) -> Iterator[tuple[Process, str, Iterator[str]]]:
    """A service that has begun to answer and is told to end: its process, its address, and the rest of the answer."""
    given = {
        "POLICYQA_LLM_BASE_URL": script.address, "POLICYQA_LLM_MODEL": "scripted", "POLICYQA_LLM_TIMEOUT_S": "60",
        "POLICYQA_DRAIN_S": str(LONGEST_DRAIN_S),
    }  # fmt: skip
    events = {"accept": "text/event-stream"}
    with (
        running(index, folder, given=given) as (process, address),
        httpx2.stream("POST", f"{address}/v1/ask", json={"question": QUESTION}, headers=events, timeout=30) as response,
    ):
        lines = response.iter_lines()
        assert next(lines) == "event: interpretation"
        process.send_signal(signal.SIGTERM)
        yield process, address, lines


@pytest.mark.slow
def test_an_answer_under_way_is_finished_and_new_ones_are_sent_elsewhere(
    built_index: Path, tmp_path: Path, script: Script
) -> None:
    script.says(*WORDED)
    script.pause_s = 3 / len(WORDED)
    with told_to_end_while_answering(built_index, tmp_path, script) as (process, address, lines):
        refused = httpx2.get(f"{address}/readyz")
        while refused.status_code == 200:  # the signal is on its way
            refused = httpx2.get(f"{address}/readyz")
        assert refused.status_code == 503
        assert "shutting down" in refused.json()["detail"]
        assert httpx2.get(f"{address}/healthz").status_code == 200
        rest = list(lines)
        done = json.loads(rest[rest.index("event: done") + 1].removeprefix("data: "))
        assert done["answer"] == WORDED
        process.wait(timeout=_WAITED_FOR_S)


@pytest.mark.slow
def test_an_answer_that_does_not_end_holds_nobody_up(built_index: Path, tmp_path: Path, script: Script) -> None:
    script.says(*"字" * 600)
    script.pause_s = 0.1
    with told_to_end_while_answering(built_index, tmp_path, script) as (process, _, lines):
        process.wait(timeout=_WAITED_FOR_S)
        with pytest.raises(httpx2.RemoteProtocolError):
            list(lines)


@pytest.mark.parametrize("drain_s", [0.0, 1.0, LONGEST_DRAIN_S])
def test_what_is_given_to_answers_under_way_leaves_a_second_of_the_ten(drain_s: float) -> None:
    assert drain_s + grace_s(drain_s) <= _WAITED_FOR_S - 1


def test_a_service_that_has_ended_is_not_ready(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    client.app.state.is_leaving = True
    response = client.get("/readyz")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
