"""English terms, and everyday Chinese ones, to the words that plans use for them."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from index.spelling import is_one_edit

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9,']*(?<!,)")
# A five-year emergency plan is a plan, and no plan for emergencies.
_FIVE_YEAR_PLAN = re.compile(r"\b(five[- ]year)((?: [a-z]+){1,3}?) plans?\b", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\b")
_SHORTEST_MISSPELT = 6  # letters; of shorter words too many are one letter from another


class Term(NamedTuple):
    """A stretch of an English text and the Chinese words for it: alternatives, none where the glossary has none."""

    english: str
    chinese: tuple[str, ...]


def chinese_terms(text: str) -> str:
    """Return the Chinese words for the known terms in an English `text`, separated by spaces; empty when there are none.

    >>> chinese_terms("What are the reserve targets?")
    '储备 目标 储备物资'
    """
    return " ".join(dict.fromkeys(word for term in terms(text) for word in term.chinese))


def terms(text: str) -> Iterator[Term]:
    """Yield the terms of an English `text`, and between them the runs of words that are in no glossary.

    The longest term counts; a misspelt word (infomation) counts as what it is one letter from.
    """
    known = _english()
    words = [
        _POSSESSIVE.sub("", word.lower())
        for word in _WORD.findall(_FIVE_YEAR_PLAN.sub(r"\1 plan\2", text).replace("-", " "))
    ]
    words = [word if word in known.words else known.near(word) for word in words]
    run: list[str] = []
    at = 0
    while at < len(words):
        count = next((n for n in range(known.longest, 0, -1) if " ".join(words[at : at + n]) in known.terms), 0)
        if count or words[at] in known.ignored:
            if run:
                yield Term(" ".join(run), ())
                run = []
            if count:
                term = " ".join(words[at : at + count])
                yield Term(term, tuple(known.terms[term].split()))
        else:
            run.append(words[at])
        at += count or 1
    if run:
        yield Term(" ".join(run), ())


def official_terms(text: str, is_used: Callable[[str], bool]) -> str:
    """Return a Chinese `text` with everyday words (着火) exchanged for the official ones (火灾) that are used.

    A word that is itself used is kept.
    """
    everyday, pattern = _everyday()

    def exchange(match: re.Match[str]) -> str:
        if is_used(match.group()):
            return match.group()
        groups = ([word for word in group.split("、") if is_used(word)] for group in everyday[match.group()].split())
        return next((" ".join(group) for group in groups if group), match.group())

    return pattern.sub(exchange, text)


class _English(NamedTuple):
    terms: dict[str, str]
    ignored: frozenset[str]
    words: frozenset[str]
    longest: int
    shortened: dict[str, tuple[str, ...]]

    def near(self, word: str) -> str:
        """Return the one known word that a misspelt `word` is one letter from; `word` itself where there is none."""
        if len(word) < _SHORTEST_MISSPELT or not word.isalpha():
            return word
        candidates = {each for short in (word, *_shortened(word)) for each in self.shortened.get(short, ())}
        near = {each for each in candidates if is_one_edit(word, each)}
        # A plural and its singular are one word.
        stems = {each.removesuffix("s") for each in near}
        return max(near, key=len) if len(stems) == 1 and word.removesuffix("s") not in stems else word


@lru_cache(maxsize=1)
def _glossary() -> dict[str, Any]:
    return tomllib.loads(files("index").joinpath("glossary.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _english() -> _English:
    """Return the terms with the endings that words take: evaluates, evaluated, evaluating, policies."""
    forms: dict[str, str] = {}
    for term, chinese in _glossary()["terms"].items():
        plain = term.replace("-", " ")
        stem = plain.removesuffix("e")
        endings = [f"{plain}s", f"{plain}es", f"{stem}ed", f"{stem}ing"]
        if plain.endswith("y"):
            endings += [f"{plain[:-1]}ies", f"{plain[:-1]}ied"]
        for form in endings:
            forms.setdefault(form, chinese)
    forms |= {term.replace("-", " "): chinese for term, chinese in _glossary()["terms"].items()}
    ignored = frozenset(_glossary()["ignored"]["words"].split())
    words = frozenset(word for form in forms for word in form.split()) | ignored
    shortened: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for word in words:
        if len(word) >= _SHORTEST_MISSPELT - 1:
            for short in (word, *_shortened(word)):
                shortened[short] = (*shortened[short], word)
    return _English(forms, ignored, words, max(form.count(" ") + 1 for form in forms), dict(shortened))


def _shortened(word: str) -> set[str]:
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


@lru_cache(maxsize=1)
def _everyday() -> tuple[dict[str, str], re.Pattern[str]]:
    everyday = _glossary()["everyday"]
    return everyday, re.compile(_longest_first(everyday))


def _longest_first(words: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
