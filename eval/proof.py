"""Checks, from outside, that an answer is proved by what it cites."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from corpus.plan import Plan
from service.answer.model import Answer
from service.answer.proof import unproved_numerals

_MARKER = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# 共 5 项: what was counted stands in no quote; it is proved by the lines below it, each with a marker of its own.
_COUNT = re.compile(r"共\s*(\d+)\s*[项份]|(\d+) (?:in all|plans:)")


def faults_of(answer: Answer, plans: Mapping[str, Plan]) -> list[str]:
    """Return what an answer lacks of a complete proof, one sentence each; nothing for a whole one.

    Every marker has a citation, every quote stands in its plan where it says it does, and every number of the answer, in
    digits or Chinese numerals, stands in a quote that the answer marks. The one number that need not is the right number
    of the lines that are listed below it.
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
    proof = "\n".join(_plain(quotes[at]) for at in sorted(marked & quotes.keys()))
    proved = set(_NUMBER.findall(proof))
    claims = _plain(_without_places("\n".join(_without_right_counts(answer.text.splitlines())), plans))
    said = [number for number in dict.fromkeys(_NUMBER.findall(claims)) if number not in proved]
    marked_quotes = [quotes[at] for at in sorted(marked & quotes.keys())]
    said += dict.fromkeys(each for line in claims.splitlines() for each in unproved_numerals(line, marked_quotes))
    return faults + [f"number {number} stands in no marked quote" for number in said]


def _without_right_counts(lines: list[str]) -> Iterator[str]:
    """Yield the lines without their markers, and without the counts that are right."""
    for at, line in enumerate(lines):
        count = _COUNT.search(line)
        if count and int(count[1] or count[2]) == _listed(lines[at + 1 :]):
            line = line.replace(count[0], " ")
        yield _MARKER.sub(" ", line)


def _listed(lines: list[str]) -> int:
    """Return the number of lines with a marker, up to the next count."""
    listed = 0
    for line in lines:
        if _COUNT.search(line):
            break
        listed += bool(_MARKER.search(line))
    return listed


def _without_places(text: str, plans: Mapping[str, Plan]) -> str:
    """Return `text` without the names of the plans: 四川省 in front of a line is no claim, cited or not."""
    for plan in plans.values():
        for name in filter(None, (plan.metadata.value("place"), plan.metadata.title.value)):
            text = text.replace(name, " ")
    return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
