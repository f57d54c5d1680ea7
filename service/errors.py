"""Every failure as RFC 9457 problem details: one table from exception to status, one place that writes them."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import CorpusError
from index.errors import SearchIndexError

_LOG = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"


class ServiceError(Exception):
    """A request or a setting that cannot be served as it is; the message is one plain sentence."""


class UnknownPlan(ServiceError):
    """No plan has this id."""

    def __init__(self, plan_id: str, known: Sequence[str]) -> None:
        shown = ", ".join(list(known)[:20]) + (", …" if len(known) > 20 else "")
        super().__init__(f'there is no plan "{plan_id[:100]}": the plans are {shown}')


class UnknownPlanFilter(UnknownPlan):
    """A question is restricted to a plan that is not there."""


class NotReady(ServiceError):
    """The index or the model is still being loaded."""


class LibraryUnwritable(NotReady):
    """The library cannot be changed: a disk is full, or a folder may not be written to."""


class Forbidden(ServiceError):
    """Who asks may not ask this."""


class UnknownAnswer(ServiceError):
    """No answer of this id was given."""


class UnknownJob(ServiceError):
    """No job has this id."""


class Taken(ServiceError):
    """What is to be added is there already, as something else."""


class TooLarge(ServiceError):
    """More was sent than is accepted."""


class UnknownFormat(ServiceError):
    """A document of a kind that is not read, or that is not of the kind that its name says."""


_STATUS: dict[type[Exception], HTTPStatus] = {
    UnknownPlan: HTTPStatus.NOT_FOUND,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
    Forbidden: HTTPStatus.FORBIDDEN,
    UnknownAnswer: HTTPStatus.NOT_FOUND,
    UnknownJob: HTTPStatus.NOT_FOUND,
    Taken: HTTPStatus.CONFLICT,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnknownFormat: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ServiceError: HTTPStatus.BAD_REQUEST,
    SearchIndexError: HTTPStatus.SERVICE_UNAVAILABLE,
    CorpusError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def problem(
    status: int,
    detail: str,
    errors: list[dict[str, Any]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Return a problem+json response; its title is the phrase of the status."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if errors is not None:
        body["errors"] = errors
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def unexpected() -> JSONResponse:
    """Return the problem of a failure that nobody foresaw."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "an unexpected failure; the server's log has the details")


def add_error_handlers(app: FastAPI) -> None:
    """Make every failure of `app` a problem+json response."""
    for kind in (ServiceError, SearchIndexError, CorpusError):
        app.add_exception_handler(kind, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unknown)


async def as_problem(request: Request, error: Exception) -> JSONResponse:
    """Return the problem of a request that is wrong or that cannot be served now."""
    return await (_on_invalid if isinstance(error, RequestValidationError) else _on_known)(request, error)


async def _on_known(_: Request, error: Exception) -> JSONResponse:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(status, str(error), headers=headers)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        where = found[0]["loc"][-1]
        reason = found[0].get("ctx", {}).get("error", "it cannot be parsed")
        detail = f"the body is not valid JSON: {reason} (near character {where})"
        return problem(HTTPStatus.BAD_REQUEST, detail)
    errors = [{"loc": list(map(str, each["loc"])), "msg": _sentence(each), "type": each["type"]} for each in found]
    detail = "; ".join(f"{'.'.join(each['loc'][1:]) or 'body'}: {each['msg']}" for each in errors)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    if detail == HTTPStatus(error.status_code).phrase:
        detail = f"{request.method} {request.url.path}: {detail.lower()}; /docs lists what there is"
    return problem(error.status_code, detail, headers=error.headers)


async def _on_unknown(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("unexpected failure at %s", request.url.path, exc_info=error)
    return unexpected()


def _sentence(error: Mapping[str, Any]) -> str:
    """Return what is wrong, with the value that was found where it is short enough to show."""
    found = error.get("input")
    shown = f" (found {found!r})" if isinstance(found, int | float | str) and 0 < len(str(found)) <= 40 else ""
    message = str(error["msg"])
    return message.removeprefix("Value error, ") if message.startswith("Value error, ") else message + shown
