"""A Haystack pipeline as its documentation builds one: recursive splitter, hybrid retrieval, reciprocal rank fusion."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # read when haystack is imported

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import RecursiveDocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from corpus.plan import Plan, Span
from eval.baselines.chunks import CHUNK

_SEPARATORS = ["\n\n", "\n", "。", " "]
_POOL = 100
_FILE = "haystack.json"


class HaystackPipeline:
    """Documents of a plan's paragraphs, at most 512 characters each, found by vectors and by BM25 together."""

    def __init__(self, store: InMemoryDocumentStore, model: Path) -> None:
        self._store = store
        self.passages = store.count_documents()
        self._pipeline = Pipeline()
        query_embedder = SentenceTransformersTextEmbedder(model=str(model), prefix="query: ", progress_bar=False)
        self._pipeline.add_component("embedder", query_embedder)
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=_POOL))
        self._pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=_POOL))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("embedder.embedding", "dense.query_embedding")
        self._pipeline.connect("dense", "joiner")
        self._pipeline.connect("words", "joiner")

    @classmethod
    def built(cls, plans: Iterable[Plan], model: Path) -> Self:
        """Split and embed the plans."""
        splitter = RecursiveDocumentSplitter(
            split_length=CHUNK, split_overlap=0, split_unit="char", separators=_SEPARATORS
        )
        documents = [Document(content=plan.text, meta={"plan_id": plan.id}) for plan in plans]
        pieces = splitter.run(documents)["documents"]
        embedder = SentenceTransformersDocumentEmbedder(model=str(model), prefix="passage: ", progress_bar=False)
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(embedder.run([each for each in pieces if each.content.strip()])["documents"])
        return cls(store, model)

    def save(self, folder: Path) -> None:
        """Write the documents with their vectors."""
        self._store.save_to_disk(str(folder / _FILE))

    @classmethod
    def loaded(cls, folder: Path, plans: Iterable[Plan], model: Path) -> Self:  # noqa: ARG003 - the documents hold their text
        """Read what `save` wrote."""
        return cls(InMemoryDocumentStore.load_from_disk(str(folder / _FILE)), model)

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return the documents at the head of the joined list."""
        found = self._pipeline.run(
            {"embedder": {"text": question}, "words": {"query": question}, "joiner": {"top_k": k}}
        )
        return [
            (each.meta["plan_id"], Span(start, start + len(each.content)))
            for each in found["joiner"]["documents"]
            for start in [each.meta["split_idx_start"]]
        ]
