"""The parts of a service, for measures that put them together otherwise."""

from dataclasses import dataclass
from pathlib import Path

from index.dense.stores import dense_store
from index.embedding import BUNDLED, Embedder, load_embedder, model_name
from index.embedding_cache import EmbeddingCache
from index.model_bundle import bundled_model
from index.store import SearchIndex, load_index
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """What a searcher is made of, and the cache of vectors."""

    index: SearchIndex
    embedder: Embedder
    cache: EmbeddingCache
    model_folder: Path


def load_parts(settings: Settings) -> Parts:
    """Return the parts that the settings name. Takes seconds. Raises SearchIndexError."""
    names = (settings.query_prompt, settings.passage_prompt)
    store = dense_store(settings.store, settings.milvus_uri)
    index = load_index(settings.index, model_name(settings.model, *names), store)
    embedder = load_embedder(settings.model, settings.cache, *names, runtime=settings.runtime)
    model = bundled_model(settings.cache) if settings.model == BUNDLED else Path(settings.model)
    return Parts(index, embedder, EmbeddingCache(settings.cache / "embeddings.sqlite"), model)
