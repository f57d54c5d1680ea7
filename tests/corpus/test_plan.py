from dataclasses import FrozenInstanceError

import pytest

from corpus.library import parse_plan
from corpus.plan import Fact, Metadata, Origin, Plan, Span

TREE = """\
一、甲
（一）乙
1.丙
（二）丁
二、戊
"""


@pytest.fixture
def tree() -> Plan:
    return parse_plan("tree", "tree.txt", TREE)


def labels(plan: Plan, positions: tuple[int, ...]) -> list[str]:
    return [plan.sections[at].label for at in positions]


def test_span_is_half_open() -> None:
    assert Span(1, 3).of("张掖市区") == "掖市"


def test_span_counts_code_points() -> None:
    assert Span(1, 2).of("𠮷林省") == "林"


def test_span_has_the_length_of_its_text() -> None:
    assert len(Span(2, 5)) == 3


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 2)])
def test_span_refuses_to_run_backwards_or_begin_before_the_text(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"^not a span: {start}\\.\\.{end}$"):
        Span(start, end)


def test_span_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Span(0, 1).start = 5  # type: ignore[misc]


def test_spans_sort_by_where_they_start() -> None:
    assert sorted([Span(4, 5), Span(0, 9), Span(0, 2)]) == [Span(0, 2), Span(0, 9), Span(4, 5)]


@pytest.mark.parametrize(
    ("inner", "inside"), [(Span(2, 6), True), (Span(3, 4), True), (Span(1, 4), False), (Span(5, 7), False)]
)
def test_span_contains_what_lies_wholly_inside(inner: Span, inside: bool) -> None:
    assert Span(2, 6).contains(inner) is inside


@pytest.mark.parametrize(
    ("other", "shares"), [(Span(0, 2), False), (Span(0, 3), True), (Span(5, 9), True), (Span(6, 9), False)]
)
def test_neighbouring_spans_do_not_overlap(other: Span, shares: bool) -> None:
    assert Span(2, 6).overlaps(other) is shares
    assert other.overlaps(Span(2, 6)) is shares


def test_stripped_span_loses_white_space_at_both_ends() -> None:
    text = "甲 \u3000乙 丙\n丁"

    assert Span(1, 7).stripped(text).of(text) == "乙 丙"


def test_stripped_span_of_white_space_is_empty_at_its_start() -> None:
    assert Span(1, 4).stripped("甲 \n 乙") == Span(1, 1)


def test_metadata_yields_only_what_is_known() -> None:
    title = Fact("规划", Origin.READ, Span(0, 2))
    issuer = Fact("市政府", Origin.GIVEN)

    assert list(Metadata(title, issuer=issuer).items()) == [("title", title), ("issuer", issuer)]


def test_label_is_the_heading_as_printed(tree: Plan) -> None:
    assert [section.label for section in tree.sections] == ["一、甲", "（一）乙", "1.丙", "（二）丁", "二、戊"]


def test_path_runs_from_the_outermost_section_inwards(tree: Plan) -> None:
    assert labels(tree, tree.path(2)) == ["一、甲", "（一）乙", "1.丙"]


def test_text_before_the_first_heading_has_no_path(tree: Plan) -> None:
    assert tree.path(None) == ()


def test_children_are_the_sections_directly_below(tree: Plan) -> None:
    assert labels(tree, tree.children(0)) == ["（一）乙", "（二）丁"]


def test_below_nothing_stand_the_sections_of_level_1(tree: Plan) -> None:
    assert labels(tree, tree.children(None)) == ["一、甲", "二、戊"]
