import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database.store import Database
from service.library.changes import Add, Recipe, Reindex, Remove
from service.library.child import Message, Result, Task
from service.library.jobs import Job, JobStore, State
from service.library.line import Line
from tests.service.library.conftest import Inline


@pytest.fixture
def jobs(database: Database) -> JobStore:
    return JobStore(database)


@pytest.fixture
def line(recipe: Recipe, jobs: JobStore) -> Iterator[Line]:
    made = Line(recipe, jobs, make=Inline)
    yield made
    made.stop()


def until_done(jobs: JobStore, job: Job) -> Job:
    for _ in range(600):
        found = jobs.get(job.id)
        assert found is not None
        if found.state in {State.DONE, State.FAILED}:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{job} is still not done")


class Killed(Inline):
    """A worker that ends without a word, as one that is killed does."""

    def messages(self) -> Iterator[Message]:
        yield Message(step="reading")


def test_changes_are_made_in_the_order_in_which_they_were_asked_for(
    line: Line, jobs: JobStore, recipe: Recipe, lanzhou: Path
) -> None:
    asked = [line.submit(each) for each in (Add(files=(lanzhou,)), Remove(plan_id="lanzhou"), Reindex())]
    line.start()
    done = [until_done(jobs, job) for job in asked]
    assert [job.state for job in done] == [State.DONE] * 3
    assert [job.result.plans for job in done if job.result] == [4, 3, 3]
    assert not (recipe.corpus / "lanzhou.txt").exists()


def test_a_job_tells_how_far_it_is(line: Line, jobs: JobStore) -> None:
    job = line.submit(Reindex())
    assert (job.state, job.step) == (State.QUEUED, "waiting")
    line.start()
    done = until_done(jobs, job)
    assert (done.step, done.done, done.total, done.attempts) == ("finished", 0, 0, 1)
    assert done.started_at is not None
    assert done.finished_at is not None
    assert done.created_at <= done.started_at <= done.finished_at


def test_what_is_refused_says_why_and_the_next_is_done(line: Line, jobs: JobStore) -> None:
    asked = [line.submit(Remove(plan_id="nosuch")), line.submit(Reindex())]
    line.start()
    refused, done = (until_done(jobs, job) for job in asked)
    assert (refused.state, done.state) == (State.FAILED, State.DONE)
    assert refused.error is not None
    assert refused.error.startswith('there is no plan "nosuch"')


def test_what_was_under_way_when_the_service_was_killed_is_begun_again(
    line: Line, jobs: JobStore, lanzhou: Path
) -> None:
    job = jobs.add(Add(files=(lanzhou,)))
    jobs.begin(job.id)
    line.start()
    done = until_done(jobs, job)
    assert (done.state, done.attempts) == (State.DONE, 2)


def test_what_is_broken_off_time_and_again_is_given_up(recipe: Recipe, jobs: JobStore) -> None:
    line = Line(recipe, jobs, make=Killed)
    job = line.submit(Reindex())
    line.start()
    given_up = until_done(jobs, job)
    line.stop()
    assert (given_up.state, given_up.attempts) == (State.FAILED, 3)
    assert given_up.error is not None
    assert "broken off 3 times" in given_up.error


def test_of_two_processes_one_does_the_jobs(recipe: Recipe, database: Database, jobs: JobStore) -> None:
    made: list[Task] = []

    def make(task: Task) -> Inline:
        made.append(task)
        return Inline(task)

    lines = [Line(recipe, JobStore(database), make=make) for _ in range(2)]
    for each in lines:
        each.start()
    asked = [lines[at % 2].submit(Reindex()) for at in range(4)]
    states = [until_done(jobs, job).state for job in asked]
    for each in lines:
        each.stop()
    assert (states, len(made)) == ([State.DONE] * 4, 4)


def test_when_the_one_ends_the_other_does_the_jobs(recipe: Recipe, jobs: JobStore) -> None:
    first, second = (Line(recipe, jobs, make=Inline) for _ in range(2))
    first.start()
    until_done(jobs, first.submit(Reindex()))
    second.start()
    first.stop()
    job = second.submit(Reindex())
    assert until_done(jobs, job).state is State.DONE
    second.stop()


def test_a_job_counts_as_done_when_its_index_answers(recipe: Recipe, jobs: JobStore) -> None:
    seen: list[State] = []

    def follow(_: Result) -> None:
        seen.extend(job.state for job in jobs.latest(1))

    line = Line(recipe, jobs, make=Inline, follow=follow)
    job = line.submit(Reindex())
    line.start()
    until_done(jobs, job)
    line.stop()
    assert seen == [State.RUNNING]


