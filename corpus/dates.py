"""Dates and years as Chinese documents print them."""

import re
from calendar import monthrange
from collections.abc import Iterator
from typing import NamedTuple

from corpus.plan import Span

_GAP = r"[^\S\n]{0,4}"
_DIGIT = "[0-9０-９〇零○ＯOo一二三四五六七八九]"
_YEAR = rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{3}}"
_NUMBER = rf"(?:[0-9０-９]{_GAP}[0-9０-９]|[0-9０-９]|[一二三四五六七八九十〇零]{{1,3}})"
_NO_DIGIT_BEFORE = rf"(?<!{_DIGIT})"
# A day that was lost (2022年7月日) is no month alone: nothing is known of it.
_DATE = re.compile(
    rf"{_NO_DIGIT_BEFORE}(?P<y>{_YEAR}){_GAP}"
    rf"(?:年{_GAP}(?P<m>{_NUMBER}){_GAP}月(?:{_GAP}(?P<d>{_NUMBER})(?:{_GAP}日|(?!{_GAP}{_DIGIT}))|(?!{_GAP}(?:日|{_DIGIT})))"
    rf"|(?P<sep>[-./－．／]){_GAP}(?P<m2>{_NUMBER}){_GAP}(?P=sep){_GAP}(?P<d2>{_NUMBER})(?:{_GAP}日)?(?!{_DIGIT}))"
)
_PERIOD = re.compile(
    rf"{_NO_DIGIT_BEFORE}(?P<first>{_YEAR}){_GAP}年?{_GAP}[-－—–─―~～〜至到]{{1,2}}{_GAP}(?P<last>{_YEAR})(?!{_DIGIT})"
)
_FIVE_YEARS = re.compile(
    "(?<![一二三四五六七八九十])(?P<short>十[一二三四五六七八九])五|第(?P<long>[一二三四五六七八九十]{1,3})个五年"
)
_DIGITS = {numeral: str(digit) for digit, numeral in enumerate("〇一二三四五六七八九")} | dict.fromkeys("零○ＯOo", "0")


class Date(NamedTuple):
    """A date in ISO 8601, to the day or, where no day is printed, to the month; `span` is where it stands."""

    value: str
    span: Span


def find_dates(text: str) -> Iterator[Date]:
    """Yield the dates in `text`: 2022年7月15日, 2022-07-15, 二○二二年七月十五日, ２０２２．７．１５, and 2021年10月.

    A garbled one (2021123, 2022年7月日, 2月30日) is none.
    """
    for match in _DATE.finditer(text):
        value = _iso(match["y"], match["m"] or match["m2"], match["d"] or match["d2"])
        if value:
            yield Date(value, Span(*match.span()))


def parse_date(text: str) -> str | None:
    """Return the first date in `text`, None when there is none or it is garbled.

    >>> parse_date("二〇二二年七月十五日")
    '2022-07-15'
    >>> parse_date("2021123") is None
    True
    """
    return next((found.value for found in find_dates(text)), None)


def find_period(text: str) -> Date | None:
    """Return the first range of years in `text`, such as 2021-2025 for 2021—2025年."""
    for match in _PERIOD.finditer(text):
        first, last = _number(match["first"]), _number(match["last"])
        if 1949 <= first < last <= 2100:
            end = match.end() + text.startswith("年", match.end())
            return Date(f"{first}-{last}", Span(match.start(), end))
    return None


def find_five_years(text: str) -> Date | None:
    """Return the years of the five-year plan that `text` names: 2021-2025 for “十四五” and for 第十四个五年规划."""
    for match in _FIVE_YEARS.finditer(text):
        count = _chinese_number(match["short"] or match["long"])
        if 1 <= count <= 30:
            first = 2021 + 5 * (count - 14)
            return Date(f"{first}-{first + 4}", Span(*match.span()))
    return None


def _iso(year: str, month: str, day: str | None) -> str | None:
    y, m = _number(year), _number(month)
    if not (1900 <= y <= 2100 and 1 <= m <= 12):
        return None
    if day is None:
        return f"{y}-{m:02}"
    d = _number(day)
    return f"{y}-{m:02}-{d:02}" if 1 <= d <= monthrange(y, m)[1] else None


def _number(numerals: str) -> int:
    bare = re.sub(r"\s", "", numerals)
    return _chinese_number(bare) if "十" in bare else int("".join(_DIGITS.get(each, each) for each in bare))


def _chinese_number(numerals: str) -> int:
    """Return 25 for 二十五, 14 for 十四, 7 for 七; 0 for what is no number (十五十)."""
    tens, ten, units = numerals.partition("十")
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return 0
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else int(_DIGITS[tens])) + (int(_DIGITS[units]) if units else 0)
