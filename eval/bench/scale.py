"""`python -m eval.bench.scale`: retrieval from thousands of look-alike documents, and from a million vectors.

See `look_alikes` for what the documents are and for what their vectors are not.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer
from pydantic import BaseModel, ConfigDict

from eval.baselines.ours import ask_searcher
from eval.bench.look_alikes import SEED, enlarged, perturbed
from eval.bench.measure import rss_mb
from eval.judgement import Judgement, Measure
from eval.loading import Parts, load_parts
from eval.question_set import Half, Question, default_files, read_questions
from eval.retrieval import ask_all
from index.dense.faiss import FaissIndex
from index.query import Catalogue, understand
from index.search import Searcher
from index.store import SearchIndex
from service.answer.answerer import Answerer
from service.settings import read_settings

_DEPTH = 10


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True)


class Steps(_Figures):
    """The median milliseconds of each step of answering, and of a whole answer; CPU milliseconds of the latter."""

    documents: int
    passages: int
    understand: float
    embed: float
    retrieve: float
    rank: float
    answer_p50: float
    answer_p95: float
    answer_cpu: float


class Quality(_Figures):
    """How well questions are answered: recall of what answers cite and of what the search alone finds, and right answers."""

    recall_5: float
    search_recall_5: float
    correct: float


class Documents(_Figures):
    """The plans alone, and with look-alikes of them; and the same questions about either."""

    few: Steps
    many: Steps
    questions: int
    of_originals: Quality
    of_look_alikes: Quality
    made_s: float
    rss_mb: float


class VectorSearch(_Figures):
    """A vector index of perturbed vectors. The memory is that of its process, of which the file is `mapped`."""

    vectors: int
    type: str
    build_s: float
    file_mb: float
    p50_ms: float
    p95_ms: float
    filtered_p50_ms: float
    recall_10_at_build: float | None
    recall_10_of_questions: float
    added_rss_mb: float


def of_documents(parts: Parts, questions: Sequence[Question], documents: int, most: int) -> Documents:
    """Measure answering from the plans, and from `documents` look-alikes with them."""
    begun = time.process_time()
    corpus = enlarged(parts, questions, documents)
    made_s = time.process_time() - begun
    step = max(1, len(corpus.questions) // most)
    asked, originals = corpus.questions[::step][:most], corpus.originals[::step][:most]
    few = _steps(parts.index, parts, [each.question for each in originals])
    many = _steps(corpus.index, parts, [each.question for each in asked])
    return Documents(
        few=few,
        many=many,
        questions=len(asked),
        of_originals=_quality(Searcher(parts.index, parts.embedder), originals),
        of_look_alikes=_quality(Searcher(corpus.index, parts.embedder), asked),
        made_s=made_s,
        rss_mb=rss_mb(),
    )


def _quality(searcher: Searcher, asked: Sequence[Question]) -> Quality:
    judged = [each.judgement for each in ask_all(Answerer(searcher), asked)]
    return Quality(
        recall_5=_mean(judged, Measure.RECALL_5),
        search_recall_5=_mean(ask_searcher(searcher, asked), Measure.RECALL_5),
        correct=_mean(judged, Measure.CORRECT),
    )


def _mean(judged: Sequence[Judgement], measure: Measure) -> float:
    return float(np.mean([each.values[measure] for each in judged if measure in each.values]))


def of_vectors(parts: Parts, questions: Sequence[str], count: int) -> VectorSearch:
    """Measure the vector index alone, of `count` perturbed vectors."""
    vectors = parts.cache.vectors(parts.embedder.name, [each.searchable for each in parts.index.passages])
    chance = np.random.default_rng(SEED)
    noisy = perturbed(vectors, chance.integers(0, len(vectors), count).tolist())
    begun = time.perf_counter()
    built = FaissIndex.build(noisy)
    build_s = time.perf_counter() - begun
    searcher, catalogue = Searcher(parts.index, parts.embedder), Catalogue(parts.index.plans)
    asked = np.stack([searcher.embed(understand(each, catalogue)) for each in questions])
    exact = [set(np.argpartition(-(noisy @ each), _DEPTH)[:_DEPTH].tolist()) for each in asked]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dense.faiss"
        built.save(path)
        record = built.record
        del built, noisy
        before = rss_mb()
        loaded = FaissIndex.load(path)
        times, filtered, found = [], [], 0.0
        some = np.arange(count // 2, min(count // 2 + 500, count))
        for vector, nearest in zip(asked, exact, strict=True):
            begun = time.perf_counter()
            rows, _ = loaded.search(vector, _DEPTH)
            times.append(1000 * (time.perf_counter() - begun))
            begun = time.perf_counter()
            loaded.search(vector, _DEPTH, some)
            filtered.append(1000 * (time.perf_counter() - begun))
            found += len(nearest & set(rows.tolist())) / _DEPTH
        return VectorSearch(
            vectors=count,
            type=record.type,
            build_s=build_s,
            file_mb=sum(each.stat().st_size for each in Path(folder).iterdir()) / 1e6,
            p50_ms=median(times),
            p95_ms=float(np.percentile(times, 95)),
            filtered_p50_ms=median(filtered),
            recall_10_at_build=record.recall_at_10,
            recall_10_of_questions=found / len(asked),
            added_rss_mb=rss_mb() - before,
        )


def _steps(index: SearchIndex, parts: Parts, questions: Sequence[str]) -> Steps:
    searcher, catalogue = Searcher(index, parts.embedder), Catalogue(index.plans)
    answerer = Answerer(searcher)
    answerer.warm_up()
    for question in questions[:_DEPTH]:
        answerer.answer(question)
    steps: dict[str, list[float]] = {name: [] for name in ("understand", "embed", "retrieve", "rank", "answer", "cpu")}
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
        cpu = time.process_time()
        answerer.answer(question)
        answered = time.perf_counter()
        embedding = embedded - understood
        spent = (understood - begun, embedding, retrieved - embedded - embedding, ranked - retrieved, answered - ranked)
        for name, seconds in zip(steps, (*spent, time.process_time() - cpu), strict=True):
            steps[name].append(1000 * max(seconds, 0.0))
    middle = {name: median(values) for name, values in steps.items()}
    return Steps(
        documents=len(index.plans),
        passages=len(index.passages),
        understand=middle["understand"],
        embed=middle["embed"],
        retrieve=middle["retrieve"],
        rank=middle["rank"],
        answer_p50=middle["answer"],
        answer_p95=float(np.percentile(steps["answer"], 95)),
        answer_cpu=middle["cpu"],
    )


def scale(
    documents: Annotated[int, typer.Option("--documents", help="look-alike documents; 0 for none")] = 2000,
    vectors: Annotated[int, typer.Option("--vectors", help="perturbed vectors; 0 for none")] = 1_000_000,
    most: Annotated[int, typer.Option("--questions", help="how many questions at most")] = 200,
) -> None:
    """Measure and print JSON, a line each."""
    parts = load_parts(read_settings())
    asked = [each for each in read_questions(default_files()) if each.half is Half.DEV and not each.history]
    if documents:
        sys.stdout.write(f"{of_documents(parts, asked, documents, most).model_dump_json()}\n")
    if vectors:
        texts = [each.question for each in asked[:most]]
        sys.stdout.write(f"{of_vectors(parts, texts, vectors).model_dump_json()}\n")


if __name__ == "__main__":
    typer.run(scale)
