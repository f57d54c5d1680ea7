"""Sentences of a stretch of text, as spans."""

import re

from corpus.plan import Span

# A sentence ends at 。！？ with what closes it, or at the end of its line. ； divides clauses, not sentences.
_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’』」）)]*)?|[。！？!?]+[”’』」）)]*")
_CLAUSE = re.compile(r"[^；;\n]+[；;]?|[；;]")


def split_sentences(text: str, span: Span) -> list[Span]:
    """Return the sentences inside `span`, in order, without white space around them; no sentence is empty."""
    return _split(_SENTENCE, text, span)


def split_clauses(text: str, span: Span) -> list[Span]:
    """Return the parts of `span` between semicolons, in order, without white space around them."""
    return _split(_CLAUSE, text, span)


def _split(pattern: re.Pattern[str], text: str, span: Span) -> list[Span]:
    found = (Span(*match.span()).stripped(text) for match in pattern.finditer(text, span.start, span.end))
    return [each for each in found if each.start < each.end]
