"""Whether the process is alive, whether it can answer, and what it has counted."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State

from service.answer.answerer import Answerer
from service.database.store import DatabaseUnavailable
from service.deps import AnswererDep
from service.errors import NotReady
from service.library.jobs import State as JobState
from service.library.living import LivingLibrary
from service.observe.exposition import CONTENT_TYPE, exposed
from service.schemas import Health

router = APIRouter(tags=["operation"])


class Leaving(NotReady):
    """The process was told to end."""


@router.get("/healthz")
async def alive() -> Health:
    """Tell that the process is alive."""
    return Health(status="ok")


@router.get("/readyz")
async def ready(request: Request, answerer: AnswererDep) -> Health:
    """Tell that the index is loaded and the model warm; 503 before that, and when the process is about to end."""
    if getattr(request.app.state, "is_leaving", False):
        raise Leaving("the service is shutting down: ask another process")
    return Health(status="ready", index_version=answerer.index_version)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(request: Request) -> Response:
    """Return what is counted and measured, in the text format of Prometheus."""
    return Response(await run_in_threadpool(_exposed, request.app.state), media_type=CONTENT_TYPE)


def _exposed(state: State) -> bytes:
    answerer, living = getattr(state, "answerer", None), getattr(state, "living", None)
    return exposed(
        answerer if isinstance(answerer, Answerer) else None,
        _open_jobs(living) if isinstance(living, LivingLibrary) else None,
    )


def _open_jobs(living: LivingLibrary) -> dict[str, int]:
    """Count what is still to be done; nothing where the database does not say: the other metrics are wanted then, too."""
    try:
        found = Counter(job.state.value for job in living.jobs.open_jobs())
    except DatabaseUnavailable:
        return {}
    return {state.value: found[state.value] for state in (JobState.QUEUED, JobState.RUNNING)}
