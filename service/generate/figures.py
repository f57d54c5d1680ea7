"""Figures of a sentence against those of the quotes: the same number of the same thing, magnitude and unit included."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.answer.draft import without_spaces

_UNITS = {
    "平方公里": "平方公里|平方千米|square kilomet(?:er|re)s?|km2",
    "平方米": "平方米|㎡|square met(?:er|re)s?|m2",
    "立方米": "立方米|cubic met(?:er|re)s?",
    "公里": "公里|千米|kilomet(?:er|re)s?|km",
    "公顷": "公顷|hectares?",
    "亩": "亩|mu",
    "吨": "吨|tons?|tonnes?",
    "元": "元|yuan|rmb",
    "人次": "人次",
    "人": "人|people|persons?|residents|lives",
    "户": "户|households?",
    "小时": "(?:个)?小时|hours?",
    "分钟": "分钟|minutes?",
    "秒": "秒|seconds?",
    "天": "天|日|days?",
    "月": "(?:个)?月|months?",
    "年": "年|years?",
    "%": "%|percent|per cent",
    "‰": "‰",
    "米": "米|met(?:er|re)s?",
    "倍": "倍|times|-?fold",
    "次": "次",
    "起": "起",
    "级": "级",
    "辆": "辆|vehicles?",
}
# Words that count whatever there is: 座 for a store, 支 for a team. English says the thing itself.
_COUNTERS = "个|处|座|支|艘|架|台|套|所|家|条|项|类|名|位|件|场|期|只|栋|间|批|组|队"
_UNIT = re.compile(
    "|".join(f"(?P<u{at}>{words})" for at, words in enumerate(_UNITS.values())) + f"|(?P<counter>{_COUNTERS})"
)
_NAMES = list(_UNITS)
_MAGNITUDE = re.compile(r"[百千]?[万亿]|[百千](?![米克瓦])|thousand|million|billion|trillion|hundred|dozen")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SPACE = re.compile(r" *")
_MORE = re.compile(r" *[余多]? *")
_RANGE = re.compile(r"\s*(?:[-–—~～]+|至|到|to)\s*$")

_DIGITS = {**{sign: value for value, sign in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
_NUMERAL = re.compile(
    rf"百分之[零〇一二两三四五六七八九十百点]+|[零〇一二两三四五六七八九十百千]+[万亿]?(?=[余多]?(?:{_COUNTERS}|人|户|年|天|次|起|级|倍|成|元|吨|米|公里|亩))"
)
# 一个体系 counts nothing.
_NO_COUNT = frozenset(("一", "百", "千"))
_SHARES = re.compile(r"一半|半数|过半|翻一?番|[一二三四五六七八九十]成(?![立为效果本员长])")
_ENGLISH_NUMBERS = {
    word: (f"{value}", *signs)
    for word, value, *signs in (
        ("two", 2, "二", "两"), ("three", 3, "三"), ("four", 4, "四"), ("five", 5, "五"), ("six", 6, "六"), ("seven", 7, "七"),
        ("eight", 8, "八"), ("nine", 9, "九"), ("ten", 10, "十"), ("eleven", 11, "十一"), ("twelve", 12, "十二"),
        ("fifteen", 15, "十五"), ("twenty", 20, "二十"), ("thirty", 30, "三十"), ("forty", 40, "四十"), ("fifty", 50, "五十"),
        ("sixty", 60, "六十"), ("seventy", 70, "七十"), ("eighty", 80, "八十"), ("ninety", 90, "九十"),
        ("half", 50, "半"), ("double", 2, "倍", "番"), ("triple", 3, "倍"), ("quarter", 25, "四分之一"),
    )
}  # fmt: skip
_ENGLISH_NUMBER = re.compile(rf"\b(?:{'|'.join(_ENGLISH_NUMBERS)})s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed, with its magnitude (万) and its unit by one name (千米 is 公里); empty where none follows."""

    number: str
    magnitude: str
    unit: str

    @property
    def is_year(self) -> bool:
        """Whether it is a calendar year."""
        return self.unit in ("年", "") and bool(re.fullmatch(r"(?:19|20)\d\d", self.number))


