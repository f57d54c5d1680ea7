from dataclasses import replace
from pathlib import Path

import pytest

from index.query import Catalogue, understand
from service.answer.answerer import Answerer
from service.answer.material import Material
from service.answer.task import line_of, numbers_in
from tests.service.answer.conftest import Ask, build_answerer


@pytest.mark.parametrize("question", ["第36项任务", "第三十六条是什么", "what does task 36 say", "36号任务"])
def test_a_task_number_is_read_in_any_form(question: str) -> None:
    assert numbers_in(question) == {"36"}


@pytest.mark.parametrize("question", ["第3季度36人", "2036年的任务"])
def test_other_numbers_are_no_task_numbers(question: str) -> None:
    assert "36" not in numbers_in(question)


def test_who_leads_is_said_with_the_task(ask: Ask) -> None:
    assert ask("河西区谁牵头建设消防站？") == [
        "第2项“建设消防站。新建小型消防站2座，2023年底前建成”：牵头单位：区消防救援支队；责任单位：区应急局、各街道[1]"
    ]


def test_a_joined_name_is_shown_as_printed_too(ask: Ask) -> None:
    assert "牵头单位：区应急局（原文作“区应急”）" in ask("河西区第3项任务谁牵头？")[0]


def test_a_task_that_is_not_there_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("河西区第9项任务是什么？")[0]


@pytest.mark.parametrize(
    ("question", "numbers"),
    [("第71、72项任务", {"71", "72"}), ("第三到五项", {"3", "4", "5"}), ("tasks 3 to 5", {"3", "4", "5"})],
)
def test_several_numbers_are_read(question: str, numbers: set[str]) -> None:
    assert numbers_in(question) == numbers


def test_of_several_tasks_the_one_that_is_not_there_is_said(ask: Ask) -> None:
    lines = ask("河西区第1、9项任务谁牵头？")
    assert lines[0].startswith("第1项")
    assert lines[1:] == ["原文没有第9项任务。"]


def test_a_numbered_task_of_a_plan_without_tasks_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("酒泉市第3项任务谁牵头？")[0]


def test_a_number_that_does_not_stand_in_what_is_quoted_is_not_said(records: Answerer) -> None:
    plan = records.plans["hexi"]
    task = replace(plan.tasks[1], number="十四")
    material = Material(
        understand("谁牵头", Catalogue({"hexi": plan})),
        (plan,),
        {"hexi": plan},
        (),
        records._searcher.index.lexical,
        records._names,
        records._passages,
    )
    assert line_of(material, plan, task).text.startswith("“")
    assert line_of(material, plan, plan.tasks[1]).text.startswith("第2项“")


def test_of_a_table_of_tasks_the_one_that_is_asked_about_is_found(tmp_path: Path) -> None:
    rows = "1\t新建幼儿园\t市教育局\t市财政局\n2\t儿童近视防控\t市卫健局\t市教育局\n3\t校园安全防范\t市公安局\t市教育局"
    plan = f"泸州市教育“十四五”规划任务分工\n\n一、任务分工\n序号\t任务\t牵头单位\t责任单位\n{rows}\n"
    answerer = build_answerer(tmp_path, {"luzhou": plan})
    assert "牵头单位：市卫健局" in answerer.answer("近视防控谁牵头").text
    assert "牵头单位：市公安局" in answerer.answer("校园安全防范谁牵头").text
