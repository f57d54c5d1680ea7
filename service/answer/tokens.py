"""The tokens of stretches of plans, kept: the same stretches are looked at again and again."""

from functools import lru_cache

from index.tokens import tokenize


@lru_cache(maxsize=20_000)
def tokens_of(text: str) -> frozenset[str]:
    """Return the tokens of `text`."""
    return frozenset(tokenize(text))
