from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient

from eval.bench.contract import check
from service.app import create_app
from service.library.changes import Recipe, Reindex
from service.library.loading import Loader
from service.library.updating import update
from service.settings import Settings
from tests.conftest import KeywordEmbedder
from tests.service.library.conftest import Inline


@pytest.fixture
def app(corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """A service over the tiny plans whose library changes."""
    monkeypatch.setattr("service.library.living.Child", Inline)
    settings = Settings(
        corpus=corpus_folder, index=tmp_path / "index", cache=tmp_path / "cache", model=KeywordEmbedder.name
    )
    update(Recipe.of(settings), Reindex(), load_embedder=KeywordEmbedder)
    return create_app(settings, loader=Loader(settings, KeywordEmbedder))


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/openapi.json").json()
    return described


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_what_nobody_thought_of_is_answered_as_the_description_says(app: FastAPI) -> None:
    outcome = check(schemathesis.openapi.from_asgi("/openapi.json", app), cases=150)
    assert outcome.failures == {}
    assert outcome.cases.total() >= 150
    assert len(outcome.cases) > 15


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_error_is_described_as_it_is_sent(document: dict[str, Any]) -> None:
    for label, operation in operations(document):
        errors = {status: each for status, each in operation["responses"].items() if status >= "400"}
        assert {"400", "408", "503"} <= errors.keys(), label
        for each in errors.values():
            assert list(each["content"]) == ["application/problem+json"], label
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_a_question_is_described_as_it_is_checked(document: dict[str, Any]) -> None:
    question = document["components"]["schemas"]["AskRequest"]["properties"]["question"]
    assert (question["minLength"], question["maxLength"]) == (1, 500)
    assert "pattern" in question


def test_a_key_is_described_wherever_one_may_be_wanted(document: dict[str, Any]) -> None:
    without = {label for label, operation in operations(document) if "security" not in operation}
    assert without == {"GET /healthz", "GET /readyz"}
