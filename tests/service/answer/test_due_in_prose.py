import pytest

from tests.service.answer.conftest import Ask


def test_what_is_due_is_named_by_the_heading_above_it(ask_both: Ask) -> None:
    assert ask_both("天水2022年底前要完成什么") == ["（一）水库工程：2022年底前下闸蓄水。[1][2]"]


@pytest.mark.parametrize(
    ("year", "due"), [("2022", "（一）床位扩容工程：2022年底前新增床位900张。"), ("2023", "2023年底前完成评级。")]
)
def test_only_what_is_due_in_the_year_is_listed(ask_both: Ask, year: str, due: str) -> None:
    lines = ask_both(f"泸州{year}年底前要完成的事有哪些")
    assert due in "\n".join(lines)
    assert all(year in line for line in lines)


def test_a_question_with_a_subject_is_no_question_for_all_that_is_due(ask_both: Ask) -> None:
    assert len(ask_both("泸州2022年底前要新增多少张床位")) == 1


def test_that_a_plan_demands_it_is_no_subject(ask_both: Ask) -> None:
    lines = ask_both("天水的规划要求2022年底前完成哪些事？")
    assert lines == ["（一）水库工程：2022年底前下闸蓄水。[1][2]"]


def test_what_is_due_is_asked_for_by_the_piece(ask_both: Ask) -> None:
    assert ask_both("天水要求2022年底前完成的事项有哪几件") == ["（一）水库工程：2022年底前下闸蓄水。[1][2]"]
