"""The tokens of stretches of plans, kept: the same stretches are looked at again and again; texts folded in place."""

from functools import lru_cache

from index.tokens import fold, tokenize


@lru_cache(maxsize=20_000)
def tokens_of(text: str) -> frozenset[str]:
    """Return the tokens of `text`."""
    return frozenset(tokenize(text))


def fold_in_place(text: str) -> str:
    """Return `text` in simplified characters and small letters with every character at its offset.

    What has more characters when it is made plain stays as it is.

    >>> fold_in_place("養老院100㎡")
    '养老院100㎡'
    """
    return "\n".join(_folded_line(line) for line in text.split("\n"))


def _folded_line(line: str) -> str:
    folded = fold(line)
    if len(folded) == len(line):
        return folded
    return "".join(plain if len(plain := fold(each)) == 1 else each for each in line)
