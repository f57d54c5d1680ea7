"""Two result lists to one list of candidates."""

from typing import NamedTuple

import numpy as np

from index.dense import Rows, Scores

# Products of multilingual-e5 lie in a narrow band. Without what all questions have in common, unrelated texts come near
# 0.15, near-repetitions near 0.35.
_UNRELATED, _SAME = 0.15, 0.35


class Candidates(NamedTuple):
    """Rows that either side found, in ascending order, and what each side gave them, in about 0..1."""

    rows: Rows
    dense: Scores
    lexical: Scores


def join(dense: tuple[Rows, Scores], lexical: tuple[Rows, Scores]) -> Candidates:
    """Return the rows of both lists. A product of 0.15 becomes 0 and one of 0.35 becomes 1.

    A row that was not found by meaning has the lowest product of those that were, which is the most that it can have; one
    that was not found by words has 0.
    """
    rows = np.union1d(dense[0], lexical[0])
    scaled = (dense[1] - _UNRELATED) / (_SAME - _UNRELATED)
    lowest = float(scaled.min()) if len(scaled) else 0.0
    return Candidates(rows, _placed(rows, dense[0], scaled, lowest), _placed(rows, *lexical, 0.0))


def _placed(rows: Rows, found: Rows, scores: Scores, missing: float) -> Scores:
    placed = np.full(len(rows), missing, dtype=np.float32)
    placed[np.searchsorted(rows, found)] = scores
    return placed
