"""GET /v1/search."""

from typing import Annotated

from fastapi import APIRouter, Query

from service.deps import AnswererDep
from service.schemas import CitationOut, Question, SearchResponse

router = APIRouter(prefix="/v1", tags=["questions"])


@router.get("/search")
def search(
    answerer: AnswererDep,
    q: Annotated[Question, Query(description="the question or the words to look for")],
    plan_id: Annotated[list[str] | None, Query(description="only in this plan; may be repeated")] = None,
    k: Annotated[int, Query(ge=1, le=100, description="how many passages")] = 10,
) -> SearchResponse:
    """Find passages, best first, without an answer."""
    found = answerer.search(q, plan_ids=plan_id, k=k)
    return SearchResponse(passages=[CitationOut.from_citation(citation) for citation in found])
