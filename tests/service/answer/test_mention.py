import pytest

from service.answer.answerer import Answerer
from service.answer.mention import _ASKED, _places_of, compose
from service.answer.tokens import fold_in_place
from tests.service.answer.conftest import Ask, material_for


def test_a_year_within_a_range_is_mentioned(ask_rules: Ask) -> None:
    places = [line.partition("：")[0] for line in ask_rules("哪些规划提到2024年？")]
    assert places == ["天津市河东区"], "2023—2025年 has 2024年 in it"


def test_each_plan_that_has_the_words_is_listed_with_a_sentence_not_a_heading(ask_rules: Ask) -> None:
    assert ask_rules("哪些规划提到了消火栓？") == ["天津市河东区：2023—2025年每年补建消火栓50具。[1]"]


def test_words_that_no_plan_has_are_listed_for_none(ask_rules: Ask) -> None:
    assert not any("补建消火栓50具" in line for line in ask_rules("哪些规划提到了防火门？"))


def test_white_space_is_mentioned_by_none(rules: Answerer) -> None:
    assert compose(material_for(rules, "哪些规划提到“  ”？", 0.7)) is None
    assert compose(material_for(rules, "哪些规划提到“消火栓”？", 0.7)) is not None


def test_words_of_a_traditional_plan_are_found_beside_a_unit_that_folds_to_two_characters() -> None:
    folded = fold_in_place("建設養老院100㎡，\n配備滅火器。")
    assert [each.of(folded) for each in _places_of(folded, "灭火器")] == ["灭火器"]
    assert _places_of(folded, "养老院")[0].start == 2


@pytest.mark.parametrize(
    "question", ["消火栓在哪几个规划里出现", "哪些规划提到消火栓", "有没有规划提到消火栓", "谁的规划里写了“消火栓”"]
)
def test_what_plans_say_may_be_asked_in_several_ways(question: str) -> None:
    asked = _ASKED.search(question)
    assert asked is not None
    assert "消火栓" in (asked["what"] or asked["before"])


def test_plans_that_say_it_are_counted_and_those_that_do_not_are_named(side_by_side: Answerer) -> None:
    assert side_by_side.answer("多少个规划提到了“灌区工程”").text.startswith("提到的规划共 1 份：")
    assert "四川省泸州市：规划没有给出相应内容" in side_by_side.answer("哪些规划没有提到灌区工程").text


def test_of_several_places_the_one_that_does_not_say_it_is_named(side_by_side: Answerer) -> None:
    lines = side_by_side.answer("泸州、天水有没有写灌区工程").text.splitlines()
    assert lines[0].startswith("甘肃省天水市：")
    assert lines[1] == "四川省泸州市：规划没有给出相应内容"
