from dataclasses import replace

import pytest

from corpus.plan import Operator, Plan
from service.answer.answerer import Answerer
from service.answer.larger import which_is_larger
from service.answer.names import Match
from tests.service.answer.conftest import material_for


def _rates(answerer: Answerer, *plan_ids: str) -> list[list[Match]]:
    plans: list[Plan] = [answerer.plans[plan_id] for plan_id in plan_ids]
    rates = [(plan, next(each for each in plan.indicators if each.unit == "%")) for plan in plans]
    return [[Match(plan, rate, False, 1.0, 1.0, 1.0, frozenset())] for plan, rate in rates]


def _said(answerer: Answerer, question: str, found: list[list[Match]]) -> str | None:
    line = which_is_larger(material_for(answerer, question, 1.0), found)
    return line.about + line.text if line else None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("泸州和天水的比例谁更高", "所列数值中较大的：甘肃省天水市"),
        ("泸州和天水哪个的比例低", "所列数值中较小的：四川省泸州市"),
        ("泸州和天水的比例一样吗", "所列数值不同。"),
        ("泸州和天水的比例分别是多少", None),
    ],
)
def test_the_larger_figure_is_named_only_when_it_is_asked_for(
    side_by_side: Answerer, question: str, said: str | None
) -> None:
    assert _said(side_by_side, question, _rates(side_by_side, "luzhou", "tianshui")) == said


def test_equal_figures_are_said_to_be_the_same(side_by_side: Answerer) -> None:
    assert _said(side_by_side, "泸州和天水的比例一样吗", _rates(side_by_side, "luzhou", "luzhou")) == "所列数值相同。"


def test_one_figure_alone_is_not_compared(side_by_side: Answerer) -> None:
    assert _said(side_by_side, "泸州和天水的比例谁更高", [*_rates(side_by_side, "luzhou"), []]) is None


def test_a_limit_and_a_figure_are_both_figures(side_by_side: Answerer) -> None:
    found = _rates(side_by_side, "luzhou", "tianshui")
    found[0] = [replace(found[0][0], indicator=replace(found[0][0].indicator, operator=Operator.AT_LEAST))]
    assert _said(side_by_side, "泸州和天水的比例差多少", found) == "所列数值中较大的：甘肃省天水市"
