import pytest

from eval.metrics import found_evidence, names_wrong_place, shows_all
from index.passages import Passage
from index.store import SearchIndex
from tests.eval.samples import answered, cited, gold, passage_with, question

FALL = gold("zhangye", "死亡人数下降15%")
SHELTER = gold("zhangye", "面积达到1.5平方米")
OTHER_FALL = gold("fengtai", "死亡人数下降10%")


@pytest.fixture(scope="module")
def fall(search_index: SearchIndex) -> Passage:
    return passage_with(search_index, "zhangye", FALL.text)


@pytest.fixture(scope="module")
def shelter(search_index: SearchIndex) -> Passage:
    return passage_with(search_index, "zhangye", SHELTER.text)


@pytest.fixture(scope="module")
def other_fall(search_index: SearchIndex) -> Passage:
    return passage_with(search_index, "fengtai", OTHER_FALL.text)


def test_recall_is_one_when_the_needed_passage_is_cited(search_index: SearchIndex, fall: Passage) -> None:
    assert found_evidence(question([FALL]), cited(search_index, fall), 1) == 1


def test_recall_is_zero_when_it_is_not(search_index: SearchIndex, shelter: Passage) -> None:
    assert found_evidence(question([FALL]), cited(search_index, shelter), 5) == 0
    assert found_evidence(question([FALL]), (), 5) == 0


def test_recall_counts_only_the_first_citations(search_index: SearchIndex, fall: Passage, shelter: Passage) -> None:
    citations = cited(search_index, shelter, fall)
    assert found_evidence(question([FALL]), citations, 1) == 0
    assert found_evidence(question([FALL]), citations, 2) == 1


def test_recall_is_the_share_of_the_needed_passages(search_index: SearchIndex, fall: Passage) -> None:
    assert found_evidence(question([FALL], [SHELTER], [OTHER_FALL]), cited(search_index, fall), 5) == pytest.approx(
        1 / 3
    )


def test_one_of_the_alternatives_is_enough(search_index: SearchIndex, shelter: Passage) -> None:
    assert found_evidence(question([FALL, SHELTER]), cited(search_index, shelter), 1) == 1


def test_as_many_citations_count_as_passages_are_needed(
    search_index: SearchIndex, fall: Passage, other_fall: Passage
) -> None:
    assert found_evidence(question([FALL], [OTHER_FALL]), cited(search_index, fall, other_fall), 1) == 1


def test_the_same_words_in_another_plan_are_no_evidence(search_index: SearchIndex, other_fall: Passage) -> None:
    wanted = gold("zhangye", "生产安全事故死亡人数下降1")  # stands in both plans
    assert wanted.text in other_fall.text
    assert found_evidence(question([wanted]), cited(search_index, other_fall), 5) == 0


def test_half_of_the_evidence_is_none(search_index: SearchIndex, fall: Passage) -> None:
    longer = gold("zhangye", "死亡人数下降15%。\n2.到2025年")
    assert found_evidence(question([longer]), cited(search_index, fall), 5) == 0


def test_recall_of_a_question_that_needs_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="q-1 needs no evidence"):
        found_evidence(question(), (), 5)


def test_an_answer_shows_all_when_each_string_is_in_its_text() -> None:
    wanted = question([FALL], shown=("15%", "2025年"))
    assert shows_all(wanted, answered("到2025年，下降15%。[1]"))
    assert not shows_all(wanted, answered("下降15%。[1]"))


def test_an_answer_that_must_show_nothing_always_shows_it() -> None:
    assert shows_all(question([FALL]), answered(""))


def test_a_citation_of_a_plan_without_evidence_names_a_wrong_place(
    search_index: SearchIndex, fall: Passage, shelter: Passage, other_fall: Passage
) -> None:
    assert names_wrong_place(question([FALL]), cited(search_index, fall, other_fall))
    assert not names_wrong_place(question([FALL]), cited(search_index, fall, shelter))
    assert not names_wrong_place(question([FALL], [OTHER_FALL]), cited(search_index, fall, other_fall))


def test_no_citation_names_no_wrong_place() -> None:
    assert not names_wrong_place(question([FALL]), ())
