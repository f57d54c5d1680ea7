"""Secrets that a service makes for itself: kept in the database, where all processes of an installation find them."""

import secrets
from threading import Lock

from sqlalchemy.exc import IntegrityError

from service.database.models import SecretRow
from service.database.store import Database, DatabaseUnavailable

_BYTES = 32


class Secret:
    """One secret by its name; made at its first use, and the same ever after."""

    def __init__(self, database: Database, name: str, given: bytes | None = None) -> None:
        """`given` is used instead of one that the database keeps."""
        self._database = database
        self._name = name
        self._value = given
        self._looking = Lock()

    @property
    def known(self) -> bytes | None:
        """The secret, once it has been looked up; never waits."""
        return self._value

    def value(self, otherwise: str) -> bytes:
        """Return the secret. Raises DatabaseUnavailable, which says that `otherwise` cannot be done."""
        with self._looking:
            if self._value is None:
                self._value = self._kept_or_made(otherwise)
            return self._value

    def _kept_or_made(self, otherwise: str) -> bytes:
        """Return what the database has; it is there before it is used."""
        try:
            with self._database.writing(otherwise) as session:
                row = session.get(SecretRow, self._name)
                if row is None:
                    row = SecretRow(name=self._name, value=secrets.token_bytes(_BYTES))
                    session.add(row)
                return row.value
        except DatabaseUnavailable as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return self._kept_or_made(otherwise)  # another process was first
