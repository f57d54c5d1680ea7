"""Checks, from outside, that an answer is proved by what it cites."""

import re
import unicodedata
from collections.abc import Mapping

from corpus.plan import Plan
from service.answer.model import Answer

_MARKER = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def faults_of(answer: Answer, plans: Mapping[str, Plan]) -> list[str]:
    """Return what an answer lacks of a complete proof, one sentence each; nothing for a whole one.

    Every marker has a citation, every quote stands in its plan where it says it does, and every number of the answer
    stands, as a whole number, in a quote that the answer marks.
    """
    quotes = {each.id: each.quote for each in answer.citations}
    marked = {int(number) for number in _MARKER.findall(answer.text)}
    faults = [f"marker [{number}] has no citation" for number in sorted(marked - quotes.keys())]
    if not marked:
        faults.append("no marker")
    faults += [
        f"quote [{each.id}] is not verbatim"
        for each in answer.citations
        if each.span.of(plans[each.plan.id].text) != each.quote
    ]
    proved = {number for at in marked & quotes.keys() for number in _numbers(quotes[at])}
    said = dict.fromkeys(_numbers(_MARKER.sub(" ", answer.text)))
    return faults + [f"number {number} stands in no marked quote" for number in said if number not in proved]


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(unicodedata.normalize("NFKC", text))
