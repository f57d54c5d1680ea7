"""Vector search: the DenseIndex protocol and its back ends."""

from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Vectors = NDArray[np.float32]


class DenseIndex(Protocol):
    """Finds passages by vector. Rows are positions in the array it was built from."""

    dimension: int

    def __len__(self) -> int: ...

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        """Index unit vectors, shape (passages, dimension); row `n` is `vectors[n]`."""
        ...

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their inner products (cosines); only among `rows` when given."""
        ...

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        ...

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote. Raises SearchIndexError when the file is not such an index."""
        ...
