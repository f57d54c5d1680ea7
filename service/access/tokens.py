"""Short-lived tokens for the pages of others: they let a reader ask without a key standing in the page."""

import logging
import secrets
import time
from threading import Lock
from typing import NamedTuple

import jwt
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.access.caller import Caller, Proof
from service.access.levels import Role
from service.access.settings import AccessSettings
from service.database.models import SecretRow
from service.database.store import Database

_LOG = logging.getLogger(__name__)
_ALGORITHM = "HS256"
_US = "policyqa"
_SECRET = "tokens"  # noqa: S105 - its name in the database
_SECRET_BYTES = 32
_CLOCKS_DIFFER_S = 5
_WITHOUT_DATABASE = "tokens can neither be made nor checked"


class Token(NamedTuple):
    """A token, and for how many seconds it is good."""

    text: str
    lifetime_s: int


class Tokens:
    """Makes tokens and reads them. The secret is set, or made once and kept in the database, where all processes find it."""

    def __init__(self, database: Database, settings: AccessSettings) -> None:
        self._database = database
        self._lifetime_s = settings.token_lifetime_s
        self._secret = settings.token_secret.get_secret_value().encode() if settings.token_secret else None
        self._looking = Lock()

    def issue(self, caller: Caller) -> Token:
        """Return a token with which somebody may ask for a while. Raises DatabaseUnavailable."""
        now = int(time.time())
        claims = {
            "iss": _US,
            "aud": _US,
            "sub": caller.key_id,
            "role": Role.ASK.value,
            "iat": now,
            "exp": now + self._lifetime_s,
            "jti": secrets.token_hex(8),
        }
        return Token(jwt.encode(claims, self._key(), algorithm=_ALGORITHM), self._lifetime_s)

    def read(self, text: str) -> Caller | None:
        """Return whom a token stands for; nothing when it is false or no longer good. Raises DatabaseUnavailable."""
        try:
            claims = jwt.decode(
                text,
                self._key(),
                algorithms=[_ALGORITHM],
                audience=_US,
                issuer=_US,
                leeway=_CLOCKS_DIFFER_S,
                options={"require": ["exp", "iat", "sub", "jti"]},
            )
        except jwt.InvalidTokenError:
            return None
        return Caller(claims["sub"], Role.ASK, Proof.TOKEN, claims["jti"])

    def _key(self) -> bytes:
        with self._looking:
            if self._secret is None:
                self._secret = self._kept() or self._made()
            return self._secret

    def _kept(self) -> bytes | None:
        with self._database.reading(_WITHOUT_DATABASE) as session:
            return session.scalar(select(SecretRow.value).where(SecretRow.name == _SECRET))

    def _made(self) -> bytes:
        value = secrets.token_bytes(_SECRET_BYTES)
        try:
            with self._database.writing(_WITHOUT_DATABASE) as session:
                session.add(SecretRow(name=_SECRET, value=value))
        except Exception as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            kept = self._kept()  # another process was first
            assert kept is not None
            return kept
        return value
