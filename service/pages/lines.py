"""Where each block of a plan begins: its lines, each with the blank ones that follow it."""

from collections.abc import Sequence

from corpus.plan import Span


def lines_of(text: str) -> list[Span]:
    """Return the lines of `text`, blank ones with the line above them (at the top, with the line below).

    Joined they are the text; empty only when the text is.
    """
    found: list[Span] = []
    start = at = 0
    has_words = False
    for line in text.split("\n"):
        blank = not line.strip()
        if not blank and has_words:
            found.append(Span(start, at))
            start = at
        has_words = has_words or not blank
        at += len(line) + 1
    return [*found, Span(start, len(text))] if text else []


def joined_over(lines: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Return the lines, those that one of the sorted `spans` runs over joined to one: a heading over two lines."""
    found: list[Span] = []
    at = 0
    for line in lines:
        while at < len(spans) and spans[at].end <= line.start:
            at += 1
        if found and at < len(spans) and spans[at].start < line.start < spans[at].end:
            found[-1] = Span(found[-1].start, line.end)
        else:
            found.append(line)
    return found
