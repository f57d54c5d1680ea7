import json
from pathlib import Path

import pytest

from eval.general import Asked, GeneralSet, Ranks, engines, load_set, ranks_of, read_set
from service.errors import ServiceError
from service.settings import Settings, read_settings
from tests.conftest import KeywordEmbedder


def write_squad(folder: Path, *contexts: tuple[str, list[str]]) -> Path:
    paragraphs = [
        {"id": "x", "context": context, "qas": [{"question": each, "answers": [{"text": "答"}]} for each in asked]}
        for context, asked in contexts
    ]
    path = folder / "set.json"
    path.write_text(json.dumps({"version": "1", "data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def test_a_paragraph_is_a_document_of_one_line(tmp_path: Path) -> None:
    path = write_squad(tmp_path, ("甲。\n乙。", ["一？", "二？"]), ("丙。", ["三？"]), ("甲。 乙。", ["四？"]))
    read = read_set(path)
    assert read.documents == {"p00000": "甲。 乙。", "p00001": "丙。"}
    assert [each.document for each in read.questions] == ["p00000", "p00000", "p00001", "p00000"]
    assert read.questions[0] == Asked("一？", "p00000", ("答",))


def test_a_folder_has_its_questions_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    line = '{"question": "谁储备？", "document": "a", "answers": ["市县"], "reference": "市县两级"}\n'
    folder.with_suffix(".jsonl").write_text(line, encoding="utf-8")
    assert read_set(folder) == GeneralSet(folder, (Asked("谁储备？", "a", ("市县",)),))


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ServiceError, match=r"x\.json is no question set"):
        read_set(tmp_path / "x.json")


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="has no questions"):
        read_set(tmp_path)


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
