"""FAISS, embedded: exact inner product."""

from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np

from index.dense import Rows, Scores, Vectors
from index.errors import SearchIndexError


class FaissIndex:
    """Every vector is compared; the result is exact."""

    def __init__(self, index: Any) -> None:
        # One thread a search: FAISS brings an OpenMP of its own, whose idle threads spin against those of torch.
        faiss.omp_set_num_threads(1)
        self._index = index
        self.dimension = int(index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        """Index unit vectors, shape (passages, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their inner products."""
        available = len(self) if rows is None else len(rows)
        if not available or k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = None
        if rows is not None:
            wanted = np.zeros(len(self), dtype=bool)
            wanted[rows] = True
            selector: Any = faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little"))  # type: ignore[call-arg, arg-type] # so does faiss's own Python
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg] # SWIG adds the keyword
        scores, found = self._index.search(vector.reshape(1, -1), min(k, available), params=parameters)
        kept = found[0] >= 0
        return found[0][kept], scores[0][kept]

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise SearchIndexError(f'{path} is not a FAISS index: run "policyqa index --full"') from error
