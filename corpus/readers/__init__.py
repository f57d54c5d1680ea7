"""One module a format; `read_text(path)` picks it by the file's ending and returns the canonical text."""

import re
from importlib import import_module
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers.limits import patience

# The module for each ending, imported when there is one to read: what serves reads none.
READERS = {".txt": "plain", ".md": "plain", ".html": "html", ".htm": "html", ".docx": "docx", ".pdf": "pdf"}
# How files begin, what they are then, and which endings they may have. A .docx is known by what is in its zip file,
# a file of Word 97 called .docx is for the reader to explain.
_SIGNATURES: tuple[tuple[re.Pattern[bytes], str, frozenset[str]], ...] = (
    (re.compile(rb"%PDF-"), "a PDF document", frozenset((".pdf",))),
    (re.compile(rb"PK\x03\x04"), "a zip file, as .docx are", frozenset((".docx",))),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a document of Word 97 to 2003", frozenset((".docx",))),
    (re.compile(rb"\{\\rtf"), "a document in RTF", frozenset()),
    (re.compile(rb"(?:From: <|MIME-Version:)", re.IGNORECASE), "a web archive (MHTML)", frozenset()),
    (re.compile(rb"<(?:!doctype\s+html|html[\s>])", re.IGNORECASE), "a web page", frozenset((".html", ".htm"))),
)
_HEAD_BYTES = 1024


def read_text(path: Path) -> str:
    """Return the canonical text of a document: decoded, line ends unified, one paragraph or table row a line.

    What the format adds around the text is left out, the text itself is not changed. Raises CorpusError when the file
    has no reader, cannot be read, is not what its ending says, or holds no words.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(READERS)
        raise CorpusError(f'{path.name} ends in "{path.suffix}", plans are read from {known}: convert it first')
    try:
        check_signature(path)
        with patience(path.name):
            text: str = import_module(f"corpus.readers.{reader}").read(path)
    except OSError as error:
        reason = error.strerror or "the system does not say why"
        raise CorpusError(f"{path} cannot be read ({reason}): check the path and its permissions") from error
    if not any(character.isalnum() for character in text):
        raise CorpusError(f"{path.name} holds no words, a plan needs text: replace the file or take it out")
    return text


def check_signature(path: Path) -> None:
    """Raise CorpusError when a document begins as one of another format than its ending says."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    for signature, found, endings in _SIGNATURES:
        if signature.match(head) and path.suffix.lower() not in endings:
            advice = (
                f"rename it to {max(endings)}" if endings and max(endings) != ".docx" else "save it as .docx or .txt"
            )
            raise CorpusError(f'{path.name} is {found}, its ending "{path.suffix}" says otherwise: {advice}')
