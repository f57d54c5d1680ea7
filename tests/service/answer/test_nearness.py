import pytest

from service.answer.answerer import Answerer
from service.answer.nearness import how_near, needed_amount
from tests.service.answer.conftest import material_for


@pytest.mark.parametrize("question", ["酒泉市消防站建在哪里", "酒泉市有哪几类指标", "酒泉市重点工程有哪些"])
def test_a_question_that_wants_no_amount_is_near_to_none(records: Answerer, question: str) -> None:
    material = material_for(records, question, 0.7)
    assert (needed_amount(material), how_near(material)) == (None, None)


def test_an_amount_of_what_is_asked_is_nearer_than_one_of_something_else(records: Answerer) -> None:
    asked, other = (
        how_near(material_for(records, f"酒泉市{question}", 0.7))
        for question in ("新建乡镇消防站多少座", "新建博物馆多少座")
    )
    assert asked is not None
    assert other is not None
    assert asked > 0.9 > other


def test_where_no_amount_of_the_kind_stands_there_is_no_nearness(alike: Answerer) -> None:
    assert how_near(material_for(alike, "白银市台风防御要多少公里", 0.7)) is None


def test_an_amount_far_from_the_words_but_in_their_sentence_is_told_from_none(records: Answerer) -> None:
    far, other = (how_near(material_for(records, f"酒泉市{thing}要多久", 0.7)) for thing in ("向社会公布", "博物馆"))
    assert far == pytest.approx(0)
    assert other is None
