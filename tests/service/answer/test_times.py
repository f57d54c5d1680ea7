"""Answers are for the time that was asked about: what was is no target, nor the other way round."""

import pytest

from service.answer.answerer import Answerer
from service.answer.model import Status
from service.answer.times import asks_back
from tests.service.answer.conftest import Ask


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("北碚建成了多少个避难场所", "65个"),
        ("北碚十三五期间死亡人数下降多少", "12.24%"),
        ("张掖生产安全事故死亡人数较十三五下降多少", "15%"),
        ("北碚2035年的主要目标是什么", "2035年,基本实现应急管理体系和能力现代化"),  # and not what is for 2025
        ("How many shelters has Beibei built?", "65个"),
        ("北碚“十四五”规划提到的避难场所有多少个", "65个"),
        ("张掖事故死亡人数在十三五基础上降多少", "15%"),
        ("和十三五比，张掖事故起数要降多少", "10%"),
    ],
)
def test_a_figure_of_the_time_that_is_asked_about_is_given(real_answerer: Answerer, question: str, quoted: str) -> None:
    assert quoted in real_answerer.answer(question).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "question",
    [
        "北碚到2025年要建多少个避难场所",  # 65 were built, how many will be is not said
        "How many shelters will Beibei build by 2025?",
        "张掖市十三五期间事故死亡人数下降了多少",  # 15% is the target for the years after
        "张掖2035年的目标",  # no plan of Zhangye's speaks of that year
        "丰台2030年人均避难场所面积",
    ],
)
def test_what_is_said_of_another_time_is_no_answer(real_answerer: Answerer, question: str) -> None:
    assert real_answerer.answer(question).status is Status.NO_EVIDENCE


@pytest.mark.slow
def test_the_chinese_and_the_english_question_are_answered_from_one_passage(real_answerer: Answerer) -> None:
    chinese, english = (
        real_answerer.answer(question).citations[0]
        for question in ("张掖的应急物资储备目标是多少", "what are Zhangye's reserve targets")
    )
    assert chinese.passage == english.passage


class TestEarlierYears:
    """A year before the plan's own is asked about: the base, never the target."""

    @pytest.mark.parametrize("question", ["泸州2020年护理型床位占比是多少", "截至2020年底泸州的护理型床位占比"])
    def test_the_base_is_given(self, ask_both: Ask, question: str) -> None:
        assert ask_both(question) == ["护理型床位占比：38%（2020年，约束性）[1]"]

    def test_of_a_year_that_is_not_named_nothing_is_said(self, side_by_side: Answerer) -> None:
        assert side_by_side.answer("泸州2015年护理型床位占比").status is Status.NO_EVIDENCE

    def test_without_a_year_the_target_is_given(self, ask_both: Ask) -> None:
        assert "55%" in ask_both("泸州护理型床位占比")[0]


def test_what_a_target_is_counted_against_is_no_question_for_the_past() -> None:
    assert asks_back("现状值是多少")
    assert not asks_back("事故较十三五下降多少")
