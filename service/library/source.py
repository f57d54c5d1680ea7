"""Whether a file of the corpus is what a plan was read from: read once more, in a process of its own.

python -m service.library.source FILE   prints the digest of its text; a PDF can keep a reader busy for minutes, and would
keep every other request waiting if the service read it
"""

import hashlib
import logging
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from corpus.errors import CorpusError
from corpus.plan import Plan
from corpus.readers import read_text
from service.library.process import bound_memory, environment_of_a_child

_LOG = logging.getLogger(__name__)
# Read as they are: no more than decoding.
_AS_THEY_ARE = frozenset((".txt", ".md"))
_LONGEST_S = 30.0
_MOST_KNOWN = 256
_READING = Lock()
# Digests of files as they were, the oldest first.
_known: OrderedDict[tuple[Path, int, int], str] = OrderedDict()


def was_read_from(plan: Plan, path: Path) -> bool:
    """Tell whether a file has the words of a plan: it may have changed, or be of another corpus than the index.

    What takes too long to read counts as another file. Takes up to half a minute; one file is read at a time, and once
    when it can be.
    """
    if path.suffix.lower() in _AS_THEY_ARE:
        return _digest_here(path) == digest(plan.text)
    if not _READING.acquire(timeout=_LONGEST_S):
        return False
    try:
        return _digest_once(path) == digest(plan.text)
    finally:
        _READING.release()


def digest(text: str) -> str:
    """Return what only this text has."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _digest_here(path: Path) -> str | None:
    try:
        return digest(read_text(path))
    except CorpusError:
        return None


def _digest_once(path: Path) -> str | None:
    """Return the digest of a file. Of many who wait for one file the first one reads it.

    What could not be read is read again for the next one: the machine may only have been busy.
    """
    found = path.stat()
    name = (path, found.st_mtime_ns, found.st_size)
    if name in _known:
        return _known[name]
    read = _digest_elsewhere(path)
    if read is not None:
        _known[name] = read
        while len(_known) > _MOST_KNOWN:
            _known.popitem(last=False)
    return read


def _digest_elsewhere(path: Path) -> str | None:
    command = [sys.executable, "-m", "service.library.source", str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - the path is absolute: it is no option
            command, capture_output=True, text=True, check=False, timeout=_LONGEST_S, env=environment_of_a_child()
        )
    except subprocess.TimeoutExpired:
        _LOG.warning("%s takes longer than %.0f s to read: it is not sent", path.name, _LONGEST_S)
        return None
    return done.stdout.strip() or None


def main() -> None:
    """Print the digest of the text of the file that the command line names; nothing when it cannot be read."""
    bound_memory()
    sys.stdout.write(_digest_here(Path(sys.argv[1])) or "")


if __name__ == "__main__":
    main()
