from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex, Vectors
from index.dense.faiss import FaissIndex
from index.errors import SearchIndexError
from tests.index.brute_force import cosines, unit_vectors

VECTORS = unit_vectors(count=60, dimension=8, seed=1)
VECTOR = unit_vectors(count=1, dimension=8, seed=2)[0]


def best_rows(vectors: Vectors, vector: Vectors, rows: list[int], k: int) -> list[int]:
    near = cosines(vectors, vector)
    return sorted(rows, key=lambda row: -near[row])[:k]


class DenseIndexContract:
    """What every back end must do: subclass it and override `back_end`."""

    @pytest.fixture
    def back_end(self) -> type[DenseIndex]:
        raise NotImplementedError

    @pytest.fixture
    def dense(self, back_end: type[DenseIndex]) -> DenseIndex:
        return back_end.build(VECTORS)

    def test_knows_its_size(self, dense: DenseIndex) -> None:
        assert (len(dense), dense.dimension) == (60, 8)

    def test_finds_the_rows_that_brute_force_finds(self, dense: DenseIndex) -> None:
        rows, scores = dense.search(VECTOR, 10)
        assert rows.tolist() == best_rows(VECTORS, VECTOR, list(range(60)), 10)
        assert scores.tolist() == pytest.approx(sorted(cosines(VECTORS, VECTOR), reverse=True)[:10], abs=1e-6)

    def test_searches_only_the_given_rows(self, dense: DenseIndex) -> None:
        given = [40, 3, 17, 58, 9]
        rows, _ = dense.search(VECTOR, 3, np.array(given))
        assert rows.tolist() == best_rows(VECTORS, VECTOR, given, 3)

    def test_returns_all_rows_when_more_are_wanted(self, dense: DenseIndex) -> None:
        assert sorted(dense.search(VECTOR, 500)[0].tolist()) == list(range(60))
        assert sorted(dense.search(VECTOR, 500, np.array([7, 5]))[0].tolist()) == [5, 7]

    def test_a_vector_is_nearest_to_itself(self, dense: DenseIndex) -> None:
        rows, scores = dense.search(VECTORS[33], 1)
        assert rows.tolist() == [33]
        assert scores.tolist() == pytest.approx([1.0], abs=1e-6)

    def test_no_rows_give_no_hits(self, dense: DenseIndex) -> None:
        rows, scores = dense.search(VECTOR, 5, np.empty(0, np.int64))
        assert (len(rows), len(scores)) == (0, 0)

    def test_none_wanted_gives_no_hits(self, dense: DenseIndex) -> None:
        assert len(dense.search(VECTOR, 0)[0]) == 0

    def test_a_loaded_index_is_the_saved_one(
        self, dense: DenseIndex, back_end: type[DenseIndex], tmp_path: Path
    ) -> None:
        dense.save(tmp_path / "dense")
        loaded = back_end.load(tmp_path / "dense")
        assert (len(loaded), loaded.dimension) == (60, 8)
        assert loaded.search(VECTOR, 60)[0].tolist() == dense.search(VECTOR, 60)[0].tolist()

    @pytest.mark.parametrize("content", [b"", b"no index", b"\0" * 4096])
    def test_a_file_that_is_no_index_is_refused(
        self, back_end: type[DenseIndex], tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / "dense").write_bytes(content)
        with pytest.raises(SearchIndexError, match='run "policyqa index --full"'):
            back_end.load(tmp_path / "dense")

    def test_a_missing_file_is_refused(self, back_end: type[DenseIndex], tmp_path: Path) -> None:
        with pytest.raises(SearchIndexError, match='run "policyqa index --full"'):
            back_end.load(tmp_path / "dense")


class TestFaissIndex(DenseIndexContract):
    @pytest.fixture
    def back_end(self) -> type[DenseIndex]:
        return FaissIndex
