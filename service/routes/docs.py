"""The human documentation of the API, served from here: an intranet reaches no CDN."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from service.access.headers import policy_for

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs() -> HTMLResponse:
    """Show the API and let it be tried."""
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
    """Return the files of the documentation page."""
    return StaticFiles(directory=str(files("fastapi_swagger").joinpath("resources")))
