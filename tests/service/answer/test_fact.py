import pytest

from service.answer.answerer import Answerer
from service.answer.fact import asks_for_base, compose, items_after
from service.answer.measures import states_number
from tests.service.answer.conftest import Ask, material_for


def test_the_sentence_is_quoted_not_the_paragraph(ask: Ask) -> None:
    assert ask("酒泉市的应急资金能挪用吗？")[0] == "严禁挪用应急资金。[1]"


def test_a_row_of_a_table_is_said_as_an_indicator(ask: Ask) -> None:
    assert ask("酒泉市地震预警多久发布，有什么目标")[0].startswith("地震预警信息发布时效：5-10")


def test_the_name_of_a_plan_is_no_claim_that_needs_a_proof(answerer: Answerer) -> None:
    text = answerer.answer("应急物资储备").text
    assert text.startswith(("甘肃省张掖市：", "北京市丰台区：", "重庆市北碚区："))


@pytest.mark.parametrize("question", ["酒泉市应急局局长是谁", "酒泉市应急局电话", "酒泉市旅游收入目标"])
def test_a_thing_that_the_passage_does_not_name_is_not_answered(ask: Ask, question: str) -> None:
    assert "酒泉市的规划里没有找到" in ask(question)[0]


def test_what_a_colon_announces_follows_it(ask_rules: Ask) -> None:
    assert ask_rules("贵州省申请补贴应当提交什么材料")[:3] == [
        "第二条 申请补贴应当提交下列材料：[1]",
        "（一）补贴申请表；[1]",
        "（二）证书复印件。[1]",
    ]


def test_items_of_another_kind_are_not_part_of_a_list() -> None:
    text = "材料：\n（一）申请表；\n（二）证书。\n（1）附件\n第三条 其他。"
    assert [each.of(text) for each in items_after(text, 3)] == ["（一）申请表；", "（二）证书。"]
    assert items_after("材料：\n第三条 其他。", 3) == []


def test_items_are_found_behind_empty_lines_and_indents() -> None:
    text = "材料：  \n\n　　（一）申请表；\n \n  （二）证书。  \n其他。"
    assert [each.of(text) for each in items_after(text, 3)] == ["（一）申请表；", "（二）证书。"]
    assert items_after("材料：" + " " * 100_000 + "\n" * 100_000, 3) == []


def test_units_below_a_task_are_said_with_the_task(rules: Answerer) -> None:
    draft = compose(material_for(rules, "河东区供水公司要干啥", 0.7))
    assert draft is not None
    assert draft.lines[0].text.startswith("第2项“")


def test_what_a_rate_is_counted_against_is_told_in_traditional_characters(traditional: Answerer) -> None:
    assert asks_for_base(material_for(traditional, "地区生产总值是多少", 0.7))
    assert not asks_for_base(material_for(traditional, "事故死亡率是多少", 0.7))


def test_how_many_is_not_answered_without_a_figure(ask_nurseries: Ask) -> None:
    assert "没有找到" in ask_nurseries("平凉市托育用地有多少公顷")[0]


def test_an_item_number_is_no_amount() -> None:
    assert not states_number("（3）健全街道、社区“一张图”工作机制。")
    assert states_number("目录制定率l00%")
    assert states_number("实现社区全覆盖")


@pytest.mark.parametrize("asked", ["面积多大", "总人口有多少", "常住人口多少"])
def test_what_is_asked_of_the_place_itself_is_not_answered_with_what_is_built_there(ask: Ask, asked: str) -> None:
    assert ask(f"酒泉市{asked}")[0].startswith("甘肃省酒泉市的规划里没有找到")


def test_an_area_that_the_plan_has_a_target_for_is_given(ask: Ask) -> None:
    assert ask("酒泉市人均应急避难场所面积多大") == ["人均应急避难场所面积：1.5平方米（2025年，预期性）[1][2]"]
