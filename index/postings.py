"""How often each token stands in each text, in the order in which BM25 wants it; a text more needs no other one read again."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
_MOST = np.iinfo(np.uint16).max
K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Postings:
    """By tokens in the order of their numbers: those of token `n` lie in `starts[n]:starts[n + 1]`, their rows ascending.

    `lengths` are the tokens of each row. Every token stands somewhere.
    """

    numbers: Mapping[str, int]
    starts: Numbers
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @classmethod
    def none(cls) -> "Postings":
        """Return the postings of no text."""
        empty = np.empty(0, np.int32)
        return cls({}, np.zeros(1, np.int64), empty, empty.astype(np.uint16), empty)

    def changed(self, rows: Numbers, new: Iterable[tuple[int, Sequence[str]]]) -> "Postings":
        """Return those of other texts: row `n` is what `rows[n]` was here, or, where that is -1, has tokens that are `new`.

        These are gone through once, so that not all of them need be in memory.
        """
        place = np.full(len(self.lengths) + 1, -1, np.int64)
        is_kept = rows >= 0
        place[rows[is_kept]] = np.flatnonzero(is_kept)
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        moved = place[self.rows]
        stays = moved >= 0
        numbers = dict(self.numbers)
        lengths = np.zeros(len(rows), np.int32)
        lengths[is_kept] = self.lengths[rows[is_kept]]
        of_new = array("i"), array("i"), array("H")
        for row, tokens in new:
            found = Counter(tokens)
            lengths[row] = len(tokens)
            of_new[0].extend(numbers.setdefault(token, len(numbers)) for token in found)
            of_new[1].extend([row] * len(found))
            of_new[2].extend(min(count, _MOST) for count in found.values())
        owner = np.concatenate((owner[stays], np.asarray(of_new[0], np.int64)))
        moved = np.concatenate((moved[stays], np.asarray(of_new[1], np.int64)))
        counts = np.concatenate((self.counts[stays], np.asarray(of_new[2], np.uint16)))
        # What stays is in order already, of which a stable sort makes use.
        order = np.argsort(owner * len(rows) + moved, kind="stable")
        frequency = np.bincount(owner, minlength=len(numbers))
        return Postings(
            _renumbered(numbers, frequency),
            np.concatenate(([0], np.cumsum(frequency[frequency > 0]))),
            moved[order].astype(np.int32),
            counts[order],
            lengths,
        )

    def scores(self) -> NDArray[np.float32]:
        """Return the BM25 score (Lucene's variant) of each token in each row that has it."""
        frequency = np.diff(self.starts)
        size = len(self.lengths)
        idf = np.log(1 + (size - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        mean = float(self.lengths.mean()) if size else 1.0
        length = (K1 * (1 - B + B * self.lengths / (mean or 1.0))).astype(np.float32)
        counts = self.counts.astype(np.float32)
        scores: NDArray[np.float32] = np.repeat(idf, frequency) * (counts / (length[self.rows] + counts))
        return scores


def _renumbered(numbers: Mapping[str, int], frequency: Numbers) -> dict[str, int]:
    """Return the tokens that still stand somewhere, without gaps between their numbers."""
    kept = frequency > 0
    if kept.all():
        return dict(numbers)
    put = (np.cumsum(kept) - 1).tolist()
    return {token: put[at] for token, at in numbers.items() if kept[at]}
