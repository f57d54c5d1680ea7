import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.library import read_library
from corpus.plan import Span
from index.errors import SearchIndexError
from index.manifest import current_version, read_manifest, record_files, write_manifest
from index.passages import split
from index.store import SearchIndex, load_index
from tests.conftest import KeywordEmbedder


@pytest.fixture
def copied_index(built_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the three tiny plans, to be damaged."""
    return Path(shutil.copytree(built_index, tmp_path / "index"))


@pytest.fixture
def version(copied_index: Path) -> Path:
    found = current_version(copied_index)
    assert found is not None
    return found


def refusal(folder: Path, model: str = KeywordEmbedder.name) -> str:
    """Return the message with which `folder` is refused: one sentence that says what to do."""
    with pytest.raises(SearchIndexError) as caught:
        load_index(folder, model)
    message = str(caught.value)
    assert "\n" not in message
    assert 'run "policyqa index' in message
    return message


def accept_as_it_is(version: Path) -> None:
    """Record the files of a version as they are now, as if they had been built so."""
    write_manifest(version, read_manifest(version).model_copy(update={"files": record_files(version)}))


class TestLoading:
    def test_plans_are_loaded_as_they_were_parsed(self, search_index: SearchIndex, corpus_folder: Path) -> None:
        assert list(search_index.plans.values()) == list(read_library(corpus_folder).plans)

    def test_passages_are_loaded_as_they_were_cut(self, search_index: SearchIndex, corpus_folder: Path) -> None:
        cut = [passage for plan in read_library(corpus_folder).plans for passage in split(plan)]
        assert list(search_index.passages) == cut

    def test_rows_lead_to_the_passages_of_a_plan(self, search_index: SearchIndex) -> None:
        assert search_index.rows_of["fengtai"].tolist() == [7, 8, 9, 10, 11, 12, 13]
        assert {search_index.passages[row].plan_id for row in search_index.rows_of["fengtai"]} == {"fengtai"}

    def test_row_n_of_both_indexes_is_passage_n(self, search_index: SearchIndex) -> None:
        row = next(at for at, each in enumerate(search_index.passages) if "山洪" in each.text)
        vector = KeywordEmbedder().embed_passages([search_index.passages[row].searchable])[0]
        assert search_index.lexical.search("山洪", 1)[0].tolist() == [row]
        assert row in search_index.dense.search(vector, 2)[0].tolist()  # 北碚区 and 丰台区 plan early warning


class TestRefusals:
    def test_no_index(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == f'there is no index in {tmp_path}: run "policyqa index"'

    def test_a_missing_folder(self, tmp_path: Path) -> None:
        assert "there is no index in" in refusal(tmp_path / "missing")

    def test_a_folder_of_something_else(self, corpus_folder: Path) -> None:
        assert "there is no index in" in refusal(corpus_folder)

    def test_a_version_of_something_else(self, copied_index: Path, version: Path) -> None:
        shutil.rmtree(version)
        version.mkdir()
        (version / "notes.txt").write_text("买菜", encoding="utf-8")
        assert "manifest.json is missing or damaged" in refusal(copied_index)

    @pytest.mark.parametrize("name", ["plans.jsonl", "passages.jsonl", "dense.faiss", "lexical/vocab.index.json"])
    def test_a_truncated_file(self, copied_index: Path, version: Path, name: str) -> None:
        content = (version / name).read_bytes()
        (version / name).write_bytes(content[:-1])
        assert f"{name} has {len(content) - 1} bytes, {len(content)} are wanted" in refusal(copied_index)

    @pytest.mark.parametrize("name", ["plans.jsonl", "passages.jsonl", "dense.faiss", "lexical/vocab.index.json"])
    def test_a_changed_file(self, copied_index: Path, version: Path, name: str) -> None:
        content = bytearray((version / name).read_bytes())
        content[-1] ^= 1
        (version / name).write_bytes(content)
        assert f"{name} was changed" in refusal(copied_index)

    def test_a_missing_file(self, copied_index: Path, version: Path) -> None:
        (version / "dense.faiss").unlink()
        assert "dense.faiss is missing" in refusal(copied_index)

    def test_another_model(self, built_index: Path) -> None:
        assert "holds 8-dimension vectors of model keyword, settings ask for other" in refusal(built_index, "other")

    def test_another_format(self, copied_index: Path, version: Path) -> None:
        write_manifest(version, read_manifest(version).model_copy(update={"format": 99}))
        assert "has index format 99, this release reads 2" in refusal(copied_index)

    @pytest.mark.parametrize("name", ["20200101T000000Z-missing", "../versions", "../x"])
    def test_current_that_names_no_version(self, copied_index: Path, name: str) -> None:
        (copied_index / "CURRENT").write_text(name, encoding="utf-8")
        assert f'names the version "{name}", which is not there' in refusal(copied_index)

    def test_a_passage_too_few(self, copied_index: Path, version: Path) -> None:
        lines = (version / "passages.jsonl").read_bytes().splitlines(keepends=True)
        (version / "passages.jsonl").write_bytes(b"".join(lines[:-1]))
        accept_as_it_is(version)
        assert "20 passages, 21 vectors, 21 lexical entries, 21 wanted" in refusal(copied_index)

    def test_vectors_of_another_dimension(self, copied_index: Path, version: Path) -> None:
        write_manifest(version, read_manifest(version).model_copy(update={"dimension": 384}))
        assert "vectors of 8 dimensions, 384 wanted" in refusal(copied_index)

    def test_a_passage_that_is_not_what_its_plan_says(self, copied_index: Path, version: Path) -> None:
        passages = (version / "passages.jsonl").read_text(encoding="utf-8")
        (version / "passages.jsonl").write_text(passages.replace("4万至6万人", "5万至6万人"), encoding="utf-8")
        accept_as_it_is(version)
        assert "is not in its plan" in refusal(copied_index)


def test_an_index_checks_that_passages_belong_to_its_plans(search_index: SearchIndex) -> None:
    first = replace(search_index.passages[0], plan_id="lanzhou")
    with pytest.raises(SearchIndexError, match=f"passage {first.id} is not in its plan"):
        replace(search_index, passages=(first, *search_index.passages[1:])).check()


def test_an_index_checks_that_passages_are_where_they_say(search_index: SearchIndex) -> None:
    first = search_index.passages[0]
    moved = replace(first, span=Span(first.span.start + 1, first.span.end + 1))
    with pytest.raises(SearchIndexError, match="is not in its plan"):
        replace(search_index, passages=(moved, *search_index.passages[1:])).check()
