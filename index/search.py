"""Searcher: the whole retrieval."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from index.dense import Rows
from index.embedding import Embedder, Vectors
from index.fusion import Candidates, join
from index.passages import Passage
from index.query import Language, Query
from index.rank import (
    Signals,
    Weights,
    calibrated,
    fitted_weights,
    is_asked_front,
    relevance,
    states_what_is_asked,
)
from index.store import SearchIndex
from index.tokens import warm_up
from index.typical import common_part

_POOL = 200  # passages that each side proposes
_WEIGHED = 100  # of them, the ones whose text is looked at


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found, and how well it fits, in 0..1: below 0.5 it rarely answers the question."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What may answer a query, not ranked yet: a list of candidates for each place that has its turn."""

    query: Query
    groups: tuple[Candidates, ...]


class Searcher:
    """Finds the passages of an index that answer a query."""

    def __init__(
        self, index: SearchIndex, embedder: Embedder, weights: Mapping[Language, Weights] | None = None
    ) -> None:
        self.index = index
        self._embedder = embedder
        self._weights = weights or fitted_weights()
        self._common: dict[Language, Vectors] = {}

    def search(self, query: Query, k: int) -> list[Hit]:
        """Return up to `k` hits, best first; only from the plans that the query is about.

        When it is about several places, each has its turn, so that no place is crowded out by another.
        """
        return self.rank(self.retrieve(query), k)

    def retrieve(self, query: Query) -> Found:
        """Return the passages worth ranking, by meaning and by words."""
        if not query.plan_ids:
            return Found(query, ())
        vector = self.embed(query)
        return Found(query, tuple(self._candidates(query, vector, group) for group in self._groups(query)))

    def rank(self, found: Found, k: int) -> list[Hit]:
        """Return up to `k` hits of what was retrieved, best first. A text that one place has several times is one hit."""
        ranked = [self._ranked(found.query, candidates) for candidates in found.groups]
        return list(self._distinct(_in_turns(ranked), k))

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        warm_up()
        for language in Language:
            self._common_part(language)

    def embed(self, query: Query) -> Vectors:
        """Return the vector of what is searched by meaning: what the question asks, without what all questions do."""
        vector: Vectors = self._embedder.embed_query(query.text) - self._common_part(query.language)
        return vector

    def signals(self, query: Query, candidates: Candidates) -> dict[int, Signals]:
        """Return what speaks for each row that is worth weighing."""
        lexical, weights = self.index.lexical, self._weights[query.language]
        rows, dense, words = candidates
        coverage = lexical.coverage(query.words, rows)
        sums = weights.dense * dense + weights.lexical * words + weights.coverage * coverage
        best = np.argsort(-sums, kind="stable")[:_WEIGHED]
        passages = [self.index.passages[row] for row in rows[best]]
        characters = lexical.characters(query.words, [passage.text for passage in passages])
        return {
            int(rows[at]): Signals(
                dense=float(dense[at]),
                lexical=float(words[at]),
                coverage=float(coverage[at]),
                characters=held,
                quantity=float(states_what_is_asked(query, passage)),
                front=float(is_asked_front(query, passage)),
            )
            for at, passage, held in zip(best, passages, characters, strict=True)
        }

    def _common_part(self, language: Language) -> Vectors:
        if language not in self._common:
            self._common[language] = common_part(self._embedder, language)
        return self._common[language]

    def _groups(self, query: Query) -> list[tuple[str, ...]]:
        """Return the plans to search, those of each place together; those of unknown place may be of any."""
        if len(query.places) < 2:
            return [query.plan_ids]
        places = {plan_id: self._turn_of(plan_id, query) for plan_id in query.plan_ids}
        unplaced = tuple(plan_id for plan_id, place in places.items() if place is None)
        named = dict.fromkeys(place for place in places.values() if place is not None)
        return [(*(each for each, place in places.items() if place == name), *unplaced) for name in named] or [unplaced]

    def _turn_of(self, plan_id: str, query: Query) -> str | None:
        """Return the place with which a plan has its turn; a plan that is itself among the places has its own."""
        place = self.index.plans[plan_id].metadata.place
        return plan_id if plan_id in query.places else place.value if place else None

    def _candidates(self, query: Query, vector: Vectors, plan_ids: tuple[str, ...]) -> Candidates:
        index = self.index
        within: Rows | None = None
        if len(plan_ids) < len(index.plans):
            within = np.concatenate([index.rows_of[plan_id] for plan_id in plan_ids])
        return join(index.dense.search(vector, _POOL, within), index.lexical.search(query.words, _POOL, within))

    def _ranked(self, query: Query, candidates: Candidates) -> list[Hit]:
        weights = self._weights[query.language]
        sums = {row: relevance(signals, weights) for row, signals in self.signals(query, candidates).items()}
        ordered = sorted(sums, key=lambda row: (-sums[row], row))
        return [Hit(self.index.passages[row], calibrated(sums[row], weights)) for row in ordered]

    def _distinct(self, hits: Iterable[Hit], k: int) -> Iterator[Hit]:
        seen: set[tuple[str | None, str]] = set()
        for hit in hits:
            if len(seen) >= k:
                return
            place = self.index.plans[hit.passage.plan_id].metadata.place
            said = (place.value if place else None, "".join(hit.passage.text.split()))
            if said not in seen:
                seen.add(said)
                yield hit


def _in_turns(ranked: list[list[Hit]]) -> Iterator[Hit]:
    for turn in zip_longest(*ranked):
        yield from (hit for hit in turn if hit is not None)
