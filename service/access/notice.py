"""What is said of keys when the service starts."""

import shlex
import shutil
import sys
from pathlib import Path

from service.access.settings import AccessSettings, Auth

_COMMAND = "policyqa"


def notice(settings: AccessSettings, index: Path) -> str:
    r"""Return what whoever starts the service should know about keys; nothing where none are wanted, and none should be.

    >>> notice(AccessSettings(host="127.0.0.1"), Path("a")), notice(AccessSettings(host="0.0.0.0"), Path("a"))[:6]
    ('', '\n需要密钥 ')
    """
    create = f"{_started_as()} keys create --index {shlex.quote(str(index))}"
    if settings.auth is Auth.OFF:
        if settings.is_local:
            return ""
        return _lines(
            "不要密钥：谁都可以提问、增删规划（POLICYQA_AUTH=off）",
            "No key is wanted: anybody may ask, add and remove plans (POLICYQA_AUTH=off)",
        )
    if settings.auth is Auth.ADMIN:
        return _lines(
            "阅读和提问不要密钥，增删规划要。Reading and asking want no key, adding and removing plans does:",
            f"{create} --role admin",
        )
    if settings.auth is Auth.AUTO and settings.is_local:
        return ""
    return _lines(
        "需要密钥 A key is wanted:",
        f"{create} --role ask      # 只读和提问 to read and ask",
        f"{create} --role admin    # 还可增删规划 to change the library, too",
        "完全不要就设 POLICYQA_AUTH=off. To want none at all, set POLICYQA_AUTH=off.",
    )


def _started_as() -> str:
    """Return the command as it was typed, where that differs from what a shell finds by its name."""
    typed = sys.argv[0]
    is_found = Path(typed).name != _COMMAND or shutil.which(_COMMAND) == typed
    return _COMMAND if is_found else shlex.quote(typed)


def _lines(*lines: str) -> str:
    return "".join(f"\n{line}" for line in lines)
