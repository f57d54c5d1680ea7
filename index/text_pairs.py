"""Which pairs of neighbouring characters a library has: a word with a pair that it lacks need not be searched."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_Pairs = NDArray[np.uint32]


class TextPairs:
    """The pairs of neighbouring characters of texts, joined into one sorted array."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = [_distinct(_pairs(text)) for text in texts]
        self._known = _distinct(np.concatenate(found)) if found else np.empty(0, np.uint32)

    def joined(self, texts: Iterable[str]) -> "TextPairs":
        """Return the pairs of these texts and of others."""
        made = TextPairs(texts)
        made._known = _distinct(np.concatenate((self._known, made._known)))
        return made

    def may_have(self, word: str) -> bool:
        """Tell whether all pairs of `word` stand somewhere; a word of one character may always."""
        pairs = _pairs(word)
        at = np.searchsorted(self._known, pairs)
        return bool(np.all(at < len(self._known))) and bool(np.all(self._known[at] == pairs))


def _pairs(text: str) -> _Pairs:
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16).astype(np.uint32)
    return (units[:-1] * np.uint32(1 << 16) + units[1:]).astype(np.uint32)


def _distinct(pairs: _Pairs) -> _Pairs:
    # np.unique hashes, which takes several times as long here.
    ordered = np.sort(pairs)
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))] if len(ordered) else ordered
