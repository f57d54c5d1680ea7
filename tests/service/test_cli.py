import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from service import cli

PLAN = "一、总则\n（一）目标\n到2025年，储备应急物资满足3000人需要。\n"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the command line in this process and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["policyqa", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    return int(stopped.value.code or 0)


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("corpus", "index", "cache"):
        monkeypatch.setenv(f"POLICYQA_{name.upper()}", str(tmp_path / name))


def one_sentence(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_an_empty_folder_is_no_corpus(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "index", "--corpus", tmp_path) == 1
    assert "holds no plans" in one_sentence(capsys)


def test_a_corpus_that_is_not_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "index", "--corpus", tmp_path / "nowhere") == 1
    assert "is not a folder" in one_sentence(capsys)


def test_serving_without_an_index_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "serve", "--port", 0) == 1
    assert 'run "policyqa index"' in one_sentence(capsys)


def test_a_port_in_use_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(monkeypatch, "serve", "--port", taken.getsockname()[1]) == 1
    assert "Address already in use" in one_sentence(capsys)


def test_a_missing_model_folder_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(PLAN, encoding="utf-8")
    monkeypatch.setenv("POLICYQA_MODEL", str(tmp_path / "no-such-model"))
    assert run(monkeypatch, "index") == 1
    assert "no-such-model" in one_sentence(capsys)


def test_wrong_usage_exits_with_two(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "index", "--no-such-option") == 2
    assert run(monkeypatch, "ask", "   ") == 2
    assert run(monkeypatch, "serve", "--port", 70_000) == 2


def test_show_prints_what_was_understood(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(PLAN, encoding="utf-8")
    assert run(monkeypatch, "show", "a", "--outline") == 0
    assert "（一）目标" in capsys.readouterr().out
    assert run(monkeypatch, "show", "a", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["sections"][0]["sections"][0]["title"] == "目标"


UNDERSTOOD = """\
张掖市防汛规划
一、目标
表1 主要指标
序号\t指标\t2025年目标值\t属性
1\t预警覆盖率\t95%\t预期性
2\t伤亡人数\t下降10%\t约束性
二、任务
1.修订预案。
牵头单位：市应急局
责任单位：市水务局、各县区政府
"""


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("--metadata", ["张掖市防汛规划", "甘肃省张掖市", "原文"]),
        ("--outline", ["一、目标", "1.修订预案"]),
        ("--tables", ["主要指标", "预警覆盖率", "95%"]),
        ("--tasks", ["修订预案", "市应急局", "市水务局、各县区政府"]),
        ("--indicators", ["预警覆盖率", "下降10%", "2025", "约束性"]),
    ],
)
def test_show_prints_one_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], part: str, words: list[str]
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(UNDERSTOOD, encoding="utf-8")
    assert run(monkeypatch, "show", "a", part) == 0
    shown = capsys.readouterr().out
    assert [word for word in words if word not in shown] == []


def test_show_gives_programs_every_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(UNDERSTOOD, encoding="utf-8")
    assert run(monkeypatch, "show", "a", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == ["metadata", "sections", "tables", "tasks", "indicators", "past_figures"]
    assert shown["tables"][0]["rows"][0]["cells"] == ["1", "预警覆盖率", "95%", "预期性"]
    assert shown["tasks"][0]["lead"][0]["name"] == "市应急局"


def test_show_names_the_plans_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(PLAN, encoding="utf-8")
    assert run(monkeypatch, "show", "b") == 1
    assert 'there is no plan "b"' in one_sentence(capsys)


def test_removing_the_last_plan_is_refused_and_keeps_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(PLAN, encoding="utf-8")
    assert run(monkeypatch, "remove", "a") == 1
    assert "is the only plan" in one_sentence(capsys)
    assert (tmp_path / "corpus" / "a.txt").exists()


def test_adding_a_file_that_is_not_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "add", tmp_path / "missing.txt") == 1
    assert "is not a file" in one_sentence(capsys)


def test_a_traceback_is_shown_only_with_debug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["policyqa", "index", "--corpus", str(tmp_path), "--debug"])
    with pytest.raises(Exception, match="holds no plans"):
        cli.main()


@pytest.mark.slow
def test_any_folder_of_texts_can_be_indexed_asked_added_to_and_taken_from(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    corpus, index, extra = tmp_path / "corpus", tmp_path / "index", tmp_path / "extra.txt"
    corpus.mkdir()
    (corpus / "a.txt").write_text(f"高台县应急管理“十四五”规划\n{PLAN}", encoding="utf-8")
    (corpus / "broken.txt").write_bytes(b"")
    extra.write_text(f"敦煌市应急管理“十四五”规划\n{PLAN.replace('3000', '800')}", encoding="utf-8")
    monkeypatch.delenv("POLICYQA_CACHE")  # the model need not be unpacked again

    def installed(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).parent / "policyqa"), *map(str, arguments)]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), "LANG": "C.UTF-8"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8")

    def asked(question: str) -> dict[str, str]:
        capsys.readouterr()
        assert run(monkeypatch, "ask", question, "--index", index, "--json") == 0
        answer: dict[str, str] = json.loads(capsys.readouterr().out)
        return answer

    built = installed("index", "--corpus", corpus, "--out", index)
    assert built.returncode == 1, "a document was left out"
    assert "broken.txt holds no words" in built.stderr
    (corpus / "broken.txt").unlink()

    told = installed("ask", "高台县储备的应急物资满足多少人", "--index", index, "--json")
    assert told.returncode == 0, told.stderr
    assert "3000人" in json.loads(told.stdout)["answer"]

    assert run(monkeypatch, "add", extra, "--corpus", corpus, "--out", index) == 0, capsys.readouterr().err
    assert "800人" in asked("敦煌储备的应急物资满足多少人")["answer"]

    assert run(monkeypatch, "remove", "extra", "--corpus", corpus, "--out", index) == 0, capsys.readouterr().err
    assert asked("敦煌储备的应急物资满足多少人")["status"] == "out_of_scope"
