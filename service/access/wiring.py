"""Puts the layers around an application, the innermost first."""

from fastapi import FastAPI

from service.access.gate import Gate
from service.access.gathering import Gathering
from service.access.headers import SecurityHeaders
from service.access.keys import Keys
from service.access.overload import Overload
from service.access.rates import RateLimit, Rates
from service.access.settings import AccessSettings
from service.access.tokens import Tokens
from service.body_limit import BodyLimit
from service.database.store import Database
from service.failures import Failures


def protect(app: FastAPI, settings: AccessSettings, database: Database) -> None:
    """Ask every request of `app` for what it needs: a key, patience, and no more than its share.

    What stands outside (compression, CORS) is added after this. Raises ServiceError when Redis
    is wanted and its client is not installed.
    """
    keys, tokens = Keys(database), Tokens(database, settings)
    app.state.tokens = tokens
    app.add_middleware(Overload, running=settings.max_concurrent, waiting=settings.max_waiting)
    app.add_middleware(Gathering)
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes, max_upload_bytes=settings.max_upload_bytes)
    if settings.rates:
        rates = Rates(settings.rates, settings.redis_url.get_secret_value() if settings.redis_url else None)
        app.add_middleware(RateLimit, rates=rates, by_address=False)
        app.add_middleware(Gate, settings=settings, keys=keys, tokens=tokens)
        app.add_middleware(RateLimit, rates=rates, by_address=True)
    else:
        app.add_middleware(Gate, settings=settings, keys=keys, tokens=tokens)
    app.add_middleware(Failures)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)
