import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from service.access.keys import Keys
from service.access.levels import Role
from service.cli import app
from service.database.store import Database


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The database that the command finds in its settings."""
    address = f"sqlite:///{tmp_path / 'policyqa.sqlite'}"
    monkeypatch.setenv("POLICYQA_DATABASE_URL", address)
    return Database(address)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["keys", *arguments])


def test_a_key_is_printed_alone_so_that_a_program_can_take_it(database: Database) -> None:
    result = run("create", "--role", "admin", "--name", "运维")
    assert result.exit_code == 0
    key = Keys(database).find(result.stdout.removesuffix("\n"))
    assert key is not None
    assert (key.role, key.name) == (Role.ADMIN, "运维")
    assert "只显示这一次" in result.stderr


def test_a_key_may_only_ask_unless_more_is_said(database: Database) -> None:
    assert Keys(database).find(run("create").stdout.strip()).role is Role.ASK  # type: ignore[union-attr]


def test_the_list_shows_whose_keys_there_are_and_no_key(database: Database) -> None:
    assert "还没有密钥" in run("list").stdout
    written = run("create", "--name", "门户网站").stdout.strip()
    shown = run("list").stdout
    assert "门户网站" in shown
    assert written[:12] in shown
    assert written not in shown
    assert Keys(database).all()[0].name == "门户网站"


@pytest.mark.usefixtures("database")
def test_programs_get_json() -> None:
    made = json.loads(run("create", "--name", "a", "--json").stdout)
    listed = json.loads(run("list", "--json").stdout)
    assert made.pop("key").startswith(made["prefix"])
    assert listed == [made]


def test_a_revoked_key_is_said_to_be_revoked(database: Database) -> None:
    written = run("create", "--name", "门户网站").stdout.strip()
    result = run("revoke", written[:12])
    assert (result.exit_code, result.stdout) == (0, f"已撤销 {written[:12]} 门户网站\n")
    assert Keys(database).find(written) is None


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("arguments", [["create", "--role", "root"], ["create", "--name", "x" * 101], ["revoke"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_key_is_made_for_the_index_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICYQA_DATABASE_URL", raising=False)
    index = str(tmp_path / "elsewhere" / "index")
    written = run("create", "--index", index).stdout.strip()
    assert Keys(Database(f"sqlite:///{tmp_path}/elsewhere/policyqa.sqlite")).find(written) is not None
    assert written[:12] in run("list", "--index", index).stdout
    assert "已撤销" in run("revoke", written[:12], "--index", index).stdout
