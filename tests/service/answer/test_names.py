from dataclasses import replace

import pytest

from service.answer.answerer import Answerer
from service.answer.names import IndicatorNames, grams_of


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("每10万人口", "每十万人"),
        ("亿元GDP", "亿元地区生产总值"),
        ("因灾死亡率的目标是多少", "因自然灾害死亡率"),
    ],
)
def test_two_ways_to_say_one_name_read_alike(asked: str, name: str) -> None:
    assert grams_of(asked) == grams_of(name)


def test_a_name_that_shares_little_fits_badly(records: Answerer) -> None:
    names = IndicatorNames(records.plans)
    assert names.matches("应急避难场所面积", ["jiuquan"])[0].score > 0.8
    assert all(match.score < 0.5 for match in names.matches("高铁乘客死亡人数比例", ["jiuquan"]))


def test_a_prefix_that_negates_makes_another_word() -> None:
    assert grams_of("煤矿") & grams_of("非煤矿山") == frozenset()


def test_another_grade_is_another_indicator(records: Answerer) -> None:
    plan = records.plans["jiuquan"]
    renamed = replace(plan, indicators=(replace(plan.indicators[0], name="较大事故起数"),), past_figures=())
    names = IndicatorNames({"jiuquan": renamed})
    assert names.matches("较大事故起数", ["jiuquan"])
    assert not names.matches("重大事故起数", ["jiuquan"])


def test_words_between_the_parts_of_a_grade_do_not_matter() -> None:
    assert {"重大", "特大"} <= grams_of("重特大生产安全事故起数")
