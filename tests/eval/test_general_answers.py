import pytest

from eval.general_answers import Said, declined, said
from eval.general_set import Asked
from index.store import SearchIndex
from service.answer.answerer import Answerer
from tests.eval.samples import answered, cited, passage_with


def asked(*references: str, document: str = "zhangye") -> Asked:
    return Asked("死亡人数下降多少？", document, (), references)


def test_an_answer_is_measured_against_the_nearest_reference(search_index: SearchIndex) -> None:
    answer = answered(
        "死亡人数下降15%，到2025年。[1]", cited(search_index, passage_with(search_index, "zhangye", "死亡人数下降15%"))
    )
    assert said(answer, asked("伤亡人数", "下降 15％")) == Said(1, 1, 1, 1, 0.5, 17)
    assert said(answer, asked("下降15%", document="fengtai")).of_document == 0


def test_part_of_a_reference_is_said(search_index: SearchIndex) -> None:
    answer = answered("下降15%[1]", cited(search_index, passage_with(search_index, "zhangye", "死亡人数下降15%")))
    found = said(answer, asked("死亡人数下降15%"))
    assert found.holds == 0
    assert found.recall == pytest.approx(5 / 9)
    assert found.rouge == pytest.approx(10 / 14)


def test_a_refusal_says_nothing() -> None:
    assert said(answered("没有找到"), asked("下降15%")) == Said(0, 0, 0, 0, 0, 0)


def test_what_none_answers_is_to_be_declined(answerer: Answerer) -> None:
    assert declined(answerer, ["你好", "张掖市死亡人数下降多少？"]) == [True, False]
