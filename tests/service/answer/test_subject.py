import pytest

from service.answer.answerer import Answerer
from service.answer.subject import Subject, subject_of
from tests.service.answer.conftest import material_for


def subject(answerer: Answerer, question: str) -> Subject:
    return subject_of(material_for(answerer, question, 0.7))


@pytest.mark.parametrize(
    "question", ["金昌市的台风防御怎么做", "金昌市无人机怎么用在救援上", "金昌市的轨道交通安全怎么抓"]
)
def test_a_thing_that_only_another_plan_has_is_elsewhere(alike: Answerer, question: str) -> None:
    asked = subject(alike, question)
    assert asked.elsewhere > 0
    assert asked.leads


def test_a_thing_that_no_plan_has_is_nowhere(alike: Answerer) -> None:
    asked = subject(alike, "金昌市海啸怎么防")
    assert asked.nowhere > 0
    assert asked.leads


@pytest.mark.parametrize(
    "question",
    [
        "白银市的台风防御怎么做",
        "金昌市危房怎么改造",  # 危旧房屋
        "金昌市电动车火灾怎么治理",  # 电动自行车
        "金昌市输油管道施工安全怎么抓",  # 管道
        "金昌市预警部门的态度怎么样",  # 态度 is no subject
        "金昌市家家户户要做什么",  # everybody
    ],
)
def test_a_thing_in_other_words_is_not_lacking(alike: Answerer, question: str) -> None:
    asked = subject(alike, question)
    assert not asked.leads
    assert asked.elsewhere == 0


def test_a_detail_that_is_lacking_does_not_lead(alike: Answerer) -> None:
    asked = subject(alike, "金昌市气象灾害预警发布和管道施工安全怎么通知养老院")
    assert not asked.leads
    assert 0 < asked.elsewhere + asked.nowhere < 0.5


def test_a_compound_that_no_plan_has_is_lacking_where_a_part_of_it_is(alike: Answerer) -> None:
    assert subject(alike, "金昌市煤矿安全怎么抓").leads


def test_a_plan_in_traditional_characters_has_its_things(traditional: Answerer) -> None:
    assert not subject(traditional, "養老院要配備什麼").leads
    assert subject(traditional, "無人機怎麼用在救援上").leads


@pytest.mark.parametrize("question", ["金昌市的市级预警部门", "金昌市预警部门里"])
def test_a_word_of_one_character_with_its_level_or_place_is_not_lacking(alike: Answerer, question: str) -> None:
    assert subject(alike, question).elsewhere == subject(alike, question).nowhere == 0


def test_words_that_the_sentence_has_are_said_and_others_in_part_by_their_characters(alike: Answerer) -> None:
    whole, part, nothing = (subject(alike, f"白银市{asked}").said for asked in ("台风防御", "台风御寒", "图书开馆"))
    assert whole == 1
    assert whole > part > nothing == 0


def test_only_a_few_words_count_as_more(alike: Answerer) -> None:
    assert [subject(alike, f"白银市{asked}").words for asked in ("台风", "台风 海啸 无人机 轨道 管道")] == [1, 3]
