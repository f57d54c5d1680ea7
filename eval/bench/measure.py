"""`python -m eval.bench.measure build|serve ENGINE CORPUS FOLDER`: one engine in a process of its own, as one line of JSON.

Wall-clock times are what somebody waits for, on this machine as busy as it is; CPU times hardly depend on what else runs.
"""

import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from pydantic import BaseModel, ConfigDict

from eval.bench.engines import Ask, engine

_WARM_UP = 5


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True)


class Built(_Figures):
    """What building took, with the loading of the model; `disk_mb` is what must be kept to serve."""

    passages: int
    seconds: float
    cpu_s: float
    peak_mb: float
    disk_mb: float


class Served(_Figures):
    """What serving took. `start_s` is from the start of the process to the first answer; `per_second` is by askers."""

    start_s: float
    start_cpu_s: float
    rss_mb: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    per_second: dict[int, float]


def build(name: str, corpus: Path, folder: Path) -> Built | None:
    """Build an engine into an empty folder; None for one that has nothing to build."""
    begun, cpu = time.perf_counter(), time.process_time()
    make = engine(name).build
    if make is None:
        return None
    passages = make(corpus, folder)
    seconds, cpu_s = time.perf_counter() - begun, time.process_time() - cpu
    kept = [path for path in folder.rglob("*") if path.is_file() and path.name != "embeddings.sqlite"]
    return Built(
        passages=passages,
        seconds=seconds,
        cpu_s=cpu_s,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        disk_mb=sum(path.stat().st_size for path in kept) / 1e6,
    )


def serve(
    name: str, corpus: Path, folder: Path, questions: Sequence[str], askers: Sequence[int], since: float
) -> Served:
    """Load an engine and ask it; `since` is when the process was started, by `time.time()`."""
    ask = engine(name).load(corpus, folder)
    ask(questions[0])
    start_s, start_cpu_s = time.time() - since, time.process_time()
    for question in questions[:_WARM_UP]:
        ask(question)
    memory = rss_mb()
    cpu = time.process_time()
    times = [_seconds(ask, question) for question in questions]
    cpu_ms = 1000 * (time.process_time() - cpu) / len(questions)
    return Served(
        start_s=start_s,
        start_cpu_s=start_cpu_s,
        rss_mb=memory,
        p50_ms=1000 * float(np.percentile(times, 50)),
        p95_ms=1000 * float(np.percentile(times, 95)),
        cpu_ms=cpu_ms,
        per_second={each: _throughput(ask, questions, each) for each in askers},
    )


def rss_mb() -> float:
    """Return the resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def _seconds(ask: Ask, question: str) -> float:
    begun = time.perf_counter()
    ask(question)
    return time.perf_counter() - begun


def _throughput(ask: Ask, questions: Sequence[str], askers: int) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(askers) as pool:
        list(pool.map(ask, questions))
    return len(questions) / (time.perf_counter() - begun)


def measure(
    step: str,
    name: str,
    corpus: Path,
    folder: Path,
    since: Annotated[float, typer.Option()] = 0.0,
    askers: Annotated[str, typer.Option()] = "1,4,16",
) -> None:
    """Measure one step of one engine; questions come one a line on standard input."""
    if step == "build":
        figures: _Figures | None = build(name, corpus, folder)
    else:
        questions = sys.stdin.read().splitlines()
        figures = serve(name, corpus, folder, questions, [int(each) for each in askers.split(",")], since)
    sys.stdout.write(f"\n{figures.model_dump_json() if figures else 'null'}\n")


if __name__ == "__main__":
    typer.run(measure)
