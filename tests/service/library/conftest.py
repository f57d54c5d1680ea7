"""A library of the three tiny plans that can be changed at will, without a model."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from index.errors import SearchIndexError
from index.store import SearchIndex, load_index
from service.errors import ServiceError
from service.library.changes import Change, Recipe, Reindex
from service.library.child import Message, Result, Task
from service.library.updating import Outcome, update
from service.settings import Settings
from tests.conftest import KeywordEmbedder

LANZHOU = "兰州市防灾规划\n\n一、主要目标\n到2025年，新建应急避难场所33处。\n"


class Inline:
    """A worker that makes the change where it is asked for its messages."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def messages(self) -> Iterator[Message]:
        told: list[Message] = []

        def watcher(step: str, done: int = 0, total: int = 0) -> None:
            told.append(Message(step=step, done=done, total=total))

        task = self._task
        try:
            outcome = update(task.recipe, task.change, again=task.again, watcher=watcher, load_embedder=KeywordEmbedder)
        except (CorpusError, SearchIndexError, ServiceError) as error:
            yield Message(refused=str(error))
            return
        yield from told
        yield Message(result=Result.of(outcome))

    def kill(self) -> None:
        """Nothing is under way between messages."""

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def library_settings(corpus_folder: Path, tmp_path: Path) -> Settings:
    """Settings of a library of the three tiny plans."""
    return Settings(
        corpus=corpus_folder, index=tmp_path / "index", cache=tmp_path / "cache", model=KeywordEmbedder.name
    )


@pytest.fixture
def recipe(library_settings: Settings) -> Recipe:
    return Recipe.of(library_settings)


@pytest.fixture
def change(recipe: Recipe) -> Callable[[Change], Outcome]:
    """Makes a change of the library, whose index is there already."""
    update(recipe, Reindex(), load_embedder=KeywordEmbedder)
    return lambda change: update(recipe, change, load_embedder=KeywordEmbedder)


@pytest.fixture
def load(recipe: Recipe) -> Callable[[], SearchIndex]:
    return lambda: load_index(recipe.index, KeywordEmbedder.name)


@pytest.fixture
def lanzhou(tmp_path: Path) -> Path:
    """A document that is not in the corpus yet."""
    path = tmp_path / "sent" / "lanzhou.txt"
    path.parent.mkdir()
    path.write_text(LANZHOU, encoding="utf-8")
    return path
