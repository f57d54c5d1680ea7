"""The questions of an interview, or of a list of questions and answers: each heads its answer.

问：哪些人可以申请？                     新华社：这次提出培育未来产业，重点怎样确定？
答：本市户籍居民…                        张某：重点领域的确定…
"""

import re
from collections.abc import Sequence

from corpus.headings import Family, Heading, Number
from corpus.lines import Line
from corpus.plan import Span

_LONGEST = 300
_MARKS = r"[\s*#>]*"
_ASKS = r"(?:[一-龥]{0,6}问题?|[Qq])\s?\d{0,3}"
_ANSWERS = r"(?:[一-龥]{0,6}答复?|[Aa])\s?\d{0,3}"
_ASKED = re.compile(
    rf"{_MARKS}(?P<who>[^\s，,。；;：:？?！!*]{{1,20}})[*]{{0,2}}[：:]{_MARKS}(?P<question>\S[^\n]{{2,{_LONGEST}}}[？?])"
)
_ANSWERED = re.compile(rf"{_MARKS}(?P<who>[^\s，,。；;：:？?！!*]{{1,20}})[*]{{0,2}}[：:]")
_FEWEST_BETWEEN_SPEAKERS = 2  # one line like this may be of a text


def read_questions(lines: Sequence[Line], numbers: Sequence[Number | None]) -> dict[int, Heading]:
    """Return the questions without a number that somebody asks and the next line answers, by line."""
    labelled: dict[int, Heading] = {}
    spoken: dict[int, Heading] = {}
    for at in range(len(lines) - 1):
        asked = None if numbers[at] else _read(lines[at].text)
        answered = _ANSWERED.match(lines[at + 1].text) if asked else None
        if asked is None or answered is None or answered["who"] == asked["who"]:
            continue
        found = spoken
        if re.fullmatch(_ASKS, asked["who"]) and re.fullmatch(_ANSWERS, answered["who"]):
            found = labelled
        start = lines[at].start
        span = Span(start + asked.start("who"), start + asked.end("question"))
        found[at] = Heading(Family.STYLED, f"{asked['who']}：", asked["question"], span)
    return labelled | spoken if len(spoken) >= _FEWEST_BETWEEN_SPEAKERS else labelled


def _read(line: str) -> re.Match[str] | None:
    """Return who asks what on a line that is nothing but that."""
    if len(line) > 2 * _LONGEST or ("？" not in line and "?" not in line):
        return None
    return _ASKED.fullmatch(line.rstrip("* \t\r　"))
