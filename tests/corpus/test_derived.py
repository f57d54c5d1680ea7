import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import derived
from corpus.derived import keep_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep_in(tmp_path / "derived")
    return tmp_path / "derived"


@pytest.fixture
def made() -> list[str]:
    """What was worked out, and not read."""
    return []


@pytest.fixture
def words(made: list[str]) -> Callable[..., Any]:
    def make() -> dict[str, list[int]]:
        made.append("words")
        return {"应急": [1, 2], "储备": [3]}

    return lambda **depends_on: derived.derived("words", __file__, make, **depends_on)


def test_what_was_worked_out_once_is_read(folder: Path, words: Callable[..., Any], made: list[str]) -> None:
    assert words() == words() == {"应急": [1, 2], "储备": [3]}
    assert len(made) == len(list(folder.iterdir())) == 1


def test_it_is_worked_out_anew_of_something_else(folder: Path, words: Callable[..., Any], made: list[str]) -> None:
    words(packages=["jieba"])
    words(packages=["jieba"], of="another model")
    words(packages=["pypinyin"])
    assert len(made) == len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("damage", [lambda kept: kept[:-3], lambda kept: kept.replace(b"3", b"4"), lambda _: b""])
def test_a_damaged_file_is_made_anew(
    folder: Path, words: Callable[..., Any], made: list[str], damage: Callable[[bytes], bytes]
) -> None:
    words()
    kept = next(folder.iterdir())
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert words() == {"应急": [1, 2], "储备": [3]}
    assert len(made) == 2
    assert kept.read_bytes() == whole


def test_where_nothing_can_be_written_everything_is_worked_out(
    tmp_path: Path, words: Callable[..., Any], made: list[str]
) -> None:
    (tmp_path / "file").touch()
    keep_in(tmp_path / "file" / "derived")
    assert words() == words() == {"应急": [1, 2], "储备": [3]}
    assert len(made) == 2


def test_nothing_is_kept_before_a_folder_is_named(words: Callable[..., Any], made: list[str]) -> None:
    words()
    words()
    assert len(made) == 2


def test_what_was_worked_out_of_dictionaries_that_are_gone_is_deleted(folder: Path, words: Callable[..., Any]) -> None:
    derived.derived("words-of-two", __file__, lambda: ["应急"])
    for release in range(9):
        words(of=f"release {release}")
    assert len([each for each in folder.iterdir() if each.name.startswith("words-of-two-")]) == 1
    assert len(list(folder.iterdir())) == 4


def test_what_was_just_written_stays_beside_files_of_a_clock_that_was_ahead(
    folder: Path, words: Callable[..., Any], made: list[str]
) -> None:
    for each in "一二三四":
        words(of=each)
    for path in folder.iterdir():
        os.utime(path, (path.stat().st_mtime + 86_400,) * 2)
    made.clear()
    words(of="五")
    words(of="五")
    assert len(made) == 1
