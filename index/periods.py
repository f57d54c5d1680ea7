"""The years that a question asks about."""

import re

from corpus.plan import Span
from corpus.quantities import read_numeral
from corpus.years import find_five_years

_YEAR = re.compile(
    r"(?<![\d.〔\[(第])((?:19|20)\d\d|2[1-9]\d\d(?=年))(?![\d.%〕\])号人万元个支处平台套吨户项件名米公])"
)
_NUMERALS = re.compile("二[〇○零][〇○零一二三四五六七八九]{2}年")
# 到25年, 至35年底: as people write the year of a target; 25年内 and 25年来 are spans.
_SHORT_YEAR = re.compile(r"(?<=[到至])(?=[23]\d年(?![以之]?[内来前后]))")
_ENGLISH_FIVE_YEARS = re.compile(
    r"\b(?P<nth>1[0-9])th\s+five[- ]year|\b(?P<word>twelfth|thirteenth|fourteenth|fifteenth)\s+five[- ]year",
    re.IGNORECASE,
)
_NTH = {"twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15}


def find_period(text: str) -> str | None:
    """Return the first five years that a question names: 2016-2020 for 十三五."""
    found = [first for _, first in find_five_years(text, Span(0, len(text)))]
    found += [1951 + 5 * _number(match) for match in _ENGLISH_FIVE_YEARS.finditer(text)]
    return f"{found[0]}-{found[0] + 4}" if found else None


def plain_years(text: str) -> str:
    """Return `text` with years in Chinese digits, or in two digits, written as plans write them.

    >>> plain_years("二〇三五年和二零二五年的目标")
    '2035年和2025年的目标'
    >>> plain_years("到25年死亡人数")
    '到2025年死亡人数'
    """
    written = _SHORT_YEAR.sub("20", text)
    return _NUMERALS.sub(lambda match: read_numeral(match.group()[:-1].replace("○", "〇")) + "年", written)


def find_years(text: str) -> tuple[int, ...]:
    """Return the single years that a question names, in order; the year within a document number is none."""
    return tuple(dict.fromkeys(int(match.group(1)) for match in _YEAR.finditer(plain_years(text))))


def _number(match: re.Match[str]) -> int:
    return int(match["nth"] or 0) or _NTH[match["word"].lower()]
