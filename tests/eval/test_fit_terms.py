from pathlib import Path

from eval.fit_terms import cases
from eval.question_set import Gold, Question
from tests.service.answer.conftest import JIUQUAN, build_answerer


def asked(question: str, *, language: str = "en", unanswerable: str | None = None, gold: str = "") -> Question:
    evidence = [[Gold(plan="jiuquan", text=gold)]] if gold else []
    return Question.model_validate(
        {
            "id": "q",
            "question": question,
            "language": language,
            "type": "fact",
            "history": [],
            "evidence": evidence,
            "answer_contains": [],
            "unanswerable": unanswerable,
        }
    )


def test_only_english_questions_about_covered_places_are_learned_from(tmp_path: Path) -> None:
    questions = [
        asked("酒泉市的应急资金", language="zh"),
        asked("emergency funds of Osaka", unanswerable="place"),
        asked("What does Jiuquan plan for emergency funds?"),
        asked("What does Jiuquan plan for submarines?", unanswerable="subject"),
    ]
    assert [answered for _, answered in cases(build_answerer(tmp_path, {"jiuquan": JIUQUAN}), questions)] == [
        True,
        False,
    ]
