"""Lines of a text with their spans."""

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from corpus.plan import Span


class Line(NamedTuple):
    """One line without its line feed, and where it stands."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        """Where the line stands."""
        return Span(self.start, self.start + len(self.text))


def split_lines(text: str) -> list[Line]:
    """Return every line of `text`, blank ones too. Only a line feed ends a line: a form feed or U+2028 is a character."""
    return list(_lines(text))


# Each part of the parser asks for the lines of the same text; a long one has a million.
@lru_cache(maxsize=4)
def _lines(text: str) -> tuple[Line, ...]:
    return tuple(map(Line, text.split("\n"), line_starts(text)))


def line_starts(text: str) -> list[int]:
    """Return where each line of `text` starts, without the cost of the lines themselves."""
    starts = list(accumulate((len(part) + 1 for part in text.split("\n")), initial=0))
    return starts[:-1]
