import pytest

from index.follow_up import make_whole, resolve_reference
from index.query import Catalogue, understand
from index.store import SearchIndex

LISTED = "1. 建设避难场所[1]\n2. 储备应急物资[2]\n3. 培训志愿者[3]"


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("第二个呢", "储备应急物资"),
        ("第3条呢", "培训志愿者"),
        ("最后一个呢", "培训志愿者"),
        ("the first one", "建设避难场所"),
    ],
)
def test_an_item_of_the_list_is_meant(question: str, meant: str) -> None:
    assert resolve_reference(question, LISTED) == meant


@pytest.mark.parametrize("question", ["第0个呢", "第00条呢", "第四个呢"])
def test_an_item_that_is_not_there_leaves_the_question_as_it_is(question: str) -> None:
    assert resolve_reference(question, LISTED) == question


def test_items_among_many_blank_lines_are_found() -> None:
    assert resolve_reference("第二个呢", "\n" * 20_000 + "  1. 建设避难场所\n\n  2. 储备应急物资") == "储备应急物资"


def test_items_named_in_one_sentence_are_told_apart() -> None:
    said = "重点工程有水库工程、灌区工程、供水工程等[1]。"
    assert resolve_reference("第二个具体讲了什么", said) == "灌区工程"


def test_another_unit_is_asked_the_same(search_index: SearchIndex) -> None:
    catalogue = Catalogue(search_index.plans)
    before = understand("区水务局牵头多少项任务", catalogue)
    assert make_whole(understand("气象局呢", catalogue), before, catalogue).text == "气象局牵头多少项任务"
