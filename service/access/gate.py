"""The gate: finds out who asks, and lets through what that caller may do."""

import base64
import binascii
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.binding import host_of, is_loopback, is_own_origin, reached_over_network
from service.access.caller import NOBODY, Caller, Proof
from service.access.keys import Keys
from service.access.levels import Level, Role, is_page, is_plain, leads_on, level_of, may
from service.access.settings import AccessSettings, Auth
from service.access.tokens import Tokens
from service.errors import NotReady, problem

Headers = dict[bytes, bytes]
_FORWARDED = frozenset(
    (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip")
)
_BEARER, _BASIC = 'Bearer realm="policyqa"', 'Basic realm="policyqa", charset="UTF-8"'
_PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>需要密钥 · Key wanted</title><link rel="stylesheet" href="/static/page.css"></head>
<body><main id="main" class="wide">
<h1>需要密钥</h1>
<p>浏览器询问用户名和密码时，用户名随意填写，密码填管理员给的密钥（以 pqa_ 开头）。刷新本页再试。</p>
<p lang="en">A key is wanted. When the browser asks, enter any user name and, as the password, the key that your
administrator gave you (it begins with pqa_). Reload this page to be asked again.</p>
</main></body></html>
"""


class _Shown(NamedTuple):
    """A key or a token as it was sent."""

    text: str
    proof: Proof


class Gate:
    """ASGI middleware: answers 401 to who shows no valid key or token where one is wanted, 403 to who may not do that.

    What it found is in `scope["state"]`: the `caller` (see `caller_of`) and the level as which it was `admitted`.
    """

    def __init__(self, app: ASGIApp, settings: AccessSettings, keys: Keys, tokens: Tokens) -> None:
        self._app = app
        self._auth = settings.auth
        self._is_local = settings.is_local
        self._keys = keys
        self._tokens = tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it may pass."""
        if scope["type"] == "http":
            passed = await self._admit(scope) if is_plain(scope["path"]) else _nowhere()
            if isinstance(passed, Response):
                await passed(scope, receive, send)
                return
            level = level_of(scope["method"], scope["path"])
            scope.setdefault("state", {}).update(caller=passed, admitted=level)
        await self._app(scope, receive, send)

    async def _admit(self, scope: Scope) -> Caller | Response:
        """Return who asks, or why it is refused."""
        headers: Headers = dict(scope["headers"])
        level = level_of(scope["method"], scope["path"])
        wanted = self._wanted(level, scope, headers)
        if wanted is Level.PUBLIC:
            if level is not Level.PUBLIC and self._is_under_strange_name(headers):
                return _strange_name(headers)
            is_foreign = level is Level.ADMIN and self._is_foreign_page(headers)
            return _foreign() if is_foreign else await self._reader(scope, headers)
        shown = _shown(scope, headers)
        if shown is None:
            return _who_are_you(scope, headers, "this wants a key")
        try:
            caller = await run_in_threadpool(self._caller, shown)
        except NotReady as error:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), headers={"Retry-After": "5"})
        if caller is None:
            return _who_are_you(scope, headers, "this key or token is not valid, or no longer", is_wrong=True)
        if not may(caller.role, wanted):
            detail = f'this wants a key of the role "{Role.ADMIN}", sent in a header: the one shown may only ask'
            return problem(HTTPStatus.FORBIDDEN, detail)
        return caller

    async def _reader(self, scope: Scope, headers: Headers) -> Caller:
        """Return who reads what is open to all: the owner of a good token where its pages want one, else nobody."""
        if not leads_on(scope["method"], scope["path"]) or self._wanted(Level.ASK, scope, headers) is Level.PUBLIC:
            return NOBODY
        shown = _shown(scope, headers)
        if shown is None or shown.proof is not Proof.TOKEN:
            return NOBODY
        try:
            return await run_in_threadpool(self._caller, shown) or NOBODY
        except NotReady:  # the page itself needs no database
            return NOBODY

    def _wanted(self, level: Level, scope: Scope, headers: Headers) -> Level:
        """Return what a request has to be entitled to, as far as anything is asked for here."""
        is_network = not self._is_local or reached_over_network(scope.get("server"))
        if self._auth is Auth.ON or (self._auth is Auth.AUTO and is_network):
            return level
        # A proxy on this machine lets others in: who changes the library through it has to be known.
        is_forwarded = self._auth is Auth.AUTO and _is_forwarded(headers)
        if level is Level.ADMIN and (self._auth is Auth.ADMIN or is_forwarded):
            return level
        return Level.PUBLIC

    def _is_foreign_page(self, headers: Headers) -> bool:
        """Tell whether a page of another site sends this through the browser of somebody who may change the library."""
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin:
            return False
        return not is_own_origin(origin, headers) or (self._auth is Auth.AUTO and not is_loopback(host_of(headers)))

    def _is_under_strange_name(self, headers: Headers) -> bool:
        """Tell whether a service for this machine only is asked under a name that is not this machine's own.

        A page of another site may have made its name point here just now, and would read every answer.
        """
        if self._auth is not Auth.AUTO or _is_forwarded(headers) or b"host" not in headers:
            return False
        return not is_loopback(host_of(headers))

    def _caller(self, shown: _Shown) -> Caller | None:
        """Return whose key or token this is. Waits for the database. Raises NotReady when it is gone."""
        if shown.proof is not Proof.PASSWORD and shown.text.count(".") == 2:
            caller = self._tokens.read(shown.text)
            # A token lives no longer than the key it was made with.
            return caller if caller and self._keys.named(caller.key_id) else None
        key = self._keys.find(shown.text) if shown.proof is not Proof.TOKEN else None
        if key is None:
            return None
        # What a browser sends by itself any page can make it send: good for reading and asking only.
        role = Role.ASK if shown.proof is Proof.PASSWORD else key.role
        return Caller(key.prefix, role, shown.proof)


