"""BM25 over jieba words and character pairs, and which of a question's words and characters a passage has."""

import json
import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any, Self

import bm25s
import numpy as np
from numpy.typing import NDArray

from index.alternatives import groups_of, has_alternatives
from index.postings import K1, B, Postings
from index.tokens import tokenize

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

_CHARACTERS = "characters.json"
_COUNTS = ("counts.npy", "lengths.npy")


logging.getLogger("bm25s").setLevel(logging.WARNING)  # it reports every step, whatever the root logger says


class LexicalIndex:
    """Finds passages by their words. Rows are positions in the list of texts it was built from."""

    def __init__(
        self, bm25: Any, characters: Mapping[str, int], size: int, counts: tuple[Any, Any] | None = None
    ) -> None:
        self._bm25 = bm25
        self._characters = characters  # the number of texts that have each
        self._size = size
        self._counts = counts  # how often each token stands in each text, and the tokens of each text
        self._idf = _idf(bm25, size)
        self._unseen_idf = float(np.log(1 + (size + 0.5) / 0.5))

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """Index `texts`; row `n` is `texts[n]`."""
        return cls._of(Postings.none(), Counter(), texts, np.full(len(texts), -1))

    @property
    def can_change(self) -> bool:
        """Whether `changed` can be asked: what an earlier release wrote has no counts."""
        return self._counts is not None

    def changed(self, texts: Sequence[str], rows: Rows, gone: Iterable[str]) -> Self:
        """Return the index of other texts, of which only new ones are read: the same as `build(texts)`.

        `texts[n]` is what row `rows[n]` was here, and new where that is -1; `gone` are the texts that are no more.
        """
        assert self._counts is not None
        parts = self._bm25.scores
        before = Postings(self._bm25.vocab_dict, parts["indptr"].astype(np.int64), parts["indices"], *self._counts)
        characters = Counter(self._characters)
        characters.subtract(_characters_of(gone))
        return self._of(before, +characters, texts, rows)

    @classmethod
    def _of(cls, before: Postings, characters: Counter[str], texts: Sequence[str], rows: Rows) -> Self:
        new = np.flatnonzero(rows < 0).tolist()
        postings = before.changed(rows, ((row, tokenize(texts[row])) for row in new))
        bm25 = bm25s.BM25(method="lucene", k1=K1, b=B)
        bm25.vocab_dict, bm25.nonoccurrence_array = postings.numbers, None
        bm25.unique_token_ids_set = set(postings.numbers.values())
        bm25.scores = {
            "data": postings.scores(),
            "indices": postings.rows,
            "indptr": postings.starts,
            "num_docs": len(texts),
        }
        characters.update(_characters_of(texts[row] for row in new))
        return cls(bm25, characters, len(texts), (postings.counts, postings.lengths))

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
        candidates = np.flatnonzero(scores) if rows is None else rows[scores[rows] > 0]
        best = candidates[_best(scores[candidates], k)]
        return best.astype(np.int64), scores[best]

    def coverage(self, query: str, rows: Rows) -> Scores:
        """Return which part of the query's weight (0..1, by inverse document frequency) each of `rows` holds.

        Unlike BM25 it asks neither how often a token comes nor how long the passage is. Of alternatives the best counts.
        """
        groups = groups_of(query) if has_alternatives(query) else ((query,),)
        held, bound = np.zeros(len(rows), dtype=np.float32), 0.0
        for group in groups:
            weight = sum(map(self._weight, group)) / len(group)
            held += weight * np.max([self._share(each, rows) for each in group], axis=0)
            bound += weight
        return held / np.float32(bound or 1.0)

    def _weight(self, text: str) -> float:
        return sum(map(self.idf, sorted(set(tokenize(text)))))

    def _share(self, text: str, rows: Rows) -> Scores:
        """Return which part of the weight of `text` each of `rows` holds."""
        tokens = set(tokenize(text))
        held = np.zeros(len(rows), dtype=np.float32)
        for token in sorted(tokens & self._idf.keys()):
            having = self._rows_with(token)  # ascending
            wanted = rows.astype(having.dtype)
            at = np.minimum(np.searchsorted(having, wanted), len(having) - 1)
            held[having[at] == wanted] += self._idf[token]
        return held / np.float32(self._weight(text) or 1.0)

    def _rows_with(self, token: str) -> Rows:
        at = self._bm25.vocab_dict[token]
        indptr = self._bm25.scores["indptr"]
        rows: Rows = self._bm25.scores["indices"][indptr[at] : indptr[at + 1]]
        return rows

    def characters(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return which part of the query's characters (0..1, by inverse document frequency) stands in each of `texts`.

        It forgives what words do not: 储粮 for 粮食储备, a name of which one character is wrong.
        """
        groups = groups_of(query) if has_alternatives(query) else ((query,),)
        weights = [[self._of_characters(each) for each in group] for group in groups]
        bounds = [sum(sum(each.values()) for each in group) / len(group) for group in weights]
        whole = sum(bounds) or 1.0
        return [
            sum(bound * max(_held(each, text) for each in group) for group, bound in zip(weights, bounds, strict=True))
            / whole
            for text in texts
        ]

    def _of_characters(self, text: str) -> dict[str, float]:
        return {each: _rarity(self._characters.get(each, 0), self._size) for each in set(text) if each.isalnum()}

    def unseen_share(self, query: str) -> float:
        """Return which part of the query's weight (0..1, by inverse document frequency) is in words that no passage has."""
        tokens = set(tokenize(query))
        bound = sum(self._idf.get(token, self._unseen_idf) for token in tokens)
        return sum(self._unseen_idf for token in tokens if token not in self._idf) / bound if bound else 1.0

    def has(self, token: str) -> bool:
        """Tell whether a passage has a token."""
        return token in self._idf

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token, ln(1 + (N - n + 0.5) / (n + 0.5)); the highest for one unseen."""
        return self._idf.get(token, self._unseen_idf)

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        self._bm25.save(str(folder), show_progress=False)
        for name, part in zip(_COUNTS, self._counts or (), strict=False):
            np.save(folder / name, part)
        counts = json.dumps(dict(sorted(self._characters.items())), ensure_ascii=False)
        (folder / _CHARACTERS).write_text(counts, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, size: int) -> Self:
        """Read what `save` wrote; `size` is the number of passages."""
        characters = json.loads((folder / _CHARACTERS).read_text(encoding="utf-8"))
        bm25 = bm25s.BM25.load(str(folder), mmap=True, show_progress=False)
        # As plain arrays: they are mapped all the same, and each cut of a memmap costs microseconds.
        bm25.scores = {
            name: np.asarray(part) if isinstance(part, np.memmap) else part for name, part in bm25.scores.items()
        }
        paths = [folder / name for name in _COUNTS]
        one, other = (np.load(each, mmap_mode="r") if each.is_file() else None for each in paths)
        return cls(bm25, characters, size, None if one is None or other is None else (one, other))


def _best(scores: Scores, k: int) -> Rows:
    """Return the positions of the `k` highest scores, best first, equal ones in their order. Sorts no more than it must."""
    positions = np.arange(len(scores))
    if 0 < k < len(scores):
        least = np.partition(scores, -k)[-k]
        positions = np.flatnonzero(scores >= least)
    best: Rows = positions[np.argsort(-scores[positions], kind="stable")[:k]]
    return best


def _characters_of(texts: Iterable[str]) -> Counter[str]:
    """Return how many of the texts have each character."""
    return Counter(character for text in texts for character in set(text))


def _held(weights: Mapping[str, float], text: str) -> float:
    return sum(weight for each, weight in weights.items() if each in text) / (sum(weights.values()) or 1.0)


def _rarity(frequency: int, size: int) -> float:
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


def _idf(bm25: Any, size: int) -> dict[str, float]:
    indptr = np.asarray(bm25.scores["indptr"])
    frequency = np.diff(indptr)
    weights = np.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
    return {
        token: float(weights[at])
        for token, at in bm25.vocab_dict.items()
        if token and at < len(weights) and frequency[at]
    }
