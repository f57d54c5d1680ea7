import doctest
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import library
from corpus.errors import CorpusError
from corpus.library import PlanLibrary, add_documents, parse_plan, plan_id_of, read_library, read_plan, remove_document
from corpus.plan import FurnitureKind, Origin, Plan, Span
from corpus.spanset import SpanSet
from tests.conftest import REAL_CORPUS, write_plans

TEXT = "张掖市防汛预案\n一、总则\n正文。\n"
PIECES = (
    *(
        "\n",
        "\n",
        "\n",
        " ",
        "\u3000",
        "\t",
        "\f",
        "\u2028",
        "\xa0",
        "一、",
        "二、",
        "（一）",
        "(二)",
        "1.",
        "2．",
        "3、",
        "71",
        "4)",
    ),
    *(
        "（3）",
        "①",
        "第一章",
        "第二节 ",
        "第三条",
        "专栏1",
        "目  录",
        "甲",
        "总体要求",
        "工作成效5",
        "。",
        "！",
        "；",
        "：",
        ":",
        "**",
        "# ",
    ),
    *(
        "《",
        "》",
        "“",
        "”",
        "关于印发",
        "的通知",
        "规划",
        "张掖市",
        "和平区",
        "“十四五”",
        "人民政府",
        "办公室",
        "张政办发〔2022〕100号",
    ),
    *(
        "文号",
        "发布日期:",
        "发布机构",
        "[标  题] ",
        "2022年7月15日",
        "2021-12-17",
        "二〇二二年七月十五日",
        "2021123",
        "〔2022〕",
        "号",
    ),
    *(
        "[bookmark: _Toc1]",
        "[bookmark: ",
        "主办单位:",
        "扫一扫",
        "字号",
        "气象台发布",
        "网站标识码",
        "0",
        "9",
        "1.5",
        "²",
        "١.",
        "A",
    ),
)
awkward_texts = st.lists(st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=["Cs"])), max_size=60).map(
    "".join
)


def parse(text: str) -> Plan:
    return parse_plan("plan", "plan.txt", text)


def message(text: str) -> str:
    return f"^{re.escape(text)}$"


def ids(found: PlanLibrary) -> list[str]:
    return [plan.id for plan in found.plans]


def reasons(found: PlanLibrary) -> dict[str, str]:
    return {problem.path.name: problem.reason for problem in found.problems}


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def letters(text: str) -> str:
    return "".join(each for each in text if each.isalnum())


def without_leftovers(plan: Plan, span: Span) -> str:
    leftovers = SpanSet(each.span for each in plan.furniture if each.kind is FurnitureKind.LEFTOVER)
    return "".join(gap.of(plan.text) for gap in leftovers.gaps(span))


def assert_sound(plan: Plan) -> None:
    """Every span lies inside the text, what is read stands there, and the sections are a tree in document order."""
    end = len(plan.text)
    assert all(each.span.end <= end for each in plan.furniture)
    for name, fact in plan.metadata.items():
        assert fact.span is None or fact.span.end <= end
        if fact.origin is Origin.READ and not name.endswith("_on"):
            assert fact.span is not None
            # A title over several lines is joined, and loses the marks of Markdown.
            assert letters(fact.span.of(plan.text)) == letters(fact.value)
    for at, section in enumerate(plan.sections):
        assert section.span.end <= end
        assert section.span.contains(section.heading)
        assert section.heading.of(plan.text).startswith(section.number)
        # A title is read across bookmarks, and closed up where it was set wide.
        assert letters(section.title) in letters(without_leftovers(plan, section.heading))
        assert section.parent is None or section.parent < at
        assert section.level == (1 if section.parent is None else plan.sections[section.parent].level + 1)
    assert all(before.span.start < after.span.start for before, after in pairwise(plan.sections))


def test_five_plans_are_read_in_the_order_of_their_ids() -> None:
    found = read_library(REAL_CORPUS)

    assert ids(found) == ["beibei", "fengtai", "heping", "xiqing", "zhangye"]
    assert found.problems == ()


def test_text_of_a_plan_is_its_file(real_plan: Plan) -> None:
    assert real_plan.text == (REAL_CORPUS / real_plan.source).read_bytes().decode()


def test_five_plans_are_sound(real_plan: Plan) -> None:
    assert_sound(real_plan)


@settings(deadline=None, derandomize=True, database=None, max_examples=500)
@given(awkward_texts)
def test_any_text_of_awkward_pieces_is_a_sound_plan(text: str) -> None:
    plan = parse(text)

    assert plan.text == text
    assert_sound(plan)


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(st.text())
def test_any_text_at_all_is_a_sound_plan(text: str) -> None:
    assert_sound(parse(text))


