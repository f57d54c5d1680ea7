"""What every answer tells a browser: what may run in it, who may frame it, who may load it."""

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.binding import host_of, is_loopback

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# Pages of other origins load these: the widget, its style and its pictures.
_SHARED = ("/widget.js", "/widget/", "/static/")
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_FRAME_OPTIONS = {"'self'": "SAMEORIGIN", "'none'": "DENY"}  # what older browsers know


class SecurityHeaders:
    """ASGI middleware: adds the headers that an answer does not bring itself.

    A page brings its own content security policy, which gets `frame-ancestors`; whatever else is answered may run nothing.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self._app = app
        self._framing = f"frame-ancestors {frame_ancestors}"
        self._frame_options = _FRAME_OPTIONS.get(frame_ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add to the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope)
            await send(message)

        await self._app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        policy = headers.get("content-security-policy", _NOTHING)
        if "frame-ancestors" not in policy:
            policy = f"{policy}; {self._framing}"
        headers["Content-Security-Policy"] = policy
        if self._frame_options:
            headers.setdefault("X-Frame-Options", self._frame_options)
        is_shared = scope["path"].startswith(_SHARED)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_shared else "same-origin")
        # Elsewhere browsers ignore it and say so as an error, on every page.
        if scope.get("scheme") == "https" or is_loopback(host_of(dict(scope["headers"]))):
            headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")


def policy_for(html: str) -> str:
    """Return a policy under which a page made elsewhere may run and look as it was made, and nothing put into it may.

    It names the page's own inline scripts and styles by their hashes; without a script, there is none that may run.

    >>> policy_for("<style>p{}</style>").split("; ")[:2]
    ["default-src 'none'", "style-src 'self' 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='"]
    """
    scripts = " ".join(("script-src 'self'", *map(_hash, _SCRIPT.findall(html))))
    styles = " ".join(("style-src 'self'", *map(_hash, _STYLE.findall(html))))
    others = "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'"
    return "; ".join(("default-src 'none'", *((scripts,) if "<script" in html else ()), styles, others))


def _hash(code: str) -> str:
    digest = base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
