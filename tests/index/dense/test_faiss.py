from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseRecord, DenseStore
from index.dense.faiss import FaissIndex
from index.dense.stores import FaissStore
from tests.index.brute_force import unit_vectors
from tests.index.dense.contract import DenseStoreContract, best_rows

MANY = unit_vectors(count=3000, dimension=16, seed=3)
ASKED = unit_vectors(count=20, dimension=16, seed=4)


class TestFaissStore(DenseStoreContract):
    @pytest.fixture
    def store(self) -> DenseStore:
        return FaissStore()


class TestCells:
    """Many vectors: as many cells are looked into as the recall wants."""

    @pytest.fixture
    def cells(self) -> FaissIndex:
        return FaissIndex.build(MANY, exact_up_to=1000)

    def test_few_vectors_are_compared_one_by_one(self) -> None:
        assert FaissIndex.build(MANY[:1000], exact_up_to=1000).record == DenseRecord("flat", 1.0)

    def test_the_recall_is_measured(self, cells: FaissIndex) -> None:
        assert cells.record.type.startswith("ivf54,sq8,nprobe=")
        assert cells.record.recall_at_10 is not None
        assert 0.97 <= cells.record.recall_at_10 <= 1.0

    def test_most_of_the_nearest_are_found_with_their_scores(self, cells: FaissIndex) -> None:
        found = 0
        for vector in ASKED:
            rows, scores = cells.search(vector, 10)
            assert scores.tolist() == pytest.approx((MANY[rows] @ vector).tolist(), abs=1e-3)
            found += len(set(rows.tolist()) & set(best_rows(MANY, vector, list(range(3000)), 10)))
        assert found >= 0.95 * 10 * len(ASKED)

    def test_a_search_among_few_rows_is_exact(self, cells: FaissIndex) -> None:
        given = list(range(7, 3000, 100))
        for vector in ASKED:
            assert cells.search(vector, 5, np.array(given))[0].tolist() == best_rows(MANY, vector, given, 5)

    def test_a_search_among_many_rows_finds_no_others(self, cells: FaissIndex, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.dense.faiss.EXACT", 100)
        rows, _ = cells.search(ASKED[0], 50, np.arange(500, 2500))
        assert len(rows) == 50
        assert rows.min() >= 500
        assert rows.max() < 2500

    def test_a_loaded_index_is_the_saved_one(self, cells: FaissIndex, tmp_path: Path) -> None:
        cells.save(tmp_path / "dense.faiss")
        loaded = FaissIndex.load(tmp_path / "dense.faiss")
        assert (len(loaded), loaded.dimension) == (3000, 16)
        assert loaded.record.type == cells.record.type
        for vector in ASKED:
            assert loaded.search(vector, 10)[0].tolist() == cells.search(vector, 10)[0].tolist()
