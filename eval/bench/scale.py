"""`python -m eval.bench.scale`: how long retrieval takes from many look-alike plans, as a ratio to the plans alone.

The look-alikes are the plans with the name of their place exchanged for another of the same length, so that every span
stays where it is. Their vectors are not computed: they are those of the originals with seeded noise, made unit again.
The questions are those of the dev half, about the original places.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import Annotated

import numpy as np
import typer
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table

from corpus.places import Place, PlaceLevel, gazetteer
from corpus.plan import Plan
from eval.loading import Parts, load_parts
from eval.question_set import Half, default_files, read_questions
from index.dense.faiss import FaissIndex
from index.lexical import LexicalIndex
from index.passages import split
from index.query import Catalogue, understand
from index.search import Searcher
from index.store import SearchIndex
from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_ERR = Console(stderr=True)
_SEED = 20
_NOISE = 0.02  # of each dimension; a unit vector of 384 dimensions has 0.05 in each
_DEPTH = 10

_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def look_alike(plan: Plan, other: Place) -> Plan:
    """Return `plan` as though it were of another place, whose short name must be as long."""
    value = plan.metadata.value("place")
    own = gazetteer().resolve(value)[0].short if value else ""
    text = _PLAN.dump_json(plan).decode()
    copy = _PLAN.validate_json(text.replace(own, other.short) if own else text)
    place = copy.metadata.place
    metadata = replace(copy.metadata, place=replace(place, value=other.full_name) if place else None)
    return replace(copy, id=f"{plan.id}-{other.code}", metadata=metadata)


def enlarged(parts: Parts, passages: int) -> SearchIndex:
    """Return the index with look-alikes, at least `passages` passages in all. Takes a minute for 100,000."""
    index = parts.index
    vectors = parts.cache.vectors(parts.embedder.name, [passage.searchable for passage in index.passages])
    own = [place for plan in index.plans.values() for place in gazetteer().resolve(plan.metadata.value("place") or "")]
    rounds = -(-passages // len(index.passages))
    plans = dict(index.plans)
    every, rows = list(index.passages), list(range(len(index.passages)))
    for _, other in zip(range(rounds - 1), _other_places(own), strict=False):
        for plan in index.plans.values():
            copy = look_alike(plan, other)
            plans[copy.id] = copy
            every += split(copy)
            rows += index.rows_of[plan.id].tolist()
    noise = np.random.default_rng(_SEED).normal(0, _NOISE, (len(rows), vectors.shape[1])).astype(np.float32)
    noise[: len(vectors)] = 0
    noisy = vectors[rows] + noise
    noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
    lexical = LexicalIndex.build([passage.searchable for passage in every])
    return SearchIndex(index.manifest, plans, tuple(every), FaissIndex.build(noisy), lexical)


def timings(index: SearchIndex, parts: Parts, questions: Sequence[str]) -> dict[str, list[float]]:
    """Return the milliseconds of each step, for each question; what is loaded at first use is loaded before."""
    searcher, catalogue = Searcher(index, parts.embedder), Catalogue(index.plans)
    searcher.warm_up()
    for question in questions[:_DEPTH]:
        searcher.search(understand(question, catalogue), _DEPTH)
    steps: dict[str, list[float]] = {"understand": [], "embed": [], "retrieve": [], "rank": [], "together": []}
    for question in questions:
        begun = time.perf_counter()
        query = understand(question, catalogue)
        understood = time.perf_counter()
        searcher.embed(query)
        embedded = time.perf_counter()
        found = searcher.retrieve(query)  # embeds once more
        retrieved = time.perf_counter()
        searcher.rank(found, _DEPTH)
        ranked = time.perf_counter()
        embedding = embedded - understood
        together = ranked - begun - embedding
        spent = (understood - begun, embedding, retrieved - embedded - embedding, ranked - retrieved, together)
        for step, seconds in zip(steps, spent, strict=True):
            steps[step].append(seconds * 1000)
    return steps


def scale(
    passages: Annotated[int, typer.Option("--passages", help="how many passages at least")] = 100_000,
    most: Annotated[int, typer.Option("--questions", help="how many questions at most")] = 200,
) -> None:
    """Measure retrieval from the plans, and from many look-alikes of them."""
    parts = load_parts(read_settings())
    asked = [each.question for each in read_questions(default_files()) if each.half is Half.DEV and not each.history]
    with _ERR.status(f"{passages} passages …"):
        large = enlarged(parts, passages)
    table = Table("passages", "plans", *(f"{step}, ms" for step in _medians({})), "p95", "ratio", box=None)
    base = 0.0
    for index in (parts.index, large):
        steps = timings(index, parts, asked[:most])
        medians = _medians(steps)
        base = base or medians["together"]
        cells = [f"{value:.1f}" for value in medians.values()]
        p95 = float(np.percentile(steps["together"], 95))
        ratio = medians["together"] / base
        table.add_row(str(len(index.passages)), str(len(index.plans)), *cells, f"{p95:.1f}", f"{ratio:.2f}")
    _OUT.print(table)


def _medians(steps: dict[str, list[float]]) -> dict[str, float]:
    names = ("understand", "embed", "retrieve", "rank", "together")
    return {name: median(steps[name]) if steps else 0.0 for name in names}


def _other_places(own: Iterable[Place]) -> Iterator[Place]:
    """Yield places of the gazetteer with short names of two characters, each name once and none of the library's."""
    seen = {place.short for place in own}
    for place in gazetteer().places:
        if (
            place.level in (PlaceLevel.PREFECTURE, PlaceLevel.COUNTY)
            and len(place.short) == 2
            and place.short not in seen
        ):
            seen.add(place.short)
            yield place


if __name__ == "__main__":
    typer.run(scale)
