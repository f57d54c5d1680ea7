"""`python -m eval.bench.stores`: the same questions with the vectors in FAISS and in Milvus.

The vectors of the index in use are put into a collection of their own, which is dropped at the end.
"""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from eval.judgement import Judgement, Measure
from eval.loading import Parts, load_parts
from eval.question_set import Half, Question, default_files, read_questions
from eval.retrieval import ask_all
from index.dense.faiss import FaissIndex
from index.dense.milvus import MilvusStore
from index.query import Catalogue, understand
from index.search import Searcher
from index.store import Labels
from service.answer.answerer import Answerer
from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 120)
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Difference:
    """How two stores differ over the same questions."""

    questions: int
    same_hits: int
    same_answers: int
    largest_score: float
    recall_5: tuple[float, float]
    correct: tuple[float, float]
    ms: tuple[float, float]


def compare(parts: Parts, milvus: str | None, questions: Sequence[Question]) -> Difference:
    """Ask every question with either store; the rest of the index is the same."""
    index = parts.index
    vectors = parts.cache.vectors(parts.embedder.name, [each.searchable for each in index.passages])
    labels = Labels(list(index.plans.values()), index.passages)
    with tempfile.TemporaryDirectory() as folder:
        there = MilvusStore(milvus or str(Path(folder) / "milvus.db"))
        there.write(Path(folder), Path(folder), vectors, labels)
        try:
            dense = (FaissIndex.build(vectors), there.load(Path(folder)))
            return _difference([Searcher(replace(index, dense=each), parts.embedder) for each in dense], questions)
        finally:
            there.remove(Path(folder))
            there.close()


def _difference(searchers: Sequence[Searcher], questions: Sequence[Question]) -> Difference:
    same, largest = 0, 0.0
    catalogue = Catalogue(searchers[0].index.plans)
    for question in questions:
        query = understand(question.question, catalogue)
        one, other = (each.search(query, _DEPTH) for each in searchers)
        same += [hit.passage.id for hit in one] == [hit.passage.id for hit in other]
        largest = max([largest, *(abs(a.score - b.score) for a, b in zip(one, other, strict=False))])
    runs = [ask_all(Answerer(each), questions) for each in searchers]
    judged = [[each.judgement for each in run] for run in runs]
    texts = [[each.answer.text for each in run] for run in runs]
    return Difference(
        len(questions),
        same,
        sum(one == other for one, other in zip(*texts, strict=True)),
        largest,
        _pair(judged, Measure.RECALL_5),
        _pair(judged, Measure.CORRECT),
        _pair(judged, Measure.TIME),
    )


def _pair(judged: Sequence[Sequence[Judgement]], measure: Measure) -> tuple[float, float]:
    summed = median if measure.is_median else np.mean
    values = [[each.values[measure] for each in run if measure in each.values] for run in judged]
    return float(summed(values[0])), float(summed(values[1]))


def stores(
    milvus: Annotated[str | None, typer.Option("--milvus", help="address of a Milvus; Milvus Lite otherwise")] = None,
    most: Annotated[int | None, typer.Option("--questions", help="how many questions at most")] = None,
) -> None:
    """Ask the questions of the dev half with either store, and print how they differ."""
    asked = [each for each in read_questions(default_files()) if each.half is Half.DEV and not each.history]
    found = compare(load_parts(read_settings()), milvus, asked[:most])
    _OUT.print_json(data=asdict(found))


if __name__ == "__main__":
    typer.run(stores)
