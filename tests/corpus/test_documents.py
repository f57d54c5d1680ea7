import doctest
import re
from pathlib import Path

import pytest

from corpus import documents
from corpus.documents import DEFAULT_MAX_BYTES, plan_id_of, put, removable, take_out
from corpus.errors import CorpusError
from corpus.library import read_documents, read_library
from corpus.plan import Plan
from tests.conftest import write_plans

TEXT = "张掖市防汛预案\n一、总则\n正文。\n"


def message(text: str) -> str:
    return f"^{re.escape(text)}$"


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def add(folder: Path, given: list[Path], max_bytes: int = DEFAULT_MAX_BYTES) -> list[Plan]:
    plans = list(read_documents(folder, given, max_bytes).plans)
    put(folder, given)
    return plans


def remove(folder: Path, plan_id: str) -> Path:
    path = removable(folder, plan_id)
    take_out(path)
    return path


@pytest.mark.parametrize(
    ("source", "plan_id"),
    [
        ("zhangye.txt", "zhangye"),
        ("甘肃/张掖 规划.txt", "甘肃-张掖-规划"),
        ("张掖“十四五”规划（终稿）.txt", "张掖-十四五-规划-终稿"),
        ("v1.2.md", "v1.2"),
        ("ＡＢ．txt", "AB"),
        ("../../etc/passwd.txt", "etc-passwd"),
        ("（）.txt", "plan"),
    ],
)
def test_plan_id_is_the_name_without_what_an_address_cannot_hold(source: str, plan_id: str) -> None:
    assert plan_id_of(source) == plan_id


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(documents)

    assert (results.attempted > 0, results.failed) == (True, 0)


def test_added_document_is_read_with_its_sidecar(corpus_folder: Path, tmp_path: Path) -> None:
    source = write_plans(tmp_path / "new", {"heping": "和平区防汛预案\n"})
    (source / "heping.toml").write_text('place = "沈阳和平区"', encoding="utf-8")
    (added,) = add(corpus_folder, [source / "heping.txt"])

    assert added.id == "heping"
    assert added.metadata.place is not None
    assert added.metadata.place.value == "辽宁省沈阳市和平区"
    assert added in read_library(corpus_folder).plans
    assert files(source) == ["heping.toml", "heping.txt"]


