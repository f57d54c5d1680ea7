"""BM25 over jieba words and character pairs."""

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.tokens import tokenize

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


logging.getLogger("bm25s").setLevel(logging.WARNING)  # it reports every step, whatever the root logger says


class LexicalIndex:
    """Finds passages by their words. Rows are positions in the list of texts it was built from."""

    def __init__(self, bm25: Any, size: int) -> None:
        self._bm25 = bm25
        self._size = size
        self._idf = _idf(bm25, size)
        self._unseen_idf = float(np.log(1 + (size + 0.5) / 0.5))

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """Index `texts`; row `n` is `texts[n]`."""
        bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        bm25.index([tokenize(text) for text in texts], show_progress=False)
        return cls(bm25, len(texts))

    def search(self, query: str, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their scores; only among `rows` when given.

        A score is BM25 (Lucene's variant) divided by the sum of the inverse document frequencies of the query's tokens,
        which is its upper bound: 0 for no common token, near 1 when a passage has them all. A token that no passage has
        counts in the sum, so a question about something else scores low everywhere.
        """
        tokens = sorted(set(tokenize(query)))
        known = [token for token in tokens if token in self._idf]
        bound = sum(self._idf.get(token, self._unseen_idf) for token in tokens)
        if not known:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores = np.asarray(self._bm25.get_scores(known), dtype=np.float32) / bound
        candidates = np.arange(self._size) if rows is None else rows
        best = candidates[np.argsort(-scores[candidates], kind="stable")[:k]]
        best = best[scores[best] > 0]
        return best.astype(np.int64), scores[best]

    def coverage(self, query: str, rows: Rows) -> Scores:
        """Return which part of the query's weight (0..1, by inverse document frequency) each of `rows` holds.

        Unlike BM25 it asks neither how often a token comes nor how long the passage is.
        """
        tokens = sorted(set(tokenize(query)))
        bound = sum(self._idf.get(token, self._unseen_idf) for token in tokens)
        held = np.zeros(self._size, dtype=np.float32)
        for token in tokens:
            if token in self._idf:
                held[self._rows_with(token)] += self._idf[token]
        return held[rows] / (bound or 1.0)

    def _rows_with(self, token: str) -> Rows:
        at = self._bm25.vocab_dict[token]
        indptr = self._bm25.scores["indptr"]
        rows: Rows = self._bm25.scores["indices"][indptr[at] : indptr[at + 1]]
        return rows

    def share(self, query: str, text: str) -> float:
        """Return which part of the query's weight (0..1, by inverse document frequency) the words of `text` hold."""
        tokens = sorted(set(tokenize(query)))
        held = _token_set(text)
        bound = sum(self.idf(token) for token in tokens)
        return sum(self.idf(token) for token in tokens if token in held) / (bound or 1.0)

    def unseen_share(self, query: str) -> float:
        """Return which part of the query's weight (0..1, by inverse document frequency) is in words that no passage has."""
        tokens = set(tokenize(query))
        bound = sum(self._idf.get(token, self._unseen_idf) for token in tokens)
        return sum(self._unseen_idf for token in tokens if token not in self._idf) / bound if bound else 1.0

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token, ln(1 + (N - n + 0.5) / (n + 0.5)); the highest for one unseen."""
        return self._idf.get(token, self._unseen_idf)

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._bm25.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> Self:
        """Read what `save` wrote; `size` is the number of passages."""
        return cls(bm25s.BM25.load(str(folder), show_progress=False), size)


@lru_cache(maxsize=8192)
def _token_set(text: str) -> frozenset[str]:
    return frozenset(tokenize(text))


def _idf(bm25: Any, size: int) -> dict[str, float]:
    indptr = np.asarray(bm25.scores["indptr"])
    frequency = np.diff(indptr)
    weights = np.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
    return {
        token: float(weights[at])
        for token, at in bm25.vocab_dict.items()
        if token and at < len(weights) and frequency[at]
    }
