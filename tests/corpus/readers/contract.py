"""What every reader must do. The tests of a reader subclass this and override `write` and `endings`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.readers import READERS, read_text
from tests.corpus.readers.conversions import Block

BLOCKS = (
    Block("张掖市应急管理规划"),
    Block("一、总体要求", level=1),
    Block("到2025年,人均面积1.5平方米。"),
    Block(rows=(("序号", "指标", "目标值"), ("1", "生产安全事故死亡人数", "下降15%"), ("2", "受灾人次", "＜15000"))),
    Block("（一）指导思想", level=2),
    Block("2.坚持人民至上、生命至上。"),
)
LINES = (
    "张掖市应急管理规划",
    "一、总体要求",
    "到2025年,人均面积1.5平方米。",
    "序号\t指标\t目标值",
    "1\t生产安全事故死亡人数\t下降15%",
    "2\t受灾人次\t＜15000",
    "（一）指导思想",
    "2.坚持人民至上、生命至上。",
)
# The first bytes of files that are none of the formats, or another than their ending says.
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0\\r\xa8f"
WORD_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


class ReaderContract(ABC):
    """Subclass it as `TestX`; `write` makes a document of blocks in the reader's format."""

    endings: tuple[str, ...] = ()

    @abstractmethod
    def write(self, path: Path, blocks: Sequence[Block]) -> None: ...

    @pytest.fixture
    def documents(self, tmp_path: Path) -> list[Path]:
        """One document of BLOCKS for each ending of the reader."""
        paths = [tmp_path / f"plan{ending}" for ending in self.endings]
        for path in paths:
            self.write(path, BLOCKS)
        return paths

    def test_endings_are_known(self) -> None:
        assert self.endings
        assert set(self.endings) <= set(READERS)

    def test_paragraphs_headings_and_rows_are_lines_in_order(self, documents: list[Path]) -> None:
        for path in documents:
            assert read_text(path).split("\n") == list(LINES)

    def test_reading_twice_gives_the_same_text(self, documents: list[Path]) -> None:
        for path in documents:
            assert read_text(path) == read_text(path)

    @pytest.mark.parametrize(
        "data", [b"", b"\0\1\2", PNG, WORD_97, b"{\\rtf1 }", b"MIME-Version: 1.0\r\n", b"%PDF-1.7\n"]
    )
    def test_what_is_no_such_document_is_refused_in_one_sentence(self, tmp_path: Path, data: bytes) -> None:
        for ending in self.endings:
            path = tmp_path / f"规划{ending}"
            path.write_bytes(data)

            with pytest.raises(CorpusError, match=r"^规划\.\w+ [^\n]+: [^\n]+$"):
                read_text(path)

    def test_a_document_that_breaks_off_never_raises_anything_else(self, documents: list[Path]) -> None:
        for path in documents:
            data = path.read_bytes()
            for part in range(1, 8):
                path.write_bytes(data[: len(data) * part // 8])
                with suppress(CorpusError):
                    read_text(path)
