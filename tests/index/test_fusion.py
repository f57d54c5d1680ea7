import numpy as np
import pytest

from index.dense import Rows, Scores
from index.fusion import join

NOTHING = (np.empty(0, np.int64), np.empty(0, np.float32))


def found(scores: dict[int, float]) -> tuple[Rows, Scores]:
    return np.array(list(scores), np.int64), np.array(list(scores.values()), np.float32)


def test_a_row_gets_both_its_scores() -> None:
    joined = join(found({1: 0.25, 0: 0.35}), found({2: 1.0, 1: 0.5}))

    assert joined.rows.tolist() == [0, 1, 2]
    assert joined.dense.tolist()[:2] == pytest.approx([1.0, 0.5], abs=1e-6)
    assert joined.lexical.tolist() == pytest.approx([0.0, 0.5, 1.0], abs=1e-6)


def test_a_row_found_by_words_alone_is_no_nearer_than_the_last_found_by_meaning() -> None:
    assert join(found({1: 0.25, 0: 0.35}), found({2: 1.0})).dense.tolist() == pytest.approx([1.0, 0.5, 0.5], abs=1e-6)


@pytest.mark.parametrize(("product", "scaled"), [(0.05, -0.5), (0.15, 0.0), (0.2, 0.25), (0.35, 1.0), (0.4, 1.25)])
def test_products_are_scaled_from_unrelated_to_same(product: float, scaled: float) -> None:
    assert join(found({7: product}), NOTHING).dense.tolist() == pytest.approx([scaled], abs=1e-6)


def test_nothing_and_nothing_is_nothing() -> None:
    assert join(NOTHING, NOTHING).rows.tolist() == []
