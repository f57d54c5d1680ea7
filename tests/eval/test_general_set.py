import json
from pathlib import Path

import pytest

from eval.general_set import Asked, GeneralSet, read_set
from service.errors import ServiceError


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
    assert read.questions[0] == Asked("一？", "p00000", ("答",), ("答",))


def test_a_folder_has_its_questions_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    line = '{"question": "谁储备？", "document": "a", "answers": ["市县"], "reference": "市县两级"}\n'
    folder.with_suffix(".jsonl").write_text(line, encoding="utf-8")
    assert read_set(folder) == GeneralSet(folder, (Asked("谁储备？", "a", ("市县",), ("市县两级",)),))


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ServiceError, match=r"x\.json is no question set"):
        read_set(tmp_path / "x.json")


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="has no questions"):
        read_set(tmp_path)


def test_a_question_without_a_document_is_one_that_none_answers(tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    lines = ['{"question": "谁储备？", "document": "a", "answers": ["市县"]}', '{"question": "几点开门？"}']
    folder.with_suffix(".jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert read_set(folder) == GeneralSet(folder, (Asked("谁储备？", "a", ("市县",), ("市县",)),), ("几点开门？",))
