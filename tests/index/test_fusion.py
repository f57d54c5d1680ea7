import numpy as np
import pytest

from index.dense import Rows, Scores
from index.fusion import best_first, fuse
from index.store import SearchIndex
from tests.conftest import KeywordEmbedder
from tests.index.brute_force import bm25_shares, cosines, fused

NOTHING = (np.empty(0, np.int64), np.empty(0, np.float32))


def found(scores: dict[int, float]) -> tuple[Rows, Scores]:
    return np.array(list(scores), np.int64), np.array(list(scores.values()), np.float32)


def test_a_row_gets_both_its_scores() -> None:
    scores = fuse(found({0: 0.95, 1: 0.85}), found({1: 0.5, 2: 1.0}), dense_weight=0.4)
    # 0.4 x 1 and 0.6 x 0; 0.4 x 0.5 and 0.6 x 0.5; 0.4 x 0 and 0.6 x 1
    assert scores == pytest.approx({0: 0.4, 1: 0.5, 2: 0.6}, abs=1e-6)


@pytest.mark.parametrize(("cosine", "scaled"), [(-1.0, 0.0), (0.75, 0.0), (0.8, 0.25), (0.95, 1.0), (1.0, 1.0)])
def test_cosines_are_scaled_from_unrelated_to_same(cosine: float, scaled: float) -> None:
    assert fuse(found({7: cosine}), NOTHING, dense_weight=1.0) == pytest.approx({7: scaled}, abs=1e-6)


def test_nothing_and_nothing_is_nothing() -> None:
    assert fuse(NOTHING, NOTHING, dense_weight=0.5) == {}


@pytest.mark.parametrize("query", ["死亡人数下降多少", "储备哪些应急物资", "预警信息", "山洪"])
def test_fused_scores_are_those_of_brute_force(search_index: SearchIndex, query: str) -> None:
    texts = [passage.searchable for passage in search_index.passages]
    vector = KeywordEmbedder().embed_query(query)
    near = cosines(KeywordEmbedder().embed_passages(texts), vector)
    wanted = [fused(cosine, share, 0.35) for cosine, share in zip(near, bm25_shares(texts, query), strict=True)]
    every_row = len(texts)
    scores = fuse(search_index.dense.search(vector, every_row), search_index.lexical.search(query, every_row), 0.35)
    assert [scores[row] for row in range(every_row)] == pytest.approx(wanted, abs=1e-5)


def test_the_best_row_comes_first() -> None:
    assert best_first({4: 0.1, 2: 0.9, 3: 0.5}) == [2, 3, 4]


def test_equal_rows_come_in_their_order() -> None:
    assert best_first({9: 0.5, 1: 0.5, 4: 0.7}) == [4, 1, 9]
