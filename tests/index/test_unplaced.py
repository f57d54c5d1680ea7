"""Documents whose place is not known stay in the search, whatever place a question names."""

import pytest

from corpus.library import parse_plan
from corpus.plan import Plan
from index.query import Catalogue, understand
from tests.conftest import TINY_PLANS

NOTE = "各单位要在每年汛期之前检查一次抽水设备。"
ELSEWHERE = "北碚的抽水设备每年检查一次。"


def catalogue_with(**texts: str) -> Catalogue:
    plans: dict[str, Plan] = {name: parse_plan(name, f"{name}.txt", text) for name, text in texts.items()}
    plans |= {name: parse_plan(name, f"{name}.txt", text) for name, text in TINY_PLANS.items()}
    return Catalogue(plans)


def test_a_plan_of_unknown_place_may_be_of_the_place_that_is_named() -> None:
    assert set(understand("丰台的抽水设备多久检查一次", catalogue_with(note=NOTE)).plan_ids) == {"fengtai", "note"}


def test_a_plan_that_names_another_place_alone_is_of_that_one() -> None:
    assert understand("丰台的抽水设备多久检查一次", catalogue_with(note=ELSEWHERE)).plan_ids == ("fengtai",)


def test_the_place_stays_in_the_words_where_it_tells_plans_apart() -> None:
    assert "丰台" in understand("丰台的抽水设备多久检查一次", catalogue_with(note=NOTE)).words
    assert "丰台" not in understand("丰台的抽水设备多久检查一次", catalogue_with()).words


def test_an_unknown_place_is_looked_for_in_plans_of_unknown_place() -> None:
    catalogue = catalogue_with(note=f"兰州新区{NOTE}", other=NOTE)
    assert understand("兰州的抽水设备多久检查一次", catalogue).plan_ids == ("note",)


@pytest.mark.parametrize(
    "question",
    ["Who was the father of Wang Fahui?", "Which club did Stanley Yen join?", "How long is the Partnach Gorge?"],
)
def test_a_name_in_an_english_question_hides_no_plan_of_unknown_place(question: str) -> None:
    assert "note" in understand(question, catalogue_with(note=NOTE)).plan_ids


def test_a_kind_of_document_names_none_while_a_title_is_not_known() -> None:
    catalogue = catalogue_with(note=NOTE, tasks="张掖市消防任务分工\n一、甲\n落实责任。")
    assert "note" in understand("根据任务分工谁负责", catalogue).plan_ids


def test_a_place_that_no_plan_names_is_not_answered_from_one_that_names_another() -> None:
    query = understand("兰州的抽水设备多久检查一次", catalogue_with(other=f"上海市{NOTE}"))
    assert query.plan_ids == ()
    assert query.unknown_places == ("甘肃省兰州市",)


def test_a_place_that_no_plan_names_stays_unknown_beside_a_plan_of_no_place() -> None:
    query = understand("兰州的抽水设备多久检查一次", catalogue_with(note=NOTE, other=f"上海市{NOTE}"))
    assert query.plan_ids == ("note",)
    assert query.unknown_places == ("甘肃省兰州市",)


def test_a_plan_that_names_the_unknown_place_is_of_it() -> None:
    query = understand("兰州的抽水设备多久检查一次", catalogue_with(note=f"兰州{NOTE}"))
    assert query.plan_ids == ("note",)
    assert query.unknown_places == ()
