import logging

import pytest
from fastapi.testclient import TestClient

from service.observe.requests import HEADER

QUESTION = "张掖市应急物资储备的目标是什么？"


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    """What was said of each request."""
    return [vars(record) for record in caplog.records if record.name == "policyqa.requests"]


def test_the_id_that_a_request_brings_comes_back(client: TestClient) -> None:
    assert client.get("/healthz", headers={HEADER: "gateway-7"}).headers[HEADER] == "gateway-7"


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", 'a"b', "a\tb"])
def test_an_id_that_could_forge_a_line_is_replaced(client: TestClient, given: str) -> None:
    returned = client.get("/healthz", headers={HEADER: given}).headers[HEADER]
    assert returned != given
    assert len(returned) == 32


def test_errors_have_an_id_too(client: TestClient) -> None:
    for response in (client.get("/no/such/page"), client.post("/v1/ask", json={}), client.get("/v1/plans/atlantis")):
        assert response.status_code >= 400
        assert len(response.headers[HEADER]) == 32


def test_one_line_says_what_happened_and_nothing_of_what_was_asked(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/v1/ask", json={"question": QUESTION}, headers={HEADER: "one"})
        client.get("/v1/search", params={"q": QUESTION}, headers={HEADER: "two"})
        client.get("/", params={"q": QUESTION}, headers={HEADER: "three"})
    said = lines(caplog)
    assert [(each["request_id"], each["method"], each["route"], each["status"]) for each in said] == [
        ("one", "POST", "/v1/ask", 200),
        ("two", "GET", "/v1/search", 200),
        ("three", "GET", "/", 200),
    ]
    assert "应急物资" not in caplog.text
    assert not any("testclient" in str(value) for each in said for value in each.values())


def test_what_machines_ask_every_few_seconds_is_not_said(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for path in ("/healthz", "/readyz", "/metrics"):
            client.get(path)
    assert lines(caplog) == []


def test_a_failure_is_a_line_with_its_status(
    client: TestClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.answer.answerer.Answerer.search", lambda *_, **__: 1 / 0)
    with caplog.at_level(logging.INFO):
        client.get("/v1/search", params={"q": "储备"})
    assert [each["status"] for each in lines(caplog)] == [500]
