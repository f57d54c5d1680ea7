"""English terms, and everyday Chinese ones, to the words that plans use for them."""

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9,']*(?<!,)")
_LONGEST = 4  # words of a term


def chinese_terms(text: str) -> str:
    """Return the Chinese words for the known terms in an English `text`, separated by spaces; empty when there are none.

    >>> chinese_terms("What are the reserve targets?")
    '储备 目标 储备物资'
    """
    terms = _english()
    words = [word.lower() for word in _WORD.findall(text.replace("-", " "))]
    found: list[str] = []
    at = 0
    while at < len(words):
        count = next((n for n in range(_LONGEST, 0, -1) if " ".join(words[at : at + n]) in terms), 0)
        if count:
            found += terms[" ".join(words[at : at + count])].split()
        at += count or 1
    return " ".join(dict.fromkeys(found))


def official_terms(text: str, is_used: Callable[[str], bool]) -> str:
    """Return a Chinese `text` with everyday words (着火) exchanged for the official ones (火灾) that are used.

    A word that is itself used is kept.
    """
    terms, pattern = _everyday()

    def exchange(match: re.Match[str]) -> str:
        if is_used(match.group()):
            return match.group()
        groups = ([word for word in group.split("、") if is_used(word)] for group in terms[match.group()].split())
        return next((" ".join(group) for group in groups if group), match.group())

    return pattern.sub(exchange, text)


@lru_cache(maxsize=1)
def _glossary() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("index").joinpath("glossary.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """Return the terms with the endings that words take: evaluates, evaluated, evaluating, policies."""
    terms: dict[str, str] = {}
    for term, chinese in _glossary()["terms"].items():
        plain = term.replace("-", " ")
        stem = plain.removesuffix("e")
        endings = [f"{plain}s", f"{plain}es", f"{stem}ed", f"{stem}ing"]
        if plain.endswith("y"):
            endings += [f"{plain[:-1]}ies", f"{plain[:-1]}ied"]
        for form in endings:
            terms.setdefault(form, chinese)
        terms[plain] = chinese
    return terms


@lru_cache(maxsize=1)
def _everyday() -> tuple[dict[str, str], re.Pattern[str]]:
    terms = _glossary()["everyday"]
    return terms, re.compile(_longest_first(terms))


def _longest_first(terms: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(terms, key=len, reverse=True)))
