from collections.abc import Mapping

import pytest

from corpus.plan import Plan
from index.store import SearchIndex
from service.suggest import Kind, Suggester, Suggestion


@pytest.fixture(scope="module")
def plans(search_index: SearchIndex) -> Mapping[str, Plan]:
    return search_index.plans


@pytest.fixture(scope="module")
def suggester(plans: Mapping[str, Plan]) -> Suggester:
    return Suggester(plans)


def texts(found: list[Suggestion]) -> list[str]:
    return [each.text for each in found]


@pytest.mark.parametrize("typed", ["张", "张掖", "zhang", "甘肃省张掖", "Zhangye"])
def test_the_start_of_a_place_is_completed(suggester: Suggester, typed: str) -> None:
    found = suggester.suggest(typed, 5)
    assert found
    assert {each.plan_id for each in found} == {"zhangye"}


def test_an_indicator_is_suggested_for_each_plan_that_has_it(suggester: Suggester) -> None:
    found = suggester.suggest("避难场所面积", 8)
    assert [(each.kind, each.text) for each in found] == [(Kind.INDICATOR, "人均应急避难场所面积")] * 3
    assert found[0].question.endswith("的“人均应急避难场所面积”目标是多少？")


def test_a_place_in_what_was_typed_leaves_its_plan_alone(suggester: Suggester) -> None:
    found = suggester.suggest("丰台区的避难场所", 8)
    assert {each.plan_id for each in found} == {"fengtai"}
    assert "人均应急避难场所面积" in texts(found)


def test_a_title_of_a_section_is_suggested(suggester: Suggester) -> None:
    found = suggester.suggest("暴雨", 8)
    assert [(each.kind, each.text, each.plan_id) for each in found] == [(Kind.SECTION, "提升暴雨预警能力", "fengtai")]


def test_english_words_find_chinese_names(suggester: Suggester) -> None:
    found = suggester.suggest("publicity", 8, english=True)
    assert "加强安全宣传教育" in texts(found)
    assert all(each.question.startswith("What is ") for each in found)


def test_what_no_plan_has_is_not_suggested(suggester: Suggester) -> None:
    assert suggester.suggest("量子计算机", 8) == []


def test_nothing_typed_gives_good_questions_the_plans_taking_turns(suggester: Suggester) -> None:
    found = suggester.suggest("", 3)
    assert len({each.plan_id for each in found}) == 3
    assert len(set(texts(found))) == 3
    assert not any(each.kind is Kind.PLACE for each in found)
    assert not any("成效" in each.text for each in suggester.suggest("", 20)), "what was reached is no target"


def test_only_the_plans_that_were_chosen(suggester: Suggester) -> None:
    for typed in ("", "避难", "beibei"):
        assert {each.plan_id for each in suggester.suggest(typed, 20, plan_ids=["beibei"])} == {"beibei"}


def test_every_suggestion_names_what_its_plan_has(suggester: Suggester, plans: Mapping[str, Plan]) -> None:
    for each in suggester.suggest("", 20):
        assert each.text in plans[each.plan_id].text


def test_a_library_without_plans_suggests_nothing() -> None:
    assert Suggester({}).suggest("", 5) == Suggester({}).suggest("应急", 5) == []
