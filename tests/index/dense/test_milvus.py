import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pymilvus import MilvusClient

from index.build import build_index
from index.dense import DenseRecord, DenseStore, Store
from index.dense.milvus import MilvusStore
from index.dense.stores import EMBEDDED, dense_store
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.rollback import roll_back
from index.store import load_index
from tests.conftest import KeywordEmbedder
from tests.index.dense.contract import LABELS, VECTOR, VECTORS, DenseStoreContract


@pytest.fixture
def uri(tmp_path: Path) -> str:
    return str(tmp_path / "milvus.db")


@pytest.fixture
def lite(uri: str) -> Iterator[MilvusStore]:
    """An embedded Milvus, in a file of its own."""
    store = MilvusStore(uri)
    yield store
    store.close()


@pytest.fixture
def client(uri: str, lite: MilvusStore) -> Iterator[MilvusClient]:  # noqa: ARG001 - opened before, closed after
    """Another client of the same Milvus, as somebody else would ask it."""
    client = MilvusClient(uri)
    yield client
    client.close()


def collection_of(version: Path) -> str:
    return str(json.loads((version / "dense.milvus.json").read_bytes())["collection"])


class TestMilvusStore(DenseStoreContract):
    @pytest.fixture
    def store(self, lite: MilvusStore) -> DenseStore:
        return lite

    def test_others_can_filter_by_plan_place_and_kind(self, version: Path, client: MilvusClient) -> None:
        found = client.query(
            collection_of(version), filter='place == "丰台区" and kind == "table"', output_fields=["row"]
        )
        assert [each["row"] for each in found] == [24, 29, 34, 39]

    def test_the_alias_is_at_the_version_in_use(self, index: Path, version: Path, client: MilvusClient) -> None:
        alias = json.loads((index / "milvus.json").read_bytes())["alias"]
        assert client.describe_alias(alias)["collection_name"] == collection_of(version)

    def test_the_alias_follows_and_what_no_version_needs_is_dropped(
        self, store: DenseStore, index: Path, version: Path, client: MilvusClient
    ) -> None:
        first, alias = collection_of(version), json.loads((index / "milvus.json").read_bytes())["alias"]
        for name, count in (("two", 30), ("three", 20)):
            (index / "versions" / name).mkdir()
            store.write(index, index / "versions" / name, VECTORS[:count], LABELS[:count])
        store.settle(index, index / "versions" / "three")
        assert client.describe_alias(alias)["collection_name"] == collection_of(index / "versions" / "three")
        assert first in client.list_collections()
        (version / "dense.milvus.json").unlink()
        version.rmdir()
        store.settle(index, index / "versions" / "three")
        assert sorted(client.list_collections()) == sorted(
            collection_of(index / "versions" / name) for name in ("two", "three")
        )

    def test_an_interrupted_write_is_gone_on_with(
        self, store: DenseStore, index: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("index.dense.milvus._BATCH", 10)
        version = index / "versions" / "one"
        inserted: list[int] = []
        whole = MilvusClient.insert

        def insert(self: MilvusClient, name: str, data: list[dict[str, object]]) -> object:
            if len(inserted) == 25:
                raise OSError("the cable was pulled")
            inserted.extend(int(str(each["row"])) for each in data)
            return whole(self, name, data)

        monkeypatch.setattr(MilvusClient, "insert", insert)
        inserted.extend([-1] * 5)
        with pytest.raises(SearchIndexError, match="the cable was pulled"):
            store.write(index, version, VECTORS, LABELS)
        inserted.clear()
        store.write(index, version, VECTORS, LABELS)
        assert inserted == list(range(20, 60))
        assert len(store.load(version)) == 60

    def test_a_collection_that_lost_rows_is_refused_and_filled_again(
        self, store: DenseStore, index: Path, version: Path, client: MilvusClient
    ) -> None:
        client.delete(collection_of(version), filter="row == 12")
        with pytest.raises(SearchIndexError, match='holds 0 of the 60 vectors .* run "policyqa index"'):
            store.load(version)
        store.write(index, version, VECTORS, LABELS)
        assert len(store.load(version)) == 60

    def test_many_vectors_are_searched_by_hnsw_and_the_recall_is_measured(
        self, store: DenseStore, index: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("index.dense.milvus._EXACT", 59)
        record = store.write(index, index / "versions" / "one", VECTORS, LABELS)
        assert record.type == "milvus hnsw"
        assert record.recall_at_10 == pytest.approx(1.0, abs=0.05)


class TestUnreachable:
    def test_an_address_that_does_not_answer_is_one_sentence_without_the_password(self, tmp_path: Path) -> None:
        store = MilvusStore("http://root:secret@127.0.0.1:1")
        with pytest.raises(SearchIndexError, match=r"^Milvus at http://127.0.0.1:1 cannot be used") as caught:
            store.write(tmp_path, tmp_path, VECTORS, LABELS)
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_milvus_that_goes_away_while_it_is_asked_is_one_sentence(
        self, lite: MilvusStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lite.write(tmp_path, tmp_path, VECTORS, LABELS)
        dense = lite.load(tmp_path)

        def gone(*_: object, **__: object) -> None:
            raise ConnectionError("connection refused")

        monkeypatch.setattr(MilvusClient, "search", gone)
        with pytest.raises(SearchIndexError, match=r"cannot be used \(connection refused\)"):
            dense.search(VECTOR, 3)


class TestChoice:
    def test_faiss_needs_no_address(self) -> None:
        assert dense_store(Store.FAISS) is EMBEDDED

    def test_milvus_without_an_address_is_refused(self) -> None:
        with pytest.raises(SearchIndexError, match="POLICYQA_MILVUS_URI is not set"):
            dense_store(Store.MILVUS)

    def test_a_client_that_is_not_installed_is_named_with_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing(name: str) -> object:
            raise ModuleNotFoundError(f"No module named {name!r}")

        monkeypatch.setattr("index.dense.stores.import_module", missing)
        with pytest.raises(SearchIndexError, match=r'pip install "policyqa\[milvus\]"'):
            dense_store(Store.MILVUS, "http://127.0.0.1:19530")


class TestWholeIndex:
    """An index built and searched with its vectors in Milvus."""

    def build(self, corpus: Path, folder: Path, store: DenseStore, *, full: bool = False) -> str:
        return build_index(
            corpus,
            folder / "index",
            model=KeywordEmbedder.name,
            load_embedder=KeywordEmbedder,
            cache=EmbeddingCache(folder / "embeddings.sqlite"),
            full=full,
            store=store,
        ).version

    def test_finds_what_the_embedded_one_finds(self, corpus_folder: Path, tmp_path: Path, lite: MilvusStore) -> None:
        self.build(corpus_folder, tmp_path / "a", lite)
        self.build(corpus_folder, tmp_path / "b", EMBEDDED)
        there = load_index(tmp_path / "a" / "index", "keyword", lite)
        here = load_index(tmp_path / "b" / "index", "keyword")
        assert there.passages == here.passages
        for question in ("储备多少应急物资？", "暴雨预警", "救援队伍有几支"):
            vector = KeywordEmbedder().embed_query(question)
            for rows in (None, here.rows_of["zhangye"]):
                assert there.dense.search(vector, 21, rows)[1].tolist() == pytest.approx(
                    here.dense.search(vector, 21, rows)[1].tolist(), abs=1e-6
                )

    def test_an_unchanged_corpus_is_not_built_again(
        self, corpus_folder: Path, tmp_path: Path, lite: MilvusStore
    ) -> None:
        assert self.build(corpus_folder, tmp_path, lite) == self.build(corpus_folder, tmp_path, lite)

    def test_another_store_builds_it_anew(self, corpus_folder: Path, tmp_path: Path, lite: MilvusStore) -> None:
        first = self.build(corpus_folder, tmp_path, EMBEDDED)
        with pytest.raises(SearchIndexError, match='are in faiss, POLICYQA_STORE is milvus: run "policyqa index"'):
            load_index(tmp_path / "index", "keyword", lite)
        assert self.build(corpus_folder, tmp_path, lite) != first
        assert load_index(tmp_path / "index", "keyword", lite).manifest.dense == DenseRecord("milvus flat", 1.0)

    def test_rolling_back_takes_the_alias_along(
        self, corpus_folder: Path, tmp_path: Path, lite: MilvusStore, client: MilvusClient
    ) -> None:
        first = self.build(corpus_folder, tmp_path, lite)
        (corpus_folder / "fengtai.txt").unlink()
        self.build(corpus_folder, tmp_path, lite)
        assert roll_back(tmp_path / "index", "keyword", lite) == first
        alias = json.loads((tmp_path / "index" / "milvus.json").read_bytes())["alias"]
        found = client.describe_alias(alias)["collection_name"]
        assert found == collection_of(tmp_path / "index" / "versions" / first)
        assert (
            len(np.unique([each["plan"] for each in client.query(found, filter="", limit=100, output_fields=["plan"])]))
            == 3
        )
