from collections.abc import Sequence

import pytest

from index.glossary import chinese_terms, english_for, is_english_word, terms


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


def test_how_high_something_is_to_be_is_no_height() -> None:
    assert [term.english for term in terms("How high is the drought?")] == ["drought"]
    assert [term.english for term in terms("high cameras")][0] == "high"


def test_the_longest_term_wins() -> None:
    assert chinese_terms("dangerous chemicals") == "危险化学品"


def test_a_word_that_comes_twice_is_given_once() -> None:
    assert chinese_terms("drought, then another drought") == "抗旱 旱灾"


def test_a_term_inside_a_longer_word_does_not_count() -> None:
    assert chinese_terms("undead deathly bridgehead") == ""


def test_unknown_words_give_nothing() -> None:
    assert chinese_terms("quantum entanglement") == ""


@pytest.mark.parametrize("english", ["evaluate", "evaluates", "evaluated", "evaluating"])
def test_a_term_is_known_with_its_endings(english: str) -> None:
    assert chinese_terms(english) == "评估"


def test_a_hyphen_is_a_space() -> None:
    assert chinese_terms("work-safety accidents") == chinese_terms("work safety accident") == "生产安全事故"


def test_a_rate_per_million_tons_is_not_one_per_million_people() -> None:
    assert chinese_terms("coal mine death rate per million tons") == "煤矿百万吨死亡率"


def test_a_word_is_not_taken_for_a_misspelt_form_of_another() -> None:
    assert chinese_terms("boating") == chinese_terms("boat")
    assert chinese_terms("boasting") == ""


def test_a_misspelt_word_counts_as_what_it_is_one_letter_from() -> None:
    assert chinese_terms("disaster infomation officers") == "灾害信息员"
    assert chinese_terms("emergncy shelter") == "应急避难场所"


def test_a_five_year_emergency_plan_is_no_plan_for_emergencies() -> None:
    assert chinese_terms("the Fourteenth Five-Year emergency plan") == "规划 应急"
    assert chinese_terms("the emergency plan") == "应急预案"


def test_what_is_in_no_glossary_comes_in_runs_without_words_that_say_nothing() -> None:
    assert [(term.english, term.chinese) for term in terms("How do I renew my own passport against floods?")] == [
        ("renew", ()),
        ("passport", ("护照",)),
        ("floods", ("防汛", "洪水")),
    ]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Education Bureau", "教育局"),
        ("deaths per 100 million yuan of GDP", "亿元生产总值生产安全事故死亡率"),
        ("per capita shelter area", "人均避难场所面积"),
        ("fire hydrants", "消火栓 消防栓"),
        ("subsidies for health care", "补助 补贴 医疗卫生 医疗"),
    ],
)
def test_units_indicators_and_other_subjects_are_bridged(english: str, chinese: str) -> None:
    assert chinese_terms(english) == chinese


@pytest.mark.parametrize(
    "rate",
    [
        "deaths per 10,000 vehicles",
        "deaths per 10 000 vehicles",
        "deaths per 10000 vehicles",
        "deaths per 10k vehicles",
        "death per 10,000 vehicle",
    ],
)
def test_a_rate_is_known_however_its_number_is_written(rate: str) -> None:
    assert chinese_terms(rate) == "万车死亡率"


def test_plurals_within_a_term_are_known() -> None:
    assert chinese_terms("old residential compounds") == chinese_terms("old residential compound") == "老旧小区"


def test_how_something_is_done_is_not_asked_about() -> None:
    assert list(terms("zealously")) == []


def test_a_word_that_says_nothing_is_no_form_of_one_that_does() -> None:
    assert chinese_terms("based") == ""
    assert "基地" in chinese_terms("bases")


def test_a_chinese_name_that_is_one_term_has_an_english_one() -> None:
    assert english_for("应急避难场所") == "emergency shelter"
    assert english_for("没有这个词") is None


def test_words_of_the_glossary_are_english_words_in_any_form() -> None:
    assert is_english_word("guiding")
    assert not is_english_word("zhangye")


def test_a_phrase_known_elsewhere_is_longer_than_a_term_in_it() -> None:
    known: dict[tuple[str, ...], tuple[str, ...]] = {("concept", "verification"): ("概念验证",)}
    found = list(terms("Who pays for concept verification?", lambda words: known.get(tuple(words), ())))
    assert ("concept verification", ("概念验证",)) in found


def test_a_phrase_does_not_reach_beyond_the_end() -> None:
    asked: list[int] = []

    def phrase(words: Sequence[str]) -> tuple[str, ...]:
        asked.append(len(words))
        return ()

    list(terms("shelter verification", phrase))
    assert min(asked) > 1


def test_words_that_only_ask_are_no_phrase() -> None:
    said = terms("How many of the old lifts?", lambda words: ("几个",) if words[:2] == ["how", "many"] else ())
    assert "几个" not in [word for term in said for word in term.chinese]
