"""A set of disjoint spans that answers in logarithmic time what it covers."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import attrgetter

from corpus.plan import Span

_START = attrgetter("start")


class SpanSet:
    """Disjoint spans in order. Overlapping ones are an error."""

    def __init__(self, spans: Iterable[Span]) -> None:
        spans = tuple(spans)
        if not spans:  # most sentences have none
            self.spans: list[Span] = []
            self._starts: list[int] = []
            self._ends: list[int] = []
            return
        # By a key, for comparing spans themselves costs ten times as much.
        self.spans = sorted((span for span in spans if span.start < span.end), key=_START)
        self._starts = [span.start for span in self.spans]
        self._ends = [span.end for span in self.spans]
        if any(end > start for end, start in zip(self._ends, self._starts[1:], strict=False)):
            raise ValueError("the spans of a SpanSet may not overlap")

    @classmethod
    def merged(cls, spans: Iterable[Span]) -> "SpanSet":
        """Return the set of the characters in any of `spans`, which may overlap; those that only touch stay apart."""
        merged: list[Span] = []
        for span in sorted(spans, key=_START):
            if merged and span.start < merged[-1].end:
                merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
            else:
                merged.append(span)
        return cls(merged)

    def overlapping(self, span: Span) -> list[Span]:
        """Return the spans of the set that share a character with `span`, in order."""
        return self.spans[bisect_right(self._ends, span.start) : bisect_left(self._starts, span.end)]

    def covers(self, span: Span) -> bool:
        """Tell whether one span of the set contains all of `span`."""
        at = bisect_right(self._starts, span.start) - 1
        return at >= 0 and span.end <= self._ends[at]

    def gaps(self, span: Span) -> list[Span]:
        """Return the parts of `span` that the set leaves free, in order."""
        if self.covers(span):
            return []
        overlapping = self.overlapping(span)
        if not overlapping:
            return [span] if span.start < span.end else []
        free: list[Span] = []
        start = span.start
        for taken in overlapping:
            if taken.start > start:
                free.append(Span(start, taken.start))
            start = max(start, taken.end)
        if start < span.end:
            free.append(Span(start, span.end))
        return free
