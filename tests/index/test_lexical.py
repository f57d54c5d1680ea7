from math import log
from pathlib import Path

import numpy as np
import pytest

from index.lexical import LexicalIndex
from index.store import SearchIndex
from tests.index.brute_force import bm25_shares, held_characters, held_share

TEXTS = ["储备应急物资", "组建救援队伍", "储备粮食", "发布预警信息"]


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


@pytest.mark.parametrize(
    "query", ["死亡人数下降多少", "应急物资储备", "宣传活动", "暴雨预警提前多少分钟", "队伍 量子计算机", "丰台区"]
)
def test_scores_are_those_of_brute_force(search_index: SearchIndex, query: str) -> None:
    wanted = bm25_shares([passage.searchable for passage in search_index.passages], query)
    rows, scores = search_index.lexical.search(query, len(wanted))
    found = dict(zip(rows.tolist(), scores.tolist(), strict=True))
    assert [found.get(row, 0.0) for row in range(len(wanted))] == pytest.approx(wanted, abs=1e-5)


def test_the_best_row_comes_first(lexical: LexicalIndex) -> None:
    rows, scores = lexical.search("储备粮食", 4)
    assert rows.tolist() == [2, 0]
    assert scores[0] > scores[1]


def test_equal_rows_come_in_their_order() -> None:
    rows, _ = LexicalIndex.build(["救援队伍", "粮食"] * 200).search("救援队伍", 400)
    assert rows.tolist() == list(range(0, 400, 2))


def test_no_more_rows_than_asked_for(lexical: LexicalIndex) -> None:
    assert lexical.search("储备", 1)[0].tolist() == [2]  # the shorter of the two


def test_only_the_given_rows_are_searched(lexical: LexicalIndex) -> None:
    assert lexical.search("储备", 4, np.array([1, 0]))[0].tolist() == [0]


def test_a_query_of_unknown_words_finds_nothing(lexical: LexicalIndex) -> None:
    rows, scores = lexical.search("quantum", 4)
    assert (len(rows), len(scores)) == (0, 0)


def test_a_query_without_words_finds_nothing(lexical: LexicalIndex) -> None:
    assert len(lexical.search("？！", 4)[0]) == 0


def test_an_unknown_word_lowers_the_score(lexical: LexicalIndex) -> None:
    assert lexical.search("粮食 quantum", 1)[1][0] < lexical.search("粮食", 1)[1][0]


def test_what_is_said_in_everyday_words_scores_higher_than_what_names_something_else(lexical: LexicalIndex) -> None:
    rows = np.arange(len(TEXTS))
    for everyday, other in (("没有粮食", "台风粮食"), ("这时候的粮食", "火车站粮食")):
        assert lexical.search(everyday, 1)[1][0] > lexical.search(other, 1)[1][0]
        assert lexical.coverage(everyday, rows)[2] > lexical.coverage(other, rows)[2]
        assert lexical.unseen_share(everyday) < lexical.unseen_share(other)


def test_where_two_words_meet_nothing_is_missed(lexical: LexicalIndex) -> None:
    # The pair 食预 stands in no text, and is no word.
    assert lexical.coverage("储备粮食预警信息", np.arange(len(TEXTS)))[2] == pytest.approx(
        lexical.coverage("储备粮食 预警信息", np.arange(len(TEXTS)))[2]
    )


def test_traditional_characters_find_the_same(lexical: LexicalIndex) -> None:
    assert lexical.search("儲備應急物資", 4)[1].tolist() == lexical.search("储备应急物资", 4)[1].tolist()


def test_idf_falls_with_the_number_of_passages_that_have_the_token(lexical: LexicalIndex) -> None:
    assert lexical.idf("储备") == pytest.approx(log(1 + 2.5 / 2.5))
    assert lexical.idf("粮食") == pytest.approx(log(1 + 3.5 / 1.5))
    assert lexical.idf("quantum") == pytest.approx(log(1 + 4.5 / 0.5))


