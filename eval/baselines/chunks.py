"""Fixed chunks, searched by meaning, by words, and by both: what a tutorial builds in an afternoon."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import bm25s
import numpy as np

from corpus.plan import Plan, Span
from eval.baselines.retriever import Retriever
from index.dense.faiss import FaissIndex
from index.embedding import Embedder
from index.embedding_cache import EmbeddingCache
from index.tokens import tokenize

CHUNK = 512
_POOL = 100
_RRF = 60  # the constant of Cormack, Clarke and Büttcher (2009)


class Chunk(NamedTuple):
    """A stretch of a plan, cut without looking at it."""

    plan_id: str
    span: Span
    text: str


def cut(plans: Iterable[Plan], size: int = CHUNK) -> list[Chunk]:
    """Return the plans in pieces of `size` characters, furniture included; pieces of white space are left out."""
    chunks = [
        Chunk(plan.id, Span(start, min(start + size, len(plan.text))), plan.text[start : start + size])
        for plan in plans
        for start in range(0, len(plan.text), size)
    ]
    return [each for each in chunks if each.text.strip()]


class DenseChunks:
    """Chunks by the inner product of their vectors, in FAISS."""

    def __init__(self, chunks: Sequence[Chunk], embedder: Embedder, cache: EmbeddingCache) -> None:
        self._chunks, self._embedder = chunks, embedder
        texts = [each.text for each in chunks]
        cache.fill(embedder, cache.missing(embedder.name, texts))
        self._index = FaissIndex.build(cache.vectors(embedder.name, texts))

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return the nearest chunks."""
        rows, _ = self._index.search(self._embedder.embed_query(question), k)
        return [self._chunks[row][:2] for row in rows.tolist()]


class LexicalChunks:
    """Chunks by BM25 over the words that jieba finds."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        self._chunks = chunks
        self._bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self._bm25.index([words(each.text) for each in chunks], show_progress=False)

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return the chunks with the highest scores above 0."""
        known = [word for word in words(question) if word in self._bm25.vocab_dict]
        if not known:
            return []
        scores = np.asarray(self._bm25.get_scores(known))
        rows = np.argsort(-scores, kind="stable")[:k].tolist()
        return [self._chunks[row][:2] for row in rows if scores[row] > 0]


class Hybrid:
    """Two engines joined by reciprocal rank fusion."""

    def __init__(self, *engines: Retriever) -> None:
        self._engines = engines

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return what the engines rank highest together."""
        scores: dict[tuple[str, Span], float] = {}
        for engine in self._engines:
            for rank, found in enumerate(engine.search(question, max(k, _POOL)), 1):
                scores[found] = scores.get(found, 0.0) + 1 / (_RRF + rank)
        return sorted(scores, key=lambda each: -scores[each])[:k]


def words(text: str) -> list[str]:
    """Return the words of a text, without the character pairs that our own index adds to them."""
    return [token for token in tokenize(text) if not token.startswith("2:")]
