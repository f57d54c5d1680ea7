import pytest

from index.tokens import (
    count_words,
    fold,
    is_name_of_thing,
    is_word,
    named_divisions,
    names_place,
    pairs_over_words,
    simplify,
    split_word,
    telling,
    tokenize,
    word_boundaries,
)


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("應急管理", "应急管理"),
        ("ＡＢＣ１２％", "abc12%"),
        ("Zhangye", "zhangye"),
        ("4～6万人，", "4~6万人,"),
        ("应急", "应急"),
    ],
)
def test_fold_makes_the_forms_of_a_character_one(printed: str, plain: str) -> None:
    assert fold(printed) == plain


def test_tokens_are_words_and_pairs_of_neighbouring_characters() -> None:
    assert tokenize("应急物资储备") == ["应急", "物资", "储备", "2:应急", "2:急物", "2:物资", "2:资储", "2:储备"]


def test_a_pair_lies_over_words_unless_a_word_has_it() -> None:
    assert pairs_over_words("应急物资储备") == {"2:急物", "2:资储"}
    assert pairs_over_words("物资。储备") == frozenset()
    assert pairs_over_words("") == frozenset()


def test_a_word_tells_less_the_more_often_it_is_said() -> None:
    assert telling("雪崩") == telling("没有这个词") == 1.0
    assert telling("雪崩") > telling("房子") > telling("没有") == pytest.approx(0.1)


def test_a_long_word_gives_the_words_in_it_too() -> None:
    assert tokenize("平方米") == ["平方", "平方米", "2:平方", "2:方米"]


def test_no_pair_reaches_over_a_letter_or_a_mark() -> None:
    assert [token for token in tokenize("储备a物资，人员") if token.startswith("2:")] == ["2:储备", "2:物资", "2:人员"]


def test_a_number_is_one_token() -> None:
    assert tokenize("1.5") == ["1.5"]


def test_latin_words_are_tokens_without_capitals() -> None:
    assert tokenize("Zhangye Target") == ["zhangye", "target"]


def test_marks_are_no_tokens() -> None:
    assert tokenize("，。《》 —— %") == []


def test_traditional_characters_give_the_same_tokens() -> None:
    assert tokenize("應急物資儲備") == tokenize("应急物资储备")


def test_word_boundaries_are_the_ends_of_words() -> None:
    assert word_boundaries("部门和政府") == {0, 2, 3, 5}  # 部门|和|政府: no word begins at 和政


def test_a_division_is_named_by_its_suffix() -> None:
    assert named_divisions("巢湖市和渝北区的物资") == [(0, 3), (4, 7)]


@pytest.mark.parametrize("text", ["小区的物资", "北京的物资", "应急管理部门", ""])
def test_what_only_looks_like_a_division_is_none(text: str) -> None:
    assert named_divisions(text) == []


def test_words_of_the_dictionary_are_counted_wherever_they_stand() -> None:
    assert count_words(["应急物资，应急"], 6) == {"应急": 2, "物资": 1}
    assert count_words(["应", ""], 6) == {}


def test_a_place_is_told_from_a_word_by_the_dictionary() -> None:
    assert names_place("大阪")
    assert not names_place("物资")
    assert is_word("物资")
    assert not is_word("物姿")


@pytest.mark.parametrize("word", ["台风", "养老院", "无人机"])
def test_a_noun_that_is_said_of_few_things_names_a_thing(word: str) -> None:
    assert is_name_of_thing(word)


@pytest.mark.parametrize("word", ["部门", "怎么", "加强", "归谁", "由谁来"])
def test_what_is_said_of_everything_names_no_thing(word: str) -> None:
    assert not is_name_of_thing(word)


def test_a_compound_is_split_into_its_words() -> None:
    assert split_word("轨道交通") == ["轨道", "交通", "轨道交通"]


def test_half_a_character_is_plain_as_any_other_sign() -> None:
    assert simplify("應急\ud800ＡＢ") == "应急?AB"
    assert tokenize("应急\udfff") == tokenize("应急?")
