import pytest

from eval.metrics import (
    Quote,
    asks_about_given_places,
    confuses_places,
    found_evidence,
    has_reference,
    is_correct,
    names_wrong_place,
    quotes_of,
    ranking_quality,
    rouge_l,
    rouge_l_recall,
)
from index.store import SearchIndex
from tests.eval.samples import answered, cited, gold, passage_with, question

FALL = gold("zhangye", "死亡人数下降15%")
SHELTER = gold("zhangye", "面积达到1.5平方米")
OTHER_FALL = gold("fengtai", "死亡人数下降10%")

FALL_QUOTE = Quote("zhangye", "1.到2025年，生产安全事故死亡人数下降15%。")
SHELTER_QUOTE = Quote("zhangye", "2.到2025年，人均应急避难场所面积达到1.5平方米。")
OTHER_FALL_QUOTE = Quote("fengtai", "1.到2025年，生产安全事故死亡人数下降10%。")
BOTH_QUOTE = Quote("zhangye", f"{FALL_QUOTE.text}\n{SHELTER_QUOTE.text}")


def test_a_citation_is_compared_by_its_plan_and_its_words(search_index: SearchIndex) -> None:
    passage = passage_with(search_index, "zhangye", FALL.text)
    assert quotes_of(cited(search_index, passage)) == [Quote("zhangye", passage.text)]


class TestRecall:
    def test_it_is_one_when_the_needed_passage_is_cited(self) -> None:
        assert found_evidence(question([FALL]), [FALL_QUOTE], 1) == 1

    @pytest.mark.parametrize("quotes", [[], [SHELTER_QUOTE]])
    def test_it_is_zero_when_it_is_not(self, quotes: list[Quote]) -> None:
        assert found_evidence(question([FALL]), quotes, 5) == 0

    @pytest.mark.parametrize(("k", "recall"), [(1, 0), (2, 1)])
    def test_it_counts_only_the_first_citations(self, k: int, recall: float) -> None:
        assert found_evidence(question([FALL]), [SHELTER_QUOTE, FALL_QUOTE], k) == recall

    def test_it_is_the_share_of_the_needed_passages(self) -> None:
        assert found_evidence(question([FALL], [SHELTER], [OTHER_FALL]), [FALL_QUOTE], 5) == pytest.approx(1 / 3)

    def test_one_of_the_alternatives_is_enough(self) -> None:
        assert found_evidence(question([FALL, SHELTER]), [SHELTER_QUOTE], 1) == 1

    def test_as_many_citations_count_as_passages_are_needed(self) -> None:
        assert found_evidence(question([FALL], [OTHER_FALL]), [FALL_QUOTE, OTHER_FALL_QUOTE], 1) == 1

    def test_the_same_words_in_another_plan_are_no_evidence(self) -> None:
        wanted = gold("zhangye", "生产安全事故死亡人数下降1")  # stands in both quotes
        assert found_evidence(question([wanted]), [OTHER_FALL_QUOTE], 5) == 0

    def test_half_of_the_evidence_is_none(self) -> None:
        longer = gold("zhangye", "死亡人数下降15%。\n2.到2025年")
        assert found_evidence(question([longer]), [FALL_QUOTE, SHELTER_QUOTE], 5) == 0

    def test_a_question_that_needs_nothing_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="q-1 needs no evidence"):
            found_evidence(question(), [], 5)


class TestRankingQuality:
    def test_the_first_right_quote_second_is_worth_a_half(self) -> None:
        rank, gain = ranking_quality(question([FALL]), [SHELTER_QUOTE, FALL_QUOTE])
        assert rank == 1 / 2
        assert gain == pytest.approx(0.6309, abs=1e-4)  # 1 / log2(3)

    def test_everything_needed_first_is_worth_one(self) -> None:
        assert ranking_quality(question([FALL], [SHELTER]), [SHELTER_QUOTE, FALL_QUOTE]) == (1, 1)

    def test_one_quote_with_all_that_is_needed_is_worth_one(self) -> None:
        assert ranking_quality(question([FALL], [SHELTER]), [BOTH_QUOTE]) == (1, 1)

    def test_the_same_passage_again_counts_no_second_time(self) -> None:
        once, twice = [BOTH_QUOTE, OTHER_FALL_QUOTE], [BOTH_QUOTE, FALL_QUOTE]
        assert ranking_quality(question([FALL]), once) == ranking_quality(question([FALL]), twice)

    @pytest.mark.parametrize("quotes", [[], [OTHER_FALL_QUOTE]])
    def test_nothing_right_is_worth_nothing(self, quotes: list[Quote]) -> None:
        assert ranking_quality(question([FALL]), quotes) == (0, 0)


