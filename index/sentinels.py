"""Sentinel questions: an index that is about to be used must find what is known to stand in it."""

import hashlib
from collections.abc import Sequence

from index.embedding import Embedder
from index.errors import SearchIndexError
from index.passages import Passage
from index.question import Intent, Language, Query
from index.search import Searcher
from index.store import SearchIndex

SENTINELS = 10
_TOLERATED = 2  # plans copied from one another may hide each other
_DEPTH = 5
_LONGEST_QUESTION = 200


def check_sentinels(index: SearchIndex, embedder: Embedder) -> None:
    """Raise SearchIndexError unless questions made of passages, with their headings, find them.

    The passages are chosen by the digest of the corpus: by chance, and the same ones each time. Vectors in a wrong
    order, of another model, or words that lead elsewhere are noticed here, though every file is whole.
    """
    searcher = Searcher(index, embedder)
    asked = chosen(index.passages, index.manifest.content_digest)
    missed = [passage for passage in asked if not _finds(searcher, passage)]
    if len(missed) > _TOLERATED * len(asked) / SENTINELS:
        raise SearchIndexError(
            f"the new index does not find what is in it: {len(missed)} of {len(asked)} passages are not found by their "
            f'own words, the first is in plan "{missed[0].plan_id}": run "policyqa index --full"'
        )


def chosen(passages: Sequence[Passage], seed: str) -> list[Passage]:
    """Return up to SENTINELS passages, no two of them alike in their text, picked by `seed`."""
    distinct = {passage.text: passage for passage in passages}.values()
    return sorted(distinct, key=lambda each: hashlib.sha256(f"{seed} {each.id}".encode()).digest())[:SENTINELS]


def _finds(searcher: Searcher, passage: Passage) -> bool:
    text = passage.searchable[:_LONGEST_QUESTION]
    query = Query(text, Language.ZH, Intent.FACT, text, text, (), (), tuple(searcher.index.plans))
    return any(hit.passage.text == passage.text for hit in searcher.search(query, _DEPTH))
