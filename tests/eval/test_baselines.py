from pathlib import Path

import pytest

from corpus.plan import Span
from eval.baselines.chunks import DenseChunks, Hybrid, LexicalChunks, cut, words
from eval.baselines.ours import ask_searcher
from eval.baselines.retriever import Retriever, ask_retriever, whole
from eval.judgement import Measure
from index.embedding_cache import EmbeddingCache
from index.search import Searcher
from index.store import SearchIndex
from tests.conftest import KeywordEmbedder
from tests.eval.samples import follow_up, gold, question

SHELTER = gold("zhangye", "面积达到1.5平方米")


@pytest.fixture
def dense(search_index: SearchIndex, tmp_path: Path) -> DenseChunks:
    cache = EmbeddingCache(tmp_path / "embeddings.sqlite")
    return DenseChunks(cut(search_index.plans.values(), 40), KeywordEmbedder(), cache)


@pytest.fixture
def lexical(search_index: SearchIndex) -> LexicalChunks:
    return LexicalChunks(cut(search_index.plans.values(), 40))


class Fixed:
    """Finds the same spans for every question."""

    def __init__(self, *starts: int) -> None:
        self._found = [("zhangye", Span(start, start + 10)) for start in starts]

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:  # noqa: ARG002 - as every engine
        return self._found[:k]


def test_chunks_are_every_character_in_pieces_of_one_size(search_index: SearchIndex) -> None:
    plan = search_index.plans["zhangye"]
    chunks = cut([plan], 50)
    assert "".join(each.text for each in chunks) == plan.text
    assert {len(each.text) for each in chunks[:-1]} == {50}
    assert all(each.span.of(plan.text) == each.text for each in chunks)


def test_words_are_without_the_pairs_of_our_own_index() -> None:
    assert words("应急物资") == ["应急", "物资"]


@pytest.mark.parametrize("engine", ["dense", "lexical"])
def test_chunks_are_found_by_what_they_say(
    engine: str, search_index: SearchIndex, request: pytest.FixtureRequest
) -> None:
    retriever: Retriever = request.getfixturevalue(engine)
    found = retriever.search("宣传", 2)
    assert len(found) == 2
    assert all("宣传" in span.of(search_index.plans[plan_id].text) for plan_id, span in found)


def test_words_that_no_chunk_has_find_nothing(lexical: LexicalChunks) -> None:
    assert lexical.search("区块链", 5) == []


def test_a_hybrid_prefers_what_both_rank_high() -> None:
    # 20 is second and first: 1/62 + 1/61; 10 is first and third: 1/61 + 1/63.
    found = Hybrid(Fixed(10, 20, 30), Fixed(20, 30, 10)).search("任何", 2)
    assert [span.start for _, span in found] == [20, 10]


def test_engines_are_asked_what_was_said_before() -> None:
    assert whole(follow_up("q-1", "那丰台呢？", before="张掖死亡人数下降多少")) == "张掖死亡人数下降多少 那丰台呢？"


def test_engines_are_judged_on_what_can_be_answered(search_index: SearchIndex) -> None:
    start = search_index.plans["zhangye"].text.index(SHELTER.text)
    judgements = ask_retriever(Fixed(0, start), [question([SHELTER]), question()], search_index.plans)
    assert [each.values[Measure.MRR] for each in judgements] == [0.5]


def test_our_search_is_judged_alike(searcher: Searcher) -> None:
    (judgement,) = ask_searcher(searcher, [question([SHELTER], asked="张掖人均应急避难场所面积"), question()])
    assert judgement.values[Measure.RECALL_5] == 1


class TestOptionalEngines:
    """Each finds text where it says it does; only where its package is installed."""

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("package", "module", "name"),
        [
            ("haystack", "haystack_pipeline", "HaystackPipeline"),
            ("txtai", "txtai_pipeline", "TxtaiPipeline"),
        ],
    )
    @pytest.mark.filterwarnings("default")  # theirs are not ours to mend
    def test_it_finds_the_sentence_asked_for(
        self, package: str, module: str, name: str, search_index: SearchIndex
    ) -> None:
        pytest.importorskip(package)
        engines = pytest.importorskip(f"eval.baselines.{module}")
        from index.model_bundle import bundled_model
        from service.settings import read_settings

        plans = search_index.plans
        engine = getattr(engines, name)(list(plans.values()), bundled_model(read_settings().cache))
        quotes = [span.of(plans[plan_id].text) for plan_id, span in engine.search("暴雨预警提前多少分钟", 2)]
        assert any("提前30分钟" in each for each in quotes)
