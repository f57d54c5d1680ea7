"""One module a format; `read_text(path)` picks it by the file's ending and returns the canonical text."""

from collections.abc import Callable
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers import plain

READERS: dict[str, Callable[[Path], str]] = {".txt": plain.read, ".md": plain.read}


def read_text(path: Path) -> str:
    """Return the canonical text of a document: decoded, line ends unified, nothing else changed.

    Raises CorpusError when the file has no reader, cannot be read, is not text, or holds no words.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(READERS)
        raise CorpusError(f'{path.name} ends in "{path.suffix}", plans are read from {known}: convert it first')
    try:
        text = reader(path)
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}): check the path and its permissions") from error
    if not any(character.isalnum() for character in text):
        raise CorpusError(f"{path.name} holds no words, a plan needs text: replace the file or take it out")
    return text
