import pytest

from tests.service.answer.conftest import Ask

AIM = ["到2025年，消防救援能力显著提升。火灾起数下降10%。[1]"]


@pytest.mark.parametrize(
    "question",
    [
        "武威市“十四五”的主要目标是什么",
        "武威消防救援的发展目标是什么？",
        "武威规划目标",
        "武威市消防规划的总体目标",
    ],
)
def test_a_part_is_known_by_any_of_its_names(ask_parts: Ask, question: str) -> None:
    assert ask_parts(question) == AIM


def test_a_part_with_headings_is_told_by_them(ask_parts: Ask) -> None:
    assert ask_parts("武威市的重点任务有哪些") == ["（一）建设消防站[1]", "（二）补建消火栓[2]"]
    assert ask_parts("武威市的工作原则是什么") == ["——坚持预防为主[1]", "——坚持科学救援[2]"]


def test_what_is_asked_of_a_subject_is_no_part_of_the_plan(ask_parts: Ask) -> None:
    assert ask_parts("武威市消火栓的建设任务是什么") != ["（一）建设消防站[1]", "（二）补建消火栓[2]"]


def test_a_part_that_the_plan_lacks_is_not_answered_by_another(ask_parts: Ask) -> None:
    assert AIM[0] not in ask_parts("武威市的重点工程有哪些")
