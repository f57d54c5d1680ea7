"""The database goes away under the service, and comes back."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from service.access.keys import Keys
from service.access.levels import Role
from service.access.settings import Auth
from service.answer.answerer import Answerer
from service.app import create_app
from service.database.store import Database
from service.settings import Settings
from tests.service.postgres import Server, binaries, served

QUESTION = {"question": "张掖市组建几支综合性救援队伍？"}

pytestmark = [pytest.mark.slow, pytest.mark.skipif(binaries() is None, reason="PostgreSQL is not installed here")]


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL of this test alone: it is stopped on the way."""
    with served() as made:
        yield made


@pytest.fixture
def site(server: Server, answerer: Answerer, tmp_path: Path) -> Iterator[TestClient]:
    """A service that keeps everything in it and wants keys; the client has one."""
    settings = Settings(
        corpus=tmp_path,
        index=tmp_path / "index",
        cache=tmp_path,
        auth=Auth.ON,
        database_url=f"{server.address}/postgres",
    )
    database = Database(settings.feedback_url)
    key, _ = Keys(database).create(Role.ADMIN, "")
    database.close()
    headers = {"Authorization": f"Bearer {key}"}
    with TestClient(
        create_app(settings, answerer), raise_server_exceptions=False, base_url="http://localhost", headers=headers
    ) as client:
        yield client


def remembered(server: Server) -> list[str]:
    """The ids of the answers that the audit log has."""
    engine = create_engine(f"{server.address}/postgres")
    with engine.connect() as connection:
        found = list(connection.execute(text("SELECT answer_id FROM questions")).scalars())
    engine.dispose()
    return found


def until_remembered(server: Server, answer_id: str) -> None:
    """Wait for the log, which is written behind the answers."""
    until = time.monotonic() + 20
    while answer_id not in remembered(server):
        assert time.monotonic() < until, "the audit log is not written"
        time.sleep(0.1)


def test_a_database_that_is_stopped_and_started_again_is_used_again(server: Server, site: TestClient) -> None:
    before = site.post("/v1/ask", json=QUESTION).json()
    until_remembered(server, before["id"])
    rating = {"answer_id": before["id"], "rating": "up"}

    server.stop()
    assert site.post("/v1/ask", json=QUESTION).json()["status"] == "answered", "the key was just looked up"
    refused = site.post("/v1/feedback", json=rating)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert site.get("/readyz").status_code == 200, "answers do not need it"

    server.start()
    assert site.post("/v1/feedback", json=rating).status_code == 201
    after = site.post("/v1/ask", json=QUESTION).json()
    until_remembered(server, after["id"])
    assert before["id"] in remembered(server), "nothing that was kept is lost"


def test_while_no_key_can_be_looked_up_callers_are_told_to_come_back(
    server: Server, site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.access.keys._REMEMBERED_S", 0.0)
    server.stop()
    refused = site.post("/v1/ask", json=QUESTION)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.headers["content-type"] == "application/problem+json"
    server.start()
    assert site.post("/v1/ask", json=QUESTION).status_code == 200
