import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.library.changes import Recipe, Reindex
from service.library.loading import Loader
from service.library.updating import update
from service.settings import Settings
from tests.conftest import KeywordEmbedder
from tests.service.library.conftest import LANZHOU, Inline


@pytest.fixture
def library_settings(corpus_folder: Path, tmp_path: Path) -> Settings:
    settings = Settings(
        corpus=corpus_folder, index=tmp_path / "index", cache=tmp_path / "cache", model=KeywordEmbedder.name
    )
    update(Recipe.of(settings), Reindex(), load_embedder=KeywordEmbedder)
    return settings


@pytest.fixture
def client(library_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("service.library.living.Child", Inline)
    app = create_app(library_settings, loader=Loader(library_settings, KeywordEmbedder))
    with TestClient(app, raise_server_exceptions=False, base_url="http://localhost") as made:
        yield made


@pytest.fixture
def finished(client: TestClient) -> Callable[[Any], dict[str, Any]]:
    def wait(response: Any) -> dict[str, Any]:
        assert response.status_code == 202, response.text
        for _ in range(600):
            job: dict[str, Any] = client.get(response.headers["location"]).json()
            if job["state"] in {"done", "failed"}:
                return job
            time.sleep(0.05)
        raise AssertionError(job)

    return wait


def text(content: str) -> tuple[str, bytes, str]:
    return ("lanzhou.txt", content.encode(), "text/plain")


def plans(client: TestClient) -> list[str]:
    return [plan["id"] for plan in client.get("/v1/plans").json()["plans"]]


def test_a_plan_is_added_asked_and_taken_out(client: TestClient, finished: Callable[[Any], dict[str, Any]]) -> None:
    job = finished(client.post("/v1/plans", files={"file": text(LANZHOU)}))
    assert (job["kind"], job["state"], job["step"], job["error"]) == ("add", "done", "finished", None)
    assert job["result"]["documents"] == ["lanzhou.txt"]
    answer = client.post("/v1/ask", json={"question": "兰州市新建应急避难场所多少处？"}).json()
    assert (answer["status"], answer["index_version"]) == ("answered", job["result"]["index_version"])
    quote = answer["citations"][0]
    assert client.get("/v1/plans/lanzhou/text").text[quote["start"] : quote["end"]] == quote["quote"]

    job = finished(client.delete("/v1/plans/lanzhou"))
    assert (job["kind"], job["state"]) == ("remove", "done")
    assert plans(client) == ["beibei", "fengtai", "zhangye"]


def test_a_document_that_cannot_be_read_is_refused_in_a_sentence(
    client: TestClient, finished: Callable[[Any], dict[str, Any]], library_settings: Settings
) -> None:
    files = sorted(library_settings.corpus.iterdir())
    job = finished(client.post("/v1/plans", files={"file": text(" \n")}))
    assert (job["state"], job["result"]) == ("failed", None)
    assert job["error"].startswith("lanzhou.txt holds no words")
    assert sorted(library_settings.corpus.iterdir()) == files
    assert plans(client) == ["beibei", "fengtai", "zhangye"]


def test_several_documents_come_together_or_not_at_all(
    client: TestClient, finished: Callable[[Any], dict[str, Any]]
) -> None:
    both = [("file", text(LANZHOU)), ("file", ("empty.txt", b" ", "text/plain"))]
    assert finished(client.post("/v1/plans", files=both))["state"] == "failed"
    assert plans(client) == ["beibei", "fengtai", "zhangye"]
    both[1] = ("file", ("lanzhou.toml", 'issuer = "兰州市应急管理局"'.encode(), "application/toml"))
    assert finished(client.post("/v1/plans", files=both))["state"] == "done"
    assert client.get("/v1/plans/lanzhou").json()["metadata"]["issuer"]["value"] == "兰州市应急管理局"


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("a.exe", b"MZ", 415),
        ("a.txt", b"%PDF-1.4", 415),
        ("a.txt", b"", 400),
        ("zhangye.txt", b"x", 409),
        ("README.md", b"x", 400),
    ],
)
def test_what_can_be_no_plan_is_refused_at_once(client: TestClient, name: str, content: bytes, status: int) -> None:
    response = client.post("/v1/plans", files={"file": (name, content, "text/plain")})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/jobs").json() == {"jobs": []}


def test_a_form_without_a_file_is_refused(client: TestClient) -> None:
    assert client.post("/v1/plans", data={"file": "text"}).status_code == 422
    assert client.post("/v1/plans", json={"file": "text"}).status_code == 422


def test_the_index_is_made_anew(client: TestClient, finished: Callable[[Any], dict[str, Any]]) -> None:
    assert finished(client.post("/v1/reindex"))["result"]["rebuilt"] is False
    job = finished(client.post("/v1/reindex", json={"full": True}))
    assert (job["result"]["rebuilt"], job["result"]["embedded"]) == (True, 21)
    assert [each["kind"] for each in client.get("/v1/jobs").json()["jobs"]] == ["reindex", "reindex"]


def test_what_is_not_there_is_said(client: TestClient) -> None:
    assert client.delete("/v1/plans/nosuch").status_code == 404
    assert client.get("/v1/jobs/nosuch").status_code == 404


def test_a_library_that_is_given_does_not_change(answerer: Answerer, settings: Settings) -> None:
    with TestClient(create_app(settings, answerer), base_url="http://localhost") as fixed:
        assert fixed.post("/v1/reindex").status_code == 503


def test_a_page_of_another_site_may_not_change_the_library(client: TestClient) -> None:
    headers = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post("/v1/reindex", headers=headers).status_code == 403
    assert client.post("/v1/plans", files={"file": text(LANZHOU)}, headers=headers).status_code == 403
    assert client.get("/v1/jobs").json() == {"jobs": []}
