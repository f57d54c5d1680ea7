from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from corpus.errors import CorpusError
from corpus.library import parse_plan
from corpus.plan import Plan
from corpus.sidecar import Sidecar
from index.build import BuildReport, build_index
from index.embedding import Embedder, Progress, Vectors
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.manifest import current_version, read_manifest
from index.store import SearchIndex, load_index
from tests.conftest import KeywordEmbedder


class BrokenEmbedder(KeywordEmbedder):
    """Fails at the first passage, as a full disk or a power cut would."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        raise OSError(f"no space left for {len(texts)} texts, progress {progress}")


class SmallerEmbedder(KeywordEmbedder):
    """Another model: the first four dimensions, and one more so that no vector is empty."""

    name = "smaller"
    dimension = 5

    def _embed(self, text: str, without_keyword: int) -> Vectors:
        vector = np.append(super()._embed(text, without_keyword)[:4], np.float32(1))
        unit: Vectors = vector / np.linalg.norm(vector)
        return unit


class Bench:
    """A corpus folder, and the index folder and cache that its builds share."""

    def __init__(self, corpus: Path, folder: Path) -> None:
        self.corpus = corpus
        self.out = folder / "index"
        self.cache = EmbeddingCache(folder / "embeddings.sqlite")

    def build(
        self, embedder: Embedder | None = None, *, full: bool = False, progress: Progress | None = None
    ) -> BuildReport:
        chosen = embedder or KeywordEmbedder()
        return build_index(
            self.corpus,
            self.out,
            model=chosen.name,
            load_embedder=lambda: chosen,
            cache=self.cache,
            full=full,
            progress=progress,
        )

    def change(self, plan_id: str, old: str, new: str) -> None:
        path = self.corpus / f"{plan_id}.txt"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def load(self) -> SearchIndex:
        return load_index(self.out, KeywordEmbedder.name)

    def versions(self) -> list[str]:
        return sorted(path.name for path in (self.out / "versions").iterdir())


@pytest.fixture
def bench(corpus_folder: Path, tmp_path: Path) -> Bench:
    return Bench(corpus_folder, tmp_path)


@pytest.fixture
def no_embedder() -> Callable[[], Embedder]:
    def load() -> Embedder:
        raise AssertionError("the embedding model was loaded")

    return load


class TestFirstBuild:
    def test_makes_an_index_that_loads(self, bench: Bench) -> None:
        report = bench.build()
        index = bench.load()
        assert report.rebuilt
        assert tuple(index.plans) == ("beibei", "fengtai", "zhangye") == tuple(plan.id for plan in report.plans)
        assert index.passages == tuple(report.passages)

    def test_embeds_every_passage_with_its_heading(self, bench: Bench) -> None:
        embedder = KeywordEmbedder()
        report = bench.build(embedder)
        assert embedder.embedded == [passage.searchable for passage in report.passages]
        assert report.embedded == 21

    def test_records_what_it_was_built_from(self, bench: Bench) -> None:
        bench.build()
        manifest = bench.load().manifest
        assert (manifest.model, manifest.dimension, manifest.plans, manifest.passages) == ("keyword", 8, 3, 21)
        assert manifest.software.keys() == {"policyqa", "faiss-cpu", "jieba"}

    def test_tells_how_far_it_is(self, bench: Bench) -> None:
        told: list[tuple[int, int]] = []
        bench.build(progress=lambda done, total: told.append((done, total)))
        assert told == [(21, 21)]

    def test_makes_the_folders_that_are_missing(self, bench: Bench) -> None:
        bench.out = bench.out / "deep" / "down"
        assert bench.build().rebuilt


class TestNextBuild:
    def test_an_unchanged_corpus_is_not_built_again(self, bench: Bench, no_embedder: Callable[[], Embedder]) -> None:
        first = bench.build()
        report = build_index(bench.corpus, bench.out, model="keyword", load_embedder=no_embedder, cache=bench.cache)
        assert (report.rebuilt, report.embedded, report.version) == (False, 0, first.version)
        assert [*report.passages] == [*first.passages]

    def test_after_an_upgrade_all_is_read_anew_once_and_then_known(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench.build()
        monkeypatch.setattr("corpus.origins._software", lambda: "another release")
        upgraded = bench.build()
        assert (upgraded.rebuilt, upgraded.embedded) == (True, 0)
        read: list[Path] = []

        def reading(path: Path, *_: object, **__: object) -> Plan:
            read.append(path)
            raise AssertionError(path)

        monkeypatch.setattr("corpus.library.read_plan", reading)
        assert bench.build().version == upgraded.version
        assert read == []

    def test_of_a_changed_plan_only_the_changed_passage_is_embedded(self, bench: Bench) -> None:
        bench.build()
        bench.change("zhangye", "4万至6万人", "5万至7万人")
        embedder = KeywordEmbedder()
        report = bench.build(embedder)
        (text,) = embedder.embedded
        assert "可以保障5万至7万人紧急转移安置。" in text
        assert report.embedded == 1
        assert any("5万至7万人" in passage.text for passage in bench.load().passages)

    def test_of_a_new_plan_only_its_passages_are_embedded(self, bench: Bench) -> None:
        bench.build()
        (bench.corpus / "lanzhou.txt").write_text("兰州市应急管理规划\n一、目标\n死亡人数下降7%。", encoding="utf-8")
        embedder = KeywordEmbedder()
        bench.build(embedder)
        assert embedder.embedded == [
            "兰州市应急管理规划\n兰州市应急管理规划",
            "兰州市应急管理规划 一、目标\n死亡人数下降7%。",
        ]

    def test_a_removed_plan_is_gone_and_nothing_is_embedded(self, bench: Bench) -> None:
        bench.build()
        (bench.corpus / "fengtai.txt").unlink()
        assert bench.build().embedded == 0
        assert list(bench.load().plans) == ["beibei", "zhangye"]

    def test_a_changed_title_changes_what_every_passage_is_searched_by(self, bench: Bench) -> None:
        bench.build()
        (bench.corpus / "zhangye.toml").write_text('title = "张掖规划"', encoding="utf-8")
        assert bench.build().embedded == 7

    def test_a_full_build_embeds_everything(self, bench: Bench) -> None:
        first = bench.build()
        embedder = KeywordEmbedder()
        report = bench.build(embedder, full=True)
        assert (len(embedder.embedded), report.embedded, report.rebuilt) == (21, 21, True)
        assert report.version != first.version

    def test_another_model_embeds_everything(self, bench: Bench) -> None:
        bench.build()
        assert bench.build(SmallerEmbedder()).embedded == 21
        assert load_index(bench.out, "smaller").dense.dimension == 5

    def test_going_back_to_a_model_embeds_nothing(self, bench: Bench) -> None:
        bench.build()
        bench.build(SmallerEmbedder())
        report = bench.build()
        assert (report.rebuilt, report.embedded) == (True, 0)

    def test_an_index_that_was_deleted_is_built_from_the_cache(self, bench: Bench) -> None:
        first = bench.build()
        (bench.out / "CURRENT").unlink()
        report = bench.build()
        assert (report.rebuilt, report.embedded) == (True, 0)
        assert bench.load().passages == tuple(first.passages)

    @pytest.mark.parametrize("damage", ["passages.jsonl", "dense.faiss", "manifest.json"])
    def test_a_damaged_index_is_built_anew(self, bench: Bench, damage: str) -> None:
        first = bench.build()
        (bench.out / "versions" / first.version / damage).write_bytes(b"damaged")
        assert bench.build().rebuilt
        assert bench.load().passages == tuple(first.passages)

    def test_current_that_names_nothing_is_mended(self, bench: Bench) -> None:
        first = bench.build()
        (bench.out / "CURRENT").write_text("../x", encoding="utf-8")
        assert bench.build().rebuilt
        assert bench.load().passages == tuple(first.passages)


class TestReuse:
    """Of a corpus of which one document is new, only that one is read; the index is the one that a full build makes."""

    @pytest.fixture
    def changed(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The sources of the plans that the second build reads: one is new, one is changed and one is gone."""
        bench.build()
        (bench.corpus / "zhangye.txt").rename(bench.corpus / "minle.txt")
        bench.change("fengtai", "丰台区", "大兴区")
        read: list[str] = []

        def parse(plan_id: str, source: str, text: str, sidecar: Sidecar | None = None) -> Plan:
            read.append(source)
            return parse_plan(plan_id, source, text, sidecar)

        monkeypatch.setattr("corpus.library.parse_plan", parse)
        bench.build()
        return read

    def test_only_what_is_new_or_changed_is_read(self, changed: list[str]) -> None:
        assert changed == ["fengtai.txt", "minle.txt"]

    def test_the_index_is_that_of_a_full_build(self, bench: Bench, changed: list[str]) -> None:  # noqa: ARG002
        reused = bench.load()
        bench.build(full=True)
        anew = bench.load()
        assert reused.manifest.content_digest == anew.manifest.content_digest
        assert (reused.plans, reused.passages) == (anew.plans, anew.passages)
        for query in ("应急物资储备", "救援队伍", "大兴区 预警"):
            rows, scores = reused.lexical.search(query, 20)
            wanted_rows, wanted = anew.lexical.search(query, 20)
            assert rows.tolist() == wanted_rows.tolist()
            assert scores.tolist() == pytest.approx(wanted.tolist())
        vector = np.eye(8, dtype=np.float32)[0]
        assert reused.dense.search(vector, 20)[0].tolist() == anew.dense.search(vector, 20)[0].tolist()

    def test_a_damaged_index_is_not_built_on(self, bench: Bench) -> None:
        bench.build()
        version = current_version(bench.out)
        assert version is not None
        path = version / "plans.jsonl"
        path.write_bytes(path.read_bytes().replace("储备".encode(), "倒卖".encode()))
        bench.change("fengtai", "丰台区", "大兴区")
        bench.build()
        assert "倒卖" not in bench.load().plans["zhangye"].text

    def test_a_service_loads_only_what_is_new(self, bench: Bench) -> None:
        bench.build()
        before = bench.load()
        bench.change("fengtai", "丰台区", "大兴区")
        bench.build()
        after = load_index(bench.out, KeywordEmbedder.name, read=before.parts)
        assert after.plans == bench.load().plans
        assert after.passages == bench.load().passages
        assert [after.plans[each] is before.plans[each] for each in after.plans] == [True, False, True]


