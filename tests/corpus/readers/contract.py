"""What every reader must do. The tests of a reader subclass this and override `write` and `endings`."""

from pathlib import Path

import pytest

from corpus.readers import READERS, read_text

PARAGRAPHS = ("张掖市应急管理规划", "一、总体要求", "到2025年,人均面积1.5平方米。")


class ReaderContract:
    """Subclass it as `TestX`; `write` makes a document of one paragraph a line in the reader's format."""

    endings: tuple[str, ...] = ()

    def write(self, path: Path, paragraphs: tuple[str, ...]) -> None:
        raise NotImplementedError

    @pytest.fixture
    def documents(self, tmp_path: Path) -> list[Path]:
        """One document of PARAGRAPHS for each ending of the reader."""
        paths = [tmp_path / f"plan{ending}" for ending in self.endings]
        for path in paths:
            self.write(path, PARAGRAPHS)
        return paths

    def test_endings_are_known(self) -> None:
        assert self.endings
        assert set(self.endings) <= set(READERS)

    def test_paragraphs_are_lines_in_order(self, documents: list[Path]) -> None:
        for path in documents:
            assert [line for line in read_text(path).split("\n") if line] == list(PARAGRAPHS)

    def test_reading_twice_gives_the_same_text(self, documents: list[Path]) -> None:
        for path in documents:
            assert read_text(path) == read_text(path)
