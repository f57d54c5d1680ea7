from pathlib import Path

import pytest

from corpus.library import parse_plan
from index.query import Turn
from service.answer.answerer import Answerer
from service.answer.indicator_line import requirement
from tests.service.answer.conftest import Ask, build_answerer


def test_a_target_is_said_with_value_unit_year_and_nature(ask: Ask) -> None:
    assert ask("酒泉市的人均应急避难场所面积是多少？") == ["人均应急避难场所面积：1.5平方米（2025年，预期性）[1][2]"]


def test_a_lost_unit_is_said_and_not_guessed(ask: Ask) -> None:
    assert "5-10（2025年，预期性，原文未给出单位）" in ask("酒泉市的地震预警信息发布时效是多少？")[0]


def test_a_count_needs_no_unit(ask: Ask) -> None:
    assert "原文未给出单位" not in ask("酒泉市的生产安全事故死亡人数要下降多少？")[0]


def test_a_past_figure_is_never_given_as_a_target(ask: Ask) -> None:
    line = ask("酒泉市的生产安全事故死亡人数要下降多少？")[0]
    assert "下降10%" in line
    assert "21%" not in line


def test_what_only_another_plan_has_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("河西区的生产安全事故死亡人数要下降多少？")[0]


def test_a_year_beyond_the_plan_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("酒泉市2030年的人均应急避难场所面积是多少？")[0]


def test_an_english_question_keeps_chinese_figures(ask: Ask) -> None:
    line = ask("What is the per capita shelter area target in Jiuquan?")[0]
    assert line.startswith("Plan for 甘肃省酒泉市: 人均应急避难场所面积")
    assert "1.5平方米" in line


@pytest.mark.parametrize("name", ["人均应急避难场所面积", "生产安全事故死亡人数目标"])
def test_a_figure_that_is_only_named_is_not_answered_from_elsewhere(ask: Ask, name: str) -> None:
    assert "没有找到" in ask(f"河西区{name}")[0]


def test_the_past_is_answered_with_the_past(ask: Ask) -> None:
    line = ask("酒泉市“十三五”期间生产安全事故死亡人数下降多少？")[0]
    assert "21%" in line
    assert "10%" not in line


def test_a_target_is_called_one_where_the_present_is_asked_for(ask: Ask) -> None:
    assert ask("酒泉市的人均应急避难场所面积现在是多少？")[0].startswith("人均应急避难场所面积（目标）：1.5平方米")


def test_a_year_within_the_period_must_be_named_by_what_is_quoted(ask: Ask) -> None:
    assert "没有找到" in ask("酒泉市2023年要新建几座消防站？")[0]


def test_two_indicators_asked_for_in_one_question_are_both_given(ask: Ask) -> None:
    lines = ask("酒泉市的生产安全事故死亡人数和人均应急避难场所面积的目标是多少？")
    assert [line.split("：")[0] for line in lines] == ["生产安全事故死亡人数", "人均应急避难场所面积"]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("到2025年，培育骨干企业产值超500亿元。", "超500亿元"),
        ("到2025年，应急响应时间控制在20分钟以内。", "控制在20分钟以内"),
        ("到2025年，单个项目奖励金额最高100万元。", "最高100万元"),
    ],
)
def test_the_words_of_comparison_are_those_of_the_source(sentence: str, said: str) -> None:
    plan = parse_plan("plan", "plan.txt", f"某市应急管理“十四五”规划\n一、主要目标\n{sentence}\n")
    (indicator,) = plan.indicators
    assert requirement(plan, indicator, "").startswith(said)


def test_the_figure_before_the_plan_is_told_beside_the_target(ask_both: Ask) -> None:
    assert ask_both("泸州护理型床位占比2020年和2025年分别是多少") == [
        "护理型床位占比：55%（2025年，约束性，2020年：38）[1]"
    ]


def test_a_note_says_what_a_word_of_the_table_means(ask_both: Ask) -> None:
    assert ask_both("泸州护理型床位包括哪些") == ["护理型床位包括医养结合床位和失能照护床位。[1]"]


