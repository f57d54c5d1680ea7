"""The language that a reader chose stays in the address, from page to page: no cookie keeps it."""

from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from fastapi import HTTPException, Request

from service.pages.words import LANGUAGES, language_of


def keep_language(request: Request) -> None:
    """Send who follows a link from a page in a chosen language on to the linked page in that language.

    Raises HTTPException (307). Where the browser does not say which page it came from, its own language counts.
    """
    came_from = urlsplit(request.headers.get("referer", ""))
    chosen = parse_qs(came_from.query).get("lang", [""])[0]
    is_ours = came_from.netloc == request.headers.get("host")
    if is_ours and chosen in LANGUAGES and "lang" not in request.query_params and chosen != language_of(request):
        there = request.url.include_query_params(lang=chosen)
        raise HTTPException(HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": f"{there.path}?{there.query}"})