def test_document_is_added_byte_for_byte(corpus_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    path.write_bytes("张掖市规划\r\n一、总则\r\n".encode("gb18030"))
    add(corpus_folder, [path])

    assert (corpus_folder / "new.txt").read_bytes() == path.read_bytes()


def test_adding_makes_the_folder(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "new", {"one": TEXT, "two": TEXT})
    added = add(tmp_path / "a" / "plans", [source / "two.txt", source / "one.txt"])

    assert [plan.id for plan in added] == ["two", "one"]
    assert files(tmp_path / "a" / "plans") == ["one.txt", "two.txt"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty.txt holds no words, a plan needs text: replace the file or take it out"),
        (
            "beibei.txt",
            TEXT.encode(),
            'the plan id "beibei" of beibei.txt is taken by beibei.txt: '
            'rename the file, or run "policyqa remove beibei" first',
        ),
        (
            "good.md",
            TEXT.encode(),
            'the plan id "good" of good.md is taken by good.txt: rename the file, or run "policyqa remove good" first',
        ),
        (
            "large.txt",
            b"0" * 1_200_000,
            "large.txt has 1.2 MB, a plan may have 1.0 MB: split it, or raise POLICYQA_MAX_DOCUMENT_BYTES",
        ),
    ],
)
def test_one_refusal_adds_nothing_at_all(
    corpus_folder: Path, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    source = write_plans(tmp_path / "new", {"good": TEXT})
    (source / name).write_bytes(data)

    with pytest.raises(CorpusError, match=message(reason)):
        add(corpus_folder, [source / "good.txt", source / name], max_bytes=1_000_000)
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_document_that_is_not_there_is_not_added(corpus_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.txt"

    with pytest.raises(CorpusError, match=message(f"{path} is not a file: name documents that are there")):
        add(corpus_folder, [path])
    with pytest.raises(CorpusError, match=message(f"{tmp_path} is not a file: name documents that are there")):
        add(corpus_folder, [tmp_path])


def test_document_of_an_unknown_format_is_not_added(corpus_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.xyz"
    path.write_text(TEXT, encoding="utf-8")

    with pytest.raises(CorpusError, match=r'^new\.xyz ends in "\.xyz", plans are read from .+: convert it first$'):
        add(corpus_folder, [path])


def test_document_with_a_bad_sidecar_is_not_added(corpus_folder: Path, tmp_path: Path) -> None:
    source = write_plans(tmp_path / "new", {"new": TEXT})
    (source / "new.toml").write_text('place = "火星"', encoding="utf-8")

    with pytest.raises(CorpusError, match=r'^new\.toml names the place "火星", which the gazetteer does not know: '):
        add(corpus_folder, [source / "new.txt"])
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_removed_document_takes_its_sidecar_along(corpus_folder: Path) -> None:
    (corpus_folder / "beibei.toml").write_text('place = "北碚区"', encoding="utf-8")

    assert remove(corpus_folder, "beibei") == corpus_folder / "beibei.txt"
    assert files(corpus_folder) == ["fengtai.txt", "zhangye.txt"]


def test_document_in_a_folder_below_is_removed_by_its_id(corpus_folder: Path) -> None:
    write_plans(corpus_folder / "甘肃", {"张掖": TEXT})
    remove(corpus_folder, "甘肃-张掖")

    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_document_that_cannot_be_read_can_be_removed(corpus_folder: Path) -> None:
    (corpus_folder / "empty.txt").write_bytes(b"")
    remove(corpus_folder, "empty")

    assert read_library(corpus_folder).problems == ()


def test_plan_that_is_not_there_cannot_be_removed(corpus_folder: Path) -> None:
    wanted = f'there is no plan "heping" in {corpus_folder}: the plans are beibei, fengtai, zhangye'

    with pytest.raises(CorpusError, match=message(wanted)):
        remove(corpus_folder, "heping")


def test_the_only_plan_cannot_be_removed(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT})
    wanted = f'"plan" is the only plan in {tmp_path}: add another before removing it'

    with pytest.raises(CorpusError, match=message(wanted)):
        remove(tmp_path, "plan")
    assert files(tmp_path) == ["plan.txt"]


def test_nothing_is_removed_from_a_missing_folder(tmp_path: Path) -> None:
    folder = tmp_path / "plans"

    with pytest.raises(CorpusError, match=message(f"{folder} is not a folder: name the folder that holds the plans")):
        remove(folder, "plan")


def test_the_very_same_document_may_come_again(corpus_folder: Path, tmp_path: Path) -> None:
    # An update that was interrupted after the document was there is begun again.
    (source,) = write_plans(tmp_path / "new", {"new": TEXT}).iterdir()
    add(corpus_folder, [source])
    add(corpus_folder, [source])
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "new.txt", "zhangye.txt"]


def test_what_an_interrupted_copy_left_is_no_document_and_goes_with_the_next(
    corpus_folder: Path, tmp_path: Path
) -> None:
    (corpus_folder / ".adding-half.txt").write_text("张掖", encoding="utf-8")
    assert [plan.id for plan in read_library(corpus_folder).plans] == ["beibei", "fengtai", "zhangye"]
    add(corpus_folder, list(write_plans(tmp_path / "new", {"new": TEXT}).iterdir()))
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "new.txt", "zhangye.txt"]


def test_a_copy_that_fails_leaves_nothing(corpus_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corpus.documents.shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        add(corpus_folder, list(write_plans(tmp_path / "new", {"new": TEXT}).iterdir()))
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_a_document_read_again_keeps_the_sidecar_that_the_corpus_has(corpus_folder: Path, tmp_path: Path) -> None:
    (corpus_folder / "zhangye.toml").write_text('title = "给定的标题"\n', encoding="utf-8")
    sent = tmp_path / "zhangye.txt"
    sent.write_bytes((corpus_folder / "zhangye.txt").read_bytes())
    (plan,) = add(corpus_folder, [sent])
    (there,) = (each for each in read_library(corpus_folder).plans if each.id == "zhangye")
    assert plan.metadata.title.value == "给定的标题"
    assert plan == there


def test_a_kill_while_a_document_is_taken_out_leaves_no_sidecar_without_it(
    corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (corpus_folder / "zhangye.toml").write_text('title = "给定的标题"\n', encoding="utf-8")
    unlink = Path.unlink

    def unlink_and_die(path: Path, missing_ok: bool = False) -> None:
        unlink(path, missing_ok)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "unlink", unlink_and_die)
    with pytest.raises(KeyboardInterrupt):
        take_out(corpus_folder / "zhangye.txt")
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]
