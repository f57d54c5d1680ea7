"""What is compared, without the words that set places side by side, and which figure is asked for."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from service.answer.compared import (
    asks_across,
    asks_figure,
    asks_more,
    counts_plans,
    named_only,
    states_figure,
    words_to_search,
)
from tests.service.answer.conftest import build_answerer, material_for


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("泸州和天水对无人机的应用分别有什么要求？", "无人机的应用"),
        ("泸州和天水在评估考核上有何不同？", "评估考核"),
        ("泸州和天水的服务站数量分别是多少？", "服务站数量 是多少"),
        ("泸州和天水两家的规划各由谁评估或怎么评估", "评估 评估"),
        ("泸州和天水在多灾种预警方面有什么差异", "多灾种预警"),
        ("泸州和天水的灌溉管网各多少公里", "灌溉管网 多少公里"),
        ("泸州和天水对邻里有什么要求", "邻里"),
        ("泸州和天水在助餐方案里有什么不同", "助餐方案"),
        ("几个规划写了床位占比", "床位占比"),
        ("泸州的护理床位，天水呢", "护理床位"),
        ("各市场主体要承担什么责任", "市场主体要承担什么责任"),
    ],
)
def test_what_is_compared_is_named_without_the_words_that_compare(
    side_by_side: Answerer, question: str, named: str
) -> None:
    assert named_only(material_for(side_by_side, question, 1.0)).query.text.split() == named.split()


def test_rules_and_demands_are_not_searched_for(side_by_side: Answerer) -> None:
    assert words_to_search(material_for(side_by_side, "泸州和天水对巨灾保险有什么规定？", 1.0)) == "巨灾保险"


def test_in_english_the_term_for_comparing_is_left_out(side_by_side: Answerer) -> None:
    material = material_for(side_by_side, "How do Luzhou and Tianshui differ on insurance?", 1.0)
    compared = replace(material, query=replace(material.query, words="差异 比较¦对比 保险"))
    assert named_only(compared).query.words == "保险"


@pytest.mark.parametrize(
    ("question", "text", "is_stated"),
    [
        ("泸州和天水的物资保障人数分别是多少", "构建区、街镇两级物资储备模式", False),
        ("泸州和天水的物资保障人数分别是多少", "转移安置人口4-6万", True),
        ("泸州和天水的绿地面积各是多少", "5.完善绿地", False),
        ("泸州和天水的绿地面积各是多少", "新建绿地12万平方米", True),
        ("泸州和天水的覆盖率分别是多少", "建成12个站点", False),
        ("泸州和天水的覆盖率分别是多少", "站点实现全覆盖", True),
    ],
)
def test_a_figure_is_one_of_what_is_asked(side_by_side: Answerer, question: str, text: str, is_stated: bool) -> None:
    assert states_figure(material_for(side_by_side, question, 1.0), text) is is_stated


@pytest.mark.parametrize(
    ("question", "is_across"),
    [
        ("各地的床位有多少", True),
        ("哪个区的床位占比最低", True),
        ("每个城市都建了什么", True),
        ("Which district has the lowest share?", True),
        ("Which cities mention drones?", True),
        ("各市场主体要承担什么责任", False),
        ("各地质灾害点怎么监测", False),
        ("每个城市书房有什么要求", False),
        ("所有地下商场怎么管", False),
        ("每个县城要建什么", False),
        ("各家养老院怎么分工", False),
    ],
)
def test_only_a_place_that_is_a_word_of_its_own_asks_across_plans(question: str, is_across: bool) -> None:
    assert asks_across(question) is is_across


def test_things_whose_name_begins_like_a_place_are_no_plans() -> None:
    assert counts_plans("有几个城市写了无人机")
    assert not counts_plans("要建多少个地下商场")


def test_a_number_of_things_in_english_is_a_figure(side_by_side: Answerer) -> None:
    assert asks_figure(material_for(side_by_side, "Compare the number of beds in Luzhou and Tianshui", 1.0))


@pytest.mark.parametrize(
    ("text", "is_stated"),
    [
        ("执证人员不低于在岗护理员的80%", False),
        ("1.推进护理员队伍建设，打通最后一公里", False),
        ("培训护理员800名", True),
    ],
)
def test_of_which_there_are_more_is_told_by_a_count(side_by_side: Answerer, text: str, is_stated: bool) -> None:
    assert states_figure(material_for(side_by_side, "泸州和天水谁的护理员多", 1.0), text) is is_stated


def test_of_two_amounts_asked_for_one_is_enough(side_by_side: Answerer) -> None:
    material = material_for(side_by_side, "泸州和天水的救援队伍多少支，人数多少", 1.0)
    assert states_figure(material, "组建救援队伍5支")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("消防安全方面泸州跟天水有啥不一样", "消防安全"),
        ("消防安全，泸州和天水的说法", "消防安全"),
        ("消防安全方面各规划都安排了什么", "消防安全"),
        ("泸州跟天水比，安责险怎么推的", "安全生产责任保险"),
        ("泸州和天水对火灾高风险区的巡查", "火灾高风险区 巡查"),
    ],
)
def test_what_no_plan_has_and_what_names_nothing_is_not_compared(tmp_path: Path, question: str, words: str) -> None:
    plans = {
        "a": "泸州市应急规划\n\n一、消防安全\n对火灾高风险区加强巡查，推广安全生产责任保险。\n",
        "b": "天水市应急规划\n\n一、消防安全\n安排消防安全检查。\n",
    }
    assert named_only(material_for(build_answerer(tmp_path, plans), question, 1.0)).query.words == words


@pytest.mark.parametrize("question", ["泸州和天水的演练多久搞一次", "泸州和天水的护理员，哪边多"])
def test_how_often_and_on_which_side_more_ask_for_a_figure(side_by_side: Answerer, question: str) -> None:
    assert asks_figure(material_for(side_by_side, question, 1.0))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("合计：泸州和天水的护理员", "护理员"),
        ("泸州和天水都提到了护理员，有啥不一样", "护理员"),
        ("护理员这一项，泸州和天水一样不", "护理员"),
    ],
)
def test_what_only_sums_or_repeats_names_nothing(side_by_side: Answerer, question: str, words: str) -> None:
    assert named_only(material_for(side_by_side, question, 1.0)).query.words == words


def test_on_which_side_of_two_there_are_more_is_asked_with_two_places_and_no_word_for_which(
    side_by_side: Answerer,
) -> None:
    for question in ("护理员泸州多还是天水多", "泸州的护理员比天水多吗", "泸州和天水比，哪边的护理员多"):
        assert asks_more(material_for(side_by_side, question, 1.0)), question


@pytest.mark.parametrize(
    "question", ["两个县市建几个食堂", "how do the two plans differ", "do both plans have targets", "all the plans"]
)
def test_several_plans_are_asked_about_by_their_number(question: str) -> None:
    assert asks_across(question)


@pytest.mark.parametrize(
    ("question", "counts"),
    [("规划里有几个提到5g", True), ("规划里有几个建设项目", False), ("有几个规划提到5g", True)],
)
def test_plans_are_counted_also_where_their_number_stands_behind(question: str, counts: bool) -> None:
    assert counts_plans(question) is counts
