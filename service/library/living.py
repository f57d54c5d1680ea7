"""A library in a service: the answerer follows the index in use, and changes make the next one."""

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from corpus.documents import documents_by_id
from index.errors import SearchIndexError
from service.answer.answerer import Answerer
from service.database.store import Database, DatabaseUnavailable
from service.errors import LibraryUnwritable, UnknownPlan
from service.library.changes import Add, Recipe, Reindex, Remove
from service.library.child import Child, Result, Task
from service.library.jobs import Job, JobStore, new_id
from service.library.line import Line, Worker
from service.library.loading import Loader
from service.library.uploads import Upload, drop_upload, receive
from service.library.watching import FolderWatch
from service.settings import Settings

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_S = 1.0
_TRY_AGAIN_S = 30.0


class LivingLibrary:
    """Loads the index in use and notices when another one is; takes changes of the library, which another process makes."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        loader: Loader | None = None,
        *,
        make: Callable[[Task], Worker] | None = None,
        tidy: Callable[[], None] = lambda: None,
    ) -> None:
        self._recipe = Recipe.of(settings)
        self._loader = loader or Loader(settings)
        self._database = database
        self.jobs = JobStore(database)
        self._watch = FolderWatch(self._recipe.corpus, self._reindex) if settings.watch else None
        self._line = Line(self._recipe, self.jobs, make=make or Child, follow=self._follow, idle=self._look, tidy=tidy)
        self._use: Callable[[Answerer], None] = lambda _: None
        self._in_use: str | None = None
        self._swapping = threading.Lock()
        self._stopped = threading.Event()
        self._follower = threading.Thread(target=self._follow_others, name="index", daemon=True)

    def start(self, use: Callable[[Answerer], None]) -> None:
        """Load the index in use and call `use` with its answerer; again with another one, whenever another is in use.

        Raises SearchIndexError when there is none.
        """
        self._use = use
        self._swap()
        with suppress(DatabaseUnavailable):  # it is said in the log, and tried again when something is to be remembered
            self._database.open()
        self._follower.start()
        self._line.start()
        if self._watch:
            self._watch.start()

    def stop(self) -> None:
        """Stop following and updating; a job under way is begun again by the next service."""
        self._stopped.set()
        if self._watch:
            self._watch.stop()
        self._line.stop()
        if self._follower.is_alive():
            self._follower.join(timeout=5)

    def add(self, uploads: Sequence[Upload]) -> Job:
        """Ask for documents to be added. Raises what `receive` raises, LibraryUnwritable and DatabaseUnavailable."""
        self._check_writable(self._recipe.corpus)
        job_id = new_id()
        try:
            files = receive(self._recipe.index, self._recipe.corpus, job_id, uploads, self._recipe.max_document_bytes)
            return self._line.submit(Add(files=files), job_id)
        except OSError as error:
            raise LibraryUnwritable(f"the upload cannot be kept ({error.strerror}): make room on the server") from error
        except BaseException:
            drop_upload(self._recipe.index, job_id)
            raise

    def remove(self, plan_id: str) -> Job:
        """Ask for a plan to be taken out. Raises UnknownPlan, LibraryUnwritable and DatabaseUnavailable."""
        documents = documents_by_id(self._recipe.corpus)
        if plan_id not in documents:
            raise UnknownPlan(plan_id, sorted(documents))
        self._check_writable(documents[plan_id].parent)
        return self._line.submit(Remove(plan_id=plan_id))

    def reindex(self, *, full: bool = False) -> Job:
        """Ask for the index to follow the corpus as it is. Raises LibraryUnwritable and DatabaseUnavailable."""
        self._check_writable()
        return self._line.submit(Reindex(full=full))

    def _check_writable(self, *more: Path) -> None:
        for folder in (self._recipe.index, *more):
            there = next(each for each in (folder, *folder.parents) if each.exists())
            if not os.access(there, os.W_OK | os.X_OK):
                raise LibraryUnwritable(f"the folder {folder} cannot be written to: the library cannot be changed")

    def _swap(self) -> None:
        """Load the index in use, if it is not the one that answers, and let it answer."""
        with self._swapping:
            answerer = self._loader.load()
            if answerer.index_version != self._in_use:
                self._in_use = answerer.index_version
                self._use(answerer)

    def _follow(self, result: Result) -> None:
        if self._watch:
            self._watch.follows(result.seen)
        try:
            self._swap()
        except SearchIndexError as error:
            _LOG.error("the new index cannot be loaded, the one before answers on: %s", error)

    def _follow_others(self) -> None:
        not_before = 0.0
        while not self._stopped.wait(_LOOK_EVERY_S):
            try:
                self._loader.warm_up_english()
                if self._loader.version_in_use() != self._in_use and time.monotonic() > not_before:
                    self._swap()
            except Exception as error:  # whatever is wrong with another index, this one answers
                not_before = time.monotonic() + _TRY_AGAIN_S
                _LOG.error("the index in use cannot be loaded, the one before answers on: %s", error)

    def _look(self) -> None:
        if self._watch:
            self._watch.look()

    def _reindex(self) -> None:
        _LOG.info("the corpus %s has changed: its index follows", self._recipe.corpus)
        self._line.submit(Reindex())
