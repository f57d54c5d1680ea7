"""Sentinel questions: an index that is about to be used must find what is known to stand in it."""

import hashlib
import logging
from collections.abc import Sequence

import numpy as np

from index.embedding import Embedder
from index.errors import SearchIndexError
from index.passages import Passage
from index.question import Intent, Language, Query
from index.search import Searcher
from index.store import SearchIndex

_LOG = logging.getLogger(__name__)
SENTINELS = 10
_TOLERATED = 0.5  # of the sentinels: plans copied from one another, and rows of one form, hide each other
_DEPTH = 5
_LONGEST_QUESTION = 200


def check_sentinels(index: SearchIndex, embedder: Embedder) -> None:
    """Raise SearchIndexError when most of the questions made of passages do not find them; fewer are a warning.

    The passages are chosen by the digest of the corpus: by chance, and the same ones each time. Vectors in a wrong
    order, of another model, or words that lead elsewhere are noticed here, though every file is whole.
    """
    searcher = Searcher(index, embedder)
    asked = chosen(index.passages, index.manifest.content_digest)
    missed = [passage for passage in asked if not _finds(searcher, passage)]
    if not missed:
        return
    found = (
        f"the new index does not find what is in it: {len(missed)} of {len(asked)} passages are not found by their own "
        f'words, the first is in plan "{missed[0].plan_id}"'
    )
    if len(missed) > _TOLERATED * len(asked):
        raise SearchIndexError(f'{found}: run "policyqa index --full"')
    _LOG.warning("%s: others may be worded like them", found)


def chosen(passages: Sequence[Passage], seed: str) -> list[Passage]:
    """Return up to SENTINELS passages, no two of them alike in their text, picked by `seed`."""
    chance = np.random.default_rng(list(hashlib.sha256(seed.encode()).digest()))
    found: dict[str, Passage] = {}
    for row in chance.permutation(len(passages)).tolist():
        found.setdefault(passages[row].text, passages[row])
        if len(found) == SENTINELS:
            break
    return list(found.values())


def _finds(searcher: Searcher, passage: Passage) -> bool:
    # The heading alone may be longer than a question: all rows of a wide table have the same. It is asked with the rest.
    return any(_leads_to(passage, text, searcher) for text in (passage.text[:_LONGEST_QUESTION], passage.searchable))


def _leads_to(passage: Passage, text: str, searcher: Searcher) -> bool:
    query = Query(text, Language.ZH, Intent.FACT, text, text, (), (), tuple(searcher.index.plans))
    depth = min(_DEPTH, 1 + len(searcher.index.passages) // 10)  # so that few of a small corpus are found by chance
    return any(hit.passage.text == passage.text for hit in searcher.search(query, depth))
