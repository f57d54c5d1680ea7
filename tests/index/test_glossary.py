import pytest

from index.glossary import chinese_terms, official_terms


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("company", "企业"),
        ("chemicals", "化工 化学品"),
        ("DEATH RATE", "死亡率"),
        ("early warning of drought", "预警 抗旱 旱灾"),
    ],
)
def test_a_term_becomes_the_words_of_the_plans(english: str, chinese: str) -> None:
    assert chinese_terms(english) == chinese


def test_the_longest_term_wins() -> None:
    assert chinese_terms("dangerous chemicals") == "危险化学品"


def test_a_word_that_comes_twice_is_given_once() -> None:
    assert chinese_terms("drought, then another drought") == "抗旱 旱灾"


def test_a_term_inside_a_longer_word_does_not_count() -> None:
    assert chinese_terms("undead deathly bridgehead") == ""


def test_unknown_words_give_nothing() -> None:
    assert chinese_terms("quantum computers") == ""


@pytest.mark.parametrize("english", ["evaluate", "evaluates", "evaluated", "evaluating"])
def test_a_term_is_known_with_its_endings(english: str) -> None:
    assert chinese_terms(english) == "评估"


def test_a_hyphen_is_a_space() -> None:
    assert chinese_terms("work-safety accidents") == chinese_terms("work safety accident") == "生产安全事故"


def test_an_everyday_word_is_exchanged_only_where_the_official_one_alone_is_used() -> None:
    assert official_terms("楼里着火", {"火灾"}.__contains__) == "楼里火灾"
    assert official_terms("楼里着火", {"火灾", "着火"}.__contains__) == "楼里着火"
    assert official_terms("楼里着火", set[str]().__contains__) == "楼里着火"


def test_words_that_are_taken_together_stand_together() -> None:
    assert official_terms("钱从哪来", {"资金", "财政"}.__contains__) == "资金 财政"


def test_a_rate_per_million_tons_is_not_one_per_million_people() -> None:
    assert chinese_terms("coal mine death rate per million tons") == "煤矿 死亡率 百万吨"
