"""BM25 over jieba words and character pairs, and which of a question's words and characters a passage has."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.alternatives import groups_of, has_alternatives
from index.postings import Postings
from index.tokens import pairs_over_words, telling, tokenize

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

# The postings by their tokens: the number of each token, where its own begin, their rows and their scores.
_NUMBERS, _STARTS = "vocab.index.json", "indptr.csc.index.npy"
_ROWS, _SCORES = "indices.csc.index.npy", "data.csc.index.npy"
_COUNTS, _LENGTHS = "counts.npy", "lengths.npy"
_CHARACTERS = "characters.json"


class LexicalIndex:
    """Finds passages by their words. Rows are positions in the list of texts it was built from."""

    def __init__(self, postings: Postings, scores: Scores, characters: Mapping[str, int]) -> None:
        self._postings = postings
        self._scores = scores  # of each posting
        self._characters = characters  # the number of texts that have each
        self._size = size = len(postings.lengths)
        frequency = np.diff(postings.starts)
        self._idf = np.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
        self._unseen_idf = float(np.log(1 + (size + 0.5) / 0.5))

    def __len__(self) -> int:
        return self._size

    @classmethod
    def build(cls, texts: Sequence[str]) -> Self:
        """Index `texts`; row `n` is `texts[n]`."""
        return cls._of(Postings.none(), Counter(), np.full(len(texts), -1), dict(enumerate(texts)))

    def changed(self, rows: Rows, new: Mapping[int, str], gone: Iterable[str]) -> Self:
        """Return the index of other texts, of which only the new ones are read: the same as `build` of all.

        Row `n` is what row `rows[n]` was here, and where that is -1, `new[n]`; what stays keeps its order. `gone` are the
        texts that are no more.
        """
        characters = Counter(self._characters)
        characters.subtract(_characters_of(gone))
        return self._of(self._postings, +characters, rows, new)

    @classmethod
    def _of(cls, before: Postings, characters: Counter[str], rows: Rows, new: Mapping[int, str]) -> Self:
        postings = before.changed(rows, ((row, tokenize(text)) for row, text in new.items()))
        characters.update(_characters_of(new.values()))
        return cls(postings, postings.scores(), characters)

    def search(self, query: str, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their scores; only among `rows` when given.

        A score is BM25 (Lucene's variant) divided by the sum of the inverse document frequencies of the query's tokens,
        which is its upper bound: 0 for no common token, near 1 when a passage has them all. A token that no passage has
        counts in the sum by what it says, so a question about something else scores low everywhere, and one that is only
        put in everyday words does not.
        """
        weights = self._weights(query)
        known, bound = list(filter(self.has, weights)), sum(weights.values())
        if not known:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        sums = np.zeros(self._size, np.float32)
        for token in known:
            own = self._own(token)
            sums[self._postings.rows[own]] += self._scores[own]  # a token has each row once
        scores = sums / np.float32(bound)
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

    def _weights(self, text: str) -> dict[str, float]:
        """Return what each token of `text` counts, in order; a pair that is no word's and that no passage has counts nothing."""
        over = pairs_over_words(text)
        return {each: self.idf(each) for each in sorted(set(tokenize(text))) if each not in over or self.has(each)}

    def _weight(self, text: str) -> float:
        return sum(self._weights(text).values())

    def _share(self, text: str, rows: Rows) -> Scores:
        """Return which part of the weight of `text` each of `rows` holds."""
        tokens = set(tokenize(text))
        held = np.zeros(len(rows), dtype=np.float32)
        for token in sorted(filter(self.has, tokens)):
            having = self._postings.rows[self._own(token)]  # ascending
            wanted = rows.astype(having.dtype)
            at = np.minimum(np.searchsorted(having, wanted), len(having) - 1)
            held[having[at] == wanted] += self.idf(token)
        return held / np.float32(self._weight(text) or 1.0)

    def _own(self, token: str) -> slice:
        """Return where the postings of a token lie."""
        number = self._postings.numbers[token]
        return slice(*self._postings.starts[number : number + 2].tolist())

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
        weights = self._weights(query)
        bound = sum(weights.values())
        return sum(weight for token, weight in weights.items() if not self.has(token)) / bound if bound else 1.0

    def has(self, token: str) -> bool:
        """Tell whether a passage has a token."""
        return token in self._postings.numbers

    def idf(self, token: str) -> float:
        """Return the inverse document frequency of a token, ln(1 + (N - n + 0.5) / (n + 0.5)).

        For one that no passage has it is the highest, times how telling the word is: 时候 is missed by nobody.
        """
        number = self._postings.numbers.get(token)
        return self._unseen_idf * telling(token) if number is None else float(self._idf[number])

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        folder.mkdir(exist_ok=True)
        postings = self._postings
        np.save(folder / _STARTS, postings.starts)
        np.save(folder / _ROWS, postings.rows)
        np.save(folder / _SCORES, self._scores)
        np.save(folder / _COUNTS, postings.counts)
        np.save(folder / _LENGTHS, postings.lengths)
        for name, table in {_NUMBERS: postings.numbers, _CHARACTERS: dict(sorted(self._characters.items()))}.items():
            (folder / name).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote."""
        numbers, characters = (
            json.loads((folder / name).read_text(encoding="utf-8")) for name in (_NUMBERS, _CHARACTERS)
        )
        # As plain arrays: they are mapped all the same, and each cut of a memmap costs microseconds.
        starts, rows, scores, counts, lengths = (
            np.asarray(np.load(folder / name, mmap_mode="r")) for name in (_STARTS, _ROWS, _SCORES, _COUNTS, _LENGTHS)
        )
        return cls(Postings(numbers, starts, rows, counts, lengths), scores, characters)


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
