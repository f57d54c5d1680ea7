"""Two scores to one."""

from collections.abc import Mapping

import numpy as np

from index.dense import Rows, Scores

# Cosines of multilingual-e5 lie in a narrow band: unrelated texts come near 0.75, near-repetitions near 0.95.
_UNRELATED, _SAME = 0.75, 0.95


def fuse(dense: tuple[Rows, Scores], lexical: tuple[Rows, Scores], dense_weight: float) -> dict[int, float]:
    """Return row -> score in 0..1: dense_weight x scaled cosine + (1 - dense_weight) x lexical score.

    The cosine is scaled so that 0.75 becomes 0 and 0.95 becomes 1. A row that only one side found scores 0 on the other.
    """
    scores: dict[int, float] = {}
    scaled = np.clip((dense[1] - _UNRELATED) / (_SAME - _UNRELATED), 0.0, 1.0)
    _add(scores, dense[0], scaled * dense_weight)
    _add(scores, lexical[0], lexical[1] * (1.0 - dense_weight))
    return scores


def best_first(scores: Mapping[int, float]) -> list[int]:
    """Return the rows by falling score; equal scores in the order of the rows."""
    return sorted(scores, key=lambda row: (-scores[row], row))


def _add(scores: dict[int, float], rows: Rows, values: Scores) -> None:
    for row, value in zip(rows.tolist(), values.tolist(), strict=True):
        scores[row] = scores.get(row, 0.0) + value