def figures(text: str) -> list[Figure]:
    """Return the figures of `text`, in order. In a range the last one's magnitude and unit are the first one's too.

    >>> figures("保障4-6万人、15天")[0]
    Figure(number='4', magnitude='万', unit='人')
    """
    plain = _normal(text)
    found: list[Figure] = []
    matches = list(_NUMBER.finditer(plain))
    for at, match in enumerate(matches):
        end = match.end()
        magnitude = _MAGNITUDE.match(plain, _after(_SPACE, plain, match.end()))
        end = magnitude.end() if magnitude else match.end()
        unit = _UNIT.match(plain, _after(_MORE, plain, end))
        found.append(Figure(match[0], magnitude[0] if magnitude else "", _unit_name(unit)))
        between = plain[matches[at - 1].end() : match.start()] if at else ""
        if at and _RANGE.search(between):
            first = found[-2]
            found[-2] = replace(
                first,
                magnitude=found[-1].magnitude if _RANGE.fullmatch(between) else first.magnitude,
                unit=first.unit or found[-1].unit,
            )
    return found


def figure_faults(text: str, quotes: Sequence[str]) -> list[str]:
    """Return the figures of `text` that the quotes give otherwise: 4人 for 4万人, 1.5公顷 for 1.5平方米, 三座 for 2座."""
    given = [figure for quote in quotes for figure in figures(quote)]
    plain = without_spaces(_normal(" ".join(quotes)))
    faults = [
        f"figure {figure.number}{figure.magnitude}{figure.unit}"
        for figure in figures(text)
        if figure.number in {each.number for each in given} and not any(_fits(figure, each, plain) for each in given)
    ]
    numbers = {each.number + ("%" if each.unit == "%" else "") for each in given} | {each.number for each in given}
    faults += [f"numeral {numeral}" for numeral in _numerals(text) if not _stands(numeral, plain, numbers)]
    faults += [f"share {share}" for share in _SHARES.findall(text) if share not in plain]
    faults += [
        f"number {word}"
        for word in _ENGLISH_NUMBER.findall(text)
        if not any(
            sign in (numbers if sign.isdecimal() else plain)
            for sign in _ENGLISH_NUMBERS[word.lower() if word.lower() in _ENGLISH_NUMBERS else word.lower()[:-1]]
        )
    ]
    return faults


def same_kind(one: Figure, other: Figure) -> bool:
    """Tell whether one figure could be taken for another: the same unit, or none in its cell, and no calendar years."""
    return other.unit in (one.unit, "") and not one.is_year and not other.is_year


def _fits(said: Figure, given: Figure, quotes: str) -> bool:
    if said.number != given.number or (
        said.magnitude != given.magnitude and (given.magnitude or said.magnitude not in quotes)
    ):
        return False
    if not said.unit or said.unit == given.unit:
        return True
    # In a table the unit stands in another cell. English counts without a counter: 12 teams.
    return not given.unit and any(re.search(word, quotes) for word in _UNITS.get(said.unit, said.unit).split("|"))


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _unit_name(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    group = str(match.lastgroup)
    return "" if group == "counter" else _NAMES[int(group[1:])]


def _numerals(text: str) -> Iterator[str]:
    for numeral in _NUMERAL.findall(text):
        if numeral not in _NO_COUNT:
            yield numeral


def _stands(numeral: str, quotes: str, numbers: Iterable[str]) -> bool:
    if numeral in quotes:
        return True
    is_share = numeral.startswith("百分之")
    value = _value(numeral.removeprefix("百分之"))
    return value is not None and f"{value}{'%' if is_share else ''}" in numbers


def _value(numeral: str) -> int | None:
    """Return what a numeral up to 999 says; None for others."""
    value, digit = 0, None
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in "十百":
            value += (1 if digit is None else digit) * (10 if sign == "十" else 100)
            digit = None
        else:
            return None
    return value + (digit or 0)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
