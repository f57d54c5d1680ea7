"""What the chat widget needs: its files, leave for the pages that hold it, suggestions while a question is typed."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import Response
from pydantic import BaseModel

from service.answer.answerer import Answerer
from service.deps import AnswererDep
from service.errors import UnknownPlanFilter
from service.failures import Failures
from service.schemas import LONGEST_QUESTION
from service.suggest import Kind, Suggester

router = APIRouter()
_FILES = Path(__file__).parent.parent / "widget" / "static"
_COMMENT = re.compile(r"^[ ]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/)$", re.MULTILINE)
_MODULES = {".js": "text/javascript", ".css": "text/css"}


class SuggestionOut(BaseModel):
    """A name in the library and the question that it stands for; of a place, the place itself."""

    kind: Kind
    text: str
    question: str
    plan_id: str
    place: str


class SuggestResponse(BaseModel):
    """Suggestions, best first."""

    suggestions: list[SuggestionOut]


def get_suggester(request: Request, answerer: AnswererDep) -> Suggester:
    """Return the suggester of the library that answers, made at its first use."""
    known: tuple[Answerer, Suggester] | None = getattr(request.app.state, "suggester", None)
    if known is None or known[0] is not answerer:
        known = (answerer, Suggester(answerer.plans))
        request.app.state.suggester = known
    return known[1]


def allow_origins(app: FastAPI, origins: str) -> None:
    """Let pages of these origins (separated by commas; `*` for all) ask here; none, when it is empty."""
    allowed = [each.strip().rstrip("/") for each in origins.split(",") if each.strip()]
    if allowed:
        app.add_middleware(Failures)
        app.add_middleware(
            CORSMiddleware,
            allow_origins=allowed,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type"],
            expose_headers=["retry-after", "x-request-id"],
            max_age=3600,
        )


@router.get("/v1/suggest", tags=["questions"])
def suggest(
    answerer: AnswererDep,
    suggester: Annotated[Suggester, Depends(get_suggester)],
    q: Annotated[
        str, Query(max_length=LONGEST_QUESTION, description="what has been typed; empty: good questions")
    ] = "",
    k: Annotated[int, Query(ge=1, le=20, description="how many suggestions")] = 8,
    plan_id: Annotated[list[str] | None, Query(description="only from this plan; may be repeated")] = None,
    lang: Annotated[str, Query(pattern="^(zh|en)$", description="language of the questions")] = "zh",
) -> SuggestResponse:
    """Suggest what to type or ask next: places, indicators and section titles of the library."""
    for each in plan_id or ():
        if each not in answerer.plans:
            raise UnknownPlanFilter(each, list(answerer.plans))
    found = suggester.suggest(q, k, plan_ids=plan_id or (), english=lang == "en")
    return SuggestResponse(
        suggestions=[
            SuggestionOut(
                kind=each.kind, text=each.text, question=each.question, plan_id=each.plan_id, place=each.place
            )
            for each in found
        ]
    )


@router.get("/widget.js", include_in_schema=False)
def script(request: Request) -> Response:
    """Send the script that a host page includes."""
    return _send(request, _FILES / "widget.js")


@router.get("/widget/{name}", include_in_schema=False)
def module(request: Request, name: str) -> Response:
    """Send a module of the widget, or its style sheet."""
    path = _FILES / "chat" / name
    if path.name != name or path.suffix not in _MODULES or not path.is_file():
        raise HTTPException(404)
    return _send(request, path)


class _File(NamedTuple):
    body: bytes
    compressed: bytes
    tag: str


def _send(request: Request, path: Path) -> Response:
    file = _read(path, path.stat().st_mtime_ns)
    headers = {
        "Access-Control-Allow-Origin": "*",  # modules of another origin are refused without it; they hold no secrets
        "Cache-Control": "no-cache",  # kept, and asked for with its tag: an update reaches every page at once
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": file.tag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    content = file.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        content = file.compressed
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=f"{_MODULES[path.suffix]}; charset=utf-8", headers=headers)


@lru_cache(maxsize=64)
def _read(path: Path, _changed_ns: int) -> _File:
    body = _without_comments(path.read_text(encoding="utf-8")).encode("utf-8")
    return _File(body, gzip.compress(body, mtime=0), f'W/"{hashlib.sha256(body).hexdigest()[:16]}"')


def _without_comments(code: str) -> str:
    """Return a script or style sheet without the comments that have lines of their own; the lines keep their numbers.

    >>> _without_comments("a;\\n  // why\\nb;")
    'a;\\n\\nb;'
    """
    return _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), code)
