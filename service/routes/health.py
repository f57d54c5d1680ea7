"""Whether the process is alive, and whether it can answer."""

from fastapi import APIRouter

from service.deps import AnswererDep
from service.schemas import Health

router = APIRouter(tags=["operation"])


@router.get("/healthz")
def alive() -> Health:
    """Tell that the process is alive."""
    return Health(status="ok")


@router.get("/readyz")
def ready(answerer: AnswererDep) -> Health:
    """Tell that the index is loaded and the model warm; 503 before that."""
    return Health(status="ready", index_version=answerer.index_version)
