from pathlib import Path

import pytest

from service.database.store import DatabaseUnavailable
from service.library.watching import FolderWatch


def test_a_change_that_could_not_be_asked_for_is_asked_for_again(corpus_folder: Path) -> None:
    asked: list[str] = []

    def changed() -> None:
        asked.append("reindex")
        if len(asked) < 3:
            raise DatabaseUnavailable("the update could not be noted down")

    watch = FolderWatch(corpus_folder, changed)
    watch.look()  # a copy may still be under way
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable):
            watch.look()
    for _ in range(3):
        watch.look()
    assert len(asked) == 3, "twice in vain, then once"


def test_a_folder_that_could_not_be_looked_at_is_looked_at_again(
    corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    watch = FolderWatch(corpus_folder, lambda: asked.append("reindex"))

    def away(_: Path) -> dict[str, str]:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("service.library.watching.state_of", away)
        with pytest.raises(OSError, match="Input/output"):
            watch.look()
    for _ in range(3):
        watch.look()
    assert asked == ["reindex"]
