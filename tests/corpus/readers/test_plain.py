import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.plan import Plan
from corpus.readers import read_text
from corpus.readers.plain import decode
from tests.corpus.readers.contract import ReaderContract
from tests.corpus.readers.conversions import Block

SIMPLIFIED = """\
甘肃省张掖市应急管理规划
一、总体要求
健全应急物资储备体系，完善预警信息发布机制。
"""
TRADITIONAL = """\
臺北市災害防救計畫
一、計畫緣起
為提升本市各區公所之災害防救能力，特訂定本計畫。
"""
# The header of a PNG image, with the sizes of a picture of 256 by 256 points.
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0\\r\xa8f"


def read_bytes(folder: Path, data: bytes) -> str:
    path = folder / "规划.txt"
    path.write_bytes(data)
    return read_text(path)


class TestPlain(ReaderContract):
    endings = (".txt", ".md")

    def write(self, path: Path, blocks: Sequence[Block]) -> None:
        lines = (line for block in blocks for line in (*map("\t".join, block.rows), block.text) if line)
        path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings_of_chinese_offices_are_read(tmp_path: Path, encoding: str) -> None:
    assert read_bytes(tmp_path, SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16", "utf-16-be"])
def test_traditional_characters_are_read(tmp_path: Path, encoding: str) -> None:
    assert read_bytes(tmp_path, TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030"])
def test_byte_order_mark_is_not_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    assert read_bytes(tmp_path, f"\ufeff{SIMPLIFIED}".encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_whole_plan_is_read_in_each_encoding(real_plan: Plan, encoding: str) -> None:
    assert decode(real_plan.text.encode(encoding), "规划.txt") == real_plan.text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_single_line_is_enough_to_tell_the_encoding(real_plan: Plan, encoding: str) -> None:
    lines = [line for line in real_plan.text.split("\n") if len(line.strip()) > 4 and not line.isascii()]

    assert [line for line in lines if decode(line.encode(encoding), "规划.txt") != line] == []


@pytest.mark.parametrize(
    "line", ["應急體系建設規劃分項目標：", "1.注重風險源頭預防管控。", "(三)應急物資裝備保障工程。"]
)
def test_a_line_of_big5_is_read(line: str) -> None:
    assert decode(line.encode("big5"), "規劃.txt") == line


def test_dashes_and_dots_of_gb2312_are_those_of_plans() -> None:
    assert decode("——坚持以人为本·安全发展。".encode("gbk"), "规划.txt") == "——坚持以人为本·安全发展。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_plain_english_is_read(tmp_path: Path, encoding: str) -> None:
    assert read_bytes(tmp_path, "I. Aims\nBe ready.\n".encode(encoding)) == "I. Aims\nBe ready.\n"


def test_line_ends_are_unified(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, "甲\r\n乙\r丙\n\r\n丁".encode()) == "甲\n乙\n丙\n\n丁"


def test_nothing_but_line_ends_is_changed(tmp_path: Path) -> None:
    text = " 甲\f乙\v丙\x01\x1c\x85\u2028\u2029\u00a0\u3000\ufeff，﹐e\u0301 丁\t \n\n"

    assert read_bytes(tmp_path, text.encode()) == text


@settings(deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff")))
def test_any_utf_8_text_without_nul_is_kept_as_it_is(text: str) -> None:
    assert decode(text.encode(), "规划.txt") == text


@pytest.mark.parametrize("data", [PNG, bytes(range(256)), "张掖\0市".encode(), f"{SIMPLIFIED}\0".encode("gb18030")])
def test_binary_file_is_refused(tmp_path: Path, data: bytes) -> None:
    message = "规划.txt is not text in UTF-8, GB18030, Big5 or UTF-16: save it as UTF-8 text, or take it out"

    with pytest.raises(CorpusError, match=f"^{re.escape(message)}$"):
        read_bytes(tmp_path, data)


@pytest.mark.parametrize("text", ["", "\n\n", " \u3000\t", "——。\n----\n", "\ufeff"])
def test_file_without_words_is_refused(tmp_path: Path, text: str) -> None:
    message = "规划.txt holds no words, a plan needs text: replace the file or take it out"

    with pytest.raises(CorpusError, match=f"^{re.escape(message)}$"):
        read_bytes(tmp_path, text.encode())


def test_ending_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "规划.TXT").write_text("甲", encoding="utf-8")

    assert read_text(tmp_path / "规划.TXT") == "甲"


def test_unknown_ending_is_refused(tmp_path: Path) -> None:
    message = r'^规划\.xyz ends in "\.xyz", plans are read from \.txt \.md.*: convert it first$'

    with pytest.raises(CorpusError, match=message):
        read_text(tmp_path / "规划.xyz")


def test_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "规划.txt"
    message = f"{path} cannot be read (No such file or directory): check the path and its permissions"

    with pytest.raises(CorpusError, match=f"^{re.escape(message)}$"):
        read_text(path)
