"""The application over the tiny index, and a client for it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.answer.answerer import Answerer
from service.app import create_app
from service.settings import Settings
from tests.service.scripted_model import Script, served


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine on which nothing is there yet."""
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", cache=tmp_path / "cache")


@pytest.fixture
def client(answerer: Answerer, settings: Settings) -> Iterator[TestClient]:
    """A client of the application that answers from the tiny index."""
    with TestClient(create_app(settings, answerer), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def script() -> Iterator[Script]:
    """The script of a language model that is being served."""
    with served() as made:
        yield made


@pytest.fixture
def llm_settings(script: Script, tmp_path: Path) -> Callable[..., Settings]:
    """Settings that name the scripted model."""

    def make(**more: object) -> Settings:
        given: dict[str, object] = {
            "index": tmp_path / "index", "cache": tmp_path / "cache", "llm_base_url": script.address,
            "llm_model": "scripted", "llm_timeout_s": 10.0, **more,
        }  # fmt: skip
        return Settings.model_validate(given)

    return make
