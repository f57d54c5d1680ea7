from corpus.plan import Span
from service.pages.lines import joined_over, lines_of


def test_blank_lines_belong_to_the_line_above_and_at_the_top_to_the_line_below() -> None:
    text = "\n\n甲\n\n \n乙\n丙"
    assert [line.of(text) for line in lines_of(text)] == ["\n\n甲\n\n \n", "乙\n", "丙"]


def test_an_empty_text_has_no_lines_and_a_blank_one_has_one() -> None:
    assert lines_of("") == []
    assert lines_of(" \n ") == [Span(0, 3)]


def test_lines_that_a_span_runs_over_are_one() -> None:
    assert joined_over([Span(0, 3), Span(3, 6), Span(6, 9)], [Span(4, 8)]) == [Span(0, 3), Span(3, 9)]
