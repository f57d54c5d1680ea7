import pytest

from corpus.plan import Span
from index.passages import Passage
from index.query import Catalogue, Query, understand
from index.rank import Signals, Weights, calibrated, fitted_weights, relevance, states_quantity, wants_quantity
from index.rank import factor as weighted_factor

TARGET = "到2025年，生产安全事故死亡人数下降15%。"
WORDS_ONLY = "压实各级安全生产责任。"


WEIGHTS = Weights(
    dense=0.4,
    lexical=0.3,
    coverage=0.2,
    heading=0.1,
    quantity=1.2,
    past=0.8,
    front=1.5,
    break_even=0.3,
    steepness=10.0,
)


def factor(query: Query, passage: Passage) -> float:
    return weighted_factor(query, passage, WEIGHTS)


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


def test_a_quantity_is_raised_where_one_is_asked_for() -> None:
    assert factor(asked("死亡人数下降多少"), passage(TARGET)) > 1
    assert factor(asked("死亡人数下降多少"), passage(WORDS_ONLY)) == 1


def test_a_quantity_is_not_raised_where_none_is_asked_for() -> None:
    assert factor(asked("由谁牵头"), passage(TARGET)) == 1


def test_the_past_is_lowered_where_a_target_is_asked_for() -> None:
    past = passage(TARGET, "应急管理“十四五”规划 一、“十三五”期间工作成效")
    assert factor(asked("死亡人数下降多少"), past) < factor(asked("死亡人数下降多少"), passage(TARGET))


@pytest.mark.parametrize("question", ["“十三五”死亡人数下降了多少", "目前死亡人数是多少", "how many deaths so far"])
def test_the_past_is_not_lowered_where_it_is_asked_for(question: str) -> None:
    past = passage(TARGET, "应急管理“十四五”规划 一、“十三五”期间工作成效")
    assert factor(asked(question), past) == factor(asked(question), passage(TARGET))


def test_relevance_is_the_weighted_sum_of_the_signals() -> None:
    # 0.4 x 0.5 + 0.3 x 1 + 0.2 x 0.25 + 0.1 x 0
    assert relevance(Signals(dense=0.5, lexical=1.0, coverage=0.25, heading=0.0), WEIGHTS) == pytest.approx(0.55)


def test_a_score_is_one_half_at_break_even_and_rises() -> None:
    assert calibrated(0.3, WEIGHTS) == pytest.approx(0.5)
    assert 0 < calibrated(0.0, WEIGHTS) < calibrated(0.3, WEIGHTS) < calibrated(1.0, WEIGHTS) < 1


def test_the_weights_of_the_package_are_a_mean() -> None:
    weights = fitted_weights()
    assert weights.dense + weights.lexical + weights.coverage + weights.heading == pytest.approx(1.0, abs=0.02)


def test_the_front_of_a_document_counts_more_for_what_it_says_of_itself() -> None:
    assert factor(asked("文号是什么"), passage(WORDS_ONLY)) == WEIGHTS.front
