"""Who asks, as far as it is known."""

from dataclasses import dataclass
from enum import StrEnum

from starlette.types import Scope

from service.access.levels import Role


class Proof(StrEnum):
    """How a caller shows who it is."""

    NONE = "none"
    KEY = "key"
    PASSWORD = "password"  # a key that a browser asked for and sends by itself  # noqa: S105
    TOKEN = "token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the id of the key that was shown, or of the one that a token was made with; empty when none was."""

    key_id: str
    role: Role
    proof: Proof
    token_id: str = ""

    @property
    def bucket(self) -> str | None:
        """Whose requests are counted together: those of one key, or of one token, which is one reader's page."""
        if self.proof is Proof.NONE:
            return None
        return f"token {self.token_id}" if self.proof is Proof.TOKEN else f"key {self.key_id}"


NOBODY = Caller("", Role.ASK, Proof.NONE)


def caller_of(scope: Scope) -> Caller:
    """Return who sends a request, as the gate found out; nobody where it was not asked."""
    found = scope.get("state", {}).get("caller")
    return found if isinstance(found, Caller) else NOBODY
