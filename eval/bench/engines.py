"""What is measured side by side: ours, three peers, and the embedding model alone. Each is built, then loaded, then asked."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from corpus.library import read_library
from eval.baselines.chunks import cut
from index.build import build_index
from index.embedding import BUNDLED, Runtime, load_embedder
from index.embedding_cache import EmbeddingCache
from index.model_bundle import bundled_model, quiet_transformers
from service.app import load_answerer
from service.settings import Settings, read_settings

Ask = Callable[[str], object]
_K = 10
OURS, MODEL, MODEL_IN_TORCH = "policyqa", "model alone", "model alone, torch"
PEERS = ("haystack", "llama-index", "txtai")


class Engine(NamedTuple):
    """`build(corpus, folder)` makes it and returns the number of passages; `load(corpus, folder)` what asks it."""

    build: Callable[[Path, Path], int] | None
    load: Callable[[Path, Path], Ask]


def engine(name: str) -> Engine:
    """Return an engine; a peer is imported now. Raises ImportError when it is not installed."""
    if name == OURS:
        return Engine(_build_ours, _load_ours)
    if name == MODEL:
        return Engine(_embed_all, partial(_load_model, Runtime.AUTO))
    if name == MODEL_IN_TORCH:  # to be asked: it builds nothing
        return Engine(None, partial(_load_model, Runtime.TORCH))
    module, made = {
        "haystack": ("haystack_pipeline", "HaystackPipeline"),
        "llama-index": ("llama_index_pipeline", "LlamaIndexPipeline"),
        "txtai": ("txtai_pipeline", "TxtaiPipeline"),
    }[name]
    quiet_transformers()
    pipeline = getattr(import_module(f"eval.baselines.{module}"), made)
    return Engine(partial(_build_peer, pipeline), partial(_load_peer, pipeline))


def _build_ours(corpus: Path, folder: Path) -> int:
    """Read the documents and build the index, without anything computed before."""
    settings = _settings(folder)
    report = build_index(
        corpus,
        settings.index,
        model=load_embedder(BUNDLED, settings.cache).name,
        load_embedder=lambda: load_embedder(BUNDLED, settings.cache, runtime=settings.runtime),
        cache=EmbeddingCache(folder / "embeddings.sqlite"),
    )
    return len(report.passages)


def _load_ours(corpus: Path, folder: Path) -> Ask:  # noqa: ARG001 - the index holds the plans
    """Answer as `/v1/ask` does: understood, found, ranked, extracted and proved."""
    answerer = load_answerer(_settings(folder))
    return lambda question: answerer.answer(question, top_k=_K)


def _embed_all(corpus: Path, folder: Path) -> int:
    texts = [each.text for each in cut(read_library(corpus).plans)]
    embedder = load_embedder(BUNDLED, read_settings().cache)
    np.save(folder / "vectors.npy", embedder.embed_passages(texts))
    return len(texts)


def _load_model(runtime: Runtime, corpus: Path, folder: Path) -> Ask:  # noqa: ARG001 - as every engine
    return load_embedder(BUNDLED, read_settings().cache, runtime=runtime).embed_query


def _build_peer(pipeline: Any, corpus: Path, folder: Path) -> int:
    made = pipeline.built(list(read_library(corpus).plans), bundled_model(read_settings().cache))
    made.save(folder)
    return int(made.passages)


def _load_peer(pipeline: Any, corpus: Path, folder: Path) -> Ask:
    loaded = pipeline.loaded(folder, list(read_library(corpus).plans), bundled_model(read_settings().cache))
    return lambda question: loaded.search(question, _K)


def _settings(folder: Path) -> Settings:
    return read_settings().model_copy(update={"index": folder / "index"})
