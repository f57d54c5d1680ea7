from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.plan import Furniture
from service.answer.answerer import Answerer
from service.pages.found import find_in


def test_words_are_found_as_they_were_typed(answerer: Answerer) -> None:
    plan = answerer.plans["zhangye"]
    assert [span.of(plan.text) for span in find_in(answerer, plan, "应急 避难场所")] == ["应急避难场所", "应急避难场所"]


def test_else_the_nearest_passages_are_found_in_the_order_of_the_text(answerer: Answerer) -> None:
    plan = answerer.plans["zhangye"]
    spans = find_in(answerer, plan, "物资能保障多少人")
    assert any("储备应急物资" in span.of(plan.text) for span in spans)
    assert list(spans) == sorted(spans)


@pytest.mark.parametrize("words", ["(", "[a", "*", "\\"])
def test_what_is_typed_is_no_pattern(answerer: Answerer, words: str) -> None:
    find_in(answerer, answerer.plans["zhangye"], words)


class _Counted(tuple[Furniture, ...]):
    """Furniture that counts how often it is looked through."""

    looks = 0

    def __iter__(self) -> Iterator[Furniture]:
        type(self).looks += 1
        return super().__iter__()


def test_no_more_is_looked_for_than_is_shown(answerer: Answerer) -> None:
    plan = replace(answerer.plans["zhangye"], text="的" * 5000, furniture=_Counted())
    assert [span.start for span in find_in(answerer, plan, "的")] == list(range(100))
    assert _Counted.looks == 100
