"""English terms to the Chinese words that plans use for them."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files


def chinese_terms(text: str) -> str:
    """Return the Chinese words for the known terms in an English `text`, separated by spaces; empty when there are none.

    >>> chinese_terms("What are the reserve targets?")
    '储备 目标 储备物资'
    """
    terms, pattern = _glossary()
    found = (terms[match.group(1).lower()] for match in pattern.finditer(text))
    return " ".join(dict.fromkeys(word for words in found for word in words.split()))


@lru_cache(maxsize=1)
def _glossary() -> tuple[dict[str, str], re.Pattern[str]]:
    terms: dict[str, str] = tomllib.loads(files("index").joinpath("glossary.toml").read_text(encoding="utf-8"))["terms"]
    longest_first = sorted(terms, key=len, reverse=True)
    return terms, re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})s?\b", re.IGNORECASE)
