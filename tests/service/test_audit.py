import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from index.query import Turn
from service.answer.answerer import Answerer
from service.app import create_app
from service.audit import AuditLog, _Note
from service.database.models import ConversationRow, QuestionRow, SecretRow
from service.database.store import Database, DatabaseUnavailable
from service.settings import Audit, Settings

QUESTION = "张掖市人均应急避难场所面积是多少？"


@pytest.fixture
def noted(answerer: Answerer, database: Database) -> Callable[..., list[QuestionRow]]:
    """Notes an answer under some settings and returns what is written."""

    def note(**settings: object) -> list[QuestionRow]:
        log = AuditLog(database, Settings.model_validate(settings))
        log.start()
        log.note(answerer.answer(QUESTION), who="k-1", history=[Turn("user", "你好")])
        log.stop()
        with database.reading("x") as session:
            return list(session.scalars(select(QuestionRow)))

    return note


def test_a_question_is_remembered_with_what_it_was_answered(
    noted: Callable[..., list[QuestionRow]], answerer: Answerer
) -> None:
    (row,) = noted()
    assert (row.question, row.status, row.who) == (QUESTION, "answered", "k-1")
    assert row.interpretation["plan_ids"] == ["zhangye"]
    assert "1.5" in (row.answer or "")
    cited = row.citations[0]
    assert answerer.plans[cited["plan_id"]].text[cited["start"] : cited["end"]] == cited["quote"]
    assert (row.index_version, row.total_ms > 0) == (answerer.index_version, True)


def test_with_hashes_no_word_of_question_or_answer_is_kept(
    noted: Callable[..., list[QuestionRow]],
) -> None:
    noted(audit="hash")
    first, second = noted(audit="hash")
    assert (first.question, first.answer) == (None, None)
    assert all("quote" not in citation for citation in first.citations)
    assert first.question_hash == second.question_hash, "the same question can be counted"
    kept = [getattr(row, column.name) for row in (first, second) for column in QuestionRow.__table__.columns]
    assert "避难场所面积" not in str(kept)


def test_nothing_is_kept_where_it_is_off(noted: Callable[..., list[QuestionRow]], database: Database) -> None:
    assert noted(audit="off") == []
    with database.reading("x") as session:
        assert session.scalars(select(ConversationRow)).all() == []


def test_a_conversation_is_kept_only_where_it_is_wanted(
    noted: Callable[..., list[QuestionRow]], database: Database
) -> None:
    noted()
    noted(audit=Audit.OFF, conversations=True)
    with database.reading("x") as session:
        assert [row.turns for row in session.scalars(select(ConversationRow))] == [
            [{"role": "user", "content": "你好"}]
        ]


def test_old_questions_are_forgotten(noted: Callable[..., list[QuestionRow]], database: Database) -> None:
    (row,) = noted(conversations=True)
    AuditLog(database, Settings(audit_days=1)).forget()
    with database.writing("x") as session:
        kept = session.get(QuestionRow, row.answer_id)
        assert kept is not None
        kept.asked_at = datetime(2020, 1, 1, tzinfo=UTC)
    AuditLog(database, Settings(audit_days=1)).forget()
    with database.reading("x") as session:
        assert session.scalars(select(QuestionRow)).all() == []
        assert len(session.scalars(select(ConversationRow)).all()) == 1


def test_questions_are_answered_while_the_database_is_away(
    answerer: Answerer, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    away = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/file/policyqa.sqlite"})
    with TestClient(create_app(away, answerer), base_url="http://localhost") as client:
        assert client.post("/v1/ask", json={"question": QUESTION}).json()["status"] == "answered"


def test_what_is_asked_over_http_is_remembered(answerer: Answerer, settings: Settings) -> None:
    with TestClient(create_app(settings, answerer), base_url="http://localhost") as client:
        asked = client.post("/v1/ask", json={"question": QUESTION}).json()
        client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "今天天气好吗"}]})
    database = Database(settings.feedback_url)
    with database.reading("x") as session:
        rows = session.scalars(select(QuestionRow).order_by(QuestionRow.asked_at)).all()
        assert [(row.question, row.status) for row in rows] == [
            (QUESTION, "answered"),
            ("今天天气好吗", "out_of_scope"),
        ]
        assert rows[0].answer_id == asked["id"]
    database.close()


def test_questions_are_hashed_with_what_the_database_kept(
    answerer: Answerer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditLog(database, Settings(audit=Audit.HASH))
    note = _Note(answerer.answer(QUESTION), datetime.now(UTC), "", ())

    class FullDisk(Session):
        def commit(self) -> None:
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

        def flush(self, *_: object) -> None:
            if self.new:
                self.commit()

    with monkeypatch.context() as patch:
        patch.setattr("service.database.store.Session", FullDisk)
        with pytest.raises(DatabaseUnavailable):
            log._write([note])
    log._write([note])
    AuditLog(database, Settings(audit=Audit.HASH))._write([replace(note, answer=answerer.answer(QUESTION))])
    with database.reading("x") as session:
        assert session.get(SecretRow, "audit") is not None
        hashes = [row.question_hash for row in session.scalars(select(QuestionRow))]
    assert (len(hashes), len(set(hashes))) == (2, 1), "the next service counts the same question as the same"


def test_a_database_that_hangs_does_not_keep_the_service_from_stopping(
    answerer: Answerer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.audit._MOST_WAITING", 1)
    monkeypatch.setattr("service.audit._GATHER_S", 0)
    monkeypatch.setattr("service.audit._PATIENCE_S", 0.05)
    hangs, is_back = threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        hangs.set()
        is_back.wait()

    monkeypatch.setattr(AuditLog, "_write", hang)
    log = AuditLog(database, Settings())
    log.start()
    answer = answerer.answer(QUESTION)
    log.note(answer)
    assert hangs.wait(30)
    log.note(answer)  # nobody takes it: the queue is full
    stopping = threading.Thread(target=log.stop, daemon=True)
    stopping.start()
    stopping.join(30)
    assert not stopping.is_alive()
    is_back.set()
