from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.feedback import Rating
from service.settings import Settings


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/feedback.sqlite"


@pytest.fixture
def client(answerer: Answerer, url: str) -> TestClient:
    app = create_app(Settings(database_url=url), answerer)
    return TestClient(app, raise_server_exceptions=False, base_url="http://localhost")


def given(client: TestClient) -> str:
    """The id of an answer."""
    with client:
        return str(client.post("/v1/ask", json={"question": "张掖市组建几支综合性救援队伍？"}).json()["id"])


def test_feedback_is_stored(client: TestClient) -> None:
    body = {"answer_id": given(client), "rating": "down", "comment": " 少了一句\u0000 "}
    response = client.post("/v1/feedback", json=body)
    assert response.status_code == 201
    assert response.json() | {"created_at": ""} == body | {"comment": "少了一句", "created_at": ""}
    store = client.app.state.feedback  # type: ignore[attr-defined]
    assert [(each.answer_id, each.rating, each.comment) for each in store.all()] == [
        (body["answer_id"], Rating.DOWN, "少了一句")
    ]
    store.close()


@pytest.mark.parametrize(
    "body",
    [
        {"answer_id": "a-1"},
        {"rating": "up"},
        {"answer_id": "a-1", "rating": "maybe"},
        {"answer_id": "", "rating": "up"},
        {"answer_id": "a 1; drop", "rating": "up"},
        {"answer_id": "a-1\n", "rating": "up"},
        {"answer_id": "unknown", "rating": "up"},
        {"answer_id": "a" * 65, "rating": "up"},
        {"answer_id": "a-1", "rating": "up", "comment": "字" * 1001},
        {"answer_id": "a-1", "rating": "up", "else": 1},
    ],
)
def test_what_is_no_feedback_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    response = client.post("/v1/feedback", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


def test_feedback_on_a_chat_counts_for_the_answer_in_it(client: TestClient) -> None:
    asked = {"messages": [{"role": "user", "content": "张掖市的应急物资可以保障多少人？"}], "model": "policyqa"}
    with client:
        reply = client.post("/v1/chat/completions", json=asked).json()
        response = client.post("/v1/feedback", json={"answer_id": reply["id"], "rating": "up"})
    assert response.status_code == 201
    assert response.json()["answer_id"] == reply["id"].removeprefix("chatcmpl-")


@pytest.mark.parametrize("answer_id", ["a-0123456789ab", "a-0123456789ab01234567", "chatcmpl-a-1"])
def test_an_answer_that_was_never_given_cannot_be_rated(client: TestClient, answer_id: str) -> None:
    response = client.post("/v1/feedback", json={"answer_id": answer_id, "rating": "up"})
    assert response.status_code == 404
    assert "was given here" in response.json()["detail"]


def test_an_answer_can_be_rated_after_a_restart_and_elsewhere(answerer: Answerer, url: str) -> None:
    first, second = (
        TestClient(create_app(Settings(database_url=url), answerer), base_url="http://localhost") for _ in range(2)
    )
    assert second.post("/v1/feedback", json={"answer_id": given(first), "rating": "up"}).status_code == 201


def test_an_answer_has_an_id_without_a_database(answerer: Answerer) -> None:
    app = create_app(Settings(database_url="sqlite:////dev/null/x/feedback.sqlite"), answerer)
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.post("/v1/ask", json={"question": "张掖市组建几支综合性救援队伍？"}).json()
    assert answer["id"].startswith("a-")


def test_what_an_answer_id_looks_like_is_said(client: TestClient) -> None:
    detail = client.post("/v1/feedback", json={"answer_id": "unknown", "rating": "up"}).json()["detail"]
    assert detail == 'answer_id: this is the id of no answer: wanted is the "id" of a reply, such as a-0123456789ab'


def test_a_database_that_is_away_is_said_with_503(answerer: Answerer) -> None:
    app = create_app(Settings(database_url="sqlite:////dev/null/x/feedback.sqlite"), answerer)
    response = TestClient(app, base_url="http://localhost").post(
        "/v1/feedback", json={"answer_id": "a-1", "rating": "up"}
    )
    assert response.status_code == 503
    assert "retry-after" in response.headers


def test_feedback_lies_beside_the_index_wherever_the_service_starts(
    answerer: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "elsewhere"
    started.mkdir()
    monkeypatch.chdir(started)
    app = create_app(Settings(index=tmp_path / "data" / "index"), answerer)
    client = TestClient(app, base_url="http://localhost")
    assert client.post("/v1/feedback", json={"answer_id": given(client), "rating": "up"}).status_code == 201
    assert (tmp_path / "data" / "policyqa.sqlite").is_file()
    assert list(started.iterdir()) == []
    app.state.feedback.close()


def test_a_folder_that_cannot_be_written_is_one_sentence(answerer: Answerer, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder", encoding="utf-8")
    app = create_app(Settings(index=tmp_path / "data" / "index"), answerer)
    response = TestClient(app, base_url="http://localhost").post(
        "/v1/feedback", json={"answer_id": "a-1", "rating": "up"}
    )
    assert response.status_code == 503
    assert response.json()["detail"].startswith("the feedback could not be stored: its database cannot be")
