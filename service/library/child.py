"""The process in which a service lets a change be made, so that no request waits for it.

python -m service.library.child   reads one Task on its input, writes one Message a line, and ends with its parent
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from corpus.collector import collector_paused
from corpus.documents import State
from corpus.errors import CorpusError
from index.errors import SearchIndexError
from service.errors import ServiceError
from service.library.changes import Change, Recipe
from service.library.process import MOST_MEMORY, bound_memory, environment_of_a_child

if TYPE_CHECKING:
    from service.library.updating import Outcome

_POLITENESS = 5  # questions go first


class Task(BaseModel):
    """What the process is to do."""

    model_config = ConfigDict(frozen=True)

    recipe: Recipe
    change: Change
    again: bool = False


class Result(BaseModel):
    """What an update did, in figures."""

    model_config = ConfigDict(frozen=True)

    index_version: str
    rebuilt: bool
    plans: int
    passages: int
    embedded: int
    documents: list[str]
    left_out: list[str]
    seen: State

    @classmethod
    def of(cls, outcome: "Outcome") -> "Result":
        """Return the figures of an outcome."""
        report = outcome.report
        return cls(
            index_version=report.version,
            rebuilt=report.rebuilt,
            plans=len(report.plans),
            passages=len(report.passages),
            embedded=report.embedded,
            documents=[path.name for path in outcome.documents],
            left_out=[f"{problem.path.name}: {problem.reason}" for problem in report.problems],
            seen=outcome.seen,
        )


class Message(BaseModel):
    """One line of what the process says: how far it is, at last the result or why there is none."""

    step: str = ""
    done: int = 0
    total: int = 0
    result: Result | None = None
    refused: str | None = None


class Child:
    """A process that makes one change."""

    def __init__(self, task: Task) -> None:
        """Start the process."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "service.library.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment_of_a_child(),
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it died already: `messages` ends at once
            self._process.stdin.write(task.model_dump_json() + "\n")
            self._process.stdin.flush()

    def messages(self) -> Iterator[Message]:
        """Yield what the process says until it ends; a process that was killed ends without result or refusal."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield Message.model_validate_json(line)
        self._process.wait()

    def kill(self) -> None:
        """End the process; what it was building is dropped."""
        self._process.kill()

    def close(self) -> None:
        """Wait for the process and let go of it."""
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()


def main() -> None:
    """Make the change that the input asks for."""
    # Imported here because the service, which starts this process, reads and builds nothing itself.
    with collector_paused():
        from service.library.updating import update

    # What a library prints is no message.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    task = Task.model_validate_json(sys.stdin.readline())
    for each in (signal.SIGINT, signal.SIGTERM):  # sent to all processes of a service, they are for its parent to heed
        signal.signal(each, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError):
        os.nice(_POLITENESS)
    bound_memory()

    def say(message: Message) -> None:
        out.write(message.model_dump_json() + "\n")
        out.flush()

    def watcher(step: str, done: int = 0, total: int = 0) -> None:
        say(Message(step=step, done=done, total=total))

    try:
        outcome = update(task.recipe, task.change, again=task.again, watcher=watcher)
    except (CorpusError, SearchIndexError, ServiceError) as error:
        say(Message(refused=str(error)))
        sys.exit(1)
    except MemoryError:
        gib = MOST_MEMORY >> 30
        say(Message(refused=f"a document or the whole corpus needs more than {gib} GiB of memory: add it in parts"))
        sys.exit(1)
    say(Message(result=Result.of(outcome)))


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(3)


if __name__ == "__main__":
    main()
