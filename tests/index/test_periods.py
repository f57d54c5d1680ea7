import pytest

from index.periods import find_period, find_years, plain_years


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("到2025年和2035年的目标", (2025, 2035)),
        ("targets by 2035", (2035,)),
        ("二〇三五年的远景", (2035,)),
        ("丰政发〔2022〕3号", ()),
        ("安置2000人", ()),
        ("死亡人数", ()),
    ],
)
def test_single_years_are_read(question: str, years: tuple[int, ...]) -> None:
    assert find_years(question) == years


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("十三五期间", "2016-2020"),
        ("“十四五”目标", "2021-2025"),
        ("十五五", "2026-2030"),
        ("the 13th Five-Year Plan", "2016-2020"),
        ("fourteenth five-year plan", "2021-2025"),
        ("五年", None),
    ],
)
def test_five_years_are_read(question: str, period: str | None) -> None:
    assert find_period(question) == period


def test_years_in_chinese_digits_are_written_in_figures() -> None:
    assert plain_years("二〇三五年和二零二五年") == "2035年和2025年"
    assert plain_years("二十三年") == "二十三年"
