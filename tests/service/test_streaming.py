import json
import logging
import re
import socket
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.types import Message

from service.answer.answerer import Answerer
from service.answer.model import Answer
from service.app import create_app
from service.errors import ServiceError
from service.settings import Settings
from service.streaming import cut, unless_gone, wants_events
from tests.service.scripted_model import Script
from tests.service.serving import served

QUESTION = "张掖市应急物资储备的目标是什么？"
EXTRACTED = "市县两级储备应急物资，可以保障4万至6万人紧急转移安置。[1]"
WORDED = "张掖市、县两级储备的应急物资，可保障4万至6万人紧急转移安置[1]。"
EVENTS = {"accept": "text/event-stream"}

Make = Callable[..., Settings]


def events_of(text: str) -> list[tuple[str, Any]]:
    """The events in the body of a response."""
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def stream(client: TestClient, question: str = QUESTION) -> list[tuple[str, Any]]:
    response = client.post("/v1/ask", json={"question": question}, headers=EVENTS)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    return events_of(response.text)


def shown(events: list[tuple[str, Any]]) -> str:
    """What a client shows in the end."""
    text = ""
    for name, data in events:
        if name == "answer":
            text = data["delta"] if data["replace"] else text + data["delta"]
    return text


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "张掖市和丰台区的生产安全事故死亡人数目标分别是多少？",
        "兰州市的目标？",
        "你好",
        "How many rescue teams in Zhangye?",
    ],
)
def test_the_events_are_the_answer_without_a_stream(client: TestClient, question: str) -> None:
    plain = client.post("/v1/ask", json={"question": question}).json()
    events = stream(client, question)
    names = [name for name, _ in events]
    assert (names[0], names[-1], names.count("done")) == ("interpretation", "done", 1)
    assert names == sorted(names, key=["interpretation", "citation", "answer", "done"].index)
    done = events[-1][1]
    assert {**done, "id": "", "timings_ms": {}} == {**plain, "id": "", "timings_ms": {}}
    assert events[0][1] == plain["interpretation"]
    assert [data for name, data in events if name == "citation"] == plain["citations"]
    assert shown(events) == plain["answer"]


def test_a_citation_comes_before_its_marker_and_no_marker_is_cut(client: TestClient) -> None:
    cited: set[int] = set()
    for name, data in stream(client):
        if name == "citation":
            cited.add(data["id"])
        if name == "answer":
            assert {int(number) for number in re.findall(r"\[(\d+)\]", data["delta"])} <= cited
            assert re.sub(r"\[\d+\]", "", data["delta"]).count("[") == 0


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("到2025年，下降15%。[1][12]\n建站。[1]", ["到2025年，", "下降15%。[1][12]", "\n", "建站。[1]"]),
        ("原文[注]说，没有[12", ["原文[注]说，", "没有[12"]),
        ("", []),
    ],
)
def test_pieces_are_whole(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("text/event-stream, application/json;q=0.5", True),
        ("text/event-stream, application/json", True),
        ("application/json, text/event-stream", False),
        ("application/json, text/event-stream;q=0.9", False),
        ("text/event-stream;q=0", False),
        ("text/event-stream;q=nonsense", False),
        ("*/*", False),
        ("", False),
        (",;,=", False),
    ],
)
def test_the_accept_header_chooses(accept: str, wanted: bool) -> None:
    assert wants_events(accept) is wanted


def test_an_error_before_the_start_is_a_problem(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "储备", "plan_ids": ["atlantis"]}, headers=EVENTS)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


def test_an_error_after_the_start_is_an_event(
    script: Script, llm_settings: Make, answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.says(WORDED)
    monkeypatch.setattr("service.generate.guard.Guard.proved", lambda *_: 1 / 0)
    with TestClient(create_app(llm_settings(), answerer), base_url="http://localhost") as client:
        events = stream(client)
    assert events[-1][0] == "error"
    assert events[-1][1]["status"] == 500
    assert "done" not in [name for name, _ in events]


def test_the_sentences_of_a_model_come_one_by_one(script: Script, llm_settings: Make, answerer: Answerer) -> None:
    script.says(WORDED, "另外组建救援队伍21支[5]。", "牵头单位为市应急局[1]。")
    with TestClient(create_app(llm_settings(), answerer), base_url="http://localhost") as client:
        events = stream(client)
    done = events[-1][1]
    assert done["generation"] == {"mode": "generated", "model": "scripted", "reason": None, "dropped": 1}
    assert shown(events) == done["answer"]
    assert "21支" not in "".join(data["delta"] for name, data in events if name == "answer")
    assert not any(data["replace"] for name, data in events if name == "answer")


def test_what_was_sent_of_a_draft_that_failed_is_replaced(
    script: Script, llm_settings: Make, answerer: Answerer
) -> None:
    script.breaks_off(WORDED, "此外，")
    with TestClient(create_app(llm_settings(), answerer), base_url="http://localhost") as client:
        events = stream(client)
    answers = [data for name, data in events if name == "answer"]
    assert answers[0] == {"delta": "张掖市、县两级储备的应急物资，", "replace": False}
    assert answers[-1] == {"delta": EXTRACTED, "replace": True}
    assert (shown(events), events[-1][1]["answer"]) == (EXTRACTED, EXTRACTED)


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_when_the_client_hangs_up_the_model_is_hung_up_on(
    script: Script, llm_settings: Make, answerer: Answerer, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    script.says(*WORDED * 50)
    script.pause_s = 0.02
    body = json.dumps({"question": QUESTION}).encode()
    head = f"POST /v1/ask HTTP/1.1\r\nhost: localhost\r\naccept: {accept}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    with caplog.at_level(logging.WARNING), served(create_app(llm_settings(llm_timeout_s=60), answerer)) as address:
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as client:
            client.sendall(head.encode() + body)
            while not script.requests:
                time.sleep(0.02)
            if accept == "text/event-stream":
                assert b"event: interpretation" in client.recv(65536)
        assert script.hung_up.wait(20)
    assert [record.message for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("failure", [ValueError("broken"), ServiceError("no such plan")])
def test_what_the_work_raises_is_raised_as_it_is(failure: Exception) -> None:
    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def work() -> Answer:
        raise failure

    async def ask() -> None:
        await unless_gone(Request({"type": "http"}, receive), work())

    with pytest.raises(type(failure)) as raised:
        anyio.run(ask)
    assert raised.value is failure
