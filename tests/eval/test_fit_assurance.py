from pathlib import Path

from eval.fit_assurance import cases, unmended
from eval.question_set import Question, default_files, read_questions
from tests.service.answer.conftest import JIUQUAN, build_answerer


def asked(question: str, *, unanswerable: str | None = None) -> Question:
    return Question.model_validate(
        {
            "id": "q",
            "question": question,
            "language": "zh" if question[0] > "z" else "en",
            "type": "fact",
            "history": [],
            "evidence": [],
            "answer_contains": [],
            "unanswerable": unanswerable,
        }
    )


def test_what_something_else_than_signs_decides_is_not_learned_from(tmp_path: Path) -> None:
    questions = [
        asked("emergency funds of Jiuquan"),
        asked("兰州市应急资金怎么管", unanswerable="place"),
        asked("酒泉市的规划是谁印发的"),
        asked("酒泉市2040年应急资金怎么管", unanswerable="period"),
        asked("酒泉市常住人口有多少", unanswerable="subject"),
        asked("酒泉市应急资金怎么管"),
        asked("酒泉市图书馆几点开门", unanswerable="subject"),
    ]
    learned = cases(build_answerer(tmp_path, {"jiuquan": JIUQUAN}), questions)
    assert [is_answered for _, is_answered in learned] == [True, False]


def test_what_nobody_mended_for_is_not_measured() -> None:
    measured = {(each.question, len(each.history)) for each in read_questions(default_files())}
    learned = {(each.question, len(each.history)) for each in unmended()}
    assert learned
    assert not learned & measured
