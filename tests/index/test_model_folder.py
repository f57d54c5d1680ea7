import threading
from pathlib import Path

import pytest

from index.errors import CacheError
from index.model_folder import made_once, model_folder


def write(folder: Path) -> None:
    (folder / "model").write_text("whole", encoding="utf-8")


class Writer:
    """Counts how often it is called."""

    calls = 0

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        write(folder)


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    writer = Writer()
    for _ in range(2):
        folder = made_once(tmp_path, "a/b", writer)
    assert folder == model_folder(tmp_path, "a/b") == tmp_path / "models" / "a--b"
    assert (folder / "model").read_text(encoding="utf-8") == "whole"
    assert writer.calls == 1


def test_those_who_ask_at_once_share_one(tmp_path: Path) -> None:
    writer = Writer()
    threads = [threading.Thread(target=made_once, args=(tmp_path, "m", writer)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert writer.calls == 1


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(aside: Path) -> None:
        write(aside)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made_once(tmp_path, "m", interrupted)
    assert [path for path in (tmp_path / "models").iterdir() if path.is_dir()] == []


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    leftover = tmp_path / "models" / ".m-abc123"
    leftover.mkdir(parents=True)
    write(leftover)
    made_once(tmp_path, "m", write)
    assert not leftover.exists()


def test_a_cache_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("", encoding="utf-8")
    with pytest.raises(CacheError, match="set POLICYQA_CACHE"):
        made_once(tmp_path / "cache", "m", write)
