"""Searcher: the whole retrieval."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from index.embedding import Embedder, Vectors
from index.fusion import best_first, fuse
from index.passages import Passage
from index.query import Query
from index.rank import factor
from index.store import SearchIndex
from index.tokens import warm_up

# Fitted on the dev half of the question set.
_DENSE_WEIGHT = 0.35
# The fused score at which, on the dev half, the best passage begins to answer the question more often than not.
_BREAK_EVEN = 0.21
_POOL = 200  # passages that each side proposes


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how well it fits, in 0..1: below 0.5 it rarely answers the question."""

    passage: Passage
    score: float


class Searcher:
    """Finds the passages of an index that answer a query."""

    def __init__(self, index: SearchIndex, embedder: Embedder) -> None:
        self.index = index
        self._embedder = embedder

    def search(self, query: Query, k: int) -> list[Hit]:
        """Return up to `k` hits, best first; only from the plans that the query is about.

        When it is about several places, each has its turn, so that no place is crowded out by another.
        """
        if not query.plan_ids or k < 1:
            return []
        groups = [(plan_id,) for plan_id in query.plan_ids] if len(query.places) > 1 else [query.plan_ids]
        vector = self._embedder.embed_query(query.text)
        ranked = [self._rank(query, vector, group, k) for group in groups]
        return list(_in_turns(ranked))[:k]

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        warm_up()
        self._embedder.embed_query("预热")

    def _rank(self, query: Query, vector: Vectors, plan_ids: tuple[str, ...], k: int) -> list[Hit]:
        index = self.index
        rows = None
        if len(plan_ids) < len(index.plans):
            rows = np.concatenate([index.rows_of[plan_id] for plan_id in plan_ids])
        dense = index.dense.search(vector, _POOL, rows)
        lexical = index.lexical.search(query.words, _POOL, rows)
        scores = fuse(dense, lexical, _DENSE_WEIGHT)
        for row in scores:
            scores[row] *= factor(query, index.passages[row])
        return [Hit(index.passages[row], _evidence(scores[row])) for row in best_first(scores)[:k]]


def _evidence(fused: float) -> float:
    return fused / (fused + _BREAK_EVEN)


def _in_turns(ranked: list[list[Hit]]) -> Iterable[Hit]:
    for turn in zip_longest(*ranked):
        yield from (hit for hit in turn if hit is not None)
