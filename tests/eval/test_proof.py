from dataclasses import replace

import pytest

from corpus.plan import Span
from eval.proof import faults_of
from index.store import SearchIndex
from service.answer.model import Citation
from tests.eval.samples import answered, cited, passage_with


@pytest.fixture
def citations(search_index: SearchIndex) -> tuple[Citation, ...]:
    """The passage with 4万至6万人, and the one with 12支."""
    texts = ("4万至6万人", "12支")
    return cited(search_index, *(passage_with(search_index, "zhangye", text) for text in texts))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("可以保障4万至6万人。[1]", []),
        ("可以保障4万至6万人[1]，组建12支[2]", []),
        ("保障４万人。[1]", []),
        ("可以保障4万至6万人。", ["no marker", "number 4", "number 6"]),
        ("可以保障4万至6万人。[3]", ["marker [3] has no citation", "number 4", "number 6"]),
        ("组建12支。[1]", ["number 12"]),
        ("保障46万人。[1]", ["number 46"]),
        ("设立三十个站点。[1]", ["number 三十"]),
        ("共 2 项[1][2]\n保障4万至6万人[1]\n组建12支[2]", []),
        ("共 3 项[1][2]\n保障4万至6万人[1]\n组建12支[2]", ["number 3"]),
        ("共 1 项[1]\n保障4万人[1]\n共 1 项[2]\n组建12支[2]", []),
    ],
)
def test_markers_need_citations_and_numbers_need_marked_quotes(
    text: str, faults: list[str], citations: tuple[Citation, ...], search_index: SearchIndex
) -> None:
    found = faults_of(answered(text, citations), search_index.plans)
    assert [each.removesuffix(" stands in no marked quote") for each in found] == faults


def test_a_quote_must_stand_where_it_says(citations: tuple[Citation, ...], search_index: SearchIndex) -> None:
    plan = search_index.plans["zhangye"]
    other = replace(citations[0], plan=replace(plan, text=f"{plan.text[:5]}——{plan.text[5:]}"), span=Span(0, 20))
    assert faults_of(answered("见[1]", (other,)), search_index.plans) == ["quote [1] is not verbatim"]
