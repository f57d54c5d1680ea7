import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import dates
from corpus.dates import find_dates, find_five_years, find_period, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年7月15日", "2022-07-15"),
        ("2022-07-15", "2022-07-15"),
        ("2022.7.5", "2022-07-05"),
        ("2022/07/15", "2022-07-15"),
        ("2022 年 7 月 15 日", "2022-07-15"),
        ("2 0 2 2年7月1 5日", "2022-07-15"),
        ("２０２２年７月１５日", "2022-07-15"),
        ("2022\u2003年7月\u200215日", "2022-07-15"),
        ("２０２２．７．１５", "2022-07-15"),
        ("2022-12-02 14:54:15", "2022-12-02"),
        ("印发于2022年7月15日。", "2022-07-15"),
        ("二〇二二年七月十五日", "2022-07-15"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("二零二二年十月二十日", "2022-10-20"),
        ("二O二二年一月十日", "2022-01-10"),
        ("2021年10月", "2021-10"),
        ("二〇二一年十月", "2021-10"),
    ],
)
def test_date_is_read_in_every_usual_spelling(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2021123",
        "20212025年",
        "2022年7月日",
        "2022年7月 日印发",
        "2022年13月",
        "2022年13月1日",
        "2022年2月30日",
        "2021-12-175",
        "2021-12",
        "620700144/2022-00013",
        "二〇二二年十三月一日",
        "二〇二二年十十月一日",
        "2022年",
        "",
    ],
)
def test_garbled_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_dates_know_where_they_stand() -> None:
    text = "自2022年1月1日起，至2025年12月31日止"

    assert [found.span.of(text) for found in find_dates(text)] == ["2022年1月1日", "2025年12月31日"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（2021-2025年）", "2021-2025"),
        ("（2021—2035年）", "2021-2035"),
        ("2021年至2025年", "2021-2025"),
        ("二〇二一－二〇三五年", "2021-2035"),
        ("20212025年)", None),
        ("2025-2021年", None),
        ("2021年", None),
    ],
)
def test_period_is_a_range_of_years(text: str, expected: str | None) -> None:
    found = find_period(text)

    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“十四五”规划", "2021-2025"),
        ("十五五时期", "2026-2030"),
        ("第十四个五年规划", "2021-2025"),
        ("二十五次", None),
        ("五年规划", None),
    ],
)
def test_five_year_plan_has_its_years(text: str, expected: str | None) -> None:
    found = find_five_years(text)

    assert (found.value if found else None) == expected


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(alphabet="2019二〇年十月1日-./ 至 ２O五“”第个", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    ends = [0, *(found.span.end for found in find_dates(text))]

    assert ends == sorted(ends)
    assert ends[-1] <= len(text)
    find_period(text)
    find_five_years(text)


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(dates)

    assert (results.attempted > 0, results.failed) == (True, 0)
