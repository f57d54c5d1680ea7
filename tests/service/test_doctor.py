import json
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.embedding import Embedder
from service import cli, doctor
from service.app import create_app
from service.doctor import Finding, State, examine
from service.settings import Settings
from tests.conftest import KeywordEmbedder
from tests.service.scripted_model import Script
from tests.service.serving import served

Examined = Callable[..., dict[str, Finding]]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port: int = bound.getsockname()[1]
    return port


@pytest.fixture
def healthy(built_index: Path, corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a machine on which nothing is wrong."""
    shutil.copytree(built_index, tmp_path / "index")
    monkeypatch.setattr(doctor, "load_embedder", lambda *_, **__: KeywordEmbedder())
    return Settings(
        corpus=corpus_folder, index=tmp_path / "index", cache=tmp_path / "cache", model=KeywordEmbedder.name
    )


@pytest.fixture
def examined(healthy: Settings) -> Examined:
    """Examine that machine with some settings changed; the findings by the English end of their subject."""

    def look(port: int | None = None, **changed: object) -> dict[str, Finding]:
        settings = Settings.model_validate({**healthy.model_dump(), **changed})
        return {each.subject.split(" ", 1)[-1]: each for each in examine(settings, port or free_port())}

    return look


def wrong(findings: dict[str, Finding]) -> dict[str, Finding]:
    assert all(each.advice for each in findings.values() if each.state is not State.GOOD)
    return {name: each for name, each in findings.items() if each.state is not State.GOOD}


def test_nothing_is_wrong_with_a_machine_that_serves(examined: Examined) -> None:
    findings = examined()
    assert wrong(findings) == {}
    assert len(findings) == 13
    assert "3 plans" in findings["index"].found


def test_without_an_index_it_says_how_to_build_one(examined: Examined, tmp_path: Path) -> None:
    found = wrong(examined(index=tmp_path / "nowhere"))
    assert found.keys() == {"index"}
    assert "policyqa index" in found["index"].advice


def test_a_file_of_the_index_that_was_changed_is_found(examined: Examined, healthy: Settings) -> None:
    next(healthy.index.glob("versions/*/passages.jsonl")).write_text("", encoding="utf-8")
    found = wrong(examined())
    assert found.keys() == {"index"}
    assert found["index"].state is State.WRONG
    assert "rollback" in found["index"].advice


def test_an_index_of_another_model_is_found(examined: Examined) -> None:
    assert wrong(examined(model="other")).keys() == {"index"}


def test_a_model_that_is_not_there_is_found(
    examined: Examined, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from index.embedding import load_embedder

    def load(_: str, *rest: object, **more: object) -> Embedder:
        return load_embedder(str(tmp_path / "no-such-model"), *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(doctor, "load_embedder", load)
    assert "no-such-model" in wrong(examined())["model"].found


def test_a_document_that_cannot_be_read_is_named(examined: Examined, corpus_folder: Path) -> None:
    (corpus_folder / "broken.txt").write_bytes(b"")
    found = wrong(examined())
    assert found.keys() == {"plans"}
    assert found["plans"].state is State.DOUBTFUL
    assert "broken.txt" in found["plans"].found


def test_a_database_that_does_not_run_is_found_without_showing_its_password(examined: Examined) -> None:
    found = wrong(examined(database_url=f"postgresql+psycopg://ask:secret@127.0.0.1:{free_port()}/policyqa"))
    assert found.keys() == {"database"}
    assert "secret" not in str(found)


def test_a_redis_that_does_not_run_is_found_without_showing_its_password(examined: Examined) -> None:
    found = wrong(examined(redis_url=f"redis://:secret@127.0.0.1:{free_port()}/0"))
    assert found.keys() == {"Redis"}
    assert "secret" not in str(found)


def test_a_language_model_that_does_not_run_is_only_doubtful(examined: Examined, script: Script) -> None:
    there = examined(llm_base_url=script.address, llm_model="scripted")
    assert there["language model"].state is State.GOOD
    away = examined(llm_base_url=f"http://127.0.0.1:{free_port()}/v1", llm_model="scripted")
    assert wrong(away).keys() == {"language model"}
    assert away["language model"].state is State.DOUBTFUL


def test_a_folder_that_cannot_be_written_to_is_found(
    examined: Examined, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(dir: Path) -> None:  # noqa: A002 - its name in the standard library
        raise PermissionError(13, os.strerror(13), str(dir))

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    found = wrong(examined())
    assert {name: each.state for name, each in found.items()} == {
        "index folder": State.WRONG, "cache folder": State.WRONG, "plans folder": State.DOUBTFUL,
    }  # fmt: skip
    assert str(tmp_path / "index") in found["index folder"].advice


@pytest.mark.parametrize(("free_mb", "state"), [(5000, State.GOOD), (500, State.DOUBTFUL), (50, State.WRONG)])
def test_a_full_disk_is_found_before_it_is_full(
    examined: Examined, monkeypatch: pytest.MonkeyPatch, free_mb: int, state: State
) -> None:
    usage = shutil._ntuple_diskusage(1 << 40, 0, free_mb << 20)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert examined()["disk"].state is state


def test_a_port_that_something_else_has_is_found(examined: Examined) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = wrong(examined(port=taken.getsockname()[1]) | {})
    assert found.keys() == {"port"}
    assert "--port" in found["port"].advice


@pytest.fixture
def address(healthy: Settings, answerer: object) -> Iterator[str]:
    with served(create_app(healthy, answerer)) as found:  # type: ignore[arg-type]
        yield found


def test_a_port_that_the_service_itself_has_is_good(examined: Examined, address: str) -> None:
    assert "the service runs there" in examined(port=int(address.rpartition(":")[2]))["port"].found


def test_a_service_open_to_everybody_is_doubted(examined: Examined) -> None:
    assert wrong(examined(host="0.0.0.0", auth="off")).keys() == {"access"}
    assert wrong(examined(host="0.0.0.0")) == {}


def test_a_look_that_fails_itself_does_not_hide_the_others(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "read_library", lambda *_: 1 / 0)
    found = wrong(examined())
    assert found.keys() == {"plans"}
    assert "ZeroDivisionError" in found["plans"].found


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["policyqa", "doctor", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


def test_the_command_shows_a_table_and_ends_with_one_when_something_is_wrong(
    healthy: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("corpus", "index", "cache", "model"):
        monkeypatch.setenv(f"POLICYQA_{name.upper()}", str(getattr(healthy, name)))
    port = free_port()
    assert run(monkeypatch, "--port", port) == 0
    assert "索引 index" in capsys.readouterr().out
    assert run(monkeypatch, "--port", port, "--index", tmp_path / "nowhere", "--json") == 1
    states = {each["subject"]: each["state"] for each in json.loads(capsys.readouterr().out)}
    assert (states["索引 index"], states["模型 model"]) == ("wrong", "good")


def test_a_setting_that_is_wrong_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICYQA_LOG_FORMAT", "yaml")
    assert run(monkeypatch, "--json") == 1
    only = json.loads(capsys.readouterr().out)
    assert [each["state"] for each in only] == ["wrong"]
    assert "POLICYQA_LOG_FORMAT" in only[0]["found"]
