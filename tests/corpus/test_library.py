import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.library import PlanLibrary, parse_plan, read_library, read_plan
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
