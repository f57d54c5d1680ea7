"""FAISS, embedded: exact for as many passages as one can compare in milliseconds, in cells above that."""

import os
from math import isqrt
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from index.dense import DenseRecord, Rows, Scores, Vectors
from index.errors import SearchIndexError

EXACT = 50_000  # vectors up to which all are compared, five milliseconds of one core
_WANTED_RECALL = 0.99
_CANDIDATES = 4  # for each hit wanted, looked at once more with finer vectors
_TRAINED_ON = 40  # vectors a cell
_SAMPLE = 100
_FEW = 0.1  # of the vectors: so many new ones lie well enough in cells that were made without them
_FINE = ".fine"  # beside the cells: FAISS maps either kind of file, and not both in one


class FaissIndex:
    """Up to `EXACT` vectors are compared one by one; more lie in cells, of which the nearest are looked into.

    In cells a vector takes one byte a dimension, and beside them two bytes for the last comparison. A search among few
    rows, such as those of one plan, is exact at any size.
    """

    def __init__(self, fine: Any, cells: Any = None, recall: float | None = None, added: int = 0) -> None:
        # One thread a search: FAISS brings an OpenMP of its own, whose idle threads spin against those of torch.
        faiss.omp_set_num_threads(1)
        self._fine, self._cells = fine, cells
        self._both = cells and faiss.IndexRefine(cells, fine)
        self.dimension = int(fine.d)
        self._recall, self._added = recall, added  # known after a build

    def __len__(self) -> int:
        return int(self._fine.ntotal)

    @property
    def record(self) -> DenseRecord:
        """What was built."""
        return DenseRecord(_described(self._cells), self._recall, self._added)

    @classmethod
    def build(cls, vectors: Vectors, exact_up_to: int = EXACT) -> Self:
        """Index unit vectors, shape (passages, dimension); takes minutes for a million."""
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if len(vectors) <= exact_up_to:
            index = faiss.IndexFlatIP(vectors.shape[1])
            index.add(vectors)
            return cls(index, recall=1.0)
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        return cls(*_in_cells(vectors))

    @staticmethod
    def can_change(record: DenseRecord, rows: Rows) -> bool:
        """Tell whether `changed` is as good as `build`: exact as that is, or with few new vectors in the cells of the others."""
        if record.type == _described(None):
            return len(rows) <= EXACT
        return len(rows) > EXACT and record.added + int(np.sum(rows < 0)) <= _FEW * len(rows)

    def changed(self, rows: Rows, new: Vectors) -> Self:
        """Return the index of other vectors: row `n` is what row `rows[n]` was here, and where that is -1 one of `new`.

        Only for what `read` or `build` returned, which is changed itself.
        """
        is_new = rows < 0
        codes = faiss.vector_to_array(self._fine.codes).reshape(len(self), -1)
        changed = np.empty((len(rows), codes.shape[1]), np.uint8)
        changed[~is_new] = codes[rows[~is_new]]
        if len(new):
            changed[is_new] = self._fine.sa_encode(np.ascontiguousarray(new))
        if self._cells is not None:
            _change_cells(self._cells, len(self), rows, new)
        faiss.copy_array_to_vector(changed.ravel(), self._fine.codes)
        self._fine.ntotal = len(rows)
        added = 0 if self._cells is None else self._added + len(new)
        return type(self)(self._fine, self._cells, self._recall, added)

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their inner products."""
        available = len(self) if rows is None else len(rows)
        wanted = min(k, available)
        if wanted < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        among = None if rows is None else self._only(rows)
        if self._cells is None or (rows is not None and len(rows) <= EXACT):
            parameters = among and faiss.SearchParameters(sel=among)  # type: ignore[call-arg] # SWIG adds the keyword
            scores, found = self._fine.search(vector.reshape(1, -1), wanted, params=parameters)
        else:
            scores, found = _from_cells(self._both, self._cells.nprobe, vector, wanted, among)
        kept = found[0] >= 0
        return found[0][kept], scores[0][kept]

    def save(self, path: Path) -> None:
        """Write the index to `path`; cells have a second file beside it."""
        if self._cells is None:
            faiss.write_index(self._fine, str(path))
        else:
            faiss.write_index(self._cells, str(path))
            faiss.write_index(self._fine, f"{path}{_FINE}")

    @classmethod
    def read(cls, path: Path, record: DenseRecord) -> Self:
        """Read what `save` wrote into memory, to be changed. Raises SearchIndexError."""
        fine = path.with_name(f"{path.name}{_FINE}")
        try:
            cells = faiss.read_index(str(path))
            if not fine.is_file():
                return cls(cells, recall=record.recall_at_10)
            return cls(faiss.read_index(str(fine)), cells, record.recall_at_10, record.added)
        except RuntimeError as error:
            raise SearchIndexError(f'{path} is not a FAISS index: run "policyqa index --full"') from error

    @classmethod
    def load(cls, path: Path) -> Self:
        """Map what `save` wrote: processes share what they read of it, and what nobody asks for is not in memory."""
        fine = path.with_name(f"{path.name}{_FINE}")
        try:
            if not fine.is_file():
                return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
            cells = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
            return cls(faiss.read_index(str(fine), faiss.IO_FLAG_MMAP_IFC), cells)
        except RuntimeError as error:
            raise SearchIndexError(f'{path} is not a FAISS index: run "policyqa index --full"') from error

    def _only(self, rows: Rows) -> Any:
        wanted = np.zeros(len(self), dtype=bool)
        wanted[rows] = True
        return faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little"))  # type: ignore[call-arg, arg-type] # so does faiss's own Python


def _described(cells: Any) -> str:
    return "flat" if cells is None else f"ivf{cells.nlist},sq8,nprobe={cells.nprobe},fp16"


def _in_cells(vectors: Vectors) -> tuple[Any, Any, float]:
    """Return the fine vectors, the cells, of which as many are looked into as the recall wants, and that recall."""
    count, dimension = vectors.shape
    cells = max(1, isqrt(count))  # as many as vectors in each: more take longer to make than they save
    nearest_cell = faiss.IndexFlatIP(dimension)
    product = faiss.METRIC_INNER_PRODUCT
    inverted = faiss.IndexIVFScalarQuantizer(nearest_cell, dimension, cells, faiss.ScalarQuantizer.QT_8bit, product)
    inverted.own_fields = True
    nearest_cell.this.disown()  # type: ignore[attr-defined] # the cells own it; SWIG adds this
    sample = np.random.default_rng(0).choice(count, size=min(count, _TRAINED_ON * cells), replace=False)
    inverted.train(vectors[np.sort(sample)])
    fine = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, product)
    fine.train(vectors[:1])
    inverted.add(vectors)
    fine.add(vectors)
    both = faiss.IndexRefine(inverted, fine)
    asked = _between(vectors)
    near = asked @ vectors.T
    nearest = [set(np.argpartition(-each, min(10, count - 1))[:10].tolist()) for each in near]
    inverted.nprobe = min(8, cells)
    while (recall := _recall(both, inverted.nprobe, asked, nearest)) < _WANTED_RECALL and inverted.nprobe < cells:
        inverted.nprobe = min(2 * inverted.nprobe, cells)
    return fine, inverted, recall


def _change_cells(cells: Any, size: int, rows: Rows, new: Vectors) -> None:
    """Let the vectors have their new rows in the cells that they are in, and put new ones into the nearest."""
    place = np.full(size, -1, np.int64)
    kept = np.flatnonzero(rows >= 0)
    place[rows[kept]] = kept
    lists = cells.invlists
    for cell in range(cells.nlist):
        held = lists.list_size(cell)
        if not held:
            continue
        moved = place[faiss.rev_swig_ptr(lists.get_ids(cell), held)]
        codes = faiss.rev_swig_ptr(lists.get_codes(cell), held * lists.code_size).reshape(held, -1)
        stays = moved >= 0
        moved, codes = moved[stays], np.ascontiguousarray(codes[stays])
        lists.resize(cell, 0)
        if len(moved):
            lists.add_entries(cell, len(moved), faiss.swig_ptr(moved), faiss.swig_ptr(codes))
    cells.ntotal = len(kept)
    if len(new):
        cells.add_with_ids(np.ascontiguousarray(new), np.flatnonzero(rows < 0))


def _from_cells(index: Any, nprobe: int, vector: Vectors, k: int, among: Any) -> tuple[Any, Any]:
    inside = faiss.SearchParametersIVF(nprobe=nprobe, sel=among)  # type: ignore[call-arg] # SWIG adds the keywords
    parameters = faiss.IndexRefineSearchParameters(k_factor=_CANDIDATES, base_index_params=inside)  # type: ignore[call-arg]
    found: tuple[Any, Any] = index.search(vector.reshape(1, -1), k, params=parameters)
    return found


def _between(vectors: Vectors) -> Vectors:
    """Return what is asked to measure the recall: directions between two passages by chance.

    Questions lie apart from passages. Cells that hold the neighbours of passages at hand miss those of questions.
    """
    one, other = np.random.default_rng(1).integers(0, len(vectors), (2, _SAMPLE))
    between: Vectors = vectors[one] + vectors[other]
    return between


def _recall(index: Any, nprobe: int, asked: Vectors, nearest: list[set[int]]) -> float:
    found = [set(_from_cells(index, nprobe, vector, 10, None)[1][0].tolist()) for vector in asked]
    return sum(len(each & wanted) for each, wanted in zip(found, nearest, strict=True)) / (10 * len(asked))
