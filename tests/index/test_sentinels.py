from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build_index
from index.dense.faiss import FaissIndex
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.lexical import LexicalIndex
from index.sentinels import SENTINELS, check_sentinels, chosen
from index.store import SearchIndex, load_index
from tests.conftest import KeywordEmbedder, write_plans


def test_an_index_that_finds_what_is_in_it_passes(search_index: SearchIndex) -> None:
    check_sentinels(search_index, KeywordEmbedder())


def test_ten_passages_are_asked_for_and_another_corpus_has_others(search_index: SearchIndex) -> None:
    asked = chosen(search_index.passages, "a")
    assert len(asked) == SENTINELS == len({passage.text for passage in asked})
    assert asked == chosen(search_index.passages, "a") != chosen(search_index.passages, "b")


def test_rows_that_lead_to_other_passages_are_noticed(search_index: SearchIndex) -> None:
    # Every file is whole and every count is right; the rows of both indexes are those of other plans.
    passages = (*search_index.passages[5:], *search_index.passages[:5])
    searchable = [passage.searchable for passage in search_index.passages]
    shifted = replace(
        search_index,
        passages=passages,
        dense=FaissIndex.build(KeywordEmbedder().embed_passages(searchable)),
        lexical=LexicalIndex.build(searchable),
    )
    with pytest.raises(SearchIndexError, match=r"does not find what is in it: \d+ of 10 passages"):
        check_sentinels(shifted, KeywordEmbedder())


@pytest.fixture
def wide_table(tmp_path: Path) -> SearchIndex:
    """A plan whose passages are rows of one table, the header of which is longer than a question."""
    columns = "\t".join(f"第{number}类应急物资装备储备项目的建设内容和进度安排" for number in range(12))
    rows = "\n".join(
        "\t".join([f"{row}号", *(f"{row * 37 + column}单位" for column in range(12))]) for row in range(60)
    )
    text = f"渭川县应急物资保障规划\n\n一、总则\n保障有力。\n二、重点项目表\n序号\t{columns}\n{rows}\n"
    build_index(
        write_plans(tmp_path / "plans", {"weichuan": text}),
        tmp_path / "index",
        model=KeywordEmbedder.name,
        load_embedder=KeywordEmbedder,
        cache=EmbeddingCache(tmp_path / "embeddings.sqlite"),
    )
    return load_index(tmp_path / "index", KeywordEmbedder.name)


def test_rows_of_one_wide_table_are_indexed(wide_table: SearchIndex) -> None:
    headings = [passage.heading for passage in wide_table.passages]
    assert sum(len(heading) > 200 for heading in headings) >= SENTINELS, "asked with headings, all would ask the same"
    check_sentinels(wide_table, KeywordEmbedder())


def test_shuffled_rows_of_one_wide_table_are_noticed(wide_table: SearchIndex) -> None:
    with pytest.raises(SearchIndexError, match="does not find what is in it"):
        check_sentinels(replace(wide_table, passages=wide_table.passages[::-1]), KeywordEmbedder())


def test_a_few_passages_that_are_not_found_are_a_warning(
    search_index: SearchIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    missing = chosen(search_index.passages, search_index.manifest.content_digest)[0]
    monkeypatch.setattr("index.sentinels._finds", lambda _, passage: passage is not missing)
    check_sentinels(search_index, KeywordEmbedder())
    assert f'1 of 10 passages are not found by their own words, the first is in plan "{missing.plan_id}"' in caplog.text


def test_no_two_rows_of_a_wide_table_ask_the_same(wide_table: SearchIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def leads_to(_: object, text: str, __: object) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr("index.sentinels._leads_to", leads_to)
    check_sentinels(wide_table, KeywordEmbedder())
    assert len(set(asked)) == len(asked) == SENTINELS
