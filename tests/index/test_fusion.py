import numpy as np
import pytest

from index.dense import Rows, Scores
from index.fusion import join

NOTHING = (np.empty(0, np.int64), np.empty(0, np.float32))


def found(scores: dict[int, float]) -> tuple[Rows, Scores]:
    return np.array(list(scores), np.int64), np.array(list(scores.values()), np.float32)


def test_a_row_gets_both_its_scores() -> None:
    joined = join(found({1: 0.85, 0: 0.95}), found({2: 1.0, 1: 0.5}))

    assert joined.rows.tolist() == [0, 1, 2]
    assert joined.dense.tolist() == pytest.approx([1.0, 0.5, 0.0], abs=1e-6)
    assert joined.lexical.tolist() == pytest.approx([0.0, 0.5, 1.0], abs=1e-6)


@pytest.mark.parametrize(("cosine", "scaled"), [(-1.0, 0.0), (0.75, 0.0), (0.8, 0.25), (0.95, 1.0), (1.0, 1.0)])
def test_cosines_are_scaled_from_unrelated_to_same(cosine: float, scaled: float) -> None:
    assert join(found({7: cosine}), NOTHING).dense.tolist() == pytest.approx([scaled], abs=1e-6)


def test_nothing_and_nothing_is_nothing() -> None:
    assert join(NOTHING, NOTHING).rows.tolist() == []