class TestVersions:
    def test_the_latest_is_in_use(self, bench: Bench) -> None:
        first = bench.build()
        second = bench.build(full=True)
        version = current_version(bench.out)
        assert version is not None
        assert version.name == second.version == read_manifest(version).version > first.version

    def test_the_one_before_is_kept_and_older_ones_are_not(self, bench: Bench) -> None:
        reports = [bench.build(full=True) for _ in range(4)]
        assert bench.versions() == [reports[2].version, reports[3].version]


class TestInterruption:
    def test_a_failed_build_leaves_the_old_index_in_use(self, bench: Bench) -> None:
        first = bench.build()
        bench.change("zhangye", "15%", "16%")
        with pytest.raises(OSError, match="no space left"):
            bench.build(BrokenEmbedder())
        assert bench.load().manifest.version == first.version
        assert bench.versions() == [first.version]

    def test_the_build_after_a_failed_one_succeeds(self, bench: Bench) -> None:
        bench.build()
        bench.change("zhangye", "15%", "16%")
        with pytest.raises(OSError, match="no space left"):
            bench.build(BrokenEmbedder())
        assert bench.build().embedded == 1
        assert any("16%" in passage.text for passage in bench.load().passages)

    def test_what_a_killed_build_left_is_removed_by_the_next(self, bench: Bench) -> None:
        first = bench.build()
        half = bench.out / "versions" / ".building-killed"
        half.mkdir()
        (half / "plans.jsonl").write_text("{", encoding="utf-8")
        assert bench.load().manifest.version == first.version
        second = bench.build(full=True)
        assert bench.versions() == [first.version, second.version]

    def test_what_a_killed_first_build_left_is_removed_by_the_next(self, bench: Bench) -> None:
        (bench.out / "versions" / ".building-killed").mkdir(parents=True)
        report = bench.build()
        assert bench.versions() == [report.version]

    def test_two_builds_at_once_make_one_index(self, bench: Bench) -> None:
        reports: list[BuildReport] = []
        builds = [Thread(target=lambda: reports.append(bench.build())) for _ in range(2)]
        for build in builds:
            build.start()
        for build in builds:
            build.join()
        assert sorted(report.rebuilt for report in reports) == [False, True]
        assert bench.versions() == [reports[0].version] == [reports[1].version]


