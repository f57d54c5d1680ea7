"""Places that plans are for and no gazetteer has: what the document calls itself counts."""

import pytest

from corpus.library import parse_plan
from index.query import Catalogue, understand
from tests.conftest import TINY_PLANS

UNLISTED = (
    "岚谷县人民政府关于印发岚谷县“十四五”应急管理规划的通知\n岚谷县“十四五”应急管理规划\n一、目标\n新建消防水池8个。\n"
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    plans = {name: parse_plan(name, f"{name}.txt", text) for name, text in TINY_PLANS.items()}
    return Catalogue({"langu": parse_plan("langu", "langu.txt", UNLISTED), **plans})


@pytest.mark.parametrize("place", ["岚谷县", "岚谷", "岚谷县城区", "Langu ", "嵐谷縣"])
def test_the_plan_of_a_place_that_no_gazetteer_has_is_found_by_its_name(catalogue: Catalogue, place: str) -> None:
    assert understand(f"{place}要建几个消防水池", catalogue).plan_ids == ("langu",)


def test_it_answers_for_no_other_place(catalogue: Catalogue) -> None:
    assert understand("丰台要建几个消防水池", catalogue).plan_ids == ("fengtai",)


def test_a_place_of_another_name_that_overlaps_is_not_taken_for_it(catalogue: Catalogue) -> None:
    query = understand("谷城县要建几个消防水池", catalogue)
    assert (query.plan_ids, query.unknown_places) == ((), ("湖北省襄阳市谷城县",))
