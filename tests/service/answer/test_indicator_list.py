"""Indicators asked for as a group: how many, which of them, those of a class or with a figure."""

from tests.service.answer.conftest import Ask

SEATS = "每千人口托位数：3个（2023年，预期性，2020年：1.2）；4.6个（2025年，预期性，2020年：1.2）[1]"
SHARE = "普惠托位占比：50%（2023年，约束性，2020年：40）；65%（2025年，约束性，2020年：40）[1]"


def test_a_row_with_targets_for_two_years_is_one_indicator(ask_nurseries: Ask) -> None:
    lines = ask_nurseries("平凉市主要指标一共几项")
    assert lines[:3] == ["共 3 项[1]", SEATS, SHARE]


def test_indicators_of_a_class_are_those_of_its_rows(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市供给能力类指标有哪些") == [SEATS, SHARE]


def test_a_subject_before_the_word_leaves_out_the_other_indicators(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市普惠指标是多少") == [SHARE]


def test_a_figure_that_is_to_be_reached_chooses(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉哪些指标2025年要达到90%") == ["备案托育机构占比：90%（2025年，约束性，2020年：70）[1]"]


def test_of_a_kind_each_indicator_is_counted_once(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市有几个约束性指标")[0] == "共 2 项[1]"


def test_all_are_listed_below_how_many_of_them_are_of_a_kind(ask_nurseries: Ask) -> None:
    lines = ask_nurseries("平凉市主要指标一共有几个，其中约束性的有多少？")
    assert lines[:3] == ["共 3 项，其中约束性 2 项[1]", SEATS, SHARE]
    assert len(lines) == 4


def test_a_figure_is_told_with_what_its_word_means(ask_both: Ask) -> None:
    lines = ask_both("泸州护理型床位占比指标是多少？包括哪些床位？")
    assert lines[0].startswith("护理型床位占比：55%")
    assert lines[1] == "护理型床位包括医养结合床位和失能照护床位[1]"


def test_a_figure_alone_chooses_without_the_word_for_indicators(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉要做到90%的一共几个")[:1] == ["共 1 项[1]"]


def test_the_way_of_a_change_chooses(ask: Ask) -> None:
    assert ask("酒泉市下降10%的指标有几个")[1].startswith("生产安全事故死亡人数：下降10%")
    assert not any("共 1 项" in line for line in ask("酒泉市提高10%的指标有几个"))


def test_which_plan_has_more_indicators_is_told(ask_both: Ask) -> None:
    lines = ask_both("泸州和天水谁的约束性指标更多")
    assert lines[0].startswith("四川省泸州市：共 1 项")
    assert ask_both("哪个规划的预期性指标最多")[-1].startswith("所列数值中较大的：甘肃省天水市")
