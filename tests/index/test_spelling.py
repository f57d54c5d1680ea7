from dataclasses import dataclass, field

import pytest

from index.spelling import Vocabulary, correct_pinyin, correct_runs, correct_words, is_one_edit, sound

TEXT = (
    "应急物资储备目标。应急避难场所面积。应急预案由应急局牵头。物资储备，避难场所面积，预案，牵头，规划实施，规划实施。"
)


@dataclass(frozen=True)
class Library:
    text: str = TEXT
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary([TEXT]))

    def uses(self, word: str) -> bool:
        return word in self.text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("避难场所面鸡多大", "避难场所面积多大"),
        ("应急予案", "应急预案"),
        ("谁迁头建", "谁牵头建"),
        ("规划时事情况", "规划实施情况"),  # 时事 is a word; 规划实施 stands in the library
    ],
)
def test_a_word_that_sounds_like_one_of_the_library_is_corrected(typed: str, meant: str) -> None:
    assert correct_words(typed, Library())[0] == meant


@pytest.mark.parametrize(
    "typed", ["时事新闻", "避难场所有几处", "救援几支队伍", "应急预算", "退休金涨多少", "股票", ""]
)
def test_other_words_are_left_as_they_are(typed: str) -> None:
    assert correct_words(typed, Library()) == (typed, ())


def test_a_character_that_is_said_again_is_no_misspelling() -> None:
    text = "人机协同。人机协同。"
    library = Library(text, Vocabulary([text]))
    assert correct_words("人挤协同", library)[0] == "人机协同"
    assert correct_words("商场人挤人", library) == ("商场人挤人", ())


def test_a_word_that_the_library_has_elsewhere_is_corrected_beside_another() -> None:
    text = "地质灾害点。地质灾害防治。地质灾害预警。地质灾害治理。地质灾害普查。单位地址变更。"
    library = Library(text, Vocabulary([text]))
    assert correct_words("地址灾害有几处", library)[0] == "地质灾害有几处"
    assert correct_words("单位地址在哪", library)[1] == ()
    assert correct_words("地址变更", library)[1] == ()


def test_a_correction_says_what_was_typed_and_what_was_understood() -> None:
    assert correct_words("应急予案", Library())[1] == (("予案", "预案"),)


def test_a_sound_that_several_words_share_is_not_corrected() -> None:
    both = "事实，事实，实施，实施"
    assert correct_words("事施", Library(both, Vocabulary([both]))) == ("事施", ())


def test_a_word_that_stands_once_corrects_nothing() -> None:
    assert correct_words("面鸡", Library("面积", Vocabulary(["面积"]))) == ("面鸡", ())


def test_words_in_pinyin_are_corrected() -> None:
    assert correct_pinyin("chubei目标", Library()) == ("储备目标", (("chubei", "储备"),))
    assert correct_pinyin("GDP目标", Library()) == ("GDP目标", ())


@pytest.mark.parametrize(
    ("other", "near"),
    [("fengtia", True), ("fengta", True), ("fengtaii", True), ("fengtei", True), ("fengtai", False), ("fentia", False)],
)
def test_one_edit_is_one_letter_or_two_exchanged(other: str, near: bool) -> None:
    assert is_one_edit("fengtai", other) is near


def test_the_sound_of_a_word_has_no_tones() -> None:
    assert sound("应急A") == "yingjiA"


def test_a_word_that_only_joins_is_no_misspelling() -> None:
    text = "现印发给你们。现印发给你们。"
    assert correct_runs("哪个先印发", Library(text, Vocabulary([text]))) == ("哪个先印发", ())
