from tests.service.answer.conftest import Ask


def test_a_year_within_a_range_is_mentioned(ask_rules: Ask) -> None:
    places = [line.partition("：")[0] for line in ask_rules("哪些规划提到2024年？")]
    assert places == ["天津市河东区"], "2023—2025年 has 2024年 in it"


def test_each_plan_that_has_the_words_is_listed_with_a_sentence_not_a_heading(ask_rules: Ask) -> None:
    assert ask_rules("哪些规划提到了消火栓？") == ["天津市河东区：2023—2025年每年补建消火栓50具。[1]"]


def test_words_that_no_plan_has_are_listed_for_none(ask_rules: Ask) -> None:
    assert not any("消火栓" in line for line in ask_rules("哪些规划提到了防火门？"))
