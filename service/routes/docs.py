"""The human documentation of the API, served from here: an intranet reaches no CDN."""

from importlib.resources import files

from fastapi import APIRouter, Depends, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from service.access.headers import policy_for
from service.pages.language import keep_language
from service.pages.reference import reference_of
from service.routes.pages import page_of

router = APIRouter(include_in_schema=False)


@router.get("/docs", response_class=HTMLResponse, dependencies=[Depends(keep_language)])
def reference(request: Request) -> Response:
    """Show what can be asked of the API, to be read: also without a script, by keyboard and aloud, which Swagger UI is not."""
    return page_of(request, "api.html", reference=reference_of(request.app.openapi()))


@router.get("/docs/try")
def swagger() -> HTMLResponse:
    """Let the API be tried in Swagger UI."""
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="规划问答 API",
        swagger_js_url="/swagger/swagger-ui-bundle.js",
        swagger_css_url="/swagger/swagger-ui.css",
        swagger_favicon_url="/swagger/favicon-32x32.png",
    )
    page.headers["Content-Security-Policy"] = policy_for(bytes(page.body).decode("utf-8"))
    return page


def assets() -> StaticFiles:
    """Return the files of Swagger UI."""
    return StaticFiles(directory=str(files("fastapi_swagger").joinpath("resources")))
