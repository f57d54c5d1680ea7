"""Plain text and Markdown, in any of the encodings that Chinese offices use."""

import codecs
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from corpus.errors import CorpusError

# The byte-order marks that leave no doubt; UTF-32 is not among them, no office writes it.
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# In the order in which they win a tie. gb2312 is not asked: it reads —— as ――, which no plan means.
_ENCODINGS = ("gb18030", "cp950", "utf-16-le", "utf-16-be")
_SAMPLE_BYTES = 1 << 16
_LEAST_COMMON = 0.7
_LINE_END = re.compile(r"\r\n?")


def read(path: Path) -> str:
    """Return the decoded file with line ends unified to a line feed; a byte-order mark is not part of the text."""
    return _LINE_END.sub("\n", decode(path.read_bytes(), path.name))


def decode(data: bytes, name: str) -> str:
    """Return `data` as text: as its byte-order mark says, as UTF-8 when it is valid, otherwise the likeliest of GB18030,
    Big5 and UTF-16.

    Raises CorpusError when no encoding fits.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            with suppress(UnicodeDecodeError):
                return _without_nul(data[len(mark) :].decode(encoding), name)
    if b"\0" not in data:  # UTF-16 of plain ASCII is valid UTF-8 with a NUL at every other byte
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")
    for encoding in sorted(_ENCODINGS, key=lambda each: -_likelihood(data, each)):
        if _likelihood(data, encoding) < _LEAST_COMMON:
            break
        with suppress(UnicodeDecodeError):
            return _without_nul(data.decode(encoding), name).removeprefix("\ufeff")
    raise _not_text(name)


def _likelihood(data: bytes, encoding: str) -> float:
    """Return the share of common characters in the first bytes of `data`, read in `encoding`.

    Bytes of one encoding are often valid in another, but there they are characters that hardly anybody writes. A few
    words are enough to tell, where detectors that look for languages want paragraphs.
    """
    text = data[:_SAMPLE_BYTES].decode(encoding, errors="replace")
    return sum(character in _common_characters() for character in text) / len(text) if text else 0.0


@cache
def _common_characters() -> frozenset[str]:
    """The characters that the two national standards call frequent, with ASCII, Chinese punctuation and form signs."""
    frequent = (bytes((high, low)).decode("gb18030") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    traditional = (
        bytes((high, low)).decode("cp950", errors="ignore") for high in range(0xA4, 0xC7) for low in range(0x40, 0xFF)
    )
    signs = (bytes((high, low)).decode("gb18030") for high in range(0xA1, 0xA4) for low in range(0xA1, 0xFF))
    ascii_text = map(chr, (0x9, 0xA, 0xC, 0xD, 0xA0, *range(0x20, 0x7F), *range(0x2002, 0x200C)))
    found = "".join((*frequent, *traditional, *signs, *ascii_text, "\ufeff“”‘’—…·•"))
    return frozenset(character for character in found if not 0xE000 <= ord(character) <= 0xF8FF)


def _without_nul(text: str, name: str) -> str:
    if "\0" in text:
        raise _not_text(name)
    return text


def _not_text(name: str) -> CorpusError:
    return CorpusError(f"{name} is not text in UTF-8, GB18030, Big5 or UTF-16: save it as UTF-8 text, or take it out")
