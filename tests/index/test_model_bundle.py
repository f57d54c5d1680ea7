import importlib.util
from pathlib import Path

import pytest

from index.errors import SearchIndexError
from index.model_bundle import PACKAGE, bundled_model, bundled_name, unpack


def write_half(_: Path, target: Path) -> None:
    (target / "config.json").write_text("{", encoding="utf-8")
    raise OSError("no space left")


def write_model(_: Path, target: Path) -> None:
    (target / "config.json").write_text("{}", encoding="utf-8")


def test_the_model_is_unpacked_into_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.model_bundle.unpack", write_model)
    folder = bundled_model(tmp_path)
    assert folder == tmp_path / "models" / bundled_name()
    assert (folder / "config.json").read_text(encoding="utf-8") == "{}"


def test_an_interrupted_unpack_leaves_no_half_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.model_bundle.unpack", write_half)
    with pytest.raises(OSError, match="no space left"):
        bundled_model(tmp_path)
    assert [path for path in (tmp_path / "models").iterdir() if path.is_dir()] == []


def test_after_an_interrupted_unpack_the_next_one_succeeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.model_bundle.unpack", write_half)
    with pytest.raises(OSError, match="no space left"):
        bundled_model(tmp_path)
    monkeypatch.setattr("index.model_bundle.unpack", write_model)
    assert (bundled_model(tmp_path) / "config.json").is_file()


def test_an_unpacked_model_is_not_unpacked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.model_bundle.unpack", write_model)
    folder = bundled_model(tmp_path)
    monkeypatch.setattr("index.model_bundle.unpack", write_half)
    assert bundled_model(tmp_path) == folder


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something else", b"E5S1" + bytes(2)])
def test_a_file_that_is_no_bundle_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(SearchIndexError, match="is not (a|the) model bundle"):
        unpack(tmp_path / "model.bin", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_missing_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SearchIndexError, match="is not the model bundle"):
        unpack(tmp_path / "model.bin", tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize("kept", [0.5, 0.9999999])
def test_a_truncated_bundle_is_refused(tmp_path: Path, kept: float) -> None:
    package = importlib.util.find_spec(PACKAGE)
    assert package is not None
    assert package.submodule_search_locations
    whole = (Path(package.submodule_search_locations[0]) / "e5-small-q4.bin").read_bytes()
    (tmp_path / "cut.bin").write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(SearchIndexError, match="is not the model bundle it should be"):
        unpack(tmp_path / "cut.bin", tmp_path / "out")