def test_an_unexpected_failure_does_not_stop_the_line(
    recipe: Recipe, jobs: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.library.line._AWAY_S", 0.01)
    tries: list[Task] = []

    def make(task: Task) -> Inline:
        tries.append(task)
        if len(tries) == 1:
            raise RuntimeError("no process can be started")
        return Inline(task)

    line = Line(recipe, jobs, make=make)
    job = line.submit(Reindex())
    line.start()
    assert until_done(jobs, job).state is State.DONE
    line.stop()


def test_finished_jobs_are_forgotten_after_their_time(
    line: Line, jobs: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = line.submit(Reindex())
    line.start()
    until_done(jobs, job)
    jobs.forget()
    assert len(jobs.latest(10)) == 1
    monkeypatch.setattr("service.library.jobs._KEPT_DAYS", -1)
    jobs.forget()
    assert jobs.latest(10) == []


def test_upload_is_dropped_when_the_job_is_done(line: Line, jobs: JobStore, recipe: Recipe, lanzhou: Path) -> None:
    folder = recipe.index / ".uploads" / "j-1"
    folder.mkdir(parents=True)
    line.submit(Add(files=(lanzhou.rename(folder / "lanzhou.txt"),)), "j-1")
    line.start()
    job = jobs.get("j-1")
    assert job is not None
    until_done(jobs, job)
    line.stop()
    assert not folder.exists()
    assert (recipe.corpus / "lanzhou.txt").exists()


class Stuck(Inline):
    """A worker that reads one document for ever."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._killed = threading.Event()

    def messages(self) -> Iterator[Message]:
        yield Message(step="reading", done=1, total=3)
        self._killed.wait()

    def kill(self) -> None:
        self._killed.set()


def test_what_does_not_move_is_given_up_and_the_next_is_done(
    recipe: Recipe, jobs: JobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.library.line._LONGEST_SILENCE_S", 0.2)
    line = Line(recipe, jobs, make=lambda task: Stuck(task) if isinstance(task.change, Reindex) else Inline(task))
    stuck, next_one = line.submit(Reindex()), line.submit(Remove(plan_id="nosuch"))
    line.start()
    given_up = until_done(jobs, stuck)
    until_done(jobs, next_one)
    line.stop()
    assert given_up.state is State.FAILED
    assert given_up.error is not None
    assert "at reading 1/3 nothing moved" in given_up.error


def test_stops_of_the_service_are_no_attempts_and_keep_the_upload(
    recipe: Recipe, jobs: JobStore, lanzhou: Path
) -> None:
    folder = recipe.index / ".uploads" / "j-1"
    folder.mkdir(parents=True)
    sent = lanzhou.rename(folder / "lanzhou.txt")
    jobs.add(Add(files=(sent,)), "j-1")
    for _ in range(4):
        begun = threading.Event()

        def make(task: Task, begun: threading.Event = begun) -> Stuck:
            begun.set()
            return Stuck(task)

        line = Line(recipe, jobs, make=make)
        line.start()
        assert begun.wait(30)
        line.stop()
        (job,) = jobs.open_jobs()
        assert (job.state, job.attempts, sent.exists()) == (State.QUEUED, 0, True)
    line = Line(recipe, jobs, make=Inline)
    line.start()
    assert until_done(jobs, job).state is State.DONE
    line.stop()


def test_a_removal_that_was_made_before_the_stop_is_no_failure_afterwards(line: Line, jobs: JobStore) -> None:
    job = jobs.add(Remove(plan_id="lanzhou"))
    jobs.begin(job.id)
    jobs.put_back(job.id)
    line.start()
    done = until_done(jobs, job)
    assert (done.state, done.attempts) == (State.DONE, 1)


def test_what_was_sent_for_a_job_that_was_given_up_is_kept(recipe: Recipe, jobs: JobStore, lanzhou: Path) -> None:
    folder = recipe.index / ".uploads" / "j-1"
    folder.mkdir(parents=True)
    sent = lanzhou.rename(folder / "lanzhou.txt")
    line = Line(recipe, jobs, make=Killed)
    job = line.submit(Add(files=(sent,)), "j-1")
    line.start()
    given_up = until_done(jobs, job)
    line.stop()
    assert sent.exists()
    assert f"what was sent lies in {folder} for 7 days" in (given_up.error or "")
