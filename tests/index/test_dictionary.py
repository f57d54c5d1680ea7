import pytest

from index.dictionary import Dictionary

DICTIONARY = Dictionary(
    {"交换": 2, "交流": 3, "小时": 1, "华沙": 1, "识别": 2, "组织": 4, "计划": 90, "设计": 5, "研究": 7}
)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("exchange", (("交流", "交换"),)),
        ("hours", (("小时",),)),
        ("recognised", (("识别",),)),
        ("organising hours", (("组织",), ("小时",))),
        ("studies", (("研究",),)),
        ("12", ()),
    ],
)
def test_a_word_becomes_what_the_library_has_for_it(english: str, chinese: tuple[tuple[str, ...], ...]) -> None:
    assert DICTIONARY.chinese(english) == chinese


def test_a_name_is_known_by_itself_and_not_by_what_it_is_of() -> None:
    assert DICTIONARY.chinese("warsaw") == (("华沙",),)  # Warsaw, capital of Poland
    assert DICTIONARY.chinese("poland") == ()


def test_a_word_far_rarer_than_another_is_not_meant() -> None:
    assert DICTIONARY.chinese("plan") == (("计划",),)  # 设计 is a plan too


def test_what_the_library_has_no_word_for_is_lacking() -> None:
    assert DICTIONARY.lacks("renew passport hours") == ("passport",)


def test_a_word_is_no_form_of_another_that_only_begins_alike() -> None:
    library = Dictionary({"避难": 3})
    assert library.chinese("refuge") == (("避难",),)
    assert library.chinese("refugees") == ()


def test_a_word_of_the_text_that_no_other_dictionary_has_is_found_for_its_phrase() -> None:
    library = Dictionary({"接口": 4}, "加快脑机接口产品研发，做好概念验证。")
    assert library.chinese("brain computer interface products") == (("脑机接口",),)
    assert library.phrase(["proof", "of", "concept"]) == ("概念验证",)
    assert library.phrase(["proof", "of", "payment"]) == ()


def test_two_characters_beside_each_other_are_no_word() -> None:
    # 和胃 (to settle the stomach) stands at the boundary of 和|胃病.
    assert Dictionary({}, "心脏病和胃病的防治").chinese("to settle the stomach") == ()


def test_a_word_for_many_things_is_not_missed() -> None:
    # To keep an eye on something asks for no eyes, and who pays for it may be told without the word.
    assert DICTIONARY.lacks("eye pay passport") == ("passport",)


def test_what_a_meaning_counts_up_is_no_meaning() -> None:
    # 四大: the four elements: earth, water, fire, and wind
    assert Dictionary({"四大": 9}).chinese("water") == ()
