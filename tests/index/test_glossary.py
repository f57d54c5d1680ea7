import pytest

from index.glossary import chinese_terms


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
