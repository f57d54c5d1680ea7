"""`python -m eval.bench.adding`: how long one plan more takes until answers come from it, beside thousands of others.

The others are halves of the look-alikes of `look_alikes`, as files, with perturbed vectors; everything else is as it is in
a service: the change is made in a process of its own, the index is loaded beside the one that answers, and then asked.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
import typer
from pydantic import BaseModel, ConfigDict

from corpus.library import read_library
from eval.bench.look_alikes import SEED, look_alikes, perturbed
from eval.bench.measure import rss_mb
from eval.loading import Parts, load_parts
from index.embedding import Progress, Vectors
from index.embedding_cache import EmbeddingCache
from index.passages import split
from service.answer.answerer import Answerer
from service.library.changes import Add, Change, Recipe, Reindex
from service.library.child import Child, Result, Task
from service.library.loading import Loader
from service.settings import Settings, read_settings

_NEW = """{place}临时避险安置规划

一、总体要求

全县建成临时避险安置点三十九处，可安置群众七千四百人。

二、保障措施

每处安置点配备管理员两名，每年组织一次疏散演练。
"""
_PLACE = "西藏自治区阿里地区札达县"
_QUESTION = "札达县建成多少处临时避险安置点？"
_ANSWER = "三十九处"
Found = TypeVar("Found")


class Took(BaseModel):
    """Seconds that passed, and seconds of CPU of this process and of the one that made the change."""

    model_config = ConfigDict(frozen=True)

    seconds: float
    cpu_s: float
    cpu_of_child_s: float


class Adding(BaseModel):
    """The first index of the corpus, how it is loaded, and the change by one plan: made, loaded, asked."""

    model_config = ConfigDict(frozen=True)

    documents: int
    passages: int
    first_index: Took
    first_load: Took
    made: Took
    loaded: Took
    asked: Took
    peak_mb_of_child: float
    rss_mb: float

    @property
    def seconds(self) -> float:
        """From the change asked for to the first answer from it."""
        return self.made.seconds + self.loaded.seconds + self.asked.seconds


class _Perturbed:
    """Vectors without a model: those of the originals, by chance and with noise."""

    def __init__(self, name: str, vectors: Vectors) -> None:
        self.name, self.dimension = name, vectors.shape[1]
        self._vectors, self._chance = vectors, np.random.default_rng(SEED)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:  # noqa: ARG002
        rows = self._chance.integers(0, len(self._vectors), len(texts)).tolist()
        return perturbed(self._vectors, rows, int(self._chance.integers(1 << 30)))

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector


def adding(parts: Parts, settings: Settings, documents: int) -> Adding:
    """Measure adding one plan to `documents` look-alikes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings.model_copy(
            update={"corpus": folder / "corpus", "index": folder / "index", "cache": folder / "cache"}
        )
        _write(parts, settings, documents)
        recipe = Recipe.of(settings)
        first, first_index = _timed(lambda: _change(recipe, Reindex()))
        loader = Loader(settings, lambda: parts.embedder)
        _, first_load = _timed(loader.load)
        new = folder / "札达.txt"
        new.write_text(_NEW.format(place=_PLACE), encoding="utf-8")
        _, made = _timed(lambda: _change(recipe, Add(files=(new,))))
        answerer, loaded = _timed(loader.load)
        _, asked = _timed(lambda: _ask(answerer))
        return Adding(
            documents=documents,
            passages=first.passages,
            first_index=first_index,
            first_load=first_load,
            made=made,
            loaded=loaded,
            asked=asked,
            peak_mb_of_child=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
            rss_mb=rss_mb(),
        )


def _write(parts: Parts, settings: Settings, documents: int) -> None:
    """Write the corpus and the vectors of its passages; the model is that of this machine."""
    settings.corpus.mkdir()
    settings.cache.mkdir()
    (settings.cache / "models").symlink_to(read_settings().cache.absolute() / "models")
    for at, (_, copy, _) in enumerate(look_alikes(tuple(parts.index.plans.values()), documents)):
        middle = copy.text.find("\n", len(copy.text) // 2)
        half = copy.text[middle:] if at % 2 else copy.text[:middle]
        (settings.corpus / f"{copy.id}.txt").write_text(f"{copy.metadata.title.value}\n\n{half}", encoding="utf-8")
    originals = parts.cache.vectors(parts.embedder.name, [each.searchable for each in parts.index.passages])
    texts = [each.searchable for plan in read_library(settings.corpus).plans for each in split(plan)]
    cache = EmbeddingCache(settings.cache / "embeddings.sqlite")
    cache.fill(_Perturbed(parts.embedder.name, originals), list(dict.fromkeys(texts)))


def _change(recipe: Recipe, change: Change) -> Result:
    child = Child(Task(recipe=recipe, change=change))
    try:
        last = list(child.messages())[-1]
    finally:
        child.close()
    if last.result is None:
        raise RuntimeError(last.refused or "the process of the change ended without a word")
    return last.result


def _ask(answerer: Answerer) -> None:
    answer = answerer.answer(_QUESTION)
    if _ANSWER not in answer.text:
        raise RuntimeError(f"the new plan does not answer: {answer.text}")


def _timed(what: Callable[[], Found]) -> tuple[Found, Took]:
    begun, cpu, child = time.perf_counter(), time.process_time(), _of_children()
    found = what()
    return found, Took(
        seconds=time.perf_counter() - begun,
        cpu_s=time.process_time() - cpu,
        cpu_of_child_s=_of_children() - child,
    )


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(
    documents: Annotated[int, typer.Option("--documents", help="look-alike documents")] = 2000,
) -> None:
    """Measure and print one line of JSON."""
    settings = read_settings()
    found = adding(load_parts(settings), settings, documents)
    sys.stdout.write(f"{found.model_dump_json()}\n")


if __name__ == "__main__":
    typer.run(measure)
