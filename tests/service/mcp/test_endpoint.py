"""The tools as the official client of the protocol meets them: over a socket, in both ways of speaking that it knows."""

import sys
from collections.abc import Callable, Coroutine, Iterator
from subprocess import run
from typing import Any

import anyio
import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp import Client
from mcp.types import CallToolResult
from sqlalchemy import select

from index.search import Searcher
from service.access.keys import Keys
from service.access.levels import Role
from service.access.settings import Auth
from service.answer.answerer import Answerer
from service.app import create_app
from service.database.models import QuestionRow
from service.database.store import Database
from service.settings import Settings
from tests.service.serving import served

QUESTION = "张掖市应急物资储备的目标是什么？"
Call = Callable[..., dict[str, Any]]


@pytest.fixture
def app(settings: Settings, answerer: Answerer) -> FastAPI:
    return create_app(settings, answerer)


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    with served(app) as found:
        yield found


@pytest.fixture
def call(address: str) -> Call:
    """Call a tool; return its structured result."""

    def call_tool(name: str, **arguments: object) -> dict[str, Any]:
        result = using(address, lambda client: client.call_tool(name, arguments))
        assert isinstance(result, CallToolResult)
        assert not result.is_error, result.content
        content: dict[str, Any] = result.structured_content
        return content

    return call_tool


def using(address: str, work: Callable[[Client], Coroutine[Any, Any, Any]], mode: str = "auto") -> Any:
    async def connected() -> Any:
        async with Client(f"{address}/mcp", mode=mode) as client:
            return await work(client)

    return anyio.run(connected)


def failure(address: str, name: str, **arguments: object) -> str:
    """What a tool says when it cannot do what it was asked."""
    result = using(address, lambda client: client.call_tool(name, arguments))
    assert result.is_error
    return str(result.content[0].text)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_listed_with_the_shape_of_their_results(address: str, mode: str) -> None:
    tools = {tool.name: tool for tool in using(address, lambda client: client.list_tools(), mode).tools}
    assert set(tools) == {"ask_plans", "search_plans", "get_passage", "list_plans", "compare_indicator"}
    for tool in tools.values():
        assert tool.description
        assert tool.output_schema
        assert tool.annotations.read_only_hint


def test_an_answer_is_that_of_http_with_its_citations(call: Call, address: str) -> None:
    answer = call("ask_plans", question=QUESTION)
    plain = httpx2.post(f"{address}/v1/ask", json={"question": QUESTION}).json()
    assert {**answer, "id": "", "timings_ms": {}} == {**plain, "id": "", "timings_ms": {}}
    assert "4万至6万人" in answer["citations"][0]["quote"]


def test_a_place_without_a_plan_is_declined(call: Call) -> None:
    answer = call("ask_plans", question="兰州市应急物资储备的目标是什么？")
    assert (answer["status"], answer["citations"]) == ("out_of_scope", [])


def test_a_passage_that_was_found_can_be_read_with_what_stands_around_it(call: Call, answerer: Answerer) -> None:
    found = call("search_plans", query="应急物资储备", plan_ids=["fengtai"], limit=1)["passages"]
    read = call("get_passage", passage_id=found[0]["passage_id"], context=10)
    text = answerer.plans["fengtai"].text
    assert len(read["before"]) == len(read["after"]) == 10
    assert read["before"] + read["passage"]["quote"] + read["after"] in text
    assert text[read["passage"]["start"] : read["passage"]["end"]] == found[0]["quote"]


def test_the_plans_are_listed_and_narrowed_to_a_place(call: Call) -> None:
    assert {plan["id"] for plan in call("list_plans")["plans"]} == {"beibei", "fengtai", "zhangye"}
    assert [plan["id"] for plan in call("list_plans", place="丰台")["plans"]] == ["fengtai"]


def test_an_indicator_is_compared_with_the_words_that_prove_it(call: Call) -> None:
    compared = call("compare_indicator", indicator="人均应急避难场所面积", plan_ids=["fengtai", "zhangye"])
    values = {each["plan"]["id"]: each["value"] for each in compared["stated"]}
    assert values.keys() == {"fengtai", "zhangye"}
    assert "2.1" in values["fengtai"]
    assert all("人均应急避难场所面积" in each["quote"] for each in compared["stated"])


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask_plans", {"question": "？！"}, "no words"),
        ("ask_plans", {"question": "储备", "plan_ids": ["atlantis"]}, 'there is no plan "atlantis"'),
        ("search_plans", {"query": "储备", "limit": 0}, "limit"),
        ("get_passage", {"passage_id": "fengtai-none"}, 'there is no passage "fengtai-none"'),
        ("compare_indicator", {"indicator": "面积", "plan_ids": ["atlantis"]}, 'there is no plan "atlantis"'),
    ],
)
def test_what_cannot_be_done_is_said_in_words(address: str, name: str, arguments: dict[str, object], said: str) -> None:
    assert said in failure(address, name, **arguments)


def test_an_index_that_was_swapped_answers_the_next_call(
    app: FastAPI, call: Call, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = call("list_plans")["index_version"]
    newer = Answerer(searcher)
    monkeypatch.setattr(Answerer, "index_version", property(lambda self: "newer" if self is newer else before))
    app.state.answerer = newer
    assert call("list_plans")["index_version"] == "newer"


def test_a_page_of_another_origin_may_not_call(address: str, settings: Settings, answerer: Answerer) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"accept": "application/json, text/event-stream"}
    foreign = httpx2.post(f"{address}/mcp", json=body, headers={**accept, "origin": "http://elsewhere.example"})
    assert (foreign.status_code, foreign.headers["content-type"]) == (403, "application/problem+json")
    assert httpx2.post(f"{address}/mcp", json=body, headers={**accept, "origin": address}).status_code == 200
    named = settings.model_copy(update={"cors_origins": "http://elsewhere.example"})
    with served(create_app(named, answerer)) as other:
        allowed = httpx2.post(f"{other}/mcp", json=body, headers={**accept, "origin": "http://elsewhere.example"})
    assert allowed.status_code == 200


def test_nothing_of_the_protocol_is_loaded_before_its_first_request() -> None:
    code = "import sys, service.app; sys.exit(any(name.split('.')[0] == 'mcp' for name in sys.modules))"
    assert run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_endpoint_that_was_never_asked_is_closed_at_once(app: FastAPI) -> None:
    with TestClient(app, base_url="http://localhost") as client:
        assert client.get("/healthz").status_code == 200


def test_the_audit_log_knows_whose_key_asked(settings: Settings, answerer: Answerer) -> None:
    database = Database(settings.feedback_url)
    key, made = Keys(database).create(Role.ASK, "assistant")
    asked = {"name": "ask_plans", "arguments": {"question": QUESTION}}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}
    headers = {"Authorization": f"Bearer {key}", "Accept": "application/json, text/event-stream"}
    closed = create_app(settings.model_copy(update={"auth": Auth.ON}), answerer)
    with TestClient(closed, base_url="http://localhost") as client:
        assert client.post("/mcp", json=body, headers=headers).status_code == 200
    with database.reading("") as session:
        assert [row.who for row in session.scalars(select(QuestionRow))] == [made.prefix]
    database.close()
