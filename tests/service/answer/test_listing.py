from dataclasses import replace
from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from service.answer.listing import _ASIDE, _asked_of, _is_all_that_is_named, in_box
from tests.service.answer.conftest import Ask, build_answerer


def test_all_parts_of_a_section_are_listed_in_order_and_marked(ask: Ask) -> None:
    assert ask("酒泉市的重点工程有几个？") == [
        "共 3 项[1][2][3]",
        "（一）应急指挥中心建设工程[1]",
        "（二）物资储备库建设工程[2]",
        "（三）消防站建设工程[3]",
    ]


def test_chapters_are_counted(ask: Ask) -> None:
    assert ask("酒泉市的规划有几章？")[0].startswith("共 4 项")


def test_what_stands_below_a_numbered_box_is_found(records: Answerer) -> None:
    plan = records.plans["jiuquan"]
    sections = (replace(each, number="专栏二") if each.title == "重点工程" else each for each in plan.sections)
    boxed = replace(plan, sections=tuple(sections))
    assert [section.number for section in in_box(boxed, 2)] == ["（一）", "（二）", "（三）"]
    assert in_box(boxed, 3) == []


@pytest.mark.parametrize("question", ["重点任务有哪些", "重点任务都有哪些？", "重点任务包括什么"])
def test_words_that_only_ask_are_not_looked_for_in_headings(question: str) -> None:
    assert _ASIDE.sub(" ", question).split() == ["重点任务"]


def test_one_of_a_list_is_told_with_what_it_says(ask: Ask) -> None:
    assert ask("酒泉市的重点工程有哪些，第二个具体讲什么？") == [
        "（二）物资储备库建设工程 新建储备库3座，满足4万人需要。[1]"
    ]


def test_an_item_of_a_box_that_is_named_is_told_alone(records: Answerer) -> None:
    plan = records.plans["jiuquan"]
    items = [section for section in plan.sections if section.title.endswith("工程") and section.level == 2]
    assert [item.title for item in _asked_of(items, "物资储备库要建什么")] == ["物资储备库建设工程"]
    assert _asked_of(items, "里面有哪些内容") == items


def test_a_list_has_no_number_of_its_items_unless_it_is_asked_for(ask: Ask) -> None:
    assert ask("酒泉市的规划包括哪些章？")[0].startswith("一、工作成效")


def test_a_heading_that_is_all_that_is_named_is_told_by_its_parts(ask_both: Ask) -> None:
    assert ask_both("泸州养老服务重点工程下面有几个子项") == [
        "共 2 项[1][2]",
        "（一）床位扩容工程[1]",
        "（二）智慧平台工程[2]",
    ]


@pytest.mark.slow
def test_sections_that_end_alike_are_listed_by_their_kind(real_answerer: Answerer) -> None:
    lines = real_answerer.answer("张掖市安全生产专项整治有哪些").text.splitlines()
    assert len(lines) == 11
    assert "矿山安全专项整治" in lines[1]


@pytest.mark.slow
def test_one_of_sections_that_end_alike_is_told_alone(real_answerer: Answerer) -> None:
    assert "旅游" not in real_answerer.answer("张掖市矿山安全专项整治有哪些措施").text


def test_an_article_that_announces_items_is_told_with_them(tmp_path: Path) -> None:
    text = """\
丽江市产权交易管理办法

第一章 总则
第一条 为规范产权交易，制定本办法。
第二章 产权交易场所
第二条 产权交易场所应当履行下列职责：
（一）提供场地；
（二）审核资料。
第三条 产权交易场所不得收取押金。
"""
    answerer = build_answerer(tmp_path, {"rules": text})
    duties = ["第二条 产权交易场所应当履行下列职责：", "（一）提供场地", "（二）审核资料"]

    def said(question: str) -> list[str]:
        return [line.rpartition("[")[0] for line in answerer.answer(question).text.splitlines()]

    assert said("产权交易场所有哪些规定") == [*duties, "第三条 产权交易场所不得收取押金"]
    assert said("产权交易场所的职责有哪些") == duties


@pytest.mark.slow
def test_how_many_fields_a_kind_of_sections_is_of_is_counted(real_answerer: Answerer) -> None:
    assert real_answerer.answer("张掖专项整治列了几个领域").text.startswith("共 11 项")


def test_a_heading_is_named_without_the_verb_before_it() -> None:
    assert _is_all_that_is_named("开展消防安全整治", "消防安全整治涉及几个领域")
    assert not _is_all_that_is_named("开展消防安全整治", "消防安全整治由谁验收")
