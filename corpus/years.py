"""The years of a plan: those it is for, those a sentence names, and those a change is counted against.

到2025年，死亡人数较“十三五”期间下降15%。
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from corpus.plan import Span
from corpus.quantities import read_numeral

_YEAR = re.compile(
    r"(?<![从由自])(?:力争)?(?:[到至]|截[至止]到?)?(?:(?:19|20)[0-9]{2}年?[-~至])?"
    r"(?P<printed>(?:(?P<digits>(?:19|20)[0-9]{2})|(?P<numeral>二[〇○零0O][〇○零0一二三四五六七八九]{2})) ?年"
    r"(?:[0-9]{1,2}月(?=[底末前]|以前|之前))?(?![度内]| ?[0-9]{1,2} ?月)[底末初]?(?:(?:以|之)?前)?)(?!以来|起|至今|开始|[-~至][0-9])"
)
_ZERO = str.maketrans("○0O", "〇〇〇")
_FIVE_YEARS = r"[“\"]?十(?P<nth>[一二三四五六七八九])五[”\"]?(?:规划)?(?:期间|时期|期末|末)?"
_FIVE_YEARS_PATTERN = re.compile(_FIVE_YEARS)
_WHEN = (
    r"(?:[“\"]?十[一二三四五六七八九]五[”\"]?(?:规划)?(?:期间|时期|期末|末)?"
    r"|(?:19|20)[0-9]{2} ?年(?:[底末]|同期)?|上一?年|去年|同期)"
)
_BASE = re.compile(
    rf"(?:较|(?<!占)比|相较于?|对比)(?P<than>{_WHEN})(?:相比|同期)?|[与同和以](?P<to>{_WHEN})(?:相比|为基[数期准])"
)
_RANGE = re.compile(r"(?<![0-9])(?P<start>20[0-9]{2})年?[-~至](?P<end>20[0-9]{2})年")
_DATE = re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})[-年/.][0-9]{1,2}[-月/.]")
_HEAD = 400  # so many characters hold the title
# 《…规划（2021-2025年）》 names a document.
_TITLE = re.compile(r"《[^《》\n]{0,120}》")


class Period(NamedTuple):
    """The years planned for. `last` is None where only the first can be told."""

    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Year:
    """A year that a sentence names: `printed` is 2022年底前, `span` also the 到 before it."""

    value: int
    printed: Span
    span: Span


def read_period(text: str) -> Period | None:
    """Return the years planned for: “十四五” is 2021 to 2025, （2023-2025年） says it itself.

    A document that says neither looks ahead from the year of the first date on it.
    """
    match = _RANGE.search(text, 0, _HEAD)
    named = [_first_year(each["nth"]) for each in _FIVE_YEARS_PATTERN.finditer(text)]
    if named and match is None:
        # A plan speaks more of its own five years than of those before; where it does not, of the latest.
        first = max((count, year) for year, count in Counter(named).items())[1]
        return Period(first, first + 4)
    if match := match or _RANGE.search(text):
        return Period(int(match["start"]), int(match["end"]))
    if match := _DATE.search(text):
        return Period(int(match["year"]), None)
    return None


def find_years(text: str, span: Span) -> list[Year]:
    """Return the years that `span` names, in order; those of a title, or that a change is counted against, are left out."""
    taken = [*find_bases(text, span), *find_titles(text, span)]
    found: list[Year] = []
    at = 0
    for match in _YEAR.finditer(text, span.start, span.end):
        start = match.start("printed")
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if not any(each.start <= start < each.end for each in taken[at : at + 2]):
            value = match["digits"] or read_numeral(match["numeral"].translate(_ZERO))
            found.append(Year(int(value), Span(*match.span("printed")), Span(*match.span())))
    return found


def find_bases(text: str, span: Span) -> list[Span]:
    """Return the words that say what changes are counted against: 较“十三五”期间, 与2020年相比."""
    return [Span(*match.span()) for match in _BASE.finditer(text, span.start, span.end)]


def find_titles(text: str, span: Span) -> list[Span]:
    """Return the titles of documents, with their brackets."""
    return [Span(*match.span()) for match in _TITLE.finditer(text, span.start, span.end)]


def find_five_years(text: str, span: Span) -> list[tuple[Span, int]]:
    """Return where five years are named (“十三五”期间) and their first year (2016)."""
    return [
        (Span(*match.span()), _first_year(match["nth"]))
        for match in _FIVE_YEARS_PATTERN.finditer(text, span.start, span.end)
    ]


def read_base(text: str, span: Span) -> str | None:
    """Return what a change is counted against, as printed: “十三五”期间 in 较“十三五”期间."""
    match = _BASE.search(text, span.start, span.end)
    return (match["than"] or match["to"]) if match else None


def end_of_time(text: str, start: int, end: int) -> int:
    """Return where the words end that open `text[start:end]` and say when (到2025年, “十四五”期间); `start` if none do."""
    match = _YEAR.match(text, start, end) or _FIVE_YEARS_PATTERN.match(text, start, end)
    return match.end() if match else start


def _first_year(nth: str) -> int:
    # 十一五 begins with 2006.
    return 2001 + 5 * int(read_numeral(nth))
