import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.plan import Span
from corpus.spanset import SpanSet

# 0123456789
# .aaa..bb..
TAKEN = SpanSet([Span(6, 8), Span(1, 4)])


@st.composite
def disjoint_spans(draw: st.DrawFn) -> list[Span]:
    ends = sorted(draw(st.sets(st.integers(0, 40), max_size=12)))
    return [Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=False)]


spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Span(min(pair), max(pair)))


def characters(taken: list[Span]) -> set[int]:
    return {at for span in taken for at in range(span.start, span.end)}


def test_spans_are_kept_in_order() -> None:
    assert TAKEN.spans == [Span(1, 4), Span(6, 8)]


def test_empty_spans_are_left_out() -> None:
    assert SpanSet([Span(3, 3), Span(1, 2)]).spans == [Span(1, 2)]


def test_merged_spans_may_overlap_and_become_one() -> None:
    assert SpanSet.merged([Span(5, 6), Span(2, 4), Span(0, 3)]).spans == [Span(0, 4), Span(5, 6)]


def test_touching_spans_are_disjoint() -> None:
    assert SpanSet([Span(0, 2), Span(2, 4)]).spans == [Span(0, 2), Span(2, 4)]


def test_overlapping_spans_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^the spans of a SpanSet may not overlap$"):
        SpanSet([Span(0, 3), Span(2, 4)])


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 1), []),
        (Span(3, 6), [Span(1, 4)]),
        (Span(3, 7), [Span(1, 4), Span(6, 8)]),
        (Span(4, 6), []),
        (Span(8, 10), []),
    ],
)
def test_overlapping_finds_the_spans_that_share_a_character(span: Span, expected: list[Span]) -> None:
    assert TAKEN.overlapping(span) == expected


@pytest.mark.parametrize(
    ("span", "covered"), [(Span(1, 4), True), (Span(2, 3), True), (Span(0, 2), False), (Span(3, 7), False)]
)
def test_only_one_span_can_cover_another(span: Span, covered: bool) -> None:
    assert TAKEN.covers(span) is covered


def test_two_touching_spans_do_not_cover_what_lies_across_them() -> None:
    assert not SpanSet([Span(0, 2), Span(2, 4)]).covers(Span(1, 3))


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(0, 10), [Span(0, 1), Span(4, 6), Span(8, 10)]),
        (Span(2, 7), [Span(4, 6)]),
        (Span(2, 3), []),
        (Span(4, 5), [Span(4, 5)]),
    ],
)
def test_gaps_are_what_the_set_leaves_free(span: Span, expected: list[Span]) -> None:
    assert TAKEN.gaps(span) == expected


def test_empty_set_leaves_everything_free() -> None:
    assert SpanSet([]).gaps(Span(2, 5)) == [Span(2, 5)]


@settings(deadline=None, derandomize=True, database=None)
@given(disjoint_spans(), spans)
def test_gaps_and_set_share_out_every_character(taken: list[Span], span: Span) -> None:
    assert characters(SpanSet(taken).gaps(span)) == characters([span]) - characters(taken)


@settings(deadline=None, derandomize=True, database=None)
@given(disjoint_spans(), spans.filter(len))
def test_overlapping_agrees_with_asking_each_span(taken: list[Span], span: Span) -> None:
    assert SpanSet(taken).overlapping(span) == [each for each in taken if each.overlaps(span)]