class TestCorrectness:
    def test_an_answer_is_correct_when_it_shows_each_string(self, search_index: SearchIndex) -> None:
        wanted = question([FALL], shown=("15%", "2025年"))
        citations = cited(search_index, passage_with(search_index, "zhangye", FALL.text))
        assert is_correct(wanted, answered("到2025年，下降15%。[1]", citations))
        assert not is_correct(wanted, answered("下降15%。[1]", citations))

    def test_a_refusal_that_shows_the_string_is_not(self) -> None:
        assert not is_correct(question([FALL], shown=("15%",)), answered("没有找到15%"))


class TestPlaces:
    def test_a_quote_of_a_plan_without_evidence_names_a_wrong_place(self) -> None:
        assert names_wrong_place(question([FALL]), [FALL_QUOTE, OTHER_FALL_QUOTE])

    def test_quotes_of_the_plans_with_evidence_name_none(self) -> None:
        assert not names_wrong_place(question([FALL]), [FALL_QUOTE, SHELTER_QUOTE])
        assert not names_wrong_place(question([FALL], [OTHER_FALL]), [FALL_QUOTE, OTHER_FALL_QUOTE])
        assert not names_wrong_place(question([FALL]), [])

    def test_a_look_alike_above_the_right_one_confuses(self) -> None:
        assert confuses_places(question([FALL]), [OTHER_FALL_QUOTE, FALL_QUOTE])
        assert confuses_places(question([FALL]), [OTHER_FALL_QUOTE])

    def test_one_below_it_does_not(self) -> None:
        assert not confuses_places(question([FALL]), [FALL_QUOTE, OTHER_FALL_QUOTE])

    @pytest.mark.parametrize("asked", ["张掖和丰台的死亡人数下降多少", "Compare Zhangye and Fengtai"])
    def test_a_question_that_names_places_is_about_them(self, asked: str) -> None:
        assert asks_about_given_places(question([FALL], [OTHER_FALL], asked=asked))

    def test_a_question_that_one_plan_answers_is_about_its_place(self) -> None:
        assert asks_about_given_places(question([FALL], asked="死亡人数下降多少"))

    def test_a_question_that_is_marked_as_naming_no_place_is_not(self) -> None:
        placeless = question([FALL], asked="死亡人数下降多少").model_copy(update={"any_place": True})
        assert not asks_about_given_places(placeless)

    def test_a_plan_that_is_asked_about_and_says_nothing_may_be_quoted(self) -> None:
        compared = question([FALL], asked="张掖和丰台的死亡人数下降多少")
        assert names_wrong_place(compared, [OTHER_FALL_QUOTE])
        assert not names_wrong_place(
            compared.model_copy(update={"also_asked": (OTHER_FALL_QUOTE.plan_id,)}), [OTHER_FALL_QUOTE]
        )

    def test_a_question_of_all_plans_is_about_no_given_place(self) -> None:
        assert not asks_about_given_places(question([FALL], [OTHER_FALL], asked="哪些规划提到死亡人数"))


@pytest.mark.parametrize(
    ("reference", "answer", "value"),
    [
        ("下降15%", "下降15%。[1]", 1.0),
        ("下降１５％", "下降 15%", 1.0),
        ("建成六座", "建成消防站六座", 2 * 4 / (4 + 7)),
        ("建成六座", "无", 0.0),
        ("建成六座", "", 0.0),
    ],
)
def test_rouge_counts_the_longest_common_subsequence_of_characters(reference: str, answer: str, value: float) -> None:
    assert rouge_l(reference, answer) == pytest.approx(value)


def test_a_reference_without_words_is_an_error() -> None:
    with pytest.raises(ValueError, match="reference"):
        rouge_l("。", "下降15%")


def test_rouge_recall_does_not_count_what_else_is_said() -> None:
    assert rouge_l_recall("下降 15％", "死亡人数下降15%以上") == 1
    assert rouge_l_recall("死亡人数下降15%", "下降15%") == pytest.approx(5 / 9)
    with pytest.raises(ValueError, match="reference of words"):
        rouge_l_recall("。", "下降15%")


def test_a_reference_is_held_whole_or_not_at_all() -> None:
    assert has_reference("下降15%", "死亡人数：下降 15%[1]")
    assert not has_reference("下降15%", "下降[1]15座")