def test_unseen_share_is_the_weight_of_the_unknown_words(lexical: LexicalIndex) -> None:
    known, unknown = log(1 + 3.5 / 1.5), log(1 + 4.5 / 0.5)
    assert lexical.unseen_share("粮食") == 0
    assert lexical.unseen_share("quantum") == 1
    # Two tokens are known, the word 粮食 and the pair 2:粮食, and one is not.
    assert lexical.unseen_share("粮食 quantum") == pytest.approx(unknown / (2 * known + unknown))


def test_a_question_without_words_is_wholly_unseen(lexical: LexicalIndex) -> None:
    assert lexical.unseen_share("？") == 1


def test_a_loaded_index_is_the_saved_one(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    assert len(loaded) == 4
    assert loaded.idf("储备") == lexical.idf("储备")
    for query in ("储备粮食", "预警 quantum"):
        saved_rows, saved_scores = lexical.search(query, 4)
        loaded_rows, loaded_scores = loaded.search(query, 4)
        assert loaded_rows.tolist() == saved_rows.tolist()
        assert loaded_scores.tolist() == saved_scores.tolist()
        assert loaded.characters(query, TEXTS) == lexical.characters(query, TEXTS)


@pytest.mark.parametrize("query", ["死亡人数下降多少", "应急物资储备", "队伍 量子计算机"])
def test_coverage_is_the_share_of_the_query_that_a_passage_holds(search_index: SearchIndex, query: str) -> None:
    texts = [passage.searchable for passage in search_index.passages]
    wanted = [held_share(texts, query, text) for text in texts]

    assert search_index.lexical.coverage(query, np.arange(len(texts))).tolist() == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("query", ["死亡人数下降多少", "应急物资 储粮", "队伍 量子计算机"])
def test_characters_are_the_share_of_the_query_that_a_text_holds(search_index: SearchIndex, query: str) -> None:
    texts = [passage.searchable for passage in search_index.passages]
    wanted = [held_characters(texts, query, text) for text in texts]

    assert search_index.lexical.characters(query, texts) == pytest.approx(wanted, abs=1e-5)


def test_a_question_without_characters_has_none(lexical: LexicalIndex) -> None:
    assert lexical.characters("？！", TEXTS) == [0.0] * 4


def test_a_word_is_had_when_a_passage_has_it(lexical: LexicalIndex) -> None:
    assert lexical.has("物资")
    assert not lexical.has("台风")


def test_of_alternatives_the_best_counts(lexical: LexicalIndex) -> None:
    rows = np.arange(len(TEXTS))
    assert lexical.coverage("储备¦贮存", rows).tolist() == lexical.coverage("储备", rows).round().tolist()
    assert lexical.characters("储备¦贮存", TEXTS)[2] == pytest.approx(1.0)
    assert lexical.coverage("储备¦贮存 队伍", rows)[1] < 1.0


def test_other_texts_are_indexed_without_reading_those_that_stay(tmp_path: Path) -> None:
    texts = [TEXTS[2], "储备应急食品", TEXTS[3]]
    LexicalIndex.build(TEXTS).save(tmp_path)
    before = LexicalIndex.load(tmp_path)
    changed, anew = before.changed(np.array([2, -1, 3]), {1: texts[1]}, TEXTS[:2]), LexicalIndex.build(texts)
    for query in ("储备应急", "预警", "救援粮食"):
        rows, scores = changed.search(query, 3)
        wanted_rows, wanted = anew.search(query, 3)
        assert (rows.tolist(), scores.tolist()) == (wanted_rows.tolist(), pytest.approx(wanted.tolist()))
        assert changed.characters(query, texts) == anew.characters(query, texts)
        assert changed.coverage(query, np.arange(3)).tolist() == pytest.approx(
            anew.coverage(query, np.arange(3)).tolist()
        )
    assert changed.unseen_share("救援") == 1
