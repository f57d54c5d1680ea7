"""What Prometheus reads: the metrics of this process, or of all worker processes together, and the state of the index."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from index import tokens
from service.answer.answerer import Answerer
from service.observe.metrics import REGISTRY

CONTENT_TYPE = CONTENT_TYPE_LATEST
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_CACHES = {"question_words": tokens.cut}


def exposed(answerer: Answerer | None, jobs: Mapping[str, int] | None = None) -> bytes:
    """Return all metrics as text. `answerer` is None before the index is loaded; `jobs` are updates by their state."""
    registry = CollectorRegistry()
    folder = os.environ.get(_FOLDER)
    if folder and Path(folder).is_dir():
        _forget_the_dead(Path(folder))
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
        ProcessCollector(registry=registry)
    registry.register(_State(answerer, jobs or {}))
    return generate_latest(registry)


@contextmanager
def shared_by_processes() -> Iterator[None]:
    """Let the worker processes that are started meanwhile keep their metrics in one folder, which is removed at the end."""
    with TemporaryDirectory(prefix="policyqa-metrics-") as folder:
        before = os.environ.get(_FOLDER)
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            if before is None:
                del os.environ[_FOLDER]
            else:
                os.environ[_FOLDER] = before


class _State(Collector):
    """What is so at this moment, in the process that is asked."""

    def __init__(self, answerer: Answerer | None, jobs: Mapping[str, int]) -> None:
        self._answerer = answerer
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        """Yield the state of the index, of the updates and of the caches."""
        yield _gauge("policyqa_ready", "1 when the index is loaded and the model warm.", float(bool(self._answerer)))
        if self._answerer is not None:
            yield from _of_index(self._answerer)
        updates = GaugeMetricFamily("policyqa_jobs", "Updates of the library, by state.", labels=("state",))
        for state, count in self._jobs.items():
            updates.add_metric((state,), count)
        yield updates
        yield from _of_caches()


def _of_index(answerer: Answerer) -> Iterator[Metric]:
    version = GaugeMetricFamily("policyqa_index_info", "The index that answers come from.", labels=("version",))
    version.add_metric((answerer.index_version,), 1)
    yield version
    created = answerer.index_created_at
    age_s = (datetime.now(UTC) - created).total_seconds()
    yield _gauge("policyqa_index_created_timestamp_seconds", "When the index was built.", created.timestamp())
    yield _gauge("policyqa_index_age_seconds", "How long ago that was.", age_s)
    yield _gauge("policyqa_index_plans", "Plans in the index.", len(answerer.plans))
    passages = sum(map(answerer.passage_count, answerer.plans))
    yield _gauge("policyqa_index_passages", "Passages in the index.", passages)


def _of_caches() -> Iterator[Metric]:
    hits = CounterMetricFamily("policyqa_cache_hits", "Found in a cache of this process.", labels=("cache",))
    misses = CounterMetricFamily("policyqa_cache_misses", "Not found in it.", labels=("cache",))
    for name, cached in _CACHES.items():
        info = cached.cache_info()
        hits.add_metric((name,), info.hits)
        misses.add_metric((name,), info.misses)
    yield hits
    yield misses


def _gauge(name: str, help_text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, help_text, value=value)


def _forget_the_dead(folder: Path) -> None:
    """Drop the gauges of processes that were killed: what they were doing, nobody does any more."""
    for path in folder.glob("gauge_live*_*.db"):
        pid = path.stem.rpartition("_")[2]
        if pid.isdigit() and not _is_alive(int(pid)):
            mark_process_dead(int(pid), str(folder))  # type: ignore[no-untyped-call]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
