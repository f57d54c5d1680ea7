"""Where words stand in one plan: as they were typed, or else in the passages that are nearest to them in meaning."""

import re
from itertools import islice

from corpus.plan import Plan, Span
from service.answer.answerer import Answerer

_MOST_PLACES = 100
_MOST_PASSAGES = 5
_NEAR_BEST = 0.6


def find_in(answerer: Answerer, plan: Plan, words: str) -> tuple[Span, ...]:
    """Return where `words` stand in `plan`, white space and case aside; else the passages that fit them, text order."""
    typed = r"\s*".join(re.escape(piece) for piece in words.split())
    literal = (Span(*found.span()) for found in re.finditer(typed, plan.text, re.IGNORECASE))
    shown = (span for span in literal if not any(each.span.overlaps(span) for each in plan.furniture))
    if places := tuple(islice(shown, _MOST_PLACES)):
        return places
    hits = answerer.search(words, plan_ids=[plan.id], k=_MOST_PASSAGES)
    best = max((hit.score for hit in hits), default=0.0)
    return tuple(sorted({hit.span for hit in hits if hit.score > 0 and hit.score >= _NEAR_BEST * best}))
