"""The OpenAPI document: what FastAPI derives from the routes, with the errors as they are really sent, and the key."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from service.errors import MEDIA_TYPE

_PROBLEM = "Problem"
_KEY = "key"
_PATHS_WITHOUT_KEY = frozenset(("/healthz", "/readyz"))
_METHODS = ("get", "post", "put", "patch", "delete")
_EVERYWHERE = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.SERVICE_UNAVAILABLE)
_WITH_KEY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
_WITH_INPUT = (HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
_WITH_BODY = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE,)
_WITH_DOCUMENTS = (HTTPStatus.CONFLICT, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
_SAID = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read.",
    HTTPStatus.UNAUTHORIZED: "A key is wanted, and none, or none that is good, was sent.",
    HTTPStatus.FORBIDDEN: "The key is not for this, or the page may not ask here.",
    HTTPStatus.NOT_FOUND: "There is nothing of this name.",
    HTTPStatus.REQUEST_TIMEOUT: "The body did not arrive in time.",
    HTTPStatus.CONFLICT: "What was sent is there already, or cannot be done now.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More was sent than is accepted.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The document is of a kind that is not read.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A field is missing or not as it has to be; `errors` says which.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests: ask again after `Retry-After` seconds.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The service is starting, ending or has too much to do: ask again after `Retry-After`.",
}
_WAITED_FOR = frozenset((HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE))
_SCHEMA: dict[str, Any] = {
    "title": _PROBLEM,
    "description": "What is wrong, as RFC 9457 has it.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "the phrase of the status"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "one sentence: what was found, what is wanted"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["loc", "msg", "type"],
                "properties": {
                    "loc": {"type": "array", "items": {"type": "string"}},
                    "msg": {"type": "string"},
                    "type": {"type": "string"},
                },
            },
        },
    },
}


def describe(app: FastAPI) -> None:
    """Make `/openapi.json` say what is really answered. To be called when the application has its routes."""
    derive = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _with_problems(derive())
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas[_PROBLEM] = _SCHEMA
    components["securitySchemes"] = {
        _KEY: {"type": "http", "scheme": "bearer", "description": "a key, where the service asks for one, or a token"}
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                _describe(operation, needs_key=path not in _PATHS_WITHOUT_KEY)
    return document


def _describe(operation: dict[str, Any], *, needs_key: bool) -> None:
    statuses = list(_EVERYWHERE)
    if needs_key:
        statuses += _WITH_KEY
        operation["security"] = [{}, {_KEY: []}]
    body = operation.get("requestBody", {}).get("content", {})
    if body or operation.get("parameters"):
        statuses += _WITH_INPUT
    if body:
        statuses += _WITH_BODY
    if any(kind.startswith("multipart/") for kind in body):
        statuses += _WITH_DOCUMENTS
    responses = operation["responses"]
    for status in sorted(statuses):
        responses[str(status.value)] = _response(status)


def _response(status: HTTPStatus) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": _SAID[status],
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_PROBLEM}"}}},
    }
    if status in _WAITED_FOR:
        wait = {"description": "seconds", "schema": {"type": "integer", "minimum": 0}}
        response["headers"] = {"Retry-After": wait}
    return response
