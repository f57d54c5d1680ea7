"""Two result lists to one list of candidates."""

from typing import NamedTuple

import numpy as np

from index.dense import Rows, Scores

# Cosines of multilingual-e5 lie in a narrow band: unrelated texts come near 0.75, near-repetitions near 0.95.
_UNRELATED, _SAME = 0.75, 0.95


class Candidates(NamedTuple):
    """Rows that either side found, in ascending order, and what each side gave them, in 0..1; 0 where it did not find them."""

    rows: Rows
    dense: Scores
    lexical: Scores


def join(dense: tuple[Rows, Scores], lexical: tuple[Rows, Scores]) -> Candidates:
    """Return the rows of both lists. A cosine of 0.75 becomes 0 and one of 0.95 becomes 1."""
    rows = np.union1d(dense[0], lexical[0])
    scaled = np.clip((dense[1] - _UNRELATED) / (_SAME - _UNRELATED), 0.0, 1.0)
    return Candidates(rows, _placed(rows, dense[0], scaled), _placed(rows, lexical[0], lexical[1]))


def _placed(rows: Rows, found: Rows, scores: Scores) -> Scores:
    placed = np.zeros(len(rows), dtype=np.float32)
    placed[np.searchsorted(rows, found)] = scores
    return placed
