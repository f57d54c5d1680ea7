from pathlib import Path

import pytest

from corpus.origins import origin_of


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "防汛.txt"
    path.write_text("某市防汛预案\n一、总则\n正文。\n", encoding="utf-8")
    return path


def test_the_same_document_has_the_same_origin(document: Path) -> None:
    before = origin_of(document, document.parent)
    document.write_bytes(document.read_bytes())
    assert origin_of(document, document.parent) == before


def test_other_words_another_sidecar_and_another_name_are_another_origin(document: Path) -> None:
    found = [origin_of(document, document.parent)]
    document.write_text("某市防汛预案\n一、总则\n正文！\n", encoding="utf-8")
    found.append(origin_of(document, document.parent))
    document.with_suffix(".toml").write_text('title = "防汛预案"\n', encoding="utf-8")
    found.append(origin_of(document, document.parent))
    moved = document.rename(document.with_name("抗旱.txt"))
    found.append(origin_of(moved, moved.parent))
    assert len(set(found)) == 4


def test_the_place_of_the_corpus_does_not_count(document: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / document.name).write_bytes(document.read_bytes())
    assert origin_of(other / document.name, other) == origin_of(document, tmp_path)


def test_other_software_reads_anew(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = origin_of(document, document.parent)
    monkeypatch.setattr("corpus.origins._software", lambda: "another release")
    assert origin_of(document, document.parent) != before
