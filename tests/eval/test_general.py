import json
from pathlib import Path

import pytest

from eval.general import Paragraph, first_right, measure, read_paragraphs
from service.errors import ServiceError
from service.settings import Settings, read_settings
from tests.conftest import KeywordEmbedder


def write_set(folder: Path, *contexts: tuple[str, list[str]]) -> Path:
    paragraphs = [
        {"id": "x", "context": context, "qas": [{"question": each, "answers": []} for each in asked]}
        for context, asked in contexts
    ]
    path = folder / "set.json"
    path.write_text(json.dumps({"version": "1", "data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def test_a_paragraph_is_one_line_with_its_questions(tmp_path: Path) -> None:
    path = write_set(tmp_path, ("甲。\n乙。", ["一？", "二？"]), ("丙。", ["三？"]), ("甲。 乙。", ["四？"]))
    assert read_paragraphs([path]) == [
        Paragraph("p00000", "甲。 乙。", ("一？", "二？", "四？")),
        Paragraph("p00001", "丙。", ("三？",)),
    ]


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ServiceError, match="x.json is no question set"):
        read_paragraphs([tmp_path / "x.json"])


def test_ranks_count_documents_once() -> None:
    paragraphs = [Paragraph("p1", "", ("一？", "二？"))]
    found = {"一？": ["p2", "p2", "p1"], "二？": ["p2"]}
    assert first_right(lambda question: found[question], paragraphs) == [2, 0]


def test_every_engine_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object, **__: object) -> KeywordEmbedder:
        return KeywordEmbedder()

    monkeypatch.setattr("eval.general.load_embedder", load)
    settings: Settings = read_settings().model_copy(update={"cache": tmp_path})
    paragraphs = [
        Paragraph("p1", "暴雨预警信息提前发布到社区。", ("预警信息发布到哪里？",)),
        Paragraph("p2", "市县两级储备应急物资。", ("谁储备物资？",)),
    ]
    ranks = measure(paragraphs, settings, tmp_path)
    assert set(ranks) == {"chunks, dense", "chunks, BM25", "chunks, hybrid", "policyqa"}
    assert ranks["policyqa"] == [1, 1]
