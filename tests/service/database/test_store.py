import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, select, text

from service.database.migrations import HEAD
from service.database.models import Base, FeedbackRow, KeyRow
from service.database.store import Database, DatabaseUnavailable
from service.feedback import FeedbackStore

WHEN = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def key(prefix: str) -> KeyRow:
    return KeyRow(prefix=prefix, hash="", role="ask", name="", created_at=WHEN)


def test_the_migrations_make_the_tables_of_the_models(database: Database, database_url: str) -> None:
    database.open()
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_known_without_reading_them() -> None:
    config = Config()
    config.set_main_option("script_location", "service:database/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_feedback_of_a_release_without_migrations_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "policyqa.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(
            "CREATE TABLE feedback (id INTEGER NOT NULL, answer_id VARCHAR(64) NOT NULL, rating VARCHAR(8) NOT NULL, "
            "comment TEXT NOT NULL, created_at DATETIME NOT NULL, PRIMARY KEY (id));"
            "CREATE INDEX ix_feedback_answer_id ON feedback (answer_id);"
            "INSERT INTO feedback VALUES (1, 'a-1', 'down', '数字不对', '2026-03-01 12:30:00.000000');"
        )
    old.close()
    store = FeedbackStore(f"sqlite:///{path}")
    assert [(each.answer_id, each.comment, each.created_at) for each in store.all()] == [("a-1", "数字不对", WHEN)]
    store.close()


def test_a_database_of_a_newer_release_is_refused_and_left_alone(database: Database, database_url: str) -> None:
    database.open()
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = Database(database_url)
    with pytest.raises(DatabaseUnavailable, match="cannot be opened"):
        newer.open()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [("9999",)]
    engine.dispose()


def test_several_may_open_a_new_database_at_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(Database.open, databases))
    for database in databases:
        database.close()


def test_writers_at_once_lose_nothing(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(2)]

    def add(n: int) -> None:
        with databases[n % 2].writing("x") as session:
            session.scalars(select(KeyRow)).all()  # who reads before it writes has to wait from the beginning
            session.add(key(f"k{n}"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(16)))
    with databases[0].reading("x") as session:
        assert len(session.scalars(select(KeyRow)).all()) == 16
    for database in databases:
        database.close()


def test_a_failure_takes_back_what_was_written_before_it(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing("x") as session:
            session.add(FeedbackRow(answer_id="a-1", rating="up", comment="", created_at=WHEN))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert FeedbackStore(database).all() == []


def test_a_database_that_was_away_is_reached_when_it_is_back(tmp_path: Path) -> None:
    (tmp_path / "away").write_text("a file where the folder should be", encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path}/away/policyqa.sqlite")
    with pytest.raises(DatabaseUnavailable):
        database.open()
    (tmp_path / "away").unlink()
    database.open()
    database.close()
