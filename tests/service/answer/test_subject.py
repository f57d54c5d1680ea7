from dataclasses import replace

import pytest

from service.answer import subject
from service.answer.answerer import Answerer
from tests.service.answer.conftest import material_for

UNSURE, SURE = 0.7, 0.99


def is_missing(answerer: Answerer, question: str, score: float = UNSURE) -> bool:
    return subject.is_missing(material_for(answerer, question, score))


@pytest.mark.parametrize(
    "question",
    [
        "金昌市的台风防御怎么做",
        "金昌市养老院的安全怎么抓",
        "金昌市无人机怎么用在救援上",
        "金昌市的轨道交通安全怎么抓",
        "白银市电动车火灾怎么治理",
    ],
)
def test_a_subject_that_only_another_plan_or_none_has_is_missing(alike: Answerer, question: str) -> None:
    assert is_missing(alike, question)


@pytest.mark.parametrize(
    "question",
    [
        "白银市的台风防御怎么做",
        "白银市无人机怎么用在救援上",
        "金昌市危房怎么改造",  # 危旧房屋
        "金昌市电动车火灾怎么治理",  # 电动自行车
        "金昌市输油管道施工安全怎么抓",  # 管道
        "金昌市预警部门的态度怎么样",  # 态度 is no subject
        "金昌市家家户户要做什么",  # everybody
    ],
)
def test_a_subject_in_other_words_is_not_missing(alike: Answerer, question: str) -> None:
    assert not is_missing(alike, question)


def test_a_passage_that_is_sure_to_answer_has_the_subject_in_other_words(alike: Answerer) -> None:
    assert not is_missing(alike, "金昌市的台风防御怎么做", SURE)


def test_a_detail_of_what_is_asked_may_be_missing(alike: Answerer) -> None:
    assert not is_missing(alike, "金昌市气象灾害预警发布和管道施工安全怎么通知养老院")


def test_documents_and_counts_have_a_subject_of_their_own(alike: Answerer) -> None:
    assert not is_missing(alike, "金昌市的台风规划是什么时候印发的")
    assert not is_missing(alike, "比较金昌市和白银市的台风防御")


def test_a_missing_subject_is_declined(alike: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    searcher = alike._searcher
    rank = searcher.rank
    monkeypatch.setattr(searcher, "rank", lambda found, k: [replace(hit, score=UNSURE) for hit in rank(found, k)])
    assert alike.answer("白银市台风防御怎么做").citations
    refused = alike.answer("金昌市台风防御怎么做")
    assert refused.status == "no_evidence"
    assert not refused.citations


@pytest.mark.parametrize("question", ["养老院要配备什么", "电动车火灾怎么治理", "養老院要配備什麼"])
def test_a_plan_in_traditional_characters_has_the_subject(traditional: Answerer, question: str) -> None:
    assert not is_missing(traditional, question)


def test_a_plan_in_traditional_characters_lacks_a_subject_like_any_other(traditional: Answerer) -> None:
    assert is_missing(traditional, "無人機怎麼用在救援上")
