"""The ids of answers, known again without a list of all that were given."""

import hashlib
import hmac
from contextlib import suppress

from service.database.secrets import Secret
from service.database.store import Database, DatabaseUnavailable

_MARK_CHARACTERS = 8


class AnswerIds:
    """Marks the ids that this installation gives out: a-0123456789ab becomes a-0123456789ab and eight characters more."""

    def __init__(self, database: Database) -> None:
        self._secret = Secret(database, "answers")

    def load(self) -> None:
        """Look the secret up. May wait for the database; without one, ids stay as they are, and nobody can rate them."""
        with suppress(DatabaseUnavailable):
            self._secret.value("answers cannot be rated")

    def marked(self, answer_id: str) -> str:
        """Return an id as it is given out. Never waits."""
        secret = self._secret.known
        return answer_id + _mark(secret, answer_id) if secret else answer_id

    def is_ours(self, answer_id: str) -> bool:
        """Tell whether an answer of this id was given out here. Raises DatabaseUnavailable."""
        secret = self._secret.value("the feedback could not be stored")
        given, mark = answer_id[:-_MARK_CHARACTERS], answer_id[-_MARK_CHARACTERS:]
        return hmac.compare_digest(_mark(secret, given).encode(), mark.encode())


def _mark(secret: bytes, answer_id: str) -> str:
    return hmac.new(secret, answer_id.encode(), hashlib.sha256).hexdigest()[:_MARK_CHARACTERS]
