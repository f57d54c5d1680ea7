"""The lines at the head and at the foot of a document, where it speaks of itself, in a form made for matching."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import opencc

from corpus.places import gazetteer
from corpus.plan import Furniture, FurnitureKind, Span
from corpus.spanset import SpanSet

_HEAD_LINES = 100
_FOOT_LINES = 40
# What is longer is a paragraph: only its beginning can be of use here.
_LONGEST_LINE = 300
_LINE = re.compile(r"[^\s\ufeff][^\n]*")
_MARKS = "#*•·> \t\u3000\xa0\u2002\u2003"


class Line(NamedTuple):
    """One line of the margins without white space and marks of markdown around it; `plain` has the same length."""

    text: str
    plain: str
    start: int
    is_headline: bool = False
    is_cut: bool = False

    @property
    def span(self) -> Span:
        """Where the line stands."""
        return Span(self.start, self.start + len(self.text))

    def found(self, start: int, end: int) -> "Found":
        """Return the characters `start` to `end` of this line, without white space around them."""
        span = Span(self.start + start, self.start + end)
        inside = self.text[start:end]
        kept = inside.strip(_MARKS)
        start = span.start + len(inside) - len(inside.lstrip(_MARKS))
        return Found(kept, Span(start, start + len(kept)) if kept else Span(span.start, span.start))


class Found(NamedTuple):
    """A value and where it was read; a value that runs over several lines is joined, its span covers them all."""

    value: str
    span: Span


class Margins(NamedTuple):
    """Head and foot of a document, without its furniture; `keyed` has them with what the page around it says."""

    head: list[Line]
    foot: list[Line]
    keyed: list[Line]


def read_margins(text: str, furniture: Iterable[Furniture], body_start: int) -> Margins:
    """Return the lines before the body, and the last lines of the document."""
    # The title once more above the body is furniture to a reader, but it is where the title stands.
    marked = [each for each in furniture if each.kind is not FurnitureKind.REPEATED]
    without_all = SpanSet(each.span for each in marked)
    without_contents = SpanSet(each.span for each in marked if each.kind is not FurnitureKind.SITE)
    return Margins(
        head=_head(text, body_start, without_all),
        foot=_foot(text, body_start, without_all, _FOOT_LINES),
        keyed=_head(text, body_start, without_contents) + _foot(text, body_start, without_contents, 2 * _FOOT_LINES),
    )


def plain(text: str) -> str:
    """Return `text` in simplified characters and half-width forms, as many as before: an offset stays what it was.

    >>> plain("應急管理廳（２０２２）")
    '应急管理厅(2022)'
    """
    return text.translate(_plain_characters())


@lru_cache(maxsize=1)
def _plain_characters() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
        [0x3000, 0xA0, *range(0x2000, 0x200B)], " "
    )
    named = {character for place in gazetteer().places for character in place.name}
    characters = [chr(code) for code in range(0x4E00, 0xA000) if chr(code) not in named]  # 乾县 is no 干县
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, simplified, strict=True)
    return table | {ord(old): new for old, new in pairs if old != new and len(new) == 1}


def _head(text: str, end: int, taken: SpanSet) -> list[Line]:
    return list(islice(_free(text, _forwards(text, end), taken), _HEAD_LINES))


def _foot(text: str, start: int, taken: SpanSet, count: int) -> list[Line]:
    # The last lines come first, but the parts of one line (抄送：市委，&nbsp;市人大) in their order.
    return sorted(islice(_free(text, _backwards(text, start), taken), count), key=lambda line: line.start)


def _forwards(text: str, end: int) -> Iterator[Span]:
    return (Span(*match.span()) for match in _LINE.finditer(text, 0, end))


def _backwards(text: str, start: int) -> Iterator[Span]:
    end = len(text)
    while end > start:
        begin = max(start, text.rfind("\n", start, end) + 1)
        yield Span(begin, end)
        end = begin - 1


def _free(text: str, spans: Iterable[Span], taken: SpanSet) -> Iterator[Line]:
    for span in spans:
        for free in taken.gaps(span):
            line = _line(text, free)
            if line.text:
                yield line


def _line(text: str, span: Span) -> Line:
    whole = text[span.start : span.end]
    kept = whole.lstrip(_MARKS)
    start = span.end - len(kept)
    kept = kept.rstrip(_MARKS)
    cut = kept[:_LONGEST_LINE]
    is_headline = whole.lstrip().startswith("# ")
    return Line(cut, plain(cut), start, is_headline, len(cut) < len(kept))
