from pathlib import Path

import pytest

from index.errors import SearchIndexError
from index.manifest import (
    FORMAT,
    Manifest,
    check_files,
    check_fit,
    current_version,
    read_manifest,
    record_files,
    software_versions,
    use_version,
    write_manifest,
)
from index.tokens import SCHEME


@pytest.fixture
def version(tmp_path: Path) -> Path:
    """An index folder's version `one`, in use: two files and their manifest."""
    folder = tmp_path / "versions" / "one"
    (folder / "lexical").mkdir(parents=True)
    (folder / "plans.jsonl").write_text("规划", encoding="utf-8")
    (folder / "lexical" / "params.json").write_text("{}", encoding="utf-8")
    write_manifest(folder, manifest_of(folder))
    use_version(tmp_path, "one")
    return folder


def manifest_of(folder: Path, form: int = FORMAT) -> Manifest:
    return Manifest(
        format=form,
        version="one",
        created_at="2026-01-02T03:04:05+00:00",
        model="keyword",
        dimension=8,
        content_digest="abc",
        tokenizer=SCHEME,
        software=software_versions(),
        plans=1,
        passages=2,
        files=record_files(folder),
    )


def test_a_written_manifest_reads_back(version: Path) -> None:
    assert read_manifest(version) == manifest_of(version)


def test_every_file_is_recorded_but_the_manifest(version: Path) -> None:
    records = record_files(version)
    assert {name: record.size_bytes for name, record in records.items()} == {"plans.jsonl": 6, "lexical/params.json": 2}
    assert records["lexical/params.json"].sha256.startswith("44136fa355b3678a")  # of the two characters {}


def test_the_version_in_use_is_found(version: Path, tmp_path: Path) -> None:
    assert current_version(tmp_path) == version


def test_a_folder_without_an_index_has_no_version_in_use(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    assert current_version(tmp_path / "missing") is None


def test_changing_the_version_in_use_leaves_nothing_behind(version: Path, tmp_path: Path) -> None:
    (version.parent / "two").mkdir()
    use_version(tmp_path, "two")
    assert current_version(tmp_path) == version.parent / "two"
    assert {path.name for path in tmp_path.iterdir()} == {"CURRENT", "versions"}


@pytest.mark.parametrize("name", ["two", "", ".", "../versions", "one/lexical", "./one", "/", "o\0ne"])
def test_current_may_name_nothing_but_a_version_that_is_there(version: Path, tmp_path: Path, name: str) -> None:
    assert version.is_dir()
    (tmp_path / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(SearchIndexError, match='which is not there: run "policyqa index --full"'):
        current_version(tmp_path)


def test_current_may_not_name_a_path_from_the_root(version: Path, tmp_path: Path) -> None:
    use_version(tmp_path, str(version))
    with pytest.raises(SearchIndexError, match="which is not there"):
        current_version(tmp_path)


def test_current_that_is_no_text_is_refused(version: Path, tmp_path: Path) -> None:
    assert version.is_dir()
    (tmp_path / "CURRENT").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(SearchIndexError, match="which is not there"):
        current_version(tmp_path)


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", "null"])
def test_a_damaged_manifest_is_refused(version: Path, content: str) -> None:
    (version / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(SearchIndexError, match=r'manifest\.json is missing or damaged: run "policyqa index --full"'):
        read_manifest(version)


def test_a_missing_manifest_is_refused(version: Path) -> None:
    (version / "manifest.json").unlink()
    with pytest.raises(SearchIndexError, match=r'manifest\.json is missing or damaged: run "policyqa index --full"'):
        read_manifest(version)


def test_another_format_is_refused(version: Path) -> None:
    write_manifest(version, manifest_of(version, form=FORMAT + 1))
    with pytest.raises(SearchIndexError, match=f"has index format {FORMAT + 1}, this release reads {FORMAT}: run"):
        read_manifest(version)


def test_files_as_recorded_pass(version: Path) -> None:
    check_files(version, read_manifest(version))


def test_a_truncated_file_is_refused(version: Path) -> None:
    (version / "plans.jsonl").write_bytes("规划".encode()[:5])
    with pytest.raises(SearchIndexError, match=r"plans\.jsonl has 5 bytes, 6 are wanted: run"):
        check_files(version, read_manifest(version))


def test_a_changed_file_of_the_same_size_is_refused(version: Path) -> None:
    (version / "plans.jsonl").write_text("计划", encoding="utf-8")
    with pytest.raises(SearchIndexError, match=r"plans\.jsonl was changed: run"):
        check_files(version, read_manifest(version))


def test_a_missing_file_is_refused(version: Path) -> None:
    (version / "lexical" / "params.json").unlink()
    with pytest.raises(SearchIndexError, match=r"params\.json is missing: run"):
        check_files(version, read_manifest(version))


def test_the_wanted_model_passes(version: Path) -> None:
    check_fit(read_manifest(version), version, "keyword")


def test_another_model_is_refused(version: Path) -> None:
    with pytest.raises(
        SearchIndexError,
        match='holds 8-dimension vectors of model keyword, settings ask for other: run "policyqa index',
    ):
        check_fit(read_manifest(version), version, "other")


def test_another_tokenizer_is_refused(version: Path) -> None:
    manifest = read_manifest(version).model_copy(update={"tokenizer": "letters/1"})
    with pytest.raises(SearchIndexError, match='has tokens of scheme "letters/1"'):
        check_fit(manifest, version, "keyword")


@pytest.mark.parametrize("name", ["..", "x" * 300, "a/b", ""])
def test_a_pointer_that_names_no_version_is_refused(version: Path, name: str) -> None:
    folder = version.parent.parent
    (folder / "CURRENT").write_text(name, encoding="utf-8")
    with pytest.raises(SearchIndexError, match="which is not there"):
        current_version(folder)


def test_an_index_of_other_software_is_refused(version: Path) -> None:
    manifest = read_manifest(version)
    older = manifest.model_copy(update={"software": {**manifest.software, "jieba": "0.1"}})
    with pytest.raises(SearchIndexError, match=r"was built with jieba 0\.1, .* is installed"):
        check_fit(older, version, "keyword")
