"""Folders of the cache that are made once: a model unpacked, a model exported."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from index.errors import CacheError

_LOG = logging.getLogger(__name__)


def model_folder(cache: Path, name: str) -> Path:
    """Return where the folder `name` is, or will be.

    >>> model_folder(Path("cache"), "BAAI/bge-m3").as_posix()
    'cache/models/BAAI--bge-m3'
    """
    return cache / "models" / name.replace("/", "--")


def made_once(cache: Path, name: str, make: Callable[[Path], None]) -> Path:
    """Return the folder `name` of `cache`, which `make` fills if it is not there yet.

    `make` is given another folder, which is renamed when it is complete, so an interruption never leaves half of one;
    processes that ask at once wait for one another. Raises CacheError when the cache cannot be written to, and
    whatever `make` raises.
    """
    target = model_folder(cache, name)
    if target.exists():
        return target
    lock = FileLock(target.with_name(f"{target.name}.lock"))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except OSError as error:
        raise cache_error(cache, error) from error
    try:
        if target.exists():
            return target
        for leftover in target.parent.glob(f".{target.name}-*"):  # of a process that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        _LOG.info("making %s (once)", target)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            make(aside)
            for path in (aside, *aside.rglob("*")):  # readable by every user of a shared cache
                path.chmod(0o755 if path.is_dir() else 0o644)
            aside.replace(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    finally:
        lock.release()
    return target


def cache_error(cache: Path, error: Exception) -> CacheError:
    """Return the error that says that the cache folder cannot be used."""
    return CacheError(
        f"the cache folder {cache} cannot be used ({error}): set POLICYQA_CACHE to a folder that can be written to"
    )
