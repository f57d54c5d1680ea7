"""What changes the library: POST /v1/plans, DELETE /v1/plans/{plan_id}, POST /v1/reindex, and how far it is: /v1/jobs."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, StrictBool

from service.errors import NotReady, UnknownJob
from service.library.jobs import Job, State
from service.library.living import LivingLibrary
from service.library.uploads import Upload

_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "what was sent can be no plan", "content": _PROBLEM},
    401: {"description": "a key is wanted", "content": _PROBLEM},
    403: {"description": "the caller may not change the library", "content": _PROBLEM},
    404: {"description": "there is no such plan or job", "content": _PROBLEM},
    409: {"description": "the id of the plan is taken", "content": _PROBLEM},
    413: {"description": "more was sent than is accepted", "content": _PROBLEM},
    415: {"description": "the document is of a kind that is not read", "content": _PROBLEM},
    503: {"description": "the library cannot be changed now", "content": _PROBLEM},
}
router = APIRouter(prefix="/v1", tags=["library"], responses=_REFUSALS)
_MOST_FILES = 50


class ResultOut(BaseModel):
    """What an update did."""

    index_version: str
    rebuilt: bool
    plans: int
    passages: int
    embedded: int
    documents: list[str]
    left_out: list[str]


class JobOut(BaseModel):
    """One update of the library. `step` is waiting, reading, embedding, writing, checking, swapping or finished."""

    id: str
    kind: str
    state: State
    step: str
    done: int
    total: int
    error: str | None
    result: ResultOut | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """Return what is shown of a job."""
        return cls(
            id=job.id,
            kind=job.change.kind,
            state=job.state,
            step=job.step,
            done=job.done,
            total=job.total,
            error=job.error,
            result=ResultOut.model_validate(job.result.model_dump()) if job.result else None,
            created_at=job.created_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
        )


class JobsResponse(BaseModel):
    """The latest jobs, the newest first."""

    jobs: list[JobOut]


class ReindexRequest(BaseModel):
    """Whether nothing that was computed before is reused."""

    model_config = ConfigDict(extra="forbid")

    full: StrictBool = False


def get_living(request: Request) -> LivingLibrary:
    """Return the library that follows its index. Raises NotReady where the service answers from a fixed one."""
    living = request.app.state.living
    if not isinstance(living, LivingLibrary):
        raise NotReady("the library of this service does not change")
    return living


LivingDep = Annotated[LivingLibrary, Depends(get_living)]


@router.post("/plans", status_code=HTTPStatus.ACCEPTED)
def add_plans(
    living: LivingDep,
    response: Response,
    file: Annotated[
        list[UploadFile],
        File(max_length=_MOST_FILES, description="documents (.txt .md .html .docx .pdf); a NAME.toml describes NAME"),
    ],
) -> JobOut:
    """Add documents to the corpus. The index follows in the background; nothing is changed unless all can be read."""
    uploads = [Upload(each.filename or "", each.file) for each in file]
    return _accepted(response, living.add(uploads))


@router.delete("/plans/{plan_id}", status_code=HTTPStatus.ACCEPTED)
def remove_plan(plan_id: str, living: LivingDep, response: Response) -> JobOut:
    """Take a plan out of the corpus. The index follows in the background."""
    return _accepted(response, living.remove(plan_id))


@router.post("/reindex", status_code=HTTPStatus.ACCEPTED)
def reindex(living: LivingDep, response: Response, body: ReindexRequest | None = None) -> JobOut:
    """Make the index follow the corpus as it is; with `full`, everything is computed anew."""
    return _accepted(response, living.reindex(full=body.full if body else False))


@router.get("/jobs")
def list_jobs(living: LivingDep, k: Annotated[int, Query(ge=1, le=100)] = 20) -> JobsResponse:
    """List the latest updates."""
    return JobsResponse(jobs=[JobOut.of(job) for job in living.jobs.latest(k)])


@router.get("/jobs/{job_id}")
def one_job(job_id: str, living: LivingDep) -> JobOut:
    """Tell how far an update is."""
    job = living.jobs.get(job_id[:64])
    if job is None:
        raise UnknownJob(f'there is no job "{job_id[:64]}": /v1/jobs lists the latest')
    return JobOut.of(job)


def _accepted(response: Response, job: Job) -> JobOut:
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobOut.of(job)
