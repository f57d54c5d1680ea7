"""Short-lived tokens for the pages of others: they let a reader ask without a key standing in the page."""

import secrets
import time
from typing import NamedTuple

from service.access.caller import Caller, Proof
from service.access.levels import Role
from service.access.settings import AccessSettings
from service.database.secrets import Secret
from service.database.store import Database

_ALGORITHM = "HS256"
_US = "policyqa"
_CLOCKS_DIFFER_S = 5
_WITHOUT_DATABASE = "tokens can neither be made nor checked"


class Token(NamedTuple):
    """A token, and for how many seconds it is good."""

    text: str
    lifetime_s: int


class Tokens:
    """Makes tokens and reads them. The secret is set, or made once and kept in the database, where all processes find it."""

    def __init__(self, database: Database, settings: AccessSettings) -> None:
        self._lifetime_s = settings.token_lifetime_s
        given = settings.token_secret.get_secret_value().encode() if settings.token_secret else None
        self._secret = Secret(database, "tokens", given)

    def issue(self, caller: Caller) -> Token:
        """Return a token with which somebody may ask for a while. Raises DatabaseUnavailable."""
        import jwt  # with it comes cryptography: a service that is asked without tokens starts without

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
        import jwt

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
        return self._secret.value(_WITHOUT_DATABASE)
