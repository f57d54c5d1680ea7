"""The application over the tiny index, and a client for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine on which nothing is there yet."""
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", cache=tmp_path / "cache")


@pytest.fixture
def client(answerer: Answerer, settings: Settings) -> Iterator[TestClient]:
    """A client of the application that answers from the tiny index."""
    with TestClient(create_app(settings, answerer), raise_server_exceptions=False) as made:
        yield made
