"""Vector search: what an index and a store of vectors can do. `stores.py` chooses the back end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Vectors = NDArray[np.float32]


class Store(StrEnum):
    """Where vectors are kept."""

    FAISS = "faiss"  # in a file beside the passages, mapped into every process
    MILVUS = "milvus"  # in a Milvus that is there already, or in the embedded Milvus Lite


class Label(NamedTuple):
    """What a row belongs to; a store that others search as well lets them filter by it."""

    plan_id: str
    place: str
    kind: str


@dataclass(frozen=True, slots=True)
class DenseRecord:
    """How vectors are searched, and which part of the ten nearest is found, measured when the index was built."""

    type: str = "flat"
    recall_at_10: float | None = None
    added: int = 0  # vectors put among others since then


class DenseIndex(Protocol):
    """Finds passages by vector. Rows are positions in the array it was built from. Safe to use from several threads."""

    dimension: int

    def __len__(self) -> int: ...

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their inner products (cosines); only among `rows` when given."""
        ...


# Does what `write` does, of what was kept for a version before, for the version that is made, from the new vectors.
Changing = Callable[[Path, Path, Vectors], DenseRecord]


class DenseStore(Protocol):
    """Keeps the vectors of each version of an index."""

    kind: Store

    def write(self, index: Path, version: Path, vectors: Vectors, labels: Sequence[Label]) -> DenseRecord:
        """Keep unit vectors, shape (passages, dimension), for a `version` that is to be one of the folder `index`.

        Row `n` is `vectors[n]`. What an interruption left of the same vectors is gone on with. Raises SearchIndexError,
        and OSError when the disk is full.
        """
        ...

    def changing(self, record: DenseRecord, rows: Rows) -> Changing | None:
        """Return what makes a version whose row `n` was row `rows[n]` of one with that `record`, and -1 for a new one.

        None where all vectors have to be written.
        """
        ...

    def load(self, version: Path) -> DenseIndex:
        """Return what `write` kept. Raises SearchIndexError when it is not there, or not whole."""
        ...

    def settle(self, index: Path, in_use: Path) -> None:
        """Make the version `in_use` the one that others find, and drop what no version beside it needs."""
        ...
