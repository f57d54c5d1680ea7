"""How often each token stands in each text, in the order in which BM25 wants it; a text more needs no other one read again."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

        What stays keeps its order. The new ones come in theirs and are gone through once, so that not all of them need be
        in memory.
        """
        numbers = dict(self.numbers)
        lengths = np.where(rows >= 0, self.lengths[rows] if len(self.lengths) else 0, 0).astype(np.int32)
        of_new = array("i"), array("i"), array("H")
        for row, tokens in new:
            found = Counter(tokens)
            lengths[row] = len(tokens)
            of_new[0].extend(numbers.setdefault(token, len(numbers)) for token in found)
            of_new[1].extend([row] * len(found))
            of_new[2].extend(min(count, _MOST) for count in found.values())
        owners, new_rows, new_counts = (np.asarray(each) for each in of_new)
        order = np.argsort(owners, kind="stable")
        owners, new_rows, new_counts = owners[order], new_rows[order], new_counts[order]
        starts, kept_rows, kept_counts = self._kept(rows)
        starts = np.append(starts, np.full(len(numbers) - len(self.numbers), starts[-1]))
        if len(kept_rows):
            at = _places(starts, kept_rows, owners, new_rows)
            new_rows, new_counts = np.insert(kept_rows, at, new_rows), np.insert(kept_counts, at, new_counts)
        frequency = np.diff(starts) + np.bincount(owners, minlength=len(numbers))
        return Postings(
            _renumbered(numbers, frequency),
            np.concatenate(([0], np.cumsum(frequency[frequency > 0]))),
            new_rows,
            new_counts,
            lengths,
        )

    def _kept(self, rows: Numbers) -> tuple[Numbers, NDArray[np.int32], NDArray[np.uint16]]:
        """Return where the postings of each token that stay begin, their rows as they are to be, and their counts."""
        place = np.full(len(self.lengths), -1, np.int32)
        place[rows[rows >= 0]] = np.flatnonzero(rows >= 0)
        moved = place[self.rows]
        if (place >= 0).all():
            return self.starts, moved, self.counts
        stays = moved >= 0
        starts = np.concatenate(([0], np.cumsum(stays)))[self.starts]
        return starts, moved[stays], self.counts[stays]

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


def _places(starts: Numbers, rows: NDArray[np.int32], owners: NDArray[np.int32], new: NDArray[np.int32]) -> Numbers:
    """Return where among `rows` each new row belongs; `owners` are their tokens, ascending."""
    at = starts[owners].astype(np.int64)
    own, first = np.unique(owners, return_index=True)
    for token, (start, end) in zip(own.tolist(), pairwise([*first.tolist(), len(owners)]), strict=True):
        at[start:end] += np.searchsorted(rows[starts[token] : starts[token + 1]], new[start:end])
    return at
