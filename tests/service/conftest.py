"""The application over the tiny index, and a client for it."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text

from service.answer.answerer import Answerer
from service.app import create_app
from service.database.store import Database
from service.settings import Settings
from tests.service.browser import chromium
from tests.service.postgres import binaries as postgres_binaries
from tests.service.postgres import served as served_postgres
from tests.service.scripted_model import Script, served


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a machine on which nothing is there yet."""
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", cache=tmp_path / "cache")


@pytest.fixture
def client(answerer: Answerer, settings: Settings) -> Iterator[TestClient]:
    """A client of the application that answers from the tiny index."""
    with TestClient(create_app(settings, answerer), raise_server_exceptions=False, base_url="http://localhost") as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. No longer than a module: while it is there, nothing else can run an event loop in this thread."""
    with chromium() as started:
        yield started


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server."""
    with served_postgres() as server:
        yield server.address


@pytest.fixture(params=["sqlite", *(["postgresql"] if postgres_binaries() else [])])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: SQLite, and PostgreSQL where it is installed."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/policyqa.sqlite"
        return
    server = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    yield f"{server}/{name}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database, of each kind there is."""
    made = Database(database_url)
    yield made
    made.close()
