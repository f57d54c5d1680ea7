"""The pages that people see: the landing page, the library, the reader and the comparison of indicators."""

import hashlib
import mimetypes
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from corpus.plan import Plan, Span
from service.access.caller import Proof, caller_of
from service.access.headers import policy_for
from service.answer.answerer import Answerer
from service.answer.model import Status
from service.deps import AnswererDep, AskerDep
from service.errors import UnknownPlan
from service.library.source import was_read_from
from service.pages.comparison import Cell, compare, shared_names, to_csv
from service.pages.examples import examples
from service.pages.found import find_in
from service.pages.language import keep_language
from service.pages.looks import address
from service.pages.marks import marked_part, spans_in
from service.pages.outline import outline_of
from service.pages.shelf import Shelf, kind_of, place_of, year_of
from service.pages.tiles import tiles
from service.pages.words import LANGUAGES, WORDS, language_of
from service.schemas import LONGEST_QUESTION, clean_question

router = APIRouter(include_in_schema=False, dependencies=[Depends(keep_language)])

# Who may frame the pages is a setting, and not for a page to say.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'"
)
_MOST_LISTED = 60
_MOST_COMPARED = 4
# What is shown of a plan's metadata, in this order.
_METADATA = ("place", "issuer", "doc_number", "issued_on", "published_on", "period", "validity")


_STATIC = Path(__file__).parent.parent / "widget" / "static"


@cache
def _static(name: str) -> str:
    """Return the address of a static file. It changes with the file: a browser keeps what it has for hours, unasked."""
    return f"/static/{name}?{hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:8]}"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "widget"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "address": address,
        "place_of": place_of,
        "kind_of": kind_of,
        "year_of": year_of,
        "static": _static,
    }
    made.filters["address"] = address
    return made


_TEMPLATES = Jinja2Templates(env=_environment())


def get_shelf(request: Request, answerer: AnswererDep) -> Shelf:
    """Return the shelf of the index that answers, made at its first use."""
    known: tuple[Answerer, Shelf] | None = getattr(request.app.state, "shelf", None)
    if known is None or known[0] is not answerer:
        known = (answerer, Shelf(answerer.plans))
        request.app.state.shelf = known
    return known[1]


ShelfDep = Annotated[Shelf, Depends(get_shelf)]


@router.get("/", response_class=HTMLResponse)
def home(
    request: Request, answerer: AnswererDep, asker: AskerDep, shelf: ShelfDep, q: str = "", plan: str = ""
) -> Response:
    """Show what is covered and let it, or one plan, be asked; `q` is answered without a script, too."""
    language = language_of(request)
    asked = partial(_is_answered, answerer)
    question = _question(q)
    only = shelf.plans.get(plan)
    return page_of(
        request,
        "home.html",
        shelf=shelf,
        tiles=shelf.kept("tiles", lambda: tiles(shelf.groups)),
        only=only,
        examples=shelf.kept(f"examples {language}", lambda: examples(shelf, language, asked)),
        question=question,
        answer=asker.extract_here(question, plan_ids=[only.id] if only else None) if question else None,
        base=str(request.base_url).rstrip("/"),
    )


@router.get("/evaluation", response_class=HTMLResponse)
def evaluation(request: Request) -> Response:
    """Show the report of the last evaluation of this installation, or how to have one written beside its index."""
    path = _report(request)
    if not path.is_file():
        return page_of(request, "evaluation.html", folder=path.parent)
    return HTMLResponse(html := path.read_text(encoding="utf-8"), headers={"Content-Security-Policy": policy_for(html)})


