from dataclasses import replace

import pytest

from index.dense.faiss import FaissIndex
from index.errors import SearchIndexError
from index.lexical import LexicalIndex
from index.sentinels import SENTINELS, check_sentinels, chosen
from index.store import SearchIndex
from tests.conftest import KeywordEmbedder


def test_an_index_that_finds_what_is_in_it_passes(search_index: SearchIndex) -> None:
    check_sentinels(search_index, KeywordEmbedder())


def test_ten_passages_are_asked_for_and_another_corpus_has_others(search_index: SearchIndex) -> None:
    asked = chosen(search_index.passages, "a")
    assert len(asked) == SENTINELS == len({passage.text for passage in asked})
    assert asked == chosen(search_index.passages, "a") != chosen(search_index.passages, "b")


def test_rows_that_lead_to_other_passages_are_noticed(search_index: SearchIndex) -> None:
    # Every file is whole and every count is right; the rows of both indexes are those of other plans.
    passages = search_index.passages[::-1]
    searchable = [passage.searchable for passage in search_index.passages]
    shifted = replace(
        search_index,
        passages=passages,
        dense=FaissIndex.build(KeywordEmbedder().embed_passages(searchable)),
        lexical=LexicalIndex.build(searchable),
    )
    with pytest.raises(SearchIndexError, match=r"does not find what is in it: \d+ of 10 passages"):
        check_sentinels(shifted, KeywordEmbedder())