@pytest.mark.parametrize(
    "piece",
    [
        "第一编 甲\n一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n",
        "目录\n一、甲 1\n二、乙 2\n",
        "扫一扫\n版权所有\n",
        "张掖市“十四五”规划",
        "关于印发《",
        "气象台2022年12月",
        "第一百二十",
        "张政发〔2022〕",
        "。！？",
    ],
)
def test_300_kb_of_an_awkward_piece_are_read(piece: str) -> None:
    text = piece * (300_000 // len(piece.encode()))

    assert_sound(parse(text))


def test_sections_of_a_very_long_plan_are_all_found() -> None:
    text = "一、甲\n（一）乙\n1.丙\n丁。\n" * 5_000

    assert [len(parse(text).children(None)), len(parse(text).sections)] == [5_000, 15_000]


def test_plans_in_folders_below_are_read(tmp_path: Path) -> None:
    write_plans(tmp_path / "甘肃", {"张掖": TEXT})
    (plan,) = read_library(tmp_path).plans

    assert (plan.id, plan.source) == ("甘肃-张掖", "甘肃/张掖.txt")


def test_markdown_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "plan.MD").write_text("# 张掖市防汛预案\n", encoding="utf-8")

    assert read_library(tmp_path).plans[0].metadata.title.value == "张掖市防汛预案"


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "说明.xyz", "张掖.toml", ".张掖.txt", ".git/张掖.txt"])
def test_what_is_no_document_is_skipped(tmp_path: Path, name: str) -> None:
    write_plans(tmp_path, {"plan": TEXT})
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("张掖", encoding="utf-8")

    assert ids(read_library(tmp_path)) == ["plan"]
    assert read_library(tmp_path).problems == ()


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "plans"

    with pytest.raises(CorpusError, match=message(f"{folder} is not a folder: name the folder that holds the plans")):
        read_library(folder)


def test_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(TEXT, encoding="utf-8")

    with pytest.raises(CorpusError, match=message(f"{path} is not a folder: name the folder that holds the plans")):
        read_library(path)


@pytest.mark.parametrize("files_in_it", [{}, {"README": "说明"}])
def test_folder_without_plans_is_refused(tmp_path: Path, files_in_it: Mapping[str, str]) -> None:
    write_plans(tmp_path, files_in_it)
    wanted = (
        f"^{re.escape(str(tmp_path))} holds no plans, documents ending in \\.txt \\.md.* are wanted: put some there$"
    )

    with pytest.raises(CorpusError, match=wanted):
        read_library(tmp_path)


def test_document_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT, "empty": ""})
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    found = read_library(tmp_path)

    assert ids(found) == ["plan"]
    assert reasons(found) == {
        "empty.txt": "empty.txt holds no words, a plan needs text: replace the file or take it out",
        "image.txt": ("image.txt is not text in UTF-8, GB18030, Big5 or UTF-16: save it as UTF-8 text, or take it out"),
    }


def test_folder_of_nothing_readable_is_refused(tmp_path: Path) -> None:
    write_plans(tmp_path, {"甲": "", "乙": "", "丙": ""})
    wanted = (
        f"no document in {tmp_path} can be read: "
        "丙.txt holds no words, a plan needs text: replace the file or take it out (and 2 more)"
    )

    with pytest.raises(CorpusError, match=message(wanted)):
        read_library(tmp_path)


def test_document_over_the_limit_is_left_out(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT, "large": "字" * 500_000})
    found = read_library(tmp_path, max_bytes=1_000_000)

    assert ids(found) == ["plan"]
    assert reasons(found) == {
        "large.txt": ("large.txt has 1.5 MB, a plan may have 1.0 MB: split it, or raise POLICYQA_MAX_DOCUMENT_BYTES")
    }


def test_limit_counts_bytes_and_may_be_reached(tmp_path: Path) -> None:
    path = write_plans(tmp_path, {"plan": "张掖市"}) / "plan.txt"

    assert read_plan(path, tmp_path, max_bytes=9).text == "张掖市"
    with pytest.raises(CorpusError, match=r"^plan\.txt has "):
        read_plan(path, tmp_path, max_bytes=8)


def test_two_files_that_claim_one_id_are_refused(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT})
    (tmp_path / "plan.md").write_text(TEXT, encoding="utf-8")
    wanted = 'plan.md and plan.txt both claim the plan id "plan": rename one of them'

    with pytest.raises(CorpusError, match=message(wanted)):
        read_library(tmp_path)


def test_path_and_name_may_claim_one_id(tmp_path: Path) -> None:
    write_plans(tmp_path, {"甘肃-张掖": TEXT})
    write_plans(tmp_path / "甘肃", {"张掖": TEXT})

    with pytest.raises(CorpusError, match=r'both claim the plan id "甘肃-张掖": rename one of them$'):
        read_library(tmp_path)


def test_sidecar_overrides_what_the_text_says(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT})
    (tmp_path / "plan.toml").write_text('place = "沈阳和平区"\nissued_on = 2021-12-17\n', encoding="utf-8")
    facts = read_library(tmp_path).plans[0].metadata

    assert {name: (fact.value, fact.origin.value) for name, fact in facts.items()} == {
        "title": ("张掖市防汛预案", "read"),
        "place": ("辽宁省沈阳市和平区", "given"),
        "place_level": ("区县", "inferred"),
        "place_parents": ("辽宁省沈阳市", "inferred"),
        "issued_on": ("2021-12-17", "given"),
    }


