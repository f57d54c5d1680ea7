"""Searcher: the whole retrieval."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from index.embedding import Embedder, Vectors
from index.fusion import join
from index.passages import Passage
from index.query import Query
from index.rank import Signals, Weights, calibrated, factor, fitted_weights, relevance
from index.store import SearchIndex
from index.tokens import warm_up

_POOL = 200  # passages that each side proposes
_WEIGHED = 60  # of them, the ones whose headings are looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how well it fits, in 0..1: below 0.5 it rarely answers the question."""

    passage: Passage
    score: float


class Searcher:
    """Finds the passages of an index that answer a query."""

    def __init__(self, index: SearchIndex, embedder: Embedder, weights: Weights | None = None) -> None:
        self.index = index
        self._embedder = embedder
        self._weights = weights or fitted_weights()

    def search(self, query: Query, k: int) -> list[Hit]:
        """Return up to `k` hits, best first; only from the plans that the query is about.

        When it is about several places, each has its turn, so that no place is crowded out by another.
        """
        if not query.plan_ids or k < 1:
            return []
        groups = [(plan_id,) for plan_id in query.plan_ids] if len(query.places) > 1 else [query.plan_ids]
        vector = self.embed(query)
        ranked = [self._rank(query, vector, group, k) for group in groups]
        return list(_in_turns(ranked))[:k]

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        warm_up()
        self._embedder.embed_query("预热")

    def embed(self, query: Query) -> Vectors:
        """Return the vector of what is searched by meaning."""
        return self._embedder.embed_query(query.text)

    def signals(self, query: Query, vector: Vectors, plan_ids: tuple[str, ...]) -> dict[int, Signals]:
        """Return what speaks for each row that is worth weighing; only rows of `plan_ids`."""
        index = self.index
        within = None
        if len(plan_ids) < len(index.plans):
            within = np.concatenate([index.rows_of[plan_id] for plan_id in plan_ids])
        rows, dense, lexical = join(
            index.dense.search(vector, _POOL, within), index.lexical.search(query.words, _POOL, within)
        )
        coverage = index.lexical.coverage(query.words, rows)
        best = np.argsort(-(dense + lexical + coverage), kind="stable")[:_WEIGHED]
        return {
            int(rows[at]): Signals(
                float(dense[at]),
                float(lexical[at]),
                float(coverage[at]),
                index.lexical.share(query.words, index.passages[rows[at]].heading),
            )
            for at in best
        }

    def _rank(self, query: Query, vector: Vectors, plan_ids: tuple[str, ...], k: int) -> list[Hit]:
        passages = self.index.passages
        scores = {
            row: relevance(signals, self._weights) * factor(query, passages[row], self._weights)
            for row, signals in self.signals(query, vector, plan_ids).items()
        }
        ordered = sorted(scores, key=lambda row: (-scores[row], row))
        return [Hit(passages[row], calibrated(scores[row], self._weights)) for row in ordered[:k]]


def _in_turns(ranked: list[list[Hit]]) -> Iterable[Hit]:
    for turn in zip_longest(*ranked):
        yield from (hit for hit in turn if hit is not None)
