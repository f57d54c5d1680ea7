"""Checks, from outside, that an answer is proved by what it cites."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from corpus.plan import Plan
from service.answer.model import Answer

_MARKER = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# 三十八, 两委, 十一办: a numeral of one character is often part of a word (统一, 一般), and is looked for with what follows it.
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千万亿零〇]{2,}|[二两三四五六七八九十][一-龥]")
# 共 5 项: what was counted stands in no quote; it is proved by the lines below it, each with a marker of its own.
_COUNT = re.compile(r"共\s*(\d+)\s*项|(\d+) in all")


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
    claims = _plain(_without_places("\n".join(_without_right_counts(answer.text.splitlines())), answer))
    said = [number for number in dict.fromkeys(_NUMBER.findall(claims)) if number not in proved]
    together = "".join(proof.split())
    said += [number for number in dict.fromkeys(_NUMERAL.findall(claims)) if number not in together]
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


def _without_places(text: str, answer: Answer) -> str:
    """Return `text` without the names of the plans that it speaks of: 四川省 in front of a line is no claim."""
    for plan in {each.plan.id: each.plan for each in answer.citations}.values():
        for name in filter(None, (plan.metadata.value("place"), plan.metadata.title.value)):
            text = text.replace(name, " ")
    return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
