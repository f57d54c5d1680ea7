import pytest

from service.answer.answerer import Answerer
from service.answer.nearness import how_far, how_near, needed_amount
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


def test_what_the_plan_has_and_not_beside_the_amount_is_far(records: Answerer) -> None:
    asked, other = (
        how_far(material_for(records, f"酒泉市{question}", 0.7))
        for question in ("新建乡镇消防站多少座", "新建指挥大厅多少座")
    )
    assert asked == pytest.approx(0)
    assert other > 0.3


def test_a_word_that_the_plan_has_nowhere_is_not_far(records: Answerer) -> None:
    material = material_for(records, "酒泉市折腾乡镇消防站多少座", 0.7)
    near = how_near(material)
    assert near is not None
    assert near < 0.9
    assert how_far(material) == pytest.approx(0)


def test_the_measure_is_no_word_of_what_is_counted(records: Answerer) -> None:
    counted, measured = (
        how_near(material_for(records, f"酒泉市新建乡镇消防站{asked}", 0.7)) for asked in ("多少座", "总共多少座")
    )
    assert counted == pytest.approx(1.0)
    assert measured == pytest.approx(1.0)


def test_without_an_amount_nothing_is_far(records: Answerer) -> None:
    assert how_far(material_for(records, "酒泉市消防站建在哪里", 0.7)) == 0
