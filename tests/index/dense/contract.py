"""What every store of vectors must do: subclass it, with a fixture `store`."""

from pathlib import Path

import numpy as np
import pytest

from index.dense import DenseIndex, DenseStore, Label, Vectors
from index.errors import SearchIndexError
from tests.index.brute_force import cosines, unit_vectors

VECTORS = unit_vectors(count=60, dimension=8, seed=1)
VECTOR = unit_vectors(count=1, dimension=8, seed=2)[0]
# Twenty rows each; ids as they come from names of files.
PLANS = ("zhangye", '丰台区 "十四五" 规划', "北碚·应急\\2021")
LABELS = [Label(plan, plan[:3], "table" if row % 5 == 4 else "text") for plan in PLANS for row in range(20)]


def best_rows(vectors: Vectors, vector: Vectors, rows: list[int], k: int) -> list[int]:
    near = cosines(vectors, vector)
    return sorted(rows, key=lambda row: -near[row])[:k]


class DenseStoreContract:
    """One folder of an index, with one version that holds sixty vectors of three plans."""

    @pytest.fixture
    def index(self, tmp_path: Path) -> Path:
        folder = tmp_path / "index"
        (folder / "versions" / "one").mkdir(parents=True)
        return folder

    @pytest.fixture
    def version(self, store: DenseStore, index: Path) -> Path:
        version = index / "versions" / "one"
        store.write(index, version, VECTORS, LABELS)
        store.settle(index, version)
        return version

    @pytest.fixture
    def dense(self, store: DenseStore, version: Path) -> DenseIndex:
        return store.load(version)

    def test_knows_its_size(self, dense: DenseIndex) -> None:
        assert (len(dense), dense.dimension) == (60, 8)

    def test_finds_the_rows_that_brute_force_finds(self, dense: DenseIndex) -> None:
        rows, scores = dense.search(VECTOR, 10)
        assert rows.tolist() == best_rows(VECTORS, VECTOR, list(range(60)), 10)
        assert scores.tolist() == pytest.approx(sorted(cosines(VECTORS, VECTOR), reverse=True)[:10], abs=1e-6)

    def test_ranks_by_a_vector_that_is_no_unit_vector(self, dense: DenseIndex) -> None:
        rows, scores = dense.search(VECTOR * np.float32(0.5), 10)
        assert rows.tolist() == best_rows(VECTORS, VECTOR, list(range(60)), 10)
        assert scores[0] == pytest.approx(max(cosines(VECTORS, VECTOR)) / 2, abs=1e-6)

    def test_searches_only_the_given_rows(self, dense: DenseIndex) -> None:
        given = [40, 3, 17, 58, 9]
        rows, _ = dense.search(VECTOR, 3, np.array(given))
        assert rows.tolist() == best_rows(VECTORS, VECTOR, given, 3)

    @pytest.mark.parametrize("plan", range(3))
    def test_searches_only_one_plan(self, dense: DenseIndex, plan: int) -> None:
        own = list(range(20 * plan, 20 * plan + 20))
        assert dense.search(VECTOR, 60, np.array(own))[0].tolist() == best_rows(VECTORS, VECTOR, own, 20)

    def test_searches_one_plan_and_some_rows_of_another(self, dense: DenseIndex) -> None:
        given = [*range(40, 60), 3, 4]
        assert dense.search(VECTOR, 60, np.array(given))[0].tolist() == best_rows(VECTORS, VECTOR, given, 22)

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

    def test_a_version_beside_it_leaves_it_as_it_is(
        self, store: DenseStore, index: Path, version: Path, dense: DenseIndex
    ) -> None:
        other = index / "versions" / "two"
        other.mkdir()
        store.write(index, other, VECTORS[:7], LABELS[:7])
        store.settle(index, other)
        assert len(store.load(other)) == 7
        assert dense.search(VECTOR, 60)[0].tolist() == store.load(version).search(VECTOR, 60)[0].tolist()

    @pytest.mark.parametrize("content", [b"", b"no index", b"\0" * 4096])
    def test_a_file_that_is_no_index_is_refused(self, store: DenseStore, version: Path, content: bytes) -> None:
        (file,) = version.iterdir()
        file.write_bytes(content)
        with pytest.raises(SearchIndexError, match='run "policyqa index --full"'):
            store.load(version)

    def test_a_missing_file_is_refused(self, store: DenseStore, tmp_path: Path) -> None:
        with pytest.raises(SearchIndexError, match='run "policyqa index --full"'):
            store.load(tmp_path)
