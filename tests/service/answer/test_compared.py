"""What is compared, without the words that set places side by side, and which figure is asked for."""

from dataclasses import replace

import pytest

from service.answer.answerer import Answerer
from service.answer.compared import named_only, states_figure, words_to_search
from tests.service.answer.conftest import material_for


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("泸州和天水对无人机的应用分别有什么要求？", "无人机的应用"),
        ("泸州和天水在评估考核上有何不同？", "评估考核"),
        ("泸州和天水的服务站数量分别是多少？", "服务站数量 是多少"),
        ("泸州和天水两家的规划各由谁评估或怎么评估", "评估 评估"),
        ("泸州和天水在多灾种预警方面有什么差异", "多灾种预警"),
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
