import pytest

from corpus.plan import Span
from index.passages import Passage
from index.query import Catalogue, Language, Query, understand
from index.rank import (
    Signals,
    Weights,
    calibrated,
    fitted_weights,
    is_asked_front,
    relevance,
    states_quantity,
    states_what_is_asked,
    wants_quantity,
)

TARGET = "到2025年，生产安全事故死亡人数下降15%。"
WORDS_ONLY = "压实各级安全生产责任。"


WEIGHTS = Weights(
    dense=0.4,
    lexical=0.3,
    coverage=0.2,
    characters=0.1,
    quantity=0.05,
    front=0.15,
    break_even=0.3,
    steepness=10.0,
)


def asked(question: str) -> Query:
    return understand(question, Catalogue({}))


def passage(text: str, heading: str = "应急管理“十四五”规划 二、主要目标") -> Passage:
    return Passage("plan-1", "plan", Span(0, len(text)), None, heading, text)


@pytest.mark.parametrize(
    "text",
    ["下降15%", "4万至6万人", "4-6万", "1.5平方米", "<0.33", "＜15000人", "每年三次", "提前30分钟", "12支", "0.5‰"],
)
def test_a_number_with_its_unit_is_a_quantity(text: str) -> None:
    assert states_quantity(text)


@pytest.mark.parametrize(
    "text", ["2022年7月15日", "张政办发〔2022〕100号", "1.健全体制", "（一）健全机制", "“十四五”", "一是完善机制"]
)
def test_dates_and_the_numbers_of_headings_and_documents_are_no_quantities(text: str) -> None:
    assert not states_quantity(text)


@pytest.mark.parametrize(
    "question",
    ["死亡人数下降多少", "有几支队伍", "避难场所面积目标", "死亡率是什么", "how many teams", "What is the target?"],
)
def test_questions_for_numbers(question: str) -> None:
    assert wants_quantity(asked(question))


@pytest.mark.parametrize("question", ["由谁牵头", "怎么宣传", "who leads the rescue", "几乎没有队伍怎么办"])
def test_questions_for_words(question: str) -> None:
    assert not wants_quantity(asked(question))


def test_a_document_number_is_not_a_quantity_that_is_asked_for() -> None:
    assert not wants_quantity(asked("文号是多少"))


def test_a_quantity_counts_where_one_is_asked_for() -> None:
    assert states_what_is_asked(asked("死亡人数下降多少"), passage(TARGET))
    assert not states_what_is_asked(asked("死亡人数下降多少"), passage(WORDS_ONLY))


def test_a_quantity_does_not_count_where_none_is_asked_for() -> None:
    assert not states_what_is_asked(asked("由谁牵头"), passage(TARGET))


def test_relevance_is_the_weighted_sum_of_the_signals() -> None:
    # 0.4 x 0.5 + 0.3 x 1 + 0.2 x 0.25 + 0.1 x 0 + 0.05 x 1 + 0.15 x 0
    signals = Signals(dense=0.5, lexical=1.0, coverage=0.25, characters=0.0, quantity=1.0, front=0.0)
    assert relevance(signals, WEIGHTS) == pytest.approx(0.6)


def test_a_score_is_one_half_at_break_even_and_rises() -> None:
    assert calibrated(0.3, WEIGHTS) == pytest.approx(0.5)
    assert 0 < calibrated(0.0, WEIGHTS) < calibrated(0.3, WEIGHTS) < calibrated(1.0, WEIGHTS) < 1


def test_the_package_has_weights_for_every_language() -> None:
    assert set(fitted_weights()) == set(Language)


def test_the_front_of_a_document_counts_for_what_it_says_of_itself() -> None:
    assert is_asked_front(asked("文号是什么"), passage(WORDS_ONLY))
    assert not is_asked_front(asked("死亡人数下降多少"), passage(WORDS_ONLY))
