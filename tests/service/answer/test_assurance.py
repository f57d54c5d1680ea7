from dataclasses import replace

import pytest

from service.answer.answerer import Answerer
from service.answer.assurance import Likely, fitted, likely, probability, signs_of
from tests.service.answer.conftest import material_for

ENOUGH = fitted()["enough"]


def test_an_answer_is_surer_the_nearer_the_best_passage_is(alike: Answerer) -> None:
    near, far = (material_for(alike, "白银市台风防御怎么做", score) for score in (0.9, 0.3))
    assert probability(signs_of(near)) > probability(signs_of(far))
    assert likely(near).found


def test_what_only_another_plan_has_speaks_against_an_answer(alike: Answerer) -> None:
    here, elsewhere = (material_for(alike, f"{place}市台风防御怎么做", 0.7) for place in ("白银", "金昌"))
    assert probability(signs_of(here)) > ENOUGH > probability(signs_of(elsewhere))


def test_a_low_score_alone_decides_nothing(alike: Answerer) -> None:
    assert likely(material_for(alike, "白银市台风防御怎么做", 0.0001)).found


def test_a_record_that_is_named_needs_no_passage_that_is_near(alike: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    far = material_for(alike, "白银市台风防御怎么做", 0.0001)
    little = replace(signs_of(far), said=0.5, words=1.0)
    monkeypatch.setattr("service.answer.assurance.signs_of", lambda _: little)
    assert likely(far) == Likely(found=False, by_name=True)


def test_the_name_of_a_thing_that_is_not_there_is_a_sign(records: Answerer) -> None:
    assert signs_of(material_for(records, "酒泉市应急局电话", 0.7)).unnamed
    assert not signs_of(material_for(records, "酒泉市应急资金", 0.7)).unnamed


def test_a_number_that_is_asked_for_and_not_stated_is_a_sign(alike: Answerer) -> None:
    assert signs_of(material_for(alike, "白银市台风防御要花多少天", 0.7)).unstated
    assert not signs_of(material_for(alike, "白银市台风防御怎么做", 0.7)).unstated


def test_where_nothing_is_found_nothing_is_likely(alike: Answerer) -> None:
    material = material_for(alike, "白银市台风防御怎么做", 0.7)
    assert likely(replace(material, hits=())) == Likely(found=False, by_name=False)


@pytest.mark.parametrize(("question", "is_answered"), [("白银市台风防御怎么做", True), ("金昌市台风防御怎么做", False)])
def test_only_a_likely_answer_is_given(
    alike: Answerer, monkeypatch: pytest.MonkeyPatch, question: str, is_answered: bool
) -> None:
    searcher = alike._searcher
    rank = searcher.rank
    monkeypatch.setattr(searcher, "rank", lambda found, k: [hit.__class__(hit.passage, 0.7) for hit in rank(found, k)])
    answer = alike.answer(question)
    assert (answer.status == "answered") is is_answered
    assert bool(answer.citations) is is_answered


def test_a_figure_in_the_sentence_of_what_is_asked_lowers_the_odds_and_decides_nothing(records: Answerer) -> None:
    signs = signs_of(material_for(records, "酒泉市向社会公布要多久", 0.7))
    assert (signs.unstated, signs.stated) == (0.0, 1.0)
    assert signs.far > 0.5


def test_a_plan_alone_need_not_be_named_and_one_of_several_places_must(alike: Answerer) -> None:
    material = material_for(alike, "台风防御怎么做", 0.7)
    [plan] = material.plans[:1]
    assert not signs_of(material).placed
    assert signs_of(replace(material, plans=(plan,), library={plan.id: plan})).placed
    assert signs_of(material_for(alike, "白银市台风防御怎么做", 0.7)).placed
