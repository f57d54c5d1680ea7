"""Lines of a text with their spans."""

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
    lines: list[Line] = []
    start = 0
    for part in text.split("\n"):
        lines.append(Line(part, start))
        start += len(part) + 1
    return lines
