"""What a request needs: nothing, the role ask, or the role admin. The table is in the package's docstring."""

import re
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What the owner of a key may do; an admin may also ask."""

    ASK = "ask"
    ADMIN = "admin"


class Level(IntEnum):
    """What a request needs, from nothing to most."""

    PUBLIC = 0
    ASK = 1
    ADMIN = 2


_LEVELS = {Role.ASK: Level.ASK, Role.ADMIN: Level.ADMIN}
_READS = frozenset(("GET", "HEAD"))
_PUBLIC = re.compile(
    r"/(?:healthz|readyz|docs(?:/try)?|openapi\.json|widget\.js|favicon\.ico|(?:widget|static|swagger)/.*)"
)
# Of what is public, what leads to pages that are not.
_LEADS_ON = "/docs"
_ASKING = re.compile(r"/(?:v1/(?:ask|chat/completions|search|feedback|tokens)|mcp(?:/.*)?)")
# Matched at the beginning: what a route's own pattern takes for one of these (a line end after it, say) is one here, too.
_ADMINISTERED = re.compile(r"/v1/(?:jobs|feedback|audit|keys|admin)(?![A-Za-z0-9_-])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def level_of(method: str, path: str) -> Level:
    """Return what a request needs. What nobody thought of is read by who may ask and changed by an admin.

    >>> [level_of("GET", "/healthz").name, level_of("GET", "/plans/a").name, level_of("POST", "/v1/plans").name]
    ['PUBLIC', 'ASK', 'ADMIN']
    """
    if method == "OPTIONS":  # says which methods there are, and to whom
        return Level.PUBLIC
    if method in _READS:
        if _PUBLIC.fullmatch(path):
            return Level.PUBLIC
        return Level.ADMIN if _ADMINISTERED.match(path) else Level.ASK
    return Level.ASK if _ASKING.fullmatch(path) and _is_asked(method, path) else Level.ADMIN


def may(role: Role, level: Level) -> bool:
    """Tell whether a role is enough for a level."""
    return _LEVELS[role] >= level


def is_page(path: str) -> bool:
    """Tell whether a browser shows what is at this address, and may ask its user for a key.

    >>> is_page("/plans/a"), is_page("/v1/plans/a"), is_page("/metrics")
    (True, False, False)
    """
    return not path.startswith(("/v1/", "/mcp", "/metrics"))


def leads_on(method: str, path: str) -> bool:
    """Tell whether this is a public page with links to pages that are not: a token that is shown to it is for those.

    >>> leads_on("GET", "/docs"), leads_on("GET", "/docs/try"), leads_on("GET", "/plans")
    (True, False, False)
    """
    return method in _READS and path == _LEADS_ON


def is_plain(path: str) -> bool:
    r"""Tell whether an address is without control characters, of which patterns that end in $ overlook one.

    >>> is_plain("/v1/jobs"), is_plain("/v1/jobs\n")
    (True, False)
    """
    return _CONTROL.search(path) is None


def _is_asked(method: str, path: str) -> bool:
    return method == "POST" or path.startswith("/mcp")  # a session of MCP is ended with DELETE
