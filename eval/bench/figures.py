"""What a run of the benchmark came to: the figures of each engine, their ratios, and the goals."""

from collections.abc import Callable, Iterator
from operator import ge, le
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from eval.bench.engines import MODEL, OURS, PEERS
from eval.bench.measure import Built, Served
from eval.bench.scale import Documents, VectorSearch


class Measured(BaseModel):
    """One engine."""

    model_config = ConfigDict(frozen=True)

    built: Built | None
    served: Served


class Bench(BaseModel):
    """One run."""

    model_config = ConfigDict(frozen=True)

    engines: dict[str, Measured]
    documents: Documents | None = None
    vectors: VectorSearch | None = None


class Goal(NamedTuple):
    """What was wanted, and what was found."""

    title: str
    wanted: str
    found: float
    is_met: bool


def rows(result: Bench) -> Iterator[tuple[str, list[float | None]]]:
    """Yield a line for each measure: its name, and the value of each engine."""
    every = list(result.engines.values())
    built: dict[str, Callable[[Built], float]] = {
        "passages": lambda each: each.passages,
        "build, passages a second": lambda each: each.passages / each.seconds,
        "build, CPU ms a passage": lambda each: 1000 * each.cpu_s / each.passages,
        # Passages are not of one size, and some carry their headings: the documents are the same for all.
        "build, s for the same documents": lambda each: each.seconds,
        "build, CPU s for the same documents": lambda each: each.cpu_s,
        "build, peak memory, MB": lambda each: each.peak_mb,
        "on disk, MB": lambda each: each.disk_mb,
    }
    served: dict[str, Callable[[Served], float]] = {
        "start to first answer, s": lambda each: each.start_s,
        "start to first answer, CPU s": lambda each: each.start_cpu_s,
        "memory, MB": lambda each: each.rss_mb,
        "question, p50 ms": lambda each: each.p50_ms,
        "question, p95 ms": lambda each: each.p95_ms,
        "question, CPU ms": lambda each: each.cpu_ms,
    }
    for title, of_built in built.items():
        yield title, [of_built(each.built) if each.built else None for each in every]
    for title, of_served in served.items():
        yield title, [of_served(each.served) for each in every]
    for askers in sorted({each for one in every for each in one.served.per_second}):
        yield f"{askers} askers, questions a second", [each.served.per_second.get(askers) for each in every]


def cpu_ratios(result: Bench) -> dict[str, float]:
    """Return the CPU time of one question of each engine, to that of the model alone: it hardly knows what else runs."""
    alone = result.engines.get(MODEL)
    if alone is None:
        return {}
    return {name: each.served.cpu_ms / alone.served.cpu_ms for name, each in result.engines.items()}


def goals(result: Bench) -> Iterator[Goal]:
    """Yield the goals that this run can tell of."""
    ours, alone = result.engines.get(OURS), result.engines.get(MODEL)
    peers = [each for name, each in result.engines.items() if name in PEERS]
    if ours and alone:
        yield _most("question p50, to the model alone", 2.5, ours.served.p50_ms / alone.served.p50_ms)
    if ours:
        yield _most("memory with the plans, MB", 700, ours.served.rss_mb)
    if ours and peers:
        fastest = min(each.served.p50_ms for each in peers)
        yield _most("question p50, to the fastest peer", 0.4, ours.served.p50_ms / fastest)
        askers = max(ours.served.per_second)
        busiest = max(each.served.per_second[askers] for each in peers)
        yield _least(f"{askers} askers, to the fastest peer", 3, ours.served.per_second[askers] / busiest)
        rates = [each.built.passages / each.built.seconds for each in (ours, *peers) if each.built]
        yield _least("build, passages a second, to the fastest peer", 2, rates[0] / max(rates[1:]))
    if result.documents:
        many, few = result.documents.many, result.documents.few
        yield _most(f"{many.passages} passages, p50 to the plans alone", 2, many.answer_p50 / few.answer_p50)
        yield _least(f"recall@5 among {many.documents} look-alikes", 0.95, result.documents.of_look_alikes.recall_5)
    if result.vectors:
        yield _most(f"{result.vectors.vectors} vectors, p50 ms", 60, result.vectors.p50_ms)
        yield _least(f"{result.vectors.vectors} vectors, recall@10", 0.97, result.vectors.recall_10_of_questions)


def _most(title: str, wanted: float, found: float) -> Goal:
    return Goal(title, f"≤ {wanted:g}", found, le(found, wanted))


def _least(title: str, wanted: float, found: float) -> Goal:
    return Goal(title, f"≥ {wanted:g}", found, ge(found, wanted))
