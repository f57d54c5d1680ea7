"""The years of a plan: those it is for, those a sentence names, and those a change is counted against.

到2025年，死亡人数较“十三五”期间下降15%。
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.plan import Span
from corpus.quantities import read_numeral

_YEAR = re.compile(
    r"(?=[力到至截12二])(?<![从由自])(?:力争)?(?:[到至]|截[至止]到?)?(?:(?:19|20)[0-9]{2}年?[-~至])?"
    r"(?P<printed>(?:(?P<digits>(?:19|20)[0-9]{2})|(?P<numeral>二[〇○零0O][〇○零0一二三四五六七八九]{2})) ?年"
    r"(?:[0-9]{1,2}月(?=[底末前]|以前|之前))?(?![度内]| ?[0-9]{1,2} ?月)[底末初]?(?:(?:以|之)?前)?)(?!以来|起|至今|开始|[-~至][0-9])"
)
_ZERO = str.maketrans("○0O", "〇〇〇")
_FIVE_YEARS = r"(?:[“\"]?十(?P<nth>[一二三四五六七八九])五[”\"]?|第十(?P<ordinal>[一二三四五六七八九])个五年)(?:规划)?(?:期间|时期|期末|末)?"
_FIVE_YEARS_PATTERN = re.compile(_FIVE_YEARS)
_TIME = re.compile(f"{_YEAR.pattern}|{_FIVE_YEARS}")
_WHEN = (
    r"(?:[“\"]?十[一二三四五六七八九]五[”\"]?(?:规划)?(?:期间|时期|期末|末)?"
    r"|(?:19|20)[0-9]{2} ?年(?:[底末]|同期)?|上一?年|去年|同期)"
)
_BASE = re.compile(
    rf"(?=[较比相对与同和以])(?:(?:较|(?<!占)比|相较于?|对比)(?P<than>{_WHEN})(?:相比|同期)?|[与同和以](?P<to>{_WHEN})(?:相比|为基[数期准]))"
)
_RANGE = re.compile(r"(?<![0-9])(?P<start>20[0-9]{2})年?[-~至](?P<end>20[0-9]{2})年")
_DATE = re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})[-年/.][0-9]{1,2}[-月/.]")
_ANY_YEAR = re.compile(r"(?<![0-9])(?P<year>20[0-9]{2}) ?年?(?![0-9])")
# A title with one year says what it is for (2024年工作要点), unless that is a date or a distant goal (2030年前碳达峰方案).
_TITLE_YEAR = re.compile(r"(?<![0-9到至向])(?P<year>20[0-9]{2}) ?年(?! ?[0-9]{1,2} ?月|[前底末初以]|远景)")
_YEARLY = re.compile("工作|总结|要点|计[划画]|报告|执行情况|任务|预算|清单|方案|安排|分工|部署|实事|目标|措施")
# 2022年工作总结, …情况的报告 tell of the year they name; …执行情况与2024年计划草案的报告 looks ahead.
_REPORT = re.compile(
    r"(?:总结|(?:执行|开展|完成|落实|进展|实施|运行|推进|发展)情况)(?:的?(?:报告|汇报|通报|总结))?[》\s*]*$"
)
_LOOKS_AHEAD = re.compile("要点|安排|打算|思路|下一步|(?<!规划)(?<!国民经济和社会发展)计划(?!执行|完成)")
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


def read_period(text: str, titles: Sequence[str], front: Span, headings: Iterable[str]) -> Period | None:
    """Return the years planned for, as `titles` name them, else the opening at `front` and the headings, else the text.

    “十四五” is 2021 to 2025, （2023-2025年） says it itself, 2024年工作要点 is for 2024, and what follows a 2022年工作总结
    begins with 2023. Of several five years the latest are planned for. A document that names none of these looks ahead
    from the year of the first date on it.
    """
    yearly = next(filter(None, map(_read_yearly, titles)), None)
    named = _named(*titles) or ([] if yearly else _named(front.of(text), *headings))
    match = _RANGE.search(text, front.start, front.end)
    if match and not (named and int(match["end"]) < max(named)):
        return Period(int(match["start"]), int(match["end"]))
    if yearly and not named:
        return yearly
    if not named and (everywhere := _named(text)):
        # A plan speaks more of its own five years than of those before; where it does not, of the latest.
        named = [max((count, year) for year, count in Counter(everywhere).items())[1]]
    if named:
        return Period(max(named), max(named) + 4)
    if match := _RANGE.search(text):
        return Period(int(match["start"]), int(match["end"]))
    if match := _DATE.search(text):
        return Period(int(match["year"]), None)
    return None


def _read_yearly(title: str) -> Period | None:
    years = [int(each["year"]) for each in _TITLE_YEAR.finditer(title)]
    if not years or not _YEARLY.search(title):
        return None
    return Period(max(years) + 1, None) if is_report(title) else Period(max(years), max(years))


def is_report(title: str) -> bool:
    """Tell whether a title announces what was done: 2022年工作总结, but not 2022年工作总结和2023年工作计划."""
    return bool(_REPORT.search(title)) and not _LOOKS_AHEAD.search(title)


def is_before(title: str, first: int) -> bool:
    """Tell whether a heading in half width names years and all of them come before `first`: “十三五”工作, 2020年工作."""
    own = _TITLE.sub("", _BASE.sub("", title))
    years = [*_named(own), *(int(each["year"]) for each in _ANY_YEAR.finditer(own))]
    return bool(years) and max(years) < first


def _named(*texts: str) -> list[int]:
    return [first for text in texts if "五" in text for _, first in find_five_years(text, Span(0, len(text)))]


def find_years(text: str, span: Span) -> list[Year]:
    """Return the years that `span` names, in order; those of a title, or that a change is counted against, are left out."""
    if text.find("年", span.start, span.end) < 0:
        return []
    matches = list(_YEAR.finditer(text, span.start, span.end))
    taken = [*find_bases(text, span), *find_titles(text, span)] if matches else []
    found: list[Year] = []
    at = 0
    for match in matches:
        start = match.start("printed")
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if not any(each.start <= start < each.end for each in taken[at : at + 2]):
            value = match["digits"] or read_numeral(match["numeral"].translate(_ZERO))
            found.append(Year(int(value), Span(*match.span("printed")), Span(*match.span())))
    return found


def find_base(text: str, span: Span) -> Span | None:
    """Return the first of `find_bases`."""
    match = _BASE.search(text, span.start, span.end)
    return Span(*match.span()) if match else None


def find_bases(text: str, span: Span) -> list[Span]:
    """Return the words that say what changes are counted against: 较“十三五”期间, 与2020年相比."""
    return [Span(*match.span()) for match in _BASE.finditer(text, span.start, span.end)]


def find_titles(text: str, span: Span) -> list[Span]:
    """Return the titles of documents, with their brackets."""
    if text.find("《", span.start, span.end) < 0:
        return []
    return [Span(*match.span()) for match in _TITLE.finditer(text, span.start, span.end)]


def find_five_years(text: str, span: Span) -> list[tuple[Span, int]]:
    """Return where five years are named (“十三五”期间) and their first year (2016)."""
    if text.find("五", span.start, span.end) < 0:
        return []
    return [
        (Span(*match.span()), _first_year(match["nth"] or match["ordinal"]))
        for match in _FIVE_YEARS_PATTERN.finditer(text, span.start, span.end)
    ]


def read_base(text: str, span: Span) -> str | None:
    """Return what a change is counted against, as printed: “十三五”期间 in 较“十三五”期间."""
    match = _BASE.search(text, span.start, span.end)
    return (match["than"] or match["to"]) if match else None


def end_of_time(text: str, start: int, end: int) -> int:
    """Return where the words end that open `text[start:end]` and say when (到2025年, “十四五”期间); `start` if none do."""
    match = _TIME.match(text, start, end)
    return match.end() if match else start


def _first_year(nth: str) -> int:
    # 十一五 begins with 2006.
    return 2001 + 5 * int(read_numeral(nth))
