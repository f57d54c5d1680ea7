import pytest

from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask


def test_the_sentence_is_quoted_not_the_paragraph(ask: Ask) -> None:
    assert ask("酒泉市的应急资金能挪用吗？")[0] == "严禁挪用应急资金。[1]"


def test_a_row_of_a_table_is_said_as_an_indicator(ask: Ask) -> None:
    assert ask("酒泉市地震预警多久发布，有什么目标")[0].startswith("地震预警信息发布时效：5-10")


def test_the_name_of_a_plan_is_no_claim_that_needs_a_proof(answerer: Answerer) -> None:
    text = answerer.answer("应急物资储备").text
    assert text.startswith(("甘肃省张掖市：", "北京市丰台区：", "重庆市北碚区："))


@pytest.mark.parametrize("question", ["酒泉市应急局局长是谁", "酒泉市应急局电话", "酒泉市消防站面积目标"])
def test_a_thing_that_the_passage_does_not_name_is_not_answered(ask: Ask, question: str) -> None:
    assert "酒泉市的规划里没有找到" in ask(question)[0]
