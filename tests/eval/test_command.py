from pathlib import Path

import pytest

from eval.command import evaluate
from eval.question_set import Half
from service.errors import ServiceError


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