@router.get("/plans", response_class=HTMLResponse)
def library(
    request: Request,
    shelf: ShelfDep,
    place: str = "",
    kind: str = "",
    year: str = "",
    q: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """List the plans of a place, a kind and a year."""
    found = shelf.chosen(place, kind, year, q[:LONGEST_QUESTION])
    chosen = {"place": place, "kind": kind, "year": year, "q": q}
    pages = max(1, -(-len(found) // _MOST_LISTED))
    at = min(page, pages)
    return page_of(
        request,
        "plans.html",
        shelf=shelf,
        found=found[(at - 1) * _MOST_LISTED : at * _MOST_LISTED],
        count=len(found),
        chosen=chosen,
        at=at,
        pages=pages,
        link=lambda number: "/plans?" + urlencode({**{k: v for k, v in chosen.items() if v}, "page": number}),
    )


@router.get("/plans/{plan_id}", response_class=HTMLResponse)
def reader(
    request: Request, plan_id: str, answerer: AnswererDep, shelf: ShelfDep, mark: str = "", q: str = ""
) -> Response:
    """Show a plan. `mark` (start-end,…) or what `q` finds in it is marked; so is, by the script, what the fragment names."""
    plan = shelf.plans.get(plan_id)
    if plan is None:
        return page_of(request, "missing.html", status_code=404, plan_id=plan_id[:100])
    words = _question(q)
    spans = find_in(answerer, plan, words) if words else spans_in(mark, len(plan.text))
    return page_of(
        request,
        "reader.html",
        plan=plan,
        facts=[(name, getattr(plan.metadata, name)) for name in _METADATA if getattr(plan.metadata, name)],
        document=_document(shelf, plan_id, spans, language_of(request)),
        spans=spans,
        words=words,
        outline=outline_of(plan),
        targets=[Cell(plan, each) for each in plan.indicators],
        has_original=_original(request, plan) is not None,
    )


@router.get("/plans/{plan_id}/original")
def original(request: Request, plan_id: str, shelf: ShelfDep) -> FileResponse:
    """Return the document as it was put into the corpus, to be saved, never to be shown as a page of this site."""
    plan = shelf.plans.get(plan_id)
    if plan is None:
        raise UnknownPlan(plan_id, list(shelf.plans))
    path = _original(request, plan)
    if path is None:
        raise HTTPException(404, f'the file of plan "{plan_id}" is not in the corpus any more: only its text is here')
    if not was_read_from(plan, path):
        raise HTTPException(
            404,
            f'the file "{plan.source}" of the corpus is not what plan "{plan_id}" was read from: only its text is here',
        )
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, filename=path.name, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/compare", response_class=HTMLResponse)
def comparison(
    request: Request,
    shelf: ShelfDep,
    indicator: Annotated[list[str] | None, Query()] = None,
    plan_id: Annotated[list[str] | None, Query()] = None,
    format: Annotated[str, Query(pattern="^(html|csv)$")] = "html",  # noqa: A002 - the name in the address
) -> Response:
    """Show indicators side by side over plans, or return them as a file for a spreadsheet."""
    names = list(dict.fromkeys(each.strip()[:100] for each in indicator or () if each.strip()))[:_MOST_COMPARED]
    plans = [plan for plan in shelf.plans.values() if not plan_id or plan.id in plan_id]
    found = compare(shelf, names, plans)
    only = [("plan_id", each) for each in dict.fromkeys(plan_id or ())]
    words = WORDS[language_of(request)]
    if format == "csv":
        columns = (
            "place",
            "title",
            "doc_number",
            "asked",
            "name",
            "value",
            "year",
            "nature",
            "base",
            "condition",
            "quote",
        )
        header = [words[f"csv_{each}"] for each in (*columns, "link")]
        text = to_csv(found, header, str(request.base_url).rstrip("/"))
        name = quote(f"{words['compare_title']}.csv")
        headers = {"Content-Disposition": f"attachment; filename=\"compare.csv\"; filename*=UTF-8''{name}"}
        return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)
    return page_of(
        request,
        "compare.html",
        found=found,
        names=names,
        known=shelf.kept("names", lambda: shared_names(shelf)),
        export="/compare?" + urlencode([("indicator", name) for name in names] + only + [("format", "csv")]),
        link=lambda chosen: "/compare?" + urlencode([("indicator", name) for name in chosen] + only),
        only=only,
        most=_MOST_COMPARED,
    )


def page_of(request: Request, template: str, status_code: int = 200, **values: Any) -> Response:
    """Return a page in the language of its reader, with what every page needs."""
    language = language_of(request)
    other = next(each for each in LANGUAGES if each != language)
    # The script hands a token on; one that stood in the link would be copied with it.
    here = request.url.remove_query_params("token").include_query_params(lang=other)
    context = {
        "w": WORDS[language],
        "language": language,
        "other": other,
        "other_address": f"{here.path}?{here.query}",
        "token": request.query_params.get("token", "") if caller_of(request.scope).proof is Proof.TOKEN else "",
        **values,
    }
    response = _TEMPLATES.TemplateResponse(request, template, context, status_code=status_code)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Vary"] = "Accept-Language, Referer"
    return response


def _document(shelf: Shelf, plan_id: str, spans: Sequence[Span], language: str) -> Markup:
    """Return the text of a plan as HTML. What no mark runs into is written once and kept: long plans open at once."""
    words = WORDS[language]
    show = _TEMPLATES.get_template("document.html").module.show_part  # type: ignore[attr-defined]
    parts = shelf.parts(plan_id)
    plain: list[Markup] = shelf.recent(f"html {language} {plan_id}", lambda: [show(part, words) for part in parts])
    pieces = (
        show(marked_part(part, spans), words) if any(span.overlaps(part.span) for span in spans) else html
        for part, html in zip(parts, plain, strict=True)
    )
    return Markup("").join(pieces)


def _question(text: str) -> str:
    """Return what is asked in an address; nothing when it cannot be asked."""
    try:
        return clean_question(text) if text else ""
    except ValueError:
        return ""


def _is_answered(answerer: Answerer, question: str) -> bool:
    return answerer.answer(question).status is Status.ANSWERED


def _report(request: Request) -> Path:
    index: Path = request.app.state.settings.index
    return index.parent / "evaluation" / "report.html"


def _original(request: Request, plan: Plan) -> Path | None:
    """Return the file that has the name of the one that a plan was read from, if there is one."""
    folder: Path = request.app.state.settings.corpus.resolve()
    path: Path = (folder / plan.source).resolve()
    return path if path.is_relative_to(folder) and path.is_file() else None
