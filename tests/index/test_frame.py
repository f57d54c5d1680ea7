import pytest

from index.frame import without_frame

ASKED = "避难场所要建几处"


@pytest.mark.parametrize(
    "question",
    [
        f"根据规划，{ASKED}",
        f"按照该规划的要求，{ASKED}",
        f"依据本方案 {ASKED}",
        f"的规划里，{ASKED}",
        f"规划中{ASKED}",
        f"“十四五”期间{ASKED}",
        f"在十四五时期，{ASKED}",
        f"根据规划，“十四五”规划期内{ASKED}",
        f"我问的是 {ASKED}",
    ],
)
def test_where_the_answer_stands_is_no_part_of_the_question(question: str) -> None:
    assert without_frame(question, 2025) == ASKED


@pytest.mark.parametrize(
    "question",
    [
        "十三五期间建成几处避难场所",
        "哪些规划里提到了无人机",
        "规划里有几项约束性指标",
        "国土空间规划中如何落实安全要求",
        "应急规划是哪一年到哪一年的",
        "规划的索引号",
        "根据规划，文号",
        "“十四五”规划的目标",
        "该规划中期评估怎么做",
        "的方案中止条件是什么",
    ],
)
def test_what_is_asked_about_stays(question: str) -> None:
    assert without_frame(question, 2025) == question


def test_five_years_that_nobody_is_known_to_plan_for_stay() -> None:
    assert without_frame(f"“十四五”期间{ASKED}", None) == f"“十四五”期间{ASKED}"
    assert without_frame(f"十五五期间{ASKED}", 2030) == ASKED


@pytest.mark.parametrize(
    "question",
    [
        "According to the plan, how many shelters will there be?",
        "How many shelters will there be in the plan?",
        "How many shelters will there be during the 14th Five-Year Plan period?",
        "According to these documents, how many shelters will there be in the fourteenth five-year plan?",
    ],
)
def test_an_english_frame_goes_as_well(question: str) -> None:
    assert without_frame(question, 2025).lower() == "how many shelters will there be?"


def test_words_around_a_phrase_that_goes_stay_apart() -> None:
    assert (
        without_frame("Which opportunities in the plan, e.g. satellites?", 2025)
        == "Which opportunities e.g. satellites?"
    )


@pytest.mark.parametrize(
    "question",
    [
        "How many were there during the 13th Five-Year Plan period?",
        "Does the plan mention insurance?",
        "What is in the plan of Fengtai?",
    ],
)
def test_what_is_asked_about_in_english_stays(question: str) -> None:
    assert without_frame(question, 2025) == question
