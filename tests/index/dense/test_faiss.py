from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseRecord, DenseStore, Vectors
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


class TestChanged:
    """Other vectors, most of which were there: two are gone, three are new, in front, in the middle and at the end."""

    ROWS = np.array([-1, *range(1, 1200), -1, *range(1201, 3000), -1])
    NEW = unit_vectors(count=3, dimension=16, seed=5)

    @pytest.fixture
    def vectors(self) -> Vectors:
        return np.concatenate((self.NEW[:1], MANY[1:1200], self.NEW[1:2], MANY[1201:], self.NEW[2:]))

    def test_one_by_one_it_is_what_is_built_of_them(self, vectors: Vectors, tmp_path: Path) -> None:
        built = FaissIndex.build(MANY)
        built.save(tmp_path / "dense.faiss")
        changed = FaissIndex.read(tmp_path / "dense.faiss", built.record).changed(self.ROWS, self.NEW)
        assert (len(changed), changed.record) == (len(vectors), DenseRecord("flat", 1.0))
        anew = FaissIndex.build(vectors)
        for asked in (*ASKED, *self.NEW):
            assert changed.search(asked, 10)[0].tolist() == anew.search(asked, 10)[0].tolist()

    def test_in_cells_what_stays_lies_where_it_was(self, vectors: Vectors, tmp_path: Path) -> None:
        built = FaissIndex.build(MANY, exact_up_to=1000)
        built.save(tmp_path / "dense.faiss")
        FaissIndex.read(tmp_path / "dense.faiss", built.record).changed(self.ROWS, self.NEW).save(
            tmp_path / "new.faiss"
        )
        changed = FaissIndex.load(tmp_path / "new.faiss")
        assert len(changed) == len(vectors)
        for row in (0, 1, 1199, 1200, 1201, 3000):
            rows, scores = changed.search(vectors[row], 1)
            assert (rows.tolist(), scores.tolist()) == ([row], pytest.approx([1.0], abs=1e-3))
        found = sum(
            len(set(changed.search(asked, 10)[0].tolist()) & set(best_rows(vectors, asked, list(range(3001)), 10)))
            for asked in ASKED
        )
        assert found >= 0.95 * 10 * len(ASKED)

    def test_new_ones_are_counted_until_cells_are_made_for_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.dense.faiss.EXACT", 1000)
        built = FaissIndex.build(MANY, exact_up_to=1000)
        record = built.changed(self.ROWS, self.NEW).record
        assert record == DenseRecord(built.record.type, built.record.recall_at_10, added=3)
        assert FaissIndex.can_change(record, np.array([*range(3001), *[-1] * 300]))
        assert not FaissIndex.can_change(record, np.array([*range(3001), *[-1] * 400]))

    def test_as_many_as_cells_are_for_are_put_into_cells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.dense.faiss.EXACT", 1000)
        flat, cells = DenseRecord("flat", 1.0), DenseRecord("ivf31,sq8,nprobe=8,fp16", 0.99)
        assert FaissIndex.can_change(flat, np.arange(1000))
        assert not FaissIndex.can_change(flat, np.arange(1001))
        assert not FaissIndex.can_change(cells, np.arange(1000))
