"""POST /v1/tokens."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from pydantic import BaseModel

from service.access.caller import Proof, caller_of
from service.access.tokens import Tokens

router = APIRouter(prefix="/v1", tags=["operation"])
_MAY_NOT: dict[int | str, dict[str, Any]] = {403: {"description": "a token was shown, and not a key"}}


class TokenResponse(BaseModel):
    """A token, to be sent as `Authorization: Bearer`, and for how many seconds it is good."""

    token: str
    expires_in: int


def get_tokens(request: Request) -> Tokens:
    """Return what makes tokens."""
    tokens = request.app.state.tokens
    assert isinstance(tokens, Tokens)
    return tokens


@router.post("/tokens", status_code=HTTPStatus.CREATED, responses=_MAY_NOT)
def make_token(request: Request, response: Response, tokens: Annotated[Tokens, Depends(get_tokens)]) -> TokenResponse:
    """Make a token that lets the reader of a page ask for some minutes; the page's own server asks for it with its key."""
    caller = caller_of(request.scope)
    if caller.proof in {Proof.TOKEN, Proof.PASSWORD}:
        raise HTTPException(HTTPStatus.FORBIDDEN, "tokens are made with a key that is sent in a header")
    token = tokens.issue(caller)
    response.headers["Cache-Control"] = "no-store"
    return TokenResponse(token=token.text, expires_in=token.lifetime_s)
