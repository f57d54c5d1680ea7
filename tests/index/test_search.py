import pytest

from index.passages import Passage
from index.query import Catalogue, Query, Turn, understand
from index.rank import Signals, calibrated, fitted_weights, is_asked_front, relevance, states_what_is_asked
from index.search import Hit, Searcher
from index.typical import common_part
from tests.conftest import KeywordEmbedder
from tests.index.brute_force import bm25_shares, cosines, held_characters, held_share, scaled


def asked(searcher: Searcher, question: str, *history: Turn) -> Query:
    return understand(question, Catalogue(searcher.index.plans), history)


def hits(searcher: Searcher, question: str, k: int = 5) -> list[Hit]:
    return searcher.search(asked(searcher, question), k)


def plans_of(found: list[Hit]) -> list[str]:
    return [hit.passage.plan_id for hit in found]


@pytest.mark.parametrize(
    "question",
    [
        "死亡人数下降多少",
        "张掖市应急物资储备的目标是什么？",
        "丰台预警信息提前多少分钟",
        "组建几支救援队伍",
        "量子计算机",
        "How many deaths in Beibei?",
    ],
)
def test_hits_are_those_of_brute_force(searcher: Searcher, question: str) -> None:
    query = asked(searcher, question)
    passages = searcher.index.passages
    texts = [passage.searchable for passage in passages]
    embedder = KeywordEmbedder()
    asked_alone = embedder.embed_query(query.text) - common_part(embedder, query.language)
    near = cosines(embedder.embed_passages(texts), asked_alone)
    weights = fitted_weights()[query.language]
    wanted: dict[str, float] = {}
    for passage, product, share in zip(passages, near, bm25_shares(texts, query.words), strict=True):
        if passage.plan_id in query.plan_ids:
            signals = Signals(
                dense=scaled(product),
                lexical=share,
                coverage=held_share(texts, query.words, passage.searchable),
                characters=held_characters(texts, query.words, passage.text) if query.words else 0.0,
                quantity=float(states_what_is_asked(query, passage)),
                front=float(is_asked_front(query, passage)),
            )
            wanted[passage.id] = calibrated(relevance(signals, weights), weights)
    found = searcher.search(query, k=len(passages))
    assert {hit.passage.id: hit.score for hit in found} == pytest.approx(wanted, abs=1e-4)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@pytest.mark.parametrize(("place", "number"), [("张掖", "15%"), ("丰台", "10%"), ("北碚", "9%"), ("Zhangye", "15%")])
def test_of_look_alike_passages_the_one_of_the_place_is_found(searcher: Searcher, place: str, number: str) -> None:
    first = hits(searcher, f"到2025年，{place}生产安全事故死亡人数下降多少？")[0]
    assert f"死亡人数下降{number}" in first.passage.text


def test_place_filter_hides_other_cities(searcher: Searcher) -> None:
    assert set(plans_of(hits(searcher, "张掖的暴雨预警信息提前多少分钟", k=100))) == {"zhangye"}


def test_without_a_place_every_city_is_searched(searcher: Searcher) -> None:
    assert set(plans_of(hits(searcher, "死亡人数下降多少", k=3))) == {"beibei", "fengtai", "zhangye"}


@pytest.mark.parametrize("question", ["兰州的死亡人数下降多少", "渝北区的物资", "reserve targets of Shanghai"])
def test_an_unknown_place_gives_no_hits(searcher: Searcher, question: str) -> None:
    assert hits(searcher, question) == []


def test_an_unknown_place_beside_a_known_one_gives_the_known_one(searcher: Searcher) -> None:
    assert set(plans_of(hits(searcher, "张掖和兰州的死亡人数"))) == {"zhangye"}


def test_several_places_take_turns(searcher: Searcher) -> None:
    assert plans_of(hits(searcher, "张掖和丰台的暴雨预警", k=4)) == ["zhangye", "fengtai", "zhangye", "fengtai"]


def test_each_of_several_places_gives_its_best_passage_first(searcher: Searcher) -> None:
    found = hits(searcher, "北碚和张掖的死亡人数各下降多少", k=2)
    assert [hit.passage.text for hit in found] == [
        "1.到2025年，生产安全事故死亡人数下降9%。",
        "1.到2025年，生产安全事故死亡人数下降15%。",
    ]


def test_all_of_a_place_comes_after_the_other_has_no_more(searcher: Searcher) -> None:
    found = plans_of(hits(searcher, "张掖和丰台的物资", k=100))
    assert found == ["zhangye", "fengtai"] * 7  # each has seven passages


def test_no_more_hits_than_asked_for(searcher: Searcher) -> None:
    assert len(hits(searcher, "死亡人数下降多少", k=2)) == 2
    assert hits(searcher, "死亡人数下降多少", k=0) == []


def test_fewer_hits_where_the_place_has_fewer_passages(searcher: Searcher) -> None:
    assert len(hits(searcher, "张掖的物资", k=100)) == 7


def test_a_follow_up_finds_the_same_passage_of_the_new_place(searcher: Searcher) -> None:
    history = (Turn("user", "张掖的死亡人数下降多少？"), Turn("assistant", "下降15%。[1]"))
    first = searcher.search(asked(searcher, "那北碚呢？", *history), 1)[0]
    assert first.passage.text == "1.到2025年，生产安全事故死亡人数下降9%。"


def test_traditional_characters_find_the_same_passages(searcher: Searcher) -> None:
    traditional = hits(searcher, "張掖市應急物資儲備可以保障多少人？")
    assert traditional == hits(searcher, "张掖市应急物资储备可以保障多少人？")
    assert "4万至6万人" in traditional[0].passage.text


def test_an_english_question_finds_the_chinese_passage(searcher: Searcher) -> None:
    assert "死亡人数下降10%" in hits(searcher, "Number of deaths in Fengtai")[0].passage.text


@pytest.mark.parametrize(
    "question", ["张掖的应急物资可以保障多少人", "丰台的预警信息提前多少分钟", "北碚的宣传活动一年几次"]
)
def test_a_question_that_a_plan_answers_scores_above_one_half(searcher: Searcher, question: str) -> None:
    assert 0.5 < hits(searcher, question)[0].score < 1


def test_a_question_about_something_else_scores_below_one_half(searcher: Searcher) -> None:
    assert hits(searcher, "张掖的量子计算机怎么采购")[0].score < 0.5


def test_hits_are_passages_of_the_index(searcher: Searcher) -> None:
    known: set[Passage] = set(searcher.index.passages)
    assert {hit.passage for hit in hits(searcher, "死亡人数下降多少", k=100)} == known


@pytest.mark.slow
def test_an_english_and_a_chinese_question_find_the_same_passage(real_searcher: Searcher) -> None:
    chinese = hits(real_searcher, "张掖市应急物资储备的目标是什么？")[0].passage
    english = hits(real_searcher, "what are Zhangye's reserve targets")[0].passage
    assert english == chinese
    assert "4-6万" in chinese.text


def test_a_text_that_one_plan_has_twice_is_one_hit(searcher: Searcher) -> None:
    found = hits(searcher, "死亡人数下降多少", k=100)
    said = [(hit.passage.plan_id, "".join(hit.passage.text.split())) for hit in found]
    assert len(said) == len(set(said))


def test_ranking_what_was_retrieved_is_searching(searcher: Searcher) -> None:
    query = asked(searcher, "张掖和丰台的暴雨预警")
    assert searcher.rank(searcher.retrieve(query), 3) == searcher.search(query, 3)
