"""The pages that people see: the question box and the reader."""

from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from corpus.plan import Plan, Span
from service.deps import AnswererDep, PlanDep

router = APIRouter(include_in_schema=False)
_TEMPLATES = Jinja2Templates(directory=Path(__file__).parent.parent / "widget")


class Segment(NamedTuple):
    """A stretch of a plan's text and the class it is shown with; joined, the segments are the text."""

    text: str
    style: str


@router.get("/", response_class=HTMLResponse)
def home(request: Request, answerer: AnswererDep) -> HTMLResponse:
    """Show the question box."""
    return _TEMPLATES.TemplateResponse(request, "home.html", {"plans": list(answerer.plans.values())})


@router.get("/plans/{plan_id}", response_class=HTMLResponse)
def reader(request: Request, plan: PlanDep) -> HTMLResponse:
    """Show a plan; the page marks the span in its fragment (#start-end) and scrolls to it."""
    return _TEMPLATES.TemplateResponse(request, "reader.html", {"plan": plan, "segments": segments_of(plan)})


def segments_of(plan: Plan) -> list[Segment]:
    """Return the text of `plan` cut where its looks change: headings by level, furniture, and the rest."""
    styled = [(each.span, "furniture") for each in plan.furniture]
    styled += [(each.heading, f"heading level-{min(each.level, 4)}") for each in plan.sections if each.title]
    segments: list[Segment] = []
    at = 0
    for span, style in sorted(styled):
        if span.start < at:
            continue
        segments.append(Segment(plan.text[at : span.start], ""))
        segments.append(Segment(span.of(plan.text), style))
        at = span.end
    segments.append(Segment(Span(at, len(plan.text)).of(plan.text), ""))
    return [segment for segment in segments if segment.text]
