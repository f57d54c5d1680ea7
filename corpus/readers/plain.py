"""Plain text and Markdown, in any of the encodings that Chinese offices use."""

import re
from contextlib import suppress
from pathlib import Path

from charset_normalizer import from_bytes

from corpus.errors import CorpusError

_ENCODINGS = ["gb18030", "big5", "utf_16", "utf_16_le", "utf_16_be"]
_LINE_END = re.compile(r"\r\n?")


def read(path: Path) -> str:
    """Return the decoded file with line ends unified to a line feed; a byte-order mark is not part of the text."""
    return _LINE_END.sub("\n", decode(path.read_bytes(), path.name))


def decode(data: bytes, name: str) -> str:
    """Return `data` as text: UTF-8 when it is valid, otherwise the likeliest of GB18030, Big5 and UTF-16.

    Raises CorpusError when no encoding fits.
    """
    if b"\0" not in data:  # UTF-16 of plain ASCII is valid UTF-8 with a NUL at every other byte
        # The detector wants more than a line; bytes that are all of GB 2312 are hardly anything else.
        for encoding in ("utf-8-sig", "gb2312"):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding)
    match = from_bytes(data, cp_isolation=_ENCODINGS).best()
    if match is None or "\0" in str(match):
        raise CorpusError(
            f"{name} is not text in UTF-8, GB18030, Big5 or UTF-16: save it as UTF-8 text, or take it out"
        )
    return str(match)
