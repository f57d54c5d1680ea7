from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.plan import Plan, Span
from corpus.sentences import split_clauses, split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)))]


def clauses(text: str) -> list[str]:
    return [span.of(text) for span in split_clauses(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("健全体制。完善机制！如何落实？", ["健全体制。", "完善机制！", "如何落实？"]),
        ("严格执法;规范行为；加强监督。", ["严格执法;规范行为；加强监督。"]),
        ("坚持“安全第一。”落实责任。", ["坚持“安全第一。”", "落实责任。"]),
        ("（参见附件。）下同。", ["（参见附件。）", "下同。"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("人均面积1.5平方米。占比<1%。", ["人均面积1.5平方米。", "占比<1%。"]),
        ("没有句号的一行\n下一行", ["没有句号的一行", "下一行"]),
        ("  甲。\u3000\n\n  乙。 ", ["甲。", "乙。"]),
        ("", []),
        (" \n\u3000\n", []),
    ],
)
def test_sentence_ends_at_its_mark_or_its_line(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentences_are_looked_for_only_inside_the_span() -> None:
    text = "甲乙。丙丁。戊己。"

    assert [span.of(text) for span in split_sentences(text, Span(1, 5))] == ["乙。", "丙丁"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("严格执法;规范行为；加强监督。", ["严格执法;", "规范行为；", "加强监督。"]),
        ("健全体制。完善机制。", ["健全体制。完善机制。"]),
        ("甲； 乙\n丙；", ["甲；", "乙", "丙；"]),
        ("", []),
    ],
)
def test_clause_ends_at_a_semicolon_or_its_line(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_ten_indicators_of_one_paragraph_are_ten_clauses(real_plans: dict[str, Plan]) -> None:
    text = real_plans["zhangye"].text
    start = text.index("全市生产安全事故起数下降10%;")
    paragraph = Span(start, text.index("\n", start))

    # One clause speaks of two indicators: 杜绝重特大事故,较大事故起数下降20%.
    assert len(split_clauses(text, paragraph)) == 10
    assert len(split_sentences(text, paragraph)) == 1


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="甲乙丙。！？；;”） \n\u3000"))
def test_sentences_leave_out_nothing_but_white_space(text: str) -> None:
    for parts in (sentences(text), clauses(text)):
        assert "".join("".join(parts).split()) == "".join(text.split())


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="甲乙。；” \n"), st.integers(0, 20), st.integers(0, 20))
def test_sentences_stand_in_order_inside_their_span(text: str, one: int, other: int) -> None:
    span = Span(min(one, other, len(text)), min(max(one, other), len(text)))
    found = split_sentences(text, span)

    assert all(len(each) and span.contains(each) for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
