import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.lines import Line, line_starts, split_lines


def test_lines_know_where_they_stand() -> None:
    assert split_lines("甲\n\n乙丙") == [Line("甲", 0), Line("", 2), Line("乙丙", 3)]


def test_span_of_a_line_leaves_out_its_line_feed() -> None:
    text = "甲乙\n丙"

    assert [line.span.of(text) for line in split_lines(text)] == ["甲乙", "丙"]


def test_starts_of_lines_are_those_of_the_lines() -> None:
    assert line_starts("甲\n\n乙丙") == [0, 2, 3]


def test_final_line_feed_opens_an_empty_line() -> None:
    assert split_lines("甲\n") == [Line("甲", 0), Line("", 2)]


def test_empty_text_is_one_empty_line() -> None:
    assert split_lines("") == [Line("", 0)]


@pytest.mark.parametrize("character", ["\f", "\v", "\r", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_a_line_feed_ends_a_line(character: str) -> None:
    assert split_lines(f"甲{character}乙") == [Line(f"甲{character}乙", 0)]


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="甲乙 \n\u2028"))
def test_lines_put_together_are_the_text(text: str) -> None:
    lines = split_lines(text)

    assert "\n".join(line.text for line in lines) == text
    assert all(line.span.of(text) == line.text for line in lines)
