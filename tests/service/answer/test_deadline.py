import pytest

from service.answer.answerer import Answerer
from service.answer.deadline import _asked_due, _is_due
from tests.service.answer.conftest import Ask


@pytest.mark.parametrize(
    ("question", "deadline", "is_due"),
    [
        ("2023年底前要完成哪些任务", "2023年12月", True),
        ("2023年底前要完成哪些任务", "2022年6月底前", True),
        ("2023年底前要完成哪些任务", "2024年6月", False),
        ("2024年6月底前完成的任务有哪些", "2024年6月", True),
        ("2024年6月底前完成的任务有哪些", "2024年第三季度", False),
        ("哪些任务要在2024年完成", "2024年底", True),
        ("哪些任务要在2024年完成", "2023年12月", False),
        ("2025年以前完成的任务有哪些", "2025年12月", False),
        ("2025年以前完成的任务有哪些", "2025年前", True),
        ("which tasks are due by 2024", "2023年", True),
        ("哪些任务2023年底前完成", "长期坚持", False),
        ("哪些任务在2022年之后完成", "2022年12月", False),
        ("哪些任务在2022年之后完成", "2023年1月", True),
        ("哪些任务在2022年6月以后完成", "2022年7月", True),
        ("哪些任务在2022年底后完成", "2022年12月", False),
        ("which tasks are due after 2022", "2022年6月", False),
        ("which tasks are due after 2022", "2024年", True),
        ("不晚于2023年底完成的任务有哪些", "2022年6月", True),
        ("有没有2023年底前完成的任务", "2022年6月", True),
    ],
)
def test_a_deadline_lies_in_the_time_that_is_asked_for(question: str, deadline: str, is_due: bool) -> None:
    assert _is_due(deadline, _asked_due(question)) is is_due


def test_tasks_without_an_end_are_found() -> None:
    assert _is_due("长期坚持", None)
    assert not _is_due("2023年12月", None)


@pytest.mark.parametrize(
    "question",
    [
        "2023年的目标是什么",
        "要完成哪些任务",
        "2023年底前没有完成的任务有哪些",
        "哪些任务2023年底前未完成",
        "哪些任务2023年底前尚未全部完成",
        "哪些任务2023年不能完成",
        "which tasks are not finished by 2023",
    ],
)
def test_a_question_that_names_no_end_asks_for_none(question: str) -> None:
    assert _asked_due(question) is None


def test_the_tasks_that_are_due_are_listed_with_their_deadline(ask_rules: Ask) -> None:
    assert ask_rules("河东区2023年底前要完成哪些任务？") == [
        "1．修编消防规划（时限：2022年6月）[1]",
        "2．补建消火栓（时限：2023年12月）[2]",
    ]


def test_another_place_has_no_say(rules: Answerer) -> None:
    answer = rules.answer("河东区2021年底前要完成哪些任务？")
    assert "补建消火栓（时限" not in answer.text


def test_a_question_for_tasks_that_are_not_done_lists_none(rules: Answerer) -> None:
    assert "（时限：" not in rules.answer("河东区2023年底前没有完成的任务有哪些？").text
