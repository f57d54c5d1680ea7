from pathlib import Path

import pytest

from eval.general import Ranks, engines, load_set, ranks_of
from eval.general_set import Asked, GeneralSet
from service.settings import Settings, read_settings
from tests.conftest import KeywordEmbedder


def test_ranks_count_each_document_once_and_every_passage() -> None:
    found = [("p2", "无"), ("p2", "无"), ("p1", "无"), ("p1", "储备\n粮食")]
    asked = [Asked("一？", "p1", ("储备粮食",)), Asked("二？", "p3", ("无",))]
    assert ranks_of(lambda _: found, asked) == [Ranks(2, 4), Ranks(0, 0)]


def test_every_engine_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object, **__: object) -> KeywordEmbedder:
        return KeywordEmbedder()

    monkeypatch.setattr("eval.general.load_embedder", load)
    settings: Settings = read_settings().model_copy(update={"cache": tmp_path})
    asked = (Asked("预警信息发布到哪里？", "p1", ("社区",)), Asked("谁储备物资？", "p2", ("市县",)))
    chosen = GeneralSet({"p1": "暴雨预警信息提前发布到社区。", "p2": "市县两级储备应急物资。"}, asked)
    made = engines(load_set(chosen, settings, tmp_path))
    assert set(made) == {"chunks, dense", "chunks, BM25", "chunks, hybrid", "policyqa"}
    assert ranks_of(made["policyqa"], asked) == [Ranks(1, 1), Ranks(1, 1)]
