import json
from pathlib import Path

import numpy as np
import pytest

from corpus.places import gazetteer
from eval.bench.figures import Bench, Measured, cpu_ratios, goals, rows
from eval.bench.look_alikes import Exchange, asked_of, enlarged, look_alike, perturbed
from eval.bench.measure import Built, Served
from eval.bench.page import write_page
from eval.loading import Parts
from index.embedding_cache import EmbeddingCache
from index.passages import split
from index.store import SearchIndex
from tests.conftest import KeywordEmbedder
from tests.eval.samples import gold, question
from tests.index.brute_force import unit_vectors

LANZHOU = gazetteer().resolve("甘肃省兰州市")[0]
TEAMS = "组建综合性救援队伍12支，公安、消防等部门和政府专职队伍定期会商。"


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(gazetteer().resolve("甘肃省张掖市")[0], LANZHOU, seed=1)


class TestLookAlikes:
    def test_name_and_figures_are_others_and_nothing_moves(self, search_index: SearchIndex, exchange: Exchange) -> None:
        plan = search_index.plans["zhangye"]
        copy = look_alike(plan, exchange)
        assert (copy.id, copy.metadata.value("place")) == ("zhangye-6201", "甘肃省兰州市")
        assert len(copy.text) == len(plan.text)
        assert "张掖" not in copy.text
        assert "兰州市应急管理“十四五”规划" in copy.text
        assert "下降15%" not in copy.text
        assert "到2025年" in copy.text
        assert [each.text for each in split(copy)] == [each.span.of(copy.text) for each in split(plan)]

    def test_the_place_around_and_the_kind_of_division_are_exchanged_too(self) -> None:
        heping = gazetteer().resolve("辽宁省沈阳市和平区")[0]
        kaiping = gazetteer().resolve("广东省江门市开平市")[0]
        exchange = Exchange(heping, kaiping, seed=1)
        assert exchange("沈阳市和平区教育局；沈阳的和平") == "江门市开平市教育局；江门的开平"

    def test_a_figure_is_exchanged_for_the_same_everywhere(self, exchange: Exchange) -> None:
        one, other = exchange("张掖市下降15%。"), exchange("比例为15%")
        assert one[5:8] == other[3:6] != "15%"
        assert exchange("2025年7月15日，第15条") == "2025年7月15日，第15条"

    def test_the_evidence_stands_in_the_look_alike(self, search_index: SearchIndex, exchange: Exchange) -> None:
        plan = search_index.plans["zhangye"]
        asked = asked_of(question([gold("zhangye", TEAMS)], asked="张掖市有几支救援队伍？"), plan, exchange)
        ((evidence,),) = asked.evidence
        assert asked.question == "兰州市有几支救援队伍？"
        assert evidence.plan == "zhangye-6201"
        assert evidence.text != TEAMS
        assert evidence.text in look_alike(plan, exchange).text

    def test_what_an_answer_must_show_is_the_figure_of_its_evidence(self, exchange: Exchange) -> None:
        golds = ["专职消防员不少于15名，2025年"]
        other = exchange(golds[0])[8:10]
        assert exchange.shown("15", golds) == other != "15"
        assert exchange.shown("2025年，张掖不少于15", golds) == f"2025年，兰州不少于{other}"

    def test_many_documents_keep_what_answers_their_questions(self, search_index: SearchIndex, tmp_path: Path) -> None:
        embedder = KeywordEmbedder()
        cache = EmbeddingCache(tmp_path / "embeddings.sqlite")
        cache.fill(embedder, [each.searchable for each in search_index.passages])
        asked = [question([gold("zhangye", TEAMS)], asked="张掖市有几支救援队伍？")]
        corpus = enlarged(Parts(search_index, embedder, cache, tmp_path), asked, documents=30, keep=0.2)
        assert len(corpus.index.plans) == 33
        assert len(corpus.questions) == 10
        assert len(corpus.index.dense) == len(corpus.index.lexical) == len(corpus.index.passages) < 33 * 7 * 0.6
        for each in corpus.questions:
            ((evidence,),) = each.evidence
            assert any(p.plan_id == evidence.plan and evidence.text in p.text for p in corpus.index.passages)

    def test_perturbed_vectors_are_unit_vectors_near_their_originals(self) -> None:
        vectors = unit_vectors(count=20, dimension=384, seed=5)
        noisy = perturbed(vectors, [3, 3, 7])
        assert np.linalg.norm(noisy, axis=1).tolist() == pytest.approx([1.0] * 3, abs=1e-5)
        assert np.argmax(noisy @ vectors.T, axis=1).tolist() == [3, 3, 7]
        assert not np.array_equal(noisy[0], noisy[1])


def measured(p50_ms: float, cpu_ms: float, per_second: float, seconds: float) -> Measured:
    built = Built(passages=100, seconds=seconds, cpu_s=seconds, peak_mb=900, disk_mb=1)
    served = Served(
        start_s=3,
        start_cpu_s=3,
        rss_mb=500,
        p50_ms=p50_ms,
        p95_ms=2 * p50_ms,
        cpu_ms=cpu_ms,
        per_second={1: 1000 / p50_ms, 16: per_second},
    )
    return Measured(built=built, served=served)


@pytest.fixture
def run() -> Bench:
    return Bench(
        engines={
            "model alone": measured(10, 10, 100, 4),
            "policyqa": measured(20, 15, 60, 5),
            "haystack": measured(40, 40, 30, 20),
            "txtai": measured(80, 80, 20, 10),
        }
    )


class TestFigures:
    def test_goals_are_ratios_to_the_fastest(self, run: Bench) -> None:
        assert {each.title: (each.found, each.is_met) for each in goals(run)} == {
            "question p50, to the model alone": (2.0, True),
            "memory with the plans, MB": (500, True),
            "question p50, to the fastest peer": (0.5, False),
            "16 askers, to the fastest peer": (2.0, False),
            "build, passages a second, to the fastest peer": (2.0, True),
        }

    def test_without_peers_there_is_no_goal_about_them(self, run: Bench) -> None:
        alone = run.model_copy(update={"engines": {"policyqa": run.engines["policyqa"]}})
        assert [each.title for each in goals(alone)] == ["memory with the plans, MB"]

    def test_cpu_ratios_are_to_the_model_alone(self, run: Bench) -> None:
        assert cpu_ratios(run) == {"model alone": 1.0, "policyqa": 1.5, "haystack": 4.0, "txtai": 8.0}

    def test_an_engine_that_builds_nothing_has_no_figures_of_building(self, run: Bench) -> None:
        engines = {**run.engines, "txtai": run.engines["txtai"].model_copy(update={"built": None})}
        table = dict(rows(run.model_copy(update={"engines": engines})))
        assert table["build, passages a second"] == [25, 20, 5, None]
        assert table["question, p50 ms"] == [10, 20, 40, 80]


def test_the_page_shows_every_figure_and_escapes_names(run: Bench, tmp_path: Path) -> None:
    engines = {**run.engines, "<b>": run.engines["txtai"]}
    write_page(run.model_copy(update={"engines": engines}), tmp_path / "bench.html")
    page = (tmp_path / "bench.html").read_text(encoding="utf-8")
    assert "<b>" not in page
    assert "&lt;b&gt;" in page
    assert page.count("<svg") == page.count("</svg>") == len(list(rows(run)))
    assert "<script" not in page
    assert json.loads(run.model_dump_json())["engines"]["txtai"]["served"]["p50_ms"] == 80
