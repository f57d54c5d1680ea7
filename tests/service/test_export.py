import csv
import doctest
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from service import export
from service.answer.answerer import Answerer
from service.app import create_app
from service.cli import app
from service.feedback import Feedback, Rating
from service.settings import Settings

QUESTION = "张掖市人均应急避难场所面积是多少？"


@pytest.fixture
def rated(answerer: Answerer, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of an answer that was asked for and rated twice; another rating is of an answer nobody knows."""
    with TestClient(create_app(settings, answerer), base_url="http://localhost") as client:
        asked: str = client.post("/v1/ask", json={"question": QUESTION}).json()["id"]
        store = client.app.state.feedback  # type: ignore[attr-defined]
        store.add(Feedback("a-000000000000", Rating.UP, "=1+1", datetime.now(UTC)))
        client.post("/v1/feedback", json={"answer_id": asked, "rating": "up"})
        client.post("/v1/feedback", json={"answer_id": asked, "rating": "down", "comment": "少了一句"})
    monkeypatch.setenv("POLICYQA_INDEX", str(settings.index))
    return asked


def test_the_last_rating_of_each_answer_comes_with_its_question_and_citations(rated: str) -> None:
    written = CliRunner().invoke(app, ["export", "feedback", "--format", "jsonl"]).stdout
    unknown, known = map(json.loads, written.splitlines())
    assert (unknown["answer_id"], unknown["question"], unknown["citations"]) == ("a-000000000000", None, [])
    assert (known["answer_id"], known["rating"], known["comment"]) == (rated, "down", "少了一句")
    assert (known["question"], known["status"]) == (QUESTION, "answered")
    assert "1.5平方米" in known["citations"][0]["quote"]


def test_the_index_is_named_by_an_option_too(rated: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICYQA_INDEX")
    named = ["export", "feedback", "--format", "jsonl", "--index", str(settings.index)]
    assert rated in CliRunner().invoke(app, named).stdout


def test_a_spreadsheet_gets_a_table_in_which_nothing_is_computed(rated: str, tmp_path: Path) -> None:
    out = tmp_path / "feedback.csv"
    assert CliRunner().invoke(app, ["export", "feedback", "--out", str(out)]).exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    unknown, known = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    assert unknown["comment"] == "'=1+1"
    assert (known["answer_id"], known["question"]) == (rated, QUESTION)
    assert known["citations"].startswith("[1] zhangye#")


def test_the_examples_hold() -> None:
    assert doctest.testmod(export).failed == 0
