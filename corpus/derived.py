"""What is worked out of dictionaries, and stays as it is until others are installed: kept in a file, from which it is read
in a fraction of the time.

Nothing is kept until the process says where. A file is JSON behind the digest of it; one that is damaged, or of other
dictionaries, is made anew, and where none can be written everything is as it would be without.
"""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

_LOG = logging.getLogger(__name__)
_DIGEST_BYTES = 32
_DIGEST_CHARACTERS = 16  # of a file's name
_KEPT = 3  # files of one kind
_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Say where files are read and written from now on; None for nowhere."""
    global _folder
    _folder = folder


def derived(name: str, made_by: str, make: Callable[[], Any], *, packages: Sequence[str] = (), of: str = "") -> Any:
    """Return what `make` returns, which has to be as JSON gives it back, or returned before.

    It is made anew when the file of the module `made_by`, one of the `packages` or what it is made `of` is another one.
    """
    if _folder is None:
        return make()
    depends_on = "\n".join([*(f"{each} {version(each)}" for each in packages), of])
    source = Path(made_by).read_bytes() + depends_on.encode("utf-8", "surrogatepass")
    path = _folder / f"{name}-{_digest(source).hex()[:_DIGEST_CHARACTERS]}.json"
    found = _read(path)
    if found is None:
        found = make()
        _write(path, found)
    return found


def _read(path: Path) -> Any:
    """Return what a file holds, None where there is none or where it is damaged."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    text = memoryview(kept)[_DIGEST_BYTES:]
    return json.loads(bytes(text)) if _digest(text) == kept[:_DIGEST_BYTES] else None


def _write(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for leftover in path.parent.glob(f".{path.name}-*"):  # of a process that was killed
            leftover.unlink(missing_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_digest(text) + text)
            Path(aside).chmod(0o644)  # readable by every user of a shared cache
            Path(aside).replace(path)
            _forget_others(path)
        finally:
            Path(aside).unlink(missing_ok=True)
    except OSError as error:
        _LOG.info("%s cannot be written: %s", path, error)


def _forget_others(path: Path) -> None:
    """Delete what was made of dictionaries, or by releases, that are gone; a few are left to those who share the folder."""
    alike = path.parent.glob(
        path.name[: -len(path.suffix) - _DIGEST_CHARACTERS] + "?" * _DIGEST_CHARACTERS + path.suffix
    )
    others = [each for each in alike if each != path]  # which may be of a clock that was ahead
    by_age = sorted(others, key=lambda each: each.stat().st_mtime, reverse=True)
    for old in by_age[_KEPT - 1 :]:
        old.unlink(missing_ok=True)


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.sha256(content).digest()