def _is_forwarded(headers: Headers) -> bool:
    return not _FORWARDED.isdisjoint(headers)


def _shown(scope: Scope, headers: Headers) -> _Shown | None:
    scheme, _, value = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return _Shown(value.strip(), Proof.KEY)
    if b"x-api-key" in headers:
        return _Shown(headers[b"x-api-key"].decode("latin-1").strip(), Proof.KEY)
    if scheme.lower() == "basic":
        password = _password(value)
        return _Shown(password, Proof.PASSWORD) if password else None
    token = parse_qs(scope["query_string"].decode("latin-1")).get("token") if is_page(scope["path"]) else None
    return _Shown(token[0], Proof.TOKEN) if token else None


def _password(encoded: str) -> str:
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")[2].strip()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _who_are_you(scope: Scope, headers: Headers, reason: str, *, is_wrong: bool = False) -> Response:
    if is_page(scope["path"]):
        if b"text/html" in headers.get(b"accept", b""):
            policy = {"Content-Security-Policy": "default-src 'none'; style-src 'self'"}
            return HTMLResponse(_PAGE, HTTPStatus.UNAUTHORIZED, headers={**policy, "WWW-Authenticate": _BASIC})
        challenge = _BASIC
    else:
        challenge = _BEARER + (', error="invalid_token"' if is_wrong else "")
    detail = f'{reason}: send one as "Authorization: Bearer …"; whoever runs the service makes keys with "policyqa keys create"'
    detail += " (POLICYQA_AUTH says when one is wanted)"
    return problem(HTTPStatus.UNAUTHORIZED, detail, headers={"WWW-Authenticate": challenge})


def _nowhere() -> Response:
    return problem(HTTPStatus.NOT_FOUND, "there is nothing at an address with control characters: leave them out")


def _strange_name(headers: Headers) -> Response:
    detail = (
        f'this service is for this machine only, and "{host_of(headers)[:100]}" is no name of it: ask http://127.0.0.1, '
        "let the proxy in front send X-Forwarded-For, or set POLICYQA_AUTH"
    )
    return problem(HTTPStatus.FORBIDDEN, detail)


def _foreign() -> Response:
    detail = "a page of another site may not change the library: send it without a browser, or with a key"
    return problem(HTTPStatus.FORBIDDEN, detail)
