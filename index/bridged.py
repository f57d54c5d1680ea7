"""The Chinese words that an English question is searched with: those that the plans have for its terms."""

import re
from collections.abc import Iterator, Sequence

from corpus.places import gazetteer
from index.alternatives import joined
from index.catalogue import Catalogue
from index.glossary import terms

# Figures and abbreviations are the same in both languages: 2035, 12345, GDP, 5G, G60.
_SAME_IN_BOTH = re.compile(
    r"(?<![\w.])(?<![A-Za-z]-)(?:\d[\d.,]*\d|\d|[A-Z]{2,}\d*(?:\.\d+)?|\d[A-Z]|[A-Z]\d{1,4})(?!\w)"
)
_PROPER_NOUN = re.compile(r"(?<=\s)[A-Z][a-z]{4,}\b")


_OF_ONE_FIELD = 12  # plans; among more documents there are some of another field than the glossary's
# 2016-2020 are the five years of a plan, which texts call by its number (十三五) and not by its years.
_FIVE_YEARS = re.compile(r"\b(?P<first>20[0-3][16]) ?(?:-|–|—|to|until|and) ?(?P<last>20[0-3][05])\b")


def bridged(text: str, catalogue: Catalogue, plan_ids: Sequence[str]) -> str:
    """Return the Chinese words for an English `text`, alternatives joined, and what is written in one way in both languages."""
    return " ".join(dict.fromkeys(_pieces(_with_plan_number(text), catalogue, plan_ids)))


def _with_plan_number(text: str) -> str:
    """Return `text` with the five years of a plan as its number.

    >>> _with_plan_number("fires in 2016-2020")
    'fires in 13th five year'
    """

    def numbered(years: re.Match[str]) -> str:
        first, last = int(years["first"]), int(years["last"])
        return f"{(first - 1951) // 5}th five year" if last - first == 4 else years[0]

    return _FIVE_YEARS.sub(numbered, text)


def _pieces(text: str, catalogue: Catalogue, plan_ids: Sequence[str]) -> Iterator[str]:
    unknown: list[str] = []
    for term in terms(text, catalogue.dictionary.phrase):
        if term.chinese:
            # Of the words for one term the plans use some; the others would only count as missing.
            used = [word for word in term.chinese if catalogue.uses(word, plan_ids)]
            used = used or [word for word in term.chinese if catalogue.uses(word)]
            if not used or len(plan_ids) > _OF_ONE_FIELD:
                used += [
                    word for word in catalogue.dictionary.phrase(term.english.split()) if catalogue.uses(word, plan_ids)
                ]
            yield joined(dict.fromkeys(used or term.chinese))
        else:
            unknown += term.english.split()
            yield from map(joined, catalogue.dictionary.chinese(term.english))
            yield from catalogue.dictionary.lacks(term.english)
    # A place says which plans to search; in what they say it is not written so.
    places = [mention.span.of(text).lower() for mention in gazetteer().find_latin(text)]
    for name in _PROPER_NOUN.findall(text):
        if name.lower() in places:
            continue
        if catalogue.uses(name):
            yield name
        elif spelt := catalogue.vocabulary.spelt(name.lower()):
            yield spelt
    # The 100 of a rate per 100 million is in its Chinese name.
    yield from (each for each in _SAME_IN_BOTH.findall(text) if each.lower() in unknown)