def test_document_with_a_bad_sidecar_is_left_out(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT, "other": TEXT})
    (tmp_path / "other.toml").write_text('titel = "规划"', encoding="utf-8")
    found = read_library(tmp_path)

    assert ids(found) == ["plan"]
    assert reasons(found)["other.txt"].startswith(
        'other.toml: "titel": Extra inputs are not permitted; the fields are '
    )


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
    results = doctest.testmod(library)

    assert (results.attempted > 0, results.failed) == (True, 0)


def test_added_document_is_read_with_its_sidecar(corpus_folder: Path, tmp_path: Path) -> None:
    source = write_plans(tmp_path / "new", {"heping": "和平区防汛预案\n"})
    (source / "heping.toml").write_text('place = "沈阳和平区"', encoding="utf-8")
    (added,) = add_documents(corpus_folder, [source / "heping.txt"])

    assert added.id == "heping"
    assert added.metadata.place is not None
    assert added.metadata.place.value == "辽宁省沈阳市和平区"
    assert added in read_library(corpus_folder).plans
    assert files(source) == ["heping.toml", "heping.txt"]


def test_document_is_added_byte_for_byte(corpus_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.txt"
    path.write_bytes("张掖市规划\r\n一、总则\r\n".encode("gb18030"))
    add_documents(corpus_folder, [path])

    assert (corpus_folder / "new.txt").read_bytes() == path.read_bytes()


def test_adding_makes_the_folder(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "new", {"one": TEXT, "two": TEXT})
    added = add_documents(tmp_path / "a" / "plans", [source / "two.txt", source / "one.txt"])

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
        add_documents(corpus_folder, [source / "good.txt", source / name], max_bytes=1_000_000)
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_document_that_is_not_there_is_not_added(corpus_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.txt"

    with pytest.raises(CorpusError, match=message(f"{path} is not a file: name documents that are there")):
        add_documents(corpus_folder, [path])
    with pytest.raises(CorpusError, match=message(f"{tmp_path} is not a file: name documents that are there")):
        add_documents(corpus_folder, [tmp_path])


def test_document_of_an_unknown_format_is_not_added(corpus_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.xyz"
    path.write_text(TEXT, encoding="utf-8")

    with pytest.raises(CorpusError, match=r'^new\.xyz ends in "\.xyz", plans are read from .+: convert it first$'):
        add_documents(corpus_folder, [path])


def test_document_with_a_bad_sidecar_is_not_added(corpus_folder: Path, tmp_path: Path) -> None:
    source = write_plans(tmp_path / "new", {"new": TEXT})
    (source / "new.toml").write_text('place = "火星"', encoding="utf-8")

    with pytest.raises(CorpusError, match=r'^new\.toml names the place "火星", which the gazetteer does not know: '):
        add_documents(corpus_folder, [source / "new.txt"])
    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_removed_document_takes_its_sidecar_along(corpus_folder: Path) -> None:
    (corpus_folder / "beibei.toml").write_text('place = "北碚区"', encoding="utf-8")

    assert remove_document(corpus_folder, "beibei") == corpus_folder / "beibei.txt"
    assert files(corpus_folder) == ["fengtai.txt", "zhangye.txt"]


def test_document_in_a_folder_below_is_removed_by_its_id(corpus_folder: Path) -> None:
    write_plans(corpus_folder / "甘肃", {"张掖": TEXT})
    remove_document(corpus_folder, "甘肃-张掖")

    assert files(corpus_folder) == ["beibei.txt", "fengtai.txt", "zhangye.txt"]


def test_document_that_cannot_be_read_can_be_removed(corpus_folder: Path) -> None:
    (corpus_folder / "empty.txt").write_bytes(b"")
    remove_document(corpus_folder, "empty")

    assert read_library(corpus_folder).problems == ()


def test_plan_that_is_not_there_cannot_be_removed(corpus_folder: Path) -> None:
    wanted = f'there is no plan "heping" in {corpus_folder}: the plans are beibei, fengtai, zhangye'

    with pytest.raises(CorpusError, match=message(wanted)):
        remove_document(corpus_folder, "heping")


def test_the_only_plan_cannot_be_removed(tmp_path: Path) -> None:
    write_plans(tmp_path, {"plan": TEXT})
    wanted = f'"plan" is the only plan in {tmp_path}: add another before removing it'

    with pytest.raises(CorpusError, match=message(wanted)):
        remove_document(tmp_path, "plan")
    assert files(tmp_path) == ["plan.txt"]


def test_nothing_is_removed_from_a_missing_folder(tmp_path: Path) -> None:
    folder = tmp_path / "plans"

    with pytest.raises(CorpusError, match=message(f"{folder} is not a folder: name the folder that holds the plans")):
        remove_document(folder, "plan")
