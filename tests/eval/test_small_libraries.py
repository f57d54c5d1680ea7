from pathlib import Path

from corpus.library import parse_plan
from eval.question_set import Gold, Question
from eval.small_libraries import _parts

TEXT = """\
武威市排水规划

一、任务
（一）疏通管网
疏通管网40公里。每年清淤2次。
（二）新建泵站
新建泵站6座。
"""


def question(number: int, text: str | None) -> Question:
    return Question(
        id=f"q{number}",
        question=f"第{number}个问题",
        language="zh",
        type="fact",
        history=[],
        evidence=[[Gold(plan="wuwei", text=text)]] if text else [],
        answer_contains=[],
        unanswerable=None if text else "subject",
    )


def test_a_plan_and_a_section_are_asked_what_they_answer_and_what_they_do_not(tmp_path: Path) -> None:
    corpus, folder = tmp_path / "corpus", tmp_path / "parts"
    corpus.mkdir()
    folder.mkdir()
    (corpus / "wuwei.txt").write_text(TEXT, encoding="utf-8")
    plan = parse_plan("wuwei", "wuwei.txt", TEXT)
    asked = [question(at, text) for at, text in enumerate(["疏通管网40公里。", "每年清淤2次。", "新建泵站6座。", None])]
    (alone, of_plan), (section, of_section) = _parts({"wuwei": plan}, asked, corpus, folder)
    assert [(each.id, answered) for each, answered in of_plan] == [
        ("q0", True),
        ("q1", True),
        ("q2", True),
        ("q3", False),
    ]
    assert [(each.id, answered) for each, answered in of_section] == [("q0", True), ("q1", True), ("q2", False)]
    assert (alone / "wuwei.txt").read_text(encoding="utf-8") == TEXT
    text = (section / "section.txt").read_text(encoding="utf-8")
    assert text.startswith("武威市排水规划\n\n")
    assert "疏通管网40公里" in text
    assert "泵站" not in text


def test_what_answers_too_few_questions_is_no_library(tmp_path: Path) -> None:
    plan = parse_plan("wuwei", "wuwei.txt", TEXT)
    parts = list(_parts({"wuwei": plan}, [question(0, "新建泵站6座。")], tmp_path, tmp_path))
    assert len(parts) == 1
