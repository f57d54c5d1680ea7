"""Where the service listens: on this machine only, or for others too."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Tell whether an address or a name is this machine's own; a name is that only when it is localhost.

    >>> [is_loopback(each) for each in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "10.1.2.3", "oa.gov.cn")]
    [True, True, True, False, False, False, False]
    """
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def reached_over_network(server: tuple[str, int | None] | None) -> bool:
    """Tell whether the local end of a connection is an address that other machines reach.

    A name (of a test) and the path of a Unix socket are none.
    """
    if server is None:
        return False
    try:
        ip_address(server[0].partition("%")[0])
    except ValueError:
        return False
    return not is_loopback(server[0])


def host_of(headers: Mapping[bytes, bytes]) -> str:
    """Return the name in the Host header, in small letters and without its port; empty when there is none."""
    return _hostname("//" + headers.get(b"host", b"").decode("latin-1"))


def is_own_origin(origin: str, headers: Mapping[bytes, bytes]) -> bool:
    """Tell whether a page of `origin` is a page of the host that is asked."""
    asked = headers.get(b"host", b"").decode("latin-1").lower()
    return origin.lower().partition("://")[2] == asked and bool(asked)


def _hostname(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
