from dataclasses import replace
from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from service.answer.own_part import _plain_title, _without_own_name
from tests.service.answer.conftest import Ask, build_answerer

AIM = ["到2025年，消防救援能力显著提升。火灾起数下降10%。[1]"]


@pytest.mark.parametrize(
    "question",
    [
        "武威市“十四五”的主要目标是什么",
        "武威消防救援的发展目标是什么？",
        "武威规划目标",
        "武威市消防规划的总体目标",
    ],
)
def test_a_part_is_known_by_any_of_its_names(ask_parts: Ask, question: str) -> None:
    assert ask_parts(question) == AIM


def test_a_part_with_headings_is_told_by_them(ask_parts: Ask) -> None:
    assert ask_parts("武威市的重点任务有哪些") == ["（一）建设消防站[1]", "（二）补建消火栓[2]"]
    assert ask_parts("武威市的工作原则是什么") == ["——坚持预防为主[1]", "——坚持科学救援[2]"]


def test_what_is_asked_of_a_subject_is_no_part_of_the_plan(ask_parts: Ask) -> None:
    assert ask_parts("武威市消火栓的建设任务是什么") != ["（一）建设消防站[1]", "（二）补建消火栓[2]"]


def test_a_part_that_the_plan_lacks_is_not_answered_by_another(ask_parts: Ask) -> None:
    assert AIM[0] not in ask_parts("武威市的重点工程有哪些")


def test_an_english_question_names_a_part_by_its_terms(records: Answerer) -> None:
    answer = records.answer("What are the key projects in the plan for Jiuquan?")
    assert [line.rstrip("[]0123456789") for line in answer.text.splitlines()][1:] == [
        "（二）物资储备库建设工程",
        "（三）消防站建设工程",
    ]


def test_what_was_achieved_is_a_part_like_any_other(ask_both: Ask) -> None:
    assert ask_both("泸州“十三五”期间取得了哪些成效") == ["1.机构增多[1]", "2.队伍壮大[2]"]


def test_the_detailed_aims_are_not_the_overall_one(ask_both: Ask) -> None:
    assert ask_both("泸州的总体目标是什么") == ["到2025年，养老服务体系更加健全。[1]"]
    assert ask_both("泸州的分项目标有哪些") == ["——居家养老更便利[1]", "——机构养老更优质[2]"]


def test_a_list_of_tasks_has_them_as_its_main_tasks(ask: Ask) -> None:
    assert len(ask("河西区的主要任务有哪些")) == 3


def test_two_parts_are_told_one_below_the_other(ask_both: Ask) -> None:
    lines = ask_both("天水的重大工程和保障措施分别有哪些")
    assert [line for line in lines if "：" in line] == ["二、重大工程：[1]", "三、保障措施：[5]"]
    assert len(lines) == 7


def test_a_plan_is_meant_by_a_part_of_its_title(ask_both: Ask) -> None:
    assert ask_both("泸州市养老规划的重点工程有哪些") == ["（一）床位扩容工程[1]", "（二）智慧平台工程[2]"]
    assert "更加健全" in ask_both("泸州市养老服务规划的目标是什么")[0]


def test_works_that_stand_in_a_table_are_listed_by_its_rows(tmp_path: Path) -> None:
    table = "项目名称\t建设内容\t建设年限\n敬老院改造\t床位80张\t2021-2022\n信息平台\t一期\t2023-2024"
    plan = f"泸州市养老服务“十四五”规划\n\n一、主要任务\n健全养老服务体系。\n二、重点工程\n{table}\n三、保障措施\n加强领导。\n"
    answer = build_answerer(tmp_path, {"luzhou": plan}).answer("泸州市重点工程有几项")
    assert answer.text.splitlines() == ["共 2 项[1]", "敬老院改造[1]", "信息平台[1]"]


def test_what_the_measures_are_called_is_not_one_of_them(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市的保障措施有哪些") == ["（一）组织保障[1]", "（二）评估监测[2]"]


def test_works_that_stand_in_a_box_are_those_of_its_heading(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉重点工程有哪几个") == ["1.市托育中心[1]", "2.崆峒托育园[2]"]


def test_an_aim_for_a_year_begins_where_the_year_is_named(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市2035年的目标是什么") == ["到2035年，幼有所育全面实现。每千人口托位数达到9个。[1]"]


def test_what_a_plan_is_about_is_told_by_its_aim_and_its_tasks(ask_nurseries: Ask) -> None:
    lines = ask_nurseries("平凉规划主要讲什么")
    assert lines[0].startswith("到2025年，托育服务更加普惠。")
    assert lines[1:] == ["1.新建托育机构[2]", "2.保障用地[3]", "3.培训保育人员[4]"]


@pytest.mark.parametrize("question", ["武威市的两个工作原则是什么", "武威市的三大原则叫什么"])
def test_how_many_there_are_said_to_be_names_no_other_part(ask_parts: Ask, question: str) -> None:
    assert ask_parts(question) == ["——坚持预防为主[1]", "——坚持科学救援[2]"]


def test_of_a_very_long_title_only_the_beginning_is_compared(parts: Answerer) -> None:
    plan = parts.plans["wuwei"]
    title = replace(plan.metadata.title, value="消防救援" * 25_000)
    assert _without_own_name(replace(plan, metadata=replace(plan.metadata, title=title)), "消防救援的") == "的"


def test_a_paragraph_is_no_title_of_a_part(parts: Answerer) -> None:
    plan = parts.plans["wuwei"]
    long = replace(plan.sections[0], title="主要目标，" * 20_000)
    assert _plain_title(plan, long) == long.title


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("把酒泉市的重点工程列一下", "（一）应急指挥中心建设工程[1]"),
        ("酒泉市重点工程分几大块", "共 3 项[1][2][3]"),
        ("河西区的规划任务一共分了多少条", "共 3 项[1][2][3]"),
    ],
)
def test_a_part_is_asked_for_in_everyday_words(ask: Ask, question: str, first: str) -> None:
    assert ask(question)[0] == first


def test_what_is_listed_is_not_opened_by_a_sentence_unless_it_is_an_aim(tmp_path: Path) -> None:
    plan = "泸州市养老规划\n\n一、存在的问题\n形势严峻复杂。\n（一）人才不足\n护理员少。\n（二）设施不足\n床位少。\n二、主要目标\n到2025年，服务更好。\n（一）居家更便利\n助餐点增加。\n（二）机构更优质\n机构评级。\n"
    answerer = build_answerer(tmp_path, {"a": plan})
    assert answerer.answer("泸州面临哪些问题").text.splitlines() == ["（一）人才不足[1]", "（二）设施不足[2]"]
    assert answerer.answer("泸州的主要目标有哪些").text.startswith("到2025年，服务更好。")


def test_the_same_part_of_two_plans_is_compared_in_everyday_words(ask_both: Ask) -> None:
    for asked in ("保障措施有啥不一样", "保障措施名称有没有一样的"):
        assert ask_both(f"泸州和天水的{asked}")[0].startswith("四川省泸州市：（一）加强领导"), asked
