"""One change of a library: read, built aside, checked, swapped in, and only then made in the corpus; or nothing at all.

The index goes first and the documents follow, so that what fails leaves both as they were. Where a kill falls between
the two, the index in use is whole, and the change can be asked for again.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from corpus.derived import keep_in
from corpus.documents import State, documents_by_id, files_of, put, removable, state_of, take_out
from corpus.library import PlanLibrary, read_documents, read_library
from index.build import BuildReport, Step, build_from
from index.embedding import Embedder, Progress
from index.embedding_cache import EmbeddingCache
from index.errors import CacheError, SearchIndexError
from index.known import known_plans
from index.rollback import roll_back
from service.errors import LibraryUnwritable
from service.library.changes import DERIVED, WAITING, Add, Change, Recipe, Remove

READING = "reading"
_TELL_EVERY_S = 30.0


class Watcher(Protocol):
    """Is told how far an update is."""

    def __call__(self, step: str, done: int = 0, total: int = 0) -> None:
        """Note the step, and within it how much of how much is done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update did; `documents` are those that it put into the corpus or took out of it."""

    report: BuildReport
    documents: tuple[Path, ...]
    seen: State  # of the corpus that the index follows


@dataclass(frozen=True, slots=True)
class _Plan:
    """The library as it is to be, and what makes the corpus the same."""

    library: PlanLibrary
    documents: tuple[Path, ...]
    carry_out: Callable[[], None]


def update(
    recipe: Recipe,
    change: Change,
    *,
    again: bool = False,
    watcher: Watcher = lambda step, done=0, total=0: None,  # noqa: ARG005
    load_embedder: Callable[[], Embedder] | None = None,
) -> Outcome:
    """Make `change`; updates of one library wait for one another. Takes seconds, or minutes for many new passages.

    `again` says that it was begun before: what is done already is no failure. Raises CorpusError, SearchIndexError or
    LibraryUnwritable; then the corpus and the index in use are what they were before.
    """
    keep_in(recipe.cache / DERIVED)
    with _failures(recipe), _one_at_a_time(recipe.index, watcher):
        watcher(READING)
        seen = state_of(recipe.corpus)
        plan = _planned(recipe, change, lambda done, total: watcher(READING, done, total), again=again)
        store = recipe.dense_store()
        report = build_from(
            plan.library,
            recipe.index,
            model=recipe.model_name(),
            load_embedder=load_embedder or recipe.load_embedder,
            cache=EmbeddingCache(recipe.cache / "embeddings.sqlite"),
            full=getattr(change, "full", False),
            progress=lambda done, total: watcher(Step.EMBEDDING, done, total),
            on_step=lambda step: watcher(step),
            store=store,
        )
        try:
            plan.carry_out()
        except OSError:
            if report.rebuilt:
                with suppress(SearchIndexError):  # the first index has none before it
                    roll_back(recipe.index, recipe.model_name(), store)
            raise
        now = state_of(recipe.corpus)
        own = {each.relative_to(recipe.corpus).as_posix() for path in plan.documents for each in files_of(path)}
        # What others changed meanwhile is not in the index: it is still to be seen.
        seen = {name: state for name, state in seen.items() if name not in own}
        seen |= {name: now[name] for name in own if name in now}
    return Outcome(report, plan.documents, seen)


def _planned(recipe: Recipe, change: Change, progress: Progress, *, again: bool) -> _Plan:
    if isinstance(change, Add):
        return _with(recipe, change, progress)
    if isinstance(change, Remove):
        return _without(recipe, change, progress, again=again)
    return _Plan(_library(recipe, progress, full=getattr(change, "full", False)), (), lambda: None)


def _library(recipe: Recipe, progress: Progress, *, full: bool = False) -> PlanLibrary:
    """Read the corpus; plans that the index in use has are not read again, unless all is to be made anew."""
    if full:
        return read_library(recipe.corpus, recipe.max_document_bytes, progress)
    return read_library(recipe.corpus, recipe.max_document_bytes, progress, known_plans(recipe.index))


def _with(recipe: Recipe, change: Add, progress: Progress) -> _Plan:
    added = read_documents(recipe.corpus, change.files, recipe.max_document_bytes)
    there = PlanLibrary(())
    if documents_by_id(recipe.corpus):
        there = _library(recipe, progress)
    plans = {plan.id: plan for plan in (*there.plans, *added.plans)}
    ordered = tuple(plans[plan_id] for plan_id in sorted(plans))
    targets = tuple(recipe.corpus / file.name for file in change.files)
    origins = {**there.origins, **added.origins}
    return _Plan(PlanLibrary(ordered, there.problems, origins), targets, lambda: put(recipe.corpus, change.files))


def _without(recipe: Recipe, change: Remove, progress: Progress, *, again: bool) -> _Plan:
    if again and change.plan_id not in documents_by_id(recipe.corpus):
        return _Plan(_library(recipe, progress), (), lambda: None)
    path = removable(recipe.corpus, change.plan_id)
    there = _library(recipe, progress)
    plans = tuple(plan for plan in there.plans if plan.id != change.plan_id)
    problems = tuple(problem for problem in there.problems if problem.path != path)
    return _Plan(PlanLibrary(plans, problems, there.origins), (path,), lambda: take_out(path))


@contextmanager
def _one_at_a_time(index: Path, watcher: Watcher) -> Iterator[None]:
    index.mkdir(parents=True, exist_ok=True)
    lock = FileLock(index / ".updating.lock")
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_TELL_EVERY_S)
        except Timeout:
            watcher(WAITING)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _failures(recipe: Recipe) -> Iterator[None]:
    """Say in one sentence what the system refuses."""
    try:
        yield
    except CacheError:
        raise
    except (OSError, sqlite3.Error) as error:
        where = getattr(error, "filename", None) or recipe.index
        reason = getattr(error, "strerror", None) or f"{error}; {_free_mb(recipe.index):.1f} MB are free"
        raise LibraryUnwritable(
            f"the library was not changed, {where} cannot be written ({reason}): make room there, or make it writable; "
            "the index there was answers on"
        ) from error


def _free_mb(folder: Path) -> float:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free / 1e6
