import tomllib
from importlib.resources import files

import pytest

from index.everyday import official_terms


def test_an_everyday_word_is_exchanged_only_where_the_official_one_alone_is_used() -> None:
    assert official_terms("楼里着火", {"火灾"}.__contains__) == "楼里火灾"
    assert official_terms("楼里着火", {"火灾", "着火"}.__contains__) == "楼里着火"
    assert official_terms("楼里着火", set[str]().__contains__) == "楼里着火"


def test_words_that_are_taken_together_stand_together() -> None:
    assert official_terms("钱从哪来", {"资金", "财政"}.__contains__) == "资金 财政"


def test_a_word_of_one_character_is_exchanged_where_it_stands_by_itself() -> None:
    assert official_terms("应急队伍一年练几回", {"演练"}.__contains__) == "应急队伍一年演练几回"
    assert official_terms("训练几回", {"演练"}.__contains__) == "训练几回"


def test_a_part_of_another_word_is_no_everyday_word() -> None:
    assert official_terms("体验馆里面", {"检验"}.__contains__) == "体验馆里面"
    assert official_terms("金钱豹", {"资金"}.__contains__) == "金钱豹"


def test_a_kind_of_a_thing_is_exchanged_only_when_asked_to() -> None:
    assert official_terms("棉被够不够", {"救灾物资"}.__contains__) == "救灾物资够不够"
    assert official_terms("棉被够不够", {"救灾物资"}.__contains__, broader=False) == "棉被够不够"


@pytest.mark.parametrize(
    ("everyday", "official", "expected"),
    [
        ("山上着火", "森林火灾", "森林火灾"),
        ("躲灾的地方", "避难场所", "避难场所"),
        ("槽罐车", "危险化学品运输", "危险化学品运输"),
        ("煤气罐", "燃气", "燃气"),
        ("领导值班", "值班值守", "值班值守"),
    ],
)
def test_everyday_words_have_official_ones(everyday: str, official: str, expected: str) -> None:
    assert official_terms(everyday, {official}.__contains__) == expected


def test_a_word_is_in_one_table_and_never_exchanged_for_itself() -> None:
    tables = tomllib.loads(files("index").joinpath("everyday.toml").read_text(encoding="utf-8"))
    words = [word for table in tables.values() for word in table]
    assert len(words) == len(set(words))
    assert not [word for table in tables.values() for word, terms in table.items() if terms.split()[0] == word]
