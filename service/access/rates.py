"""How often one address and one key may ask: counted in memory, or in Redis where several processes count together."""

import logging
import math
import time
from collections.abc import Sequence
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from service.access.caller import caller_of
from service.access.levels import Level, level_of
from service.errors import ServiceError, problem

if TYPE_CHECKING:
    from limits.aio.storage import RedisStorage

_LOG = logging.getLogger(__name__)
# Pages, texts and the suggestions for every letter that is typed are many more than questions.
_READS_PER_QUESTION = 10
_QUESTIONS = frozenset(("/v1/search",))
_WITHOUT_REDIS_S = 10.0
_REDIS_ANSWERS_WITHIN_S = 0.5


class Rates:
    """Counts the requests of one bucket (an address, a key) against the rates that are allowed.

    When Redis is gone, each process counts by itself until it is back: nobody is turned away for that.
    """

    def __init__(self, allowed: Sequence[RateLimitItem], redis_url: str | None = None) -> None:
        self._allowed = allowed
        self._own = MemoryStorage()
        self._shared = _open_redis(redis_url) if redis_url and allowed else None
        self._own_until = 0.0

    async def wait_for(self, bucket: str, *, is_question: bool) -> int:
        """Count one request and return the seconds after which it may be sent again; 0 when it may pass."""
        if self._shared is not None and time.monotonic() >= self._own_until:
            try:
                return await self._count(self._shared, bucket, is_question)
            except Exception as error:  # redis and its transport raise many kinds
                self._own_until = time.monotonic() + _WITHOUT_REDIS_S
                _LOG.warning(
                    "Redis does not answer (%s): for %.0f s this process counts requests by itself",
                    type(error).__name__,
                    _WITHOUT_REDIS_S,
                )
        return await self._count(self._own, bucket, is_question)

    async def close(self) -> None:
        """Hang up."""
        if self._shared is not None:
            bridge: Any = self._shared.bridge
            await bridge.storage.aclose()

    async def _count(self, storage: Storage, bucket: str, is_question: bool) -> int:
        limiter = SlidingWindowCounterRateLimiter(storage)
        for each in self._allowed:
            item = each if is_question else _for_reading(each)
            kind = "ask" if is_question else "read"
            if not await limiter.hit(item, kind, bucket):
                stats = await limiter.get_window_stats(item, kind, bucket)
                return max(1, math.ceil(stats.reset_time - time.time()))
        return 0


class RateLimit:
    """ASGI middleware: answers 429 to an address or a key that asks more often than it may.

    There are two: one inside of the gate, which says whose key it is, and one outside that counts addresses, so that
    guessing keys is counted, too.
    """

    def __init__(self, app: ASGIApp, rates: Rates, *, by_address: bool) -> None:
        self._app = app
        self._rates = rates
        self._by_address = by_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless it comes too soon; hang up when the application ends."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            await self._rates.close()
            return
        wait_s = await self._wait_for(scope) if scope["type"] == "http" else 0
        if not wait_s:
            await self._app(scope, receive, send)
            return
        whose = "this address" if self._by_address else "this key"
        detail = f"{whose} asks more often than it may: ask again in {wait_s} seconds"
        await problem(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": str(wait_s)})(scope, receive, send)

    async def _wait_for(self, scope: Scope) -> int:
        level = level_of(scope["method"], scope["path"])
        bucket = _address(scope) if self._by_address else caller_of(scope).bucket
        if level is Level.PUBLIC or bucket is None:
            return 0
        return await self._rates.wait_for(bucket, is_question=_is_question(scope))


def _is_question(scope: Scope) -> bool:
    """Tell whether a request is more than reading what is there: a question on a page is one as well."""
    if scope["method"] not in ("GET", "HEAD") or scope["path"] in _QUESTIONS:
        return True
    return scope["path"] == "/" and "q" in parse_qs(scope["query_string"].decode("latin-1"))


def _address(scope: Scope) -> str | None:
    """Return whom an address stands for: of IPv6 a network, of which a household has a whole one."""
    client = scope.get("client")
    if not client:
        return None
    try:
        address = ip_address(client[0].partition("%")[0])
    except ValueError:
        return str(client[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)


def _for_reading(item: RateLimitItem) -> RateLimitItem:
    return type(item)(item.amount * _READS_PER_QUESTION, item.multiples, item.namespace)


def _open_redis(url: str) -> "RedisStorage":
    # Here, so that a service without Redis needs no client.
    try:
        from limits.aio.storage import RedisStorage
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff
    except ImportError as error:
        raise ServiceError(
            'POLICYQA_REDIS_URL is set, but the client of Redis is not installed: pip install "policyqa[redis]"'
        ) from error
    options: dict[str, Any] = {
        "socket_connect_timeout": _REDIS_ANSWERS_WITHIN_S,
        "socket_timeout": _REDIS_ANSWERS_WITHIN_S,
        "retry": Retry(NoBackoff(), 0),
    }
    return RedisStorage(f"async+{url}", implementation="redispy", key_prefix="policyqa", **options)
