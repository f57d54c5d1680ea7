"""What can be asked of a library, and what its index is made of; both as JSON, for another process."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from index.dense import DenseStore, Store
from index.dense.stores import dense_store
from index.embedding import Embedder, Runtime, load_embedder, model_name

if TYPE_CHECKING:  # the process that makes a change is told all that it needs
    from service.settings import Settings

DERIVED = "derived"  # the folder of the cache with what is worked out of dictionaries
WAITING = "waiting"  # the step of a change whose turn has not come


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Add(_Frozen):
    """Put documents, with the sidecars that lie beside them, into the corpus."""

    kind: Literal["add"] = "add"
    files: tuple[Path, ...]


class Remove(_Frozen):
    """Take a plan out of the corpus."""

    kind: Literal["remove"] = "remove"
    plan_id: str


class Reindex(_Frozen):
    """Make the index follow the corpus as it is; with `full`, nothing that was computed before is reused."""

    kind: Literal["reindex"] = "reindex"
    full: bool = False


Change = Annotated[Add | Remove | Reindex, Field(discriminator="kind")]


class Recipe(_Frozen):
    """Where the plans and the index are, and what the vectors are made with."""

    corpus: Path
    index: Path
    cache: Path
    model: str
    query_prompt: str | None
    passage_prompt: str | None
    runtime: Runtime
    store: Store = Store.FAISS
    milvus_uri: str | None = Field(default=None, repr=False)
    max_document_bytes: int

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """Return what the settings say; folders are absolute, so that they mean the same in another process."""
        return cls(
            corpus=settings.corpus.absolute(),
            index=settings.index.absolute(),
            cache=settings.cache.absolute(),
            model=settings.model,
            query_prompt=settings.query_prompt,
            passage_prompt=settings.passage_prompt,
            runtime=settings.runtime,
            store=settings.store,
            milvus_uri=settings.milvus_uri,
            max_document_bytes=settings.max_document_bytes,
        )

    def model_name(self) -> str:
        """Return the name of the vectors. Raises SearchIndexError when the model is not there."""
        return model_name(self.model, self.query_prompt, self.passage_prompt)

    def dense_store(self) -> DenseStore:
        """Return where the vectors are kept. Raises SearchIndexError when its client is not installed."""
        return dense_store(self.store, self.milvus_uri)

    def load_embedder(self) -> Embedder:
        """Return the embedder; takes seconds."""
        return load_embedder(self.model, self.cache, self.query_prompt, self.passage_prompt, runtime=self.runtime)
