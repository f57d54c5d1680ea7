from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.database.secrets import Secret
from service.database.store import Database, DatabaseUnavailable


def test_a_secret_is_made_once_and_kept(database: Database, database_url: str) -> None:
    first, other = Secret(database, "a"), Secret(database, "b")
    assert not first.known, "nothing is looked up before it is wanted"
    value = first.value("x")
    assert first.known == value
    assert other.value("x") != value
    again = Database(database_url)
    assert Secret(again, "a").value("x") == value
    again.close()


def test_processes_that_start_together_agree_on_one_secret(database_url: str) -> None:
    # None of them finds it in the database when it looks.
    databases = [Database(database_url) for _ in range(4)]
    for each in databases:
        each.open()
    together = Barrier(len(databases))

    def value(database: Database) -> bytes:
        together.wait()
        return Secret(database, "a").value("x")

    with ThreadPoolExecutor(len(databases)) as pool:
        assert len(set(pool.map(value, databases))) == 1
    for each in databases:
        each.close()


def test_without_a_database_a_secret_that_is_given_is_known_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    away = Database(f"sqlite:///{tmp_path}/file/policyqa.sqlite")
    assert Secret(away, "a", b"given").value("x") == b"given"
    with pytest.raises(DatabaseUnavailable, match="nothing can be signed"):
        Secret(away, "a").value("nothing can be signed")
