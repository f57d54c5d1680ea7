from service.answer.answerer import Answerer
from service.answer.mention import _places_of, compose
from service.answer.tokens import fold_in_place
from tests.service.answer.conftest import Ask, material_for


def test_a_year_within_a_range_is_mentioned(ask_rules: Ask) -> None:
    places = [line.partition("：")[0] for line in ask_rules("哪些规划提到2024年？")]
    assert places == ["天津市河东区"], "2023—2025年 has 2024年 in it"


def test_each_plan_that_has_the_words_is_listed_with_a_sentence_not_a_heading(ask_rules: Ask) -> None:
    assert ask_rules("哪些规划提到了消火栓？") == ["天津市河东区：2023—2025年每年补建消火栓50具。[1]"]


def test_words_that_no_plan_has_are_listed_for_none(ask_rules: Ask) -> None:
    assert not any("消火栓" in line for line in ask_rules("哪些规划提到了防火门？"))


def test_white_space_is_mentioned_by_none(rules: Answerer) -> None:
    assert compose(material_for(rules, "哪些规划提到“  ”？", 0.7)) is None
    assert compose(material_for(rules, "哪些规划提到“消火栓”？", 0.7)) is not None


def test_words_of_a_traditional_plan_are_found_beside_a_unit_that_folds_to_two_characters() -> None:
    folded = fold_in_place("建設養老院100㎡，\n配備滅火器。")
    assert [each.of(folded) for each in _places_of(folded, "灭火器")] == ["灭火器"]
    assert _places_of(folded, "养老院")[0].start == 2