class TestProblems:
    def test_a_bad_file_is_reported_and_the_others_are_indexed(self, bench: Bench) -> None:
        (bench.corpus / "scan.txt").write_bytes(b"\x89PNG\0\0\0\rIHDR")
        (problem,) = bench.build().problems
        assert problem.path == bench.corpus / "scan.txt"
        assert problem.reason.startswith("scan.txt is not text")
        assert list(bench.load().plans) == ["beibei", "fengtai", "zhangye"]

    def test_a_bad_file_is_reported_again_when_nothing_changed(self, bench: Bench) -> None:
        (bench.corpus / "empty.txt").write_bytes(b"")
        bench.build()
        report = bench.build()
        assert not report.rebuilt
        assert [problem.path.name for problem in report.problems] == ["empty.txt"]

    def test_a_file_beyond_the_limit_is_reported(self, bench: Bench) -> None:
        limit = (bench.corpus / "zhangye.txt").stat().st_size - 1
        report = build_index(
            bench.corpus,
            bench.out,
            model="keyword",
            load_embedder=KeywordEmbedder,
            cache=bench.cache,
            max_bytes=limit,
        )
        assert [problem.path.name for problem in report.problems] == ["zhangye.txt"]

    def test_an_empty_corpus_is_refused_and_leaves_the_index(self, bench: Bench) -> None:
        first = bench.build()
        for path in bench.corpus.iterdir():
            path.unlink()
        with pytest.raises(CorpusError, match="holds no plans"):
            bench.build()
        assert bench.load().manifest.version == first.version

    def test_a_corpus_without_a_sentence_is_refused(self, bench: Bench) -> None:
        for path in bench.corpus.iterdir():
            path.write_text("版权所有 某市应急管理局", encoding="utf-8")
        with pytest.raises(SearchIndexError, match="hold no sentence to search"):
            bench.build()

    def test_a_folder_that_cannot_be_made_is_refused(self, bench: Bench) -> None:
        bench.out = bench.corpus / "zhangye.txt" / "index"
        with pytest.raises(SearchIndexError, match="cannot be made"):
            bench.build()
