"""The words that people ask with, exchanged for those that plans use."""

import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from index.tokens import is_word, word_boundaries


def official_terms(text: str, is_used: Callable[[str], bool], *, broader: bool = True) -> str:
    """Return a Chinese `text` with everyday words (着火) exchanged for the official ones (火灾) that are used.

    A word that is itself used is kept; of a single character (练) that cannot be told, for it stands in many words.
    `broader` exchanges what is only a kind of what the official word means (棉被, 救灾物资), too.
    """
    words = _words(broader)
    boundaries = word_boundaries(text)

    def exchange(match: re.Match[str]) -> str:
        typed = match.group()
        if _is_part_of_word(match, boundaries) or (len(typed) > 1 and is_used(typed)):
            return typed
        groups = ([word for word in group.split("、") if is_used(word)] for group in words.official[typed].split())
        return next((" ".join(group) for group in groups if group), typed)

    return words.pattern.sub(exchange, text)


def _is_part_of_word(match: re.Match[str], boundaries: frozenset[int]) -> bool:
    """Tell whether a word only seems to stand there: the 钱 of 金钱豹. A phrase (东西够) need not be cut as we have it."""
    whole = match.start() in boundaries and match.end() in boundaries
    return not whole and (len(match.group()) == 1 or is_word(match.group()))


class _Words(NamedTuple):
    official: dict[str, str]
    pattern: re.Pattern[str]


@lru_cache(maxsize=2)
def _words(broader: bool) -> _Words:  # noqa: FBT001 # cached
    tables = tomllib.loads(files("index").joinpath("everyday.toml").read_text(encoding="utf-8"))
    names = ("parts", "everyday", "broader") if broader else ("parts", "everyday")
    official = {word: terms for name in names for word, terms in tables[name].items()}
    longest_first = sorted(official, key=len, reverse=True)
    return _Words(official, re.compile("|".join(map(re.escape, longest_first))))