def test_a_row_with_targets_for_several_years_is_given_for_all_of_them(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉每千人口托位数目标") == [
        "每千人口托位数：3个（2023年，预期性，2020年：1.2）[1]",
        "每千人口托位数：4.6个（2025年，预期性，2020年：1.2）[1]",
    ]


def test_the_year_that_is_asked_for_chooses_among_targets_of_one_name(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉2023年每千人口托位数目标") == ["每千人口托位数：3个（2023年，预期性，2020年：1.2）[1]"]
    assert "9个" in ask_nurseries("平凉2035年每千人口托位数")[0]


def test_a_year_long_past_is_answered_by_the_clause_that_names_it(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市2015年托位使用率是多少") == ["托位使用率由2015年的41%提高到2020年的52%[1]"]


def test_from_what_it_is_to_rise_is_said_with_the_target(ask_nurseries: Ask) -> None:
    assert "2020年：40" in ask_nurseries("平凉普惠托位占比从多少提高到多少")[0]


def test_the_base_year_after_a_question_for_a_target_is_the_past_figure(nurseries: Answerer) -> None:
    asked = "平凉普惠托位占比2025年目标是多少"
    said = nurseries.answer(asked).text
    after = nurseries.answer("那2020年呢", history=[Turn("user", asked), Turn("assistant", said)])
    assert after.text == "普惠托位占比：40%（2020年，约束性）[1]"


def test_who_is_in_charge_is_not_answered_with_a_figure(ask_nurseries: Ask) -> None:
    assert "65%" not in "".join(ask_nurseries("平凉普惠托位占比由谁负责"))
    assert "65%" in "".join(ask_nurseries("平凉普惠托位占比要到多少"))


def test_a_target_in_words_is_said_with_its_base_in_words(tmp_path: Path) -> None:
    rows = "村级光缆（公里）\t120\t260\t预期性\n电子政务外网\t覆盖到镇\t村村全覆盖\t约束性\n"
    document = f"定西市“十四五”数字规划\n\n一、主要指标\n表1 主要指标\n指标\t2020年\t2025年\t属性\n{rows}二、保障\n落实资金。\n"
    answerer = build_answerer(tmp_path, {"dingxi": document})
    assert answerer.answer("定西电子政务外网2025年的目标").text == (
        "电子政务外网：村村全覆盖（2025年，约束性，2020年：覆盖到镇）[1]"
    )


def test_a_bound_is_told_with_what_it_is_a_share_of(tmp_path: Path) -> None:
    plan = "酒泉市执法规划\n\n一、目标\n取得职业资格的执法人员不低于在职执法人员的75%。\n"
    text = build_answerer(tmp_path, {"plan": plan}).answer("酒泉市取得职业资格的执法人员占比是多少").text
    assert "不低于在职执法人员的75%" in text


def test_a_note_ends_without_its_full_stop(tmp_path: Path) -> None:
    plan = (
        "酒泉市养老规划\n\n一、指标\n表1 主要指标\n序号\t指标\t2025年\t属性\n1\t改造户数（户）*\t3000\t约束性\n"
        "2\t床位数（张）\t900\t预期性\n注：*为五年累计数。\n"
    )
    text = build_answerer(tmp_path, {"plan": plan}).answer("酒泉市改造户数是多少").text
    assert "约束性，为五年累计数）" in text


def test_how_large_is_not_answered_with_how_many(tmp_path: Path) -> None:
    plan = "酒泉市防火规划\n\n一、目标\n到2025年，新建消防水池100口。\n"
    answerer = build_answerer(tmp_path, {"plan": plan})
    assert "100口" in answerer.answer("酒泉市新建消防水池多少口").text
    assert "100口" not in answerer.answer("酒泉市新建消防水池多大").text


def test_which_of_several_there_are_is_no_question_for_their_number(tmp_path: Path) -> None:
    text = "泸州市养老规划\n\n一、站点\n到2025年，在三溪镇、石桥镇建设2个服务中心。\n"
    answer = build_answerer(tmp_path, {"a": text}).answer("在哪几个镇建设服务中心").text
    assert "三溪镇、石桥镇" in answer
