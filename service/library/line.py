"""The line of changes: one at a time, in the order in which they were asked for, begun again after a crash."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from filelock import FileLock, Timeout

from service.database.store import DatabaseUnavailable
from service.library.changes import Change, Recipe
from service.library.child import Child, Message, Result, Task
from service.library.jobs import Job, JobStore
from service.library.uploads import KEPT_DAYS, drop_strays, drop_upload, where_kept

_LOG = logging.getLogger(__name__)
_LOOK_EVERY_S = 1.0  # other processes put jobs into the line, too
_AWAY_S = 5.0
_LONGEST_AWAY_S = 60.0
_LONGEST_SILENCE_S = 900.0  # for one document, or one step: a document may be made to be read for ever
_TELL_EVERY_S = 0.3
_MOST_ATTEMPTS = 3
_TIDY_EVERY_S = 3600.0


class Worker(Protocol):
    """What makes one change: a process, or in a test something quicker."""

    def messages(self) -> Iterator[Message]:
        """Yield how far it is, at last the result or the refusal."""

    def kill(self) -> None:
        """End it."""

    def close(self) -> None:
        """Let go of it."""


class Line:
    """Does the jobs of a library, in a thread of its own. Of several processes one does them, another when that one ends."""

    def __init__(
        self,
        recipe: Recipe,
        jobs: JobStore,
        *,
        make: Callable[[Task], Worker] = Child,
        follow: Callable[[Result], None] = lambda _: None,
        idle: Callable[[], None] = lambda: None,
        tidy: Callable[[], None] = lambda: None,
    ) -> None:
        """`follow` is called with each result before the job counts as done, `idle` each second between jobs, `tidy` rarely."""
        self._recipe = recipe
        self._jobs = jobs
        self._make = make
        self._follow = follow
        self._idle = idle
        self._tidy = tidy
        self._tidied = 0.0
        self._heard_at = 0.0
        self._worker: Worker | None = None
        self._asked = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="updates", daemon=True)

    def start(self) -> None:
        """Begin to do the jobs."""
        self._thread.start()

    def submit(self, change: Change, job_id: str | None = None) -> Job:
        """Put a change into the line. Raises DatabaseUnavailable."""
        job = self._jobs.add(change, job_id)
        self._asked.set()
        return job

    def stop(self) -> None:
        """Stop at once; a job under way is begun again by whoever does the line next."""
        self._stopped.set()
        self._asked.set()
        worker = self._worker  # the line's thread lets go of it at any moment
        if worker is not None:
            worker.kill()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _run(self) -> None:
        lock = FileLock(self._recipe.index / ".line.lock")
        away_s = _AWAY_S
        while not self._stopped.is_set():
            try:
                if self._mine(lock):
                    self._do_all()
                    self._idle()
                    self._tidy_now_and_then()
                away_s = _AWAY_S
            except DatabaseUnavailable:
                self._stopped.wait(away_s)
                away_s = min(2 * away_s, _LONGEST_AWAY_S)
            except Exception:  # the line goes on, whatever one job does
                _LOG.exception("unexpected failure while an update was made")
                self._stopped.wait(_AWAY_S)
            self._asked.wait(_LOOK_EVERY_S)
            self._asked.clear()
        lock.release()

    def _mine(self, lock: FileLock) -> bool:
        try:
            self._recipe.index.mkdir(parents=True, exist_ok=True)
            if not lock.is_locked:
                lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        return True

    def _do_all(self) -> None:
        for job in self._jobs.open_jobs():
            if self._stopped.is_set() or not self._do(job):
                return

    def _do(self, job: Job) -> bool:
        """Return whether a job is done or refused: one that was broken off is begun again before the next."""
        if job.attempts >= _MOST_ATTEMPTS:
            kept = where_kept(self._recipe.index, job.id)
            self._jobs.fail(
                job.id,
                f"the update was broken off {job.attempts} times: the server's log may say why"
                + (f"; what was sent lies in {kept} for {KEPT_DAYS} days" if kept else ""),
            )
            return True
        self._jobs.begin(job.id)
        self._heard_at = time.monotonic()
        again = job.started_at is not None
        self._worker = worker = self._make(Task(recipe=self._recipe, change=job.change, again=again))
        if self._stopped.is_set():  # `stop` came before there was something to kill
            worker.kill()
        is_over = threading.Event()
        watchdog = threading.Thread(target=self._end_silence, args=(worker, is_over), daemon=True)
        watchdog.start()
        try:
            last = self._watch(job.id, worker)
        finally:
            is_over.set()
            watchdog.join()
            self._worker = None
            worker.kill()
            worker.close()
        if last.result is not None:
            self._follow(last.result)
            self._jobs.finish(job.id, last.result)
        elif last.refused is not None:
            self._jobs.fail(job.id, last.refused)
        elif self._stopped.is_set():
            self._jobs.put_back(job.id)
            return False
        elif time.monotonic() - self._heard_at > _LONGEST_SILENCE_S:
            where = f"{last.step} {last.done}/{last.total}" if last.total else last.step
            self._jobs.fail(job.id, f"the update was given up: at {where} nothing moved for too long")
        else:
            return False
        drop_upload(self._recipe.index, job.id)
        return True

    def _watch(self, job_id: str, worker: Worker) -> Message:
        """Note how far the work is, and return its last message."""
        last, told_at = Message(), 0.0
        for message in worker.messages():
            now = self._heard_at = time.monotonic()
            if message.step and (message.step != last.step or now - told_at > _TELL_EVERY_S):
                self._jobs.progress(job_id, message.step, message.done, message.total)
                told_at = now
            last = message
        return last

    def _end_silence(self, worker: Worker, is_over: threading.Event) -> None:
        while not is_over.wait(min(_LOOK_EVERY_S, _LONGEST_SILENCE_S)):
            if time.monotonic() - self._heard_at > _LONGEST_SILENCE_S:
                worker.kill()
                return

    def _tidy_now_and_then(self) -> None:
        if time.monotonic() - self._tidied > _TIDY_EVERY_S or not self._tidied:
            self._tidied = time.monotonic()
            self._jobs.forget()
            drop_strays(self._recipe.index, {job.id for job in self._jobs.open_jobs()})
            self._tidy()
