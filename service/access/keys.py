"""Keys of the API: made once, shown once, kept as hashes."""

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Select, select

from service.access.levels import Role
from service.database.models import KeyRow
from service.database.store import Database
from service.errors import ServiceError

LONGEST_NAME = 100
_KEY = re.compile(r"(pqa_[0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_PREFIX = re.compile(r"(?:pqa_)?([0-9a-f]{8})(?:_[A-Za-z0-9_-]{43})?")
# So long a key still works that was just revoked: a request need not wait for the database.
_REMEMBERED_S = 5.0
_MOST_REMEMBERED = 1000
_WITHOUT_DATABASE = "keys cannot be looked up"


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; `prefix`, its beginning, is its name in lists and logs."""

    prefix: str
    role: Role
    name: str
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None


class Keys:
    """The keys in a database. Everything here may wait for it, and raises DatabaseUnavailable when it is gone."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, KeyRow | None]] = {}
        self._remembering = Lock()

    def create(self, role: Role, name: str) -> tuple[str, Key]:
        """Make a key and return it with what is kept of it. It can be shown now and never again."""
        prefix = f"pqa_{secrets.token_hex(4)}"
        written = f"{prefix}_{secrets.token_urlsafe(32)}"
        key = Key(prefix, role, name[:LONGEST_NAME], datetime.now(UTC))
        with self._database.writing("the key was not made") as session:
            session.add(
                KeyRow(
                    prefix=prefix, hash=_hash(written), role=role.value, name=key.name, created_at=key.created_at,
                    revoked_at=None,
                )
            )  # fmt: skip
        return written, key

    def all(self) -> list[Key]:
        """Return every key that was ever made, oldest first."""
        with self._database.reading("keys cannot be listed") as session:
            return [_as_key(row) for row in session.scalars(select(KeyRow).order_by(KeyRow.id))]

    def revoke(self, name: str) -> Key:
        """Make a key worthless, with all tokens that were made with it. `name` is its prefix, or the key itself.

        Raises ServiceError when there is none of that name.
        """
        match = _PREFIX.fullmatch(name.strip())
        with self._database.writing("the key was not revoked") as session:
            row = session.scalar(_of(f"pqa_{match[1]}")) if match else None
            if row is None:
                raise ServiceError(f'there is no key "{name[:20]}": "policyqa keys list" shows which there are')
            row.revoked_at = row.revoked_at or datetime.now(UTC)
            key = _as_key(row)
        with self._remembering:
            self._known.clear()
        return key

    def find(self, written: str) -> Key | None:
        """Return the valid key that this is; nothing when it is none, or no longer one."""
        match = _KEY.fullmatch(written)
        row = self._row(match[1]) if match else None
        if row is None or not hmac.compare_digest(row.hash, _hash(written)):
            return None
        return _valid(row)

    def named(self, prefix: str) -> Key | None:
        """Return the valid key of this prefix."""
        row = self._row(prefix)
        return _valid(row) if row else None

    def _row(self, prefix: str) -> KeyRow | None:
        with self._remembering:
            until, row = self._known.get(prefix, (0.0, None))
        if time.monotonic() < until:
            return row
        with self._database.reading(_WITHOUT_DATABASE) as session:
            row = session.scalar(_of(prefix))
            session.expunge_all()
        with self._remembering:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[prefix] = (time.monotonic() + _REMEMBERED_S, row)
        return row


def _of(prefix: str) -> Select[KeyRow]:
    return select(KeyRow).where(KeyRow.prefix == prefix)


def _hash(written: str) -> str:
    # 256 random bits cannot be guessed: a slow hash, as passwords want it, would only slow every request down.
    return hashlib.sha256(written.encode("utf-8")).hexdigest()


def _valid(row: KeyRow) -> Key | None:
    key = _as_key(row)
    return key if key.is_valid else None


def _as_key(row: KeyRow) -> Key:
    return Key(row.prefix, Role(row.role), row.name, row.created_at, row.revoked_at)
