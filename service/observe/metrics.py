"""What is counted and measured. Values are kept for each process; with PROMETHEUS_MULTIPROC_DIR they are added up."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from index.embedding import Embedder, Progress, Vectors
from index.query import Intent
from service.answer.model import Answer, Status

REGISTRY = CollectorRegistry()
_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUESTS = Counter(
    "policyqa_requests", "Requests that were answered.", ("method", "route", "status"), registry=REGISTRY
)
REQUEST_SECONDS = Histogram(
    "policyqa_request_seconds", "From the request to the last byte.", ("route",), buckets=_BUCKETS_S, registry=REGISTRY
)
IN_PROGRESS = Gauge(
    "policyqa_requests_in_progress", "Requests being answered.", registry=REGISTRY, multiprocess_mode="livesum"
)
WAITING = Gauge(
    "policyqa_queue_depth",
    "What waits: for a free thread (thread), or for its turn to be answered (turn).",
    ("queue",),
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
ANSWERS = Counter("policyqa_answers", "Answers, by status and intent.", ("status", "intent"), registry=REGISTRY)
ABSTENTIONS = Counter(
    "policyqa_abstentions",
    "Questions that were declined: chat, unknown_place, other_subject, no_evidence.",
    ("reason",),
    registry=REGISTRY,
)
STAGE_SECONDS = Histogram(
    "policyqa_stage_seconds", "Answering, by stage.", ("stage",), buckets=_BUCKETS_S, registry=REGISTRY
)
MODEL_SECONDS = Histogram(
    "policyqa_model_seconds",
    "Time in a model: embedding (a question becomes a vector) or language (an answer is worded).",
    ("model",),
    buckets=_BUCKETS_S,
    registry=REGISTRY,
)
WORDINGS = Counter(
    "policyqa_wordings", "Answers given to the language model, and why a draft was not used.", ("mode", "reason"),
    registry=REGISTRY,
)  # fmt: skip


def count_extracted(answer: Answer) -> None:
    """Count an answer as it was extracted, with the time of each stage."""
    ANSWERS.labels(answer.status, answer.query.intent).inc()
    if answer.status is not Status.ANSWERED:
        ABSTENTIONS.labels(abstention(answer)).inc()
    for stage, milliseconds in answer.timings_ms.items():
        STAGE_SECONDS.labels(stage).observe(milliseconds / 1000)


def count_worded(answer: Answer) -> None:
    """Count an answer that a language model was asked to word; one that it was not asked about is not counted."""
    generation = answer.generation
    if generation.model is None:
        return
    WORDINGS.labels(generation.mode, generation.reason or "").inc()
    MODEL_SECONDS.labels("language").observe(answer.timings_ms.get("generate", 0.0) / 1000)


def abstention(answer: Answer) -> str:
    """Return why a question was declined, in one word."""
    if answer.status is Status.NO_EVIDENCE:
        return "no_evidence"
    if answer.query.intent is Intent.CHAT:
        return "chat"
    return "unknown_place" if answer.query.unknown_places else "other_subject"


class TimedEmbedder:
    """An embedder whose questions are timed; everything else is that of the one it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimension = embedder.dimension

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return what the embedder returns."""
        return self._embedder.embed_passages(texts, progress)

    def embed_query(self, text: str) -> Vectors:
        """Return what the embedder returns, and note how long it took."""
        with _timed("embedding"):
            return self._embedder.embed_query(text)


@contextmanager
def _timed(model: str) -> Iterator[None]:
    begun = perf_counter()
    yield
    MODEL_SECONDS.labels(model).observe(perf_counter() - begun)
