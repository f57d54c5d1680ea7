import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.embedding import BUNDLED
from service.library.changes import Add, Recipe, Reindex
from service.library.child import Child, Message, Task
from service.settings import read_settings


@pytest.fixture
def nowhere(recipe: Recipe) -> Task:
    """A task that is refused as soon as it is begun."""
    return Task(recipe=recipe.model_copy(update={"corpus": recipe.corpus / "nowhere"}), change=Reindex())


def said_by(task: Task) -> list[Message]:
    child = Child(task)
    try:
        return list(child.messages())
    finally:
        child.close()


def test_what_is_refused_is_said_in_a_sentence(nowhere: Task) -> None:
    reading, refused = said_by(nowhere)
    assert reading.step == "reading"
    assert refused.refused is not None
    assert "is not a folder" in refused.refused


def test_a_process_that_is_killed_says_no_more(nowhere: Task) -> None:
    child = Child(nowhere)
    child.kill()
    said = list(child.messages())
    child.close()
    assert all(message.result is None and message.refused is None for message in said)


def test_the_process_ends_with_the_one_that_started_it(recipe: Recipe, tmp_path: Path) -> None:
    # A service that is killed must leave nobody who goes on changing the library while the next one begins.
    told = tmp_path / "pid"
    (recipe.index / "versions").mkdir(parents=True)
    code = (
        "import os, sys, time; from filelock import FileLock; from pathlib import Path;"
        "from service.library.child import Child, Task;"
        "task = Task.model_validate_json(sys.argv[1]); FileLock(task.recipe.index / '.updating.lock').acquire();"
        "child = Child(task); Path(sys.argv[2]).write_text(str(child._process.pid)); time.sleep(600)"
    )
    task = Task(recipe=recipe, change=Reindex()).model_dump_json()
    parent = subprocess.Popen([sys.executable, "-c", code, task, str(told)])
    while not (told.exists() and told.read_text(encoding="ascii")):
        time.sleep(0.05)
    pid = int(told.read_text(encoding="ascii"))
    os.kill(pid, 0)
    parent.kill()
    parent.wait()
    for _ in range(600):
        if not is_running(pid):
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    raise AssertionError("the child goes on without its parent")


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is more than an entry that nobody has asked for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_a_change_is_made_with_the_real_model(recipe: Recipe, lanzhou: Path) -> None:
    real = recipe.model_copy(update={"model": BUNDLED, "cache": read_settings().cache})
    said = said_by(Task(recipe=real, change=Add(files=(lanzhou,))))
    result = said[-1].result
    assert result is not None
    assert (result.plans, result.documents) == (4, ["lanzhou.txt"])
    steps = list(dict.fromkeys(message.step for message in said[:-1]))
    assert [step for step in steps if step != "embedding"] == ["reading", "writing", "checking", "swapping"]
