"""Changes as they are remembered: asked for, under way, done, or refused and why."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.database.models import JobRow
from service.database.retention import Retention
from service.database.store import Database
from service.library.changes import WAITING, Change
from service.library.child import Result

_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)
_OTHERWISE = "the update could not be noted down"
_KEPT_DAYS = 90
_FINISHED = "finished"


class State(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One change of the library. `attempts` counts how often it was begun, but for stops: more than once after a crash."""

    id: str
    change: Change
    state: State
    step: str
    done: int
    total: int
    attempts: int
    error: str | None
    result: Result | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobStore:
    """Keeps jobs in a database. Every method raises DatabaseUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._retention = Retention()

    def add(self, change: Change, job_id: str | None = None) -> Job:
        """Note a change as asked for, after all others."""
        row = JobRow(
            id=job_id or new_id(),
            change=_CHANGE.dump_python(change, mode="json"),
            state=State.QUEUED,
            step=WAITING,
            done=0,
            total=0,
            attempts=0,
            created_at=datetime.now(UTC),
        )
        with self._database.writing(_OTHERWISE) as session:
            session.add(row)
            session.flush()
            return _job(row)

    def get(self, job_id: str) -> Job | None:
        """Return a job."""
        with self._database.reading("the update cannot be looked up") as session:
            row = _find(session, job_id)
            return _job(row) if row else None

    def latest(self, count: int) -> list[Job]:
        """Return the latest jobs, the newest first."""
        with self._database.reading("the updates cannot be looked up") as session:
            return [_job(row) for row in session.scalars(select(JobRow).order_by(JobRow.number.desc()).limit(count))]

    def open_jobs(self) -> list[Job]:
        """Return the jobs that are still to be done, in their order."""
        with self._database.reading("the updates cannot be looked up") as session:
            wanted = select(JobRow).where(JobRow.state.in_((State.QUEUED, State.RUNNING))).order_by(JobRow.number)
            return [_job(row) for row in session.scalars(wanted)]

    def begin(self, job_id: str) -> None:
        """Note that a job is begun, or begun again."""
        with self._database.writing(_OTHERWISE) as session:
            if row := _find(session, job_id):
                row.state = State.RUNNING
                row.attempts += 1
                row.started_at = datetime.now(UTC)

    def put_back(self, job_id: str) -> None:
        """Note that a job was broken off through no fault of its own: that was no attempt."""
        with self._database.writing(_OTHERWISE) as session:
            if row := _find(session, job_id):
                row.state, row.step, row.done, row.total = State.QUEUED, WAITING, 0, 0
                row.attempts -= 1

    def progress(self, job_id: str, step: str, done: int, total: int) -> None:
        """Note how far a job is."""
        with self._database.writing(_OTHERWISE) as session:
            if row := _find(session, job_id):
                row.step, row.done, row.total = step, done, total

    def finish(self, job_id: str, result: Result) -> None:
        """Note that a job is done."""
        self._end(job_id, State.DONE, result=result)

    def fail(self, job_id: str, error: str) -> None:
        """Note that a job was refused, and why."""
        self._end(job_id, State.FAILED, error=error)

    def forget(self) -> None:
        """Delete the jobs that were finished long ago."""
        before = self._retention.before(_KEPT_DAYS)
        with self._database.writing(_OTHERWISE) as session:
            session.execute(delete(JobRow).where(JobRow.finished_at < before))

    def _end(self, job_id: str, state: State, *, error: str | None = None, result: Result | None = None) -> None:
        with self._database.writing(_OTHERWISE) as session:
            if row := _find(session, job_id):
                row.state, row.error = state, error
                row.result = result.model_dump(mode="json", exclude={"seen"}) if result else None
                row.step = _FINISHED if state is State.DONE else row.step
                row.finished_at = datetime.now(UTC)


def new_id() -> str:
    """Return an id for a job."""
    return f"j-{secrets.token_hex(6)}"


def _find(session: Session, job_id: str) -> JobRow | None:
    return session.scalars(select(JobRow).where(JobRow.id == job_id)).one_or_none()


def _job(row: JobRow) -> Job:
    return Job(
        id=row.id,
        change=_CHANGE.validate_python(row.change),
        state=State(row.state),
        step=row.step,
        done=row.done,
        total=row.total,
        attempts=row.attempts,
        error=row.error,
        result=Result.model_validate({**row.result, "seen": {}}) if row.result else None,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
