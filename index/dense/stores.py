"""Which store keeps the vectors; a back end is imported when it is asked for."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from index.dense import Changing, DenseIndex, DenseRecord, DenseStore, Label, Rows, Store, Vectors
from index.dense.faiss import FaissIndex
from index.errors import SearchIndexError

_FILE = "dense.faiss"


class FaissStore:
    """A file in each version, which comes and goes with it."""

    kind = Store.FAISS

    def write(self, index: Path, version: Path, vectors: Vectors, labels: Sequence[Label]) -> DenseRecord:  # noqa: ARG002 - rows are all that is filtered by
        """Write the vectors into the version."""
        return self._saved(FaissIndex.build(vectors), version)

    def _saved(self, built: FaissIndex, version: Path) -> DenseRecord:
        try:
            built.save(version / _FILE)
        except RuntimeError as error:  # what FAISS makes of a full disk
            raise OSError(f"the vectors cannot be written: {error}") from error
        return built.record

    def changing(self, record: DenseRecord, rows: Rows) -> Changing | None:
        """Return what leaves the vectors that stay in the cells that they are in."""
        if not FaissIndex.can_change(record, rows):
            return None
        return lambda before, version, new: self._saved(
            FaissIndex.read(before / _FILE, record).changed(rows, new), version
        )

    def load(self, version: Path) -> DenseIndex:
        """Read the file of the version."""
        return FaissIndex.load(version / _FILE)

    def settle(self, index: Path, in_use: Path) -> None:
        """Do nothing: there is nothing outside of the versions."""


EMBEDDED: DenseStore = FaissStore()


def dense_store(store: Store, milvus_uri: str | None = None) -> DenseStore:
    """Return the store that the settings name; connects at first use. Raises SearchIndexError when it is not installed."""
    if store is Store.FAISS:
        return EMBEDDED
    if milvus_uri is None:
        raise SearchIndexError("POLICYQA_STORE is milvus and POLICYQA_MILVUS_URI is not set: set it to its address")
    try:
        made: DenseStore = import_module("index.dense.milvus").MilvusStore(milvus_uri)
    except ImportError as error:
        raise SearchIndexError(
            f'POLICYQA_STORE is milvus, whose client is not installed ({error}): pip install "policyqa[milvus]"'
        ) from error
    return made
