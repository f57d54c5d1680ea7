from pathlib import Path

import pytest

from eval.command import evaluate
from eval.judgement import Measure
from eval.question_set import Half
from service.answer.answerer import Answerer
from service.errors import ServiceError
from tests.eval.samples import gold, question


def test_an_empty_question_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(ServiceError, match="the question set is empty"):
        evaluate(questions=[tmp_path / "empty.jsonl"])


@pytest.mark.parametrize("half", list(Half))
def test_a_half_without_questions_is_refused(tmp_path: Path, half: Half) -> None:
    chosen = {Half.DEV: "zhangye-001", Half.TEST: "zhangye-002"}[half]  # each stands in the other half
    line = f'{{"id": "{chosen}", "question": "?", "language": "zh", "type": "chat", "history": [], "evidence": [], '
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{line}"answer_contains": [], "unanswerable": "chat"}}\n', encoding="utf-8")
    with pytest.raises(ServiceError, match="the question set is empty"):
        evaluate(questions=[path], half=half)


@pytest.fixture
def asked(tmp_path: Path, answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of one question about the tiny plans, which the command loads instead of real ones."""
    monkeypatch.setattr("eval.command.load_answerer", lambda _: answerer)
    path = tmp_path / "questions.jsonl"
    wanted = question([gold("zhangye", "死亡人数下降15%")], question_id="zhangye-002", asked="张掖死亡人数下降多少")
    path.write_text(f"{wanted.model_dump_json()}\n", encoding="utf-8")
    return path


def test_a_report_is_written_and_can_be_compared_with(
    asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(questions=[asked], report=tmp_path)
    assert (tmp_path / "report.html").is_file()
    capsys.readouterr()
    evaluate(questions=[asked], other=tmp_path / "report.json")
    assert "before" in capsys.readouterr().out


def test_own_questions_are_not_held_to_the_gate(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.command.read_gate", lambda: {Measure.RECALL_5: 1.1})
    evaluate(questions=[asked])


def test_packaged_questions_are(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.command.read_gate", lambda: {Measure.RECALL_5: 1.1})
    monkeypatch.setattr("eval.command.default_files", lambda: [asked])
    with pytest.raises(ServiceError, match="the gate is not met: recall@5 is 1.000, at least 1.1 is wanted"):
        evaluate()


def test_questions_that_do_not_fit_the_plans_are_refused(asked: Path) -> None:
    other = asked.read_text(encoding="utf-8").replace("15%", "99%")
    asked.write_text(other, encoding="utf-8")
    with pytest.raises(ServiceError, match="the question set has 1 faults"):
        evaluate(questions=[asked])
