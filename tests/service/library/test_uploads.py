import doctest
import os
from io import BytesIO
from pathlib import Path

import pytest

from service.errors import ServiceError, Taken, TooLarge, UnknownFormat
from service.library import uploads
from service.library.uploads import UPLOADS, Upload, drop_strays, drop_upload, receive, safe_name

TEXT = "兰州市防灾规划\n一、目标\n建站3座。\n".encode()


def kept(index: Path) -> list[str]:
    return sorted(path.name for path in (index / UPLOADS).rglob("*") if path.is_file())


def send(tmp_path: Path, corpus: Path, *files: tuple[str, bytes], max_bytes: int = 1000) -> tuple[Path, ...]:
    sent = [Upload(name, BytesIO(content)) for name, content in files]
    return receive(tmp_path / "index", corpus, "j-1", sent, max_bytes)


def test_a_document_and_its_sidecar_are_kept_aside(tmp_path: Path, corpus_folder: Path) -> None:
    documents = send(tmp_path, corpus_folder, ("new.txt", TEXT), ("new.toml", b'issuer = "x"'))
    assert [path.name for path in documents] == ["new.txt"]
    assert documents[0].read_bytes() == TEXT
    assert kept(tmp_path / "index") == ["new.toml", "new.txt"]
    drop_upload(tmp_path / "index", "j-1")
    assert kept(tmp_path / "index") == []


@pytest.mark.parametrize(
    ("files", "kind", "said"),
    [
        ([("a.txt", b"x" * 1001)], TooLarge, "more than 0.0 MB"),
        ([("a.exe", b"MZ")], UnknownFormat, 'ends in ".exe"'),
        ([("a.txt", b"PK\3\4")], UnknownFormat, "is a zip file"),
        ([("a.txt", b"%PDF-1.7")], UnknownFormat, "is a PDF document"),
        ([("a.txt", b"")], ServiceError, "is empty"),
        ([(".txt", TEXT)], UnknownFormat, 'ends in ""'),
        ([("README.txt", TEXT)], ServiceError, "would not be read"),
        ([("zhangye.txt", TEXT)], Taken, 'the plan id "zhangye" of zhangye.txt is taken'),
        ([("a.txt", TEXT), ("a.md", TEXT)], Taken, 'the plan id "a"'),
        ([("a.txt", TEXT), ("x/a.txt", TEXT)], ServiceError, "sent twice"),
        ([("a.toml", b'issuer = "x"')], ServiceError, "no document was sent"),
        ([("a.txt", TEXT), ("b.toml", b'issuer = "x"')], ServiceError, "describes no document"),
        ([("a.txt", TEXT), ("a.toml", b"issuer = ")], ServiceError, "is not TOML"),
        ([("\udcff.txt", TEXT)], ServiceError, "is not Unicode"),
        ([], ServiceError, "no document was sent"),
    ],
)
def test_what_can_be_no_plan_is_refused_and_not_kept(
    tmp_path: Path, corpus_folder: Path, files: list[tuple[str, bytes]], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        send(tmp_path, corpus_folder, *files)
    assert type(caught.value) is kind
    assert kept(tmp_path / "index") == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/cron.d/x.txt", "x.txt"),
        ("..\\..\\x.txt", "x.txt"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        ("规划\u202etxt.exe.txt", "规划_txt.exe.txt"),  # shown from right to left from there on
        ("张掖市 “十四五” 规划（终稿）.docx", "张掖市 “十四五” 规划（终稿）.docx"),
        ("....txt", "txt"),
        ("", ""),
    ],
)
def test_a_name_leads_nowhere_and_hides_nothing(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    name = safe_name("规" * 300 + ".docx")
    assert name.endswith("规.docx")
    assert len(name.encode()) <= 200


def test_the_examples_hold() -> None:
    assert doctest.testmod(uploads).failed == 0


def test_what_no_open_job_waits_for_is_deleted_after_some_days(tmp_path: Path, corpus_folder: Path) -> None:
    send(tmp_path, corpus_folder, ("new.txt", TEXT))
    index = tmp_path / "index"
    drop_strays(index, set())
    assert kept(index) == ["new.txt"], "it may have come just now"
    os.utime(index / UPLOADS / "j-1", (0, 0))
    drop_strays(index, {"j-1"})
    assert kept(index) == ["new.txt"]
    drop_strays(index, set())
    assert kept(index) == []
