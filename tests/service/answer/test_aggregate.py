from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask, build_answerer


def test_the_tasks_that_a_unit_leads_are_named(ask: Ask) -> None:
    assert ask("河西区应急局牵头哪些任务？") == [
        "区应急局牵头的任务（原文也作“区应急”，视为相同单位）：[1][2]",
        "第1项“健全物资储备制度。每年更新储备目录”[1]",
        "第3项“开展防灾宣传。推动应急知识进社区”（原文作“区应急”）[2]",
    ]


@pytest.mark.parametrize("question", ["河西区应急局牵头几项任务？", "河西区应急局一共牵头多少项任务？"])
def test_a_number_that_stands_in_no_quote_is_said_only_when_it_is_asked_for(question: str, ask: Ask) -> None:
    assert ask(question)[0].startswith("区应急局牵头的任务共 2 项")


def test_being_responsible_is_not_leading(ask: Ask) -> None:
    assert ask("河西区消防救援支队配合哪几项任务？")[1].startswith("第1项")


def test_every_counted_task_is_cited_with_its_units(records: Answerer) -> None:
    quotes = [citation.quote for citation in records.answer("河西区应急局牵头哪些任务？").citations]
    assert quotes[0].startswith("1.健全物资储备制度")
    assert quotes[0].endswith("责任单位：区财政局、区消防救援支队")


def test_indicators_are_counted_by_nature(ask: Ask) -> None:
    assert [line.split("：")[0] for line in ask("酒泉市的约束性指标有几项？")] == [
        "共 1 项[1][2]",
        "生产安全事故死亡人数",
    ]


def test_all_indicators_of_the_table_are_counted(ask: Ask) -> None:
    assert len(ask("酒泉市一共有几项指标？")) == 4


def test_a_unit_that_leads_nothing_is_said_to_with_its_other_tasks(ask: Ask) -> None:
    assert ask("河西区教育局牵头哪些任务？") == [
        "原文没有由区教育局牵头的任务；列为责任单位或配合单位的有：[1]",
        "第3项（责任单位）“开展防灾宣传。推动应急知识进社区”[1]",
    ]


def test_the_tasks_of_a_unit_that_is_not_named_are_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("河西区烟草局牵头哪些任务？")[0]


def test_being_in_charge_is_any_role_and_the_role_is_said(ask: Ask) -> None:
    lines = ask("河西区应急局负责什么任务？")
    assert [line.split("“")[0] for line in lines[1:]] == ["第1项（牵头）", "第2项（责任单位）", "第3项（牵头）"]


@pytest.mark.parametrize(
    "question",
    ["河西区应急局要做哪些事？", "河西区应急局主要干什么？", "河西区应急局有哪些职责？", "河西区应急局的任务是什么？"],
)
def test_what_a_unit_does_is_its_tasks(ask: Ask, question: str) -> None:
    assert ask(question) == ask("河西区应急局参与哪些任务？")


def test_two_units_are_counted_apart(ask: Ask) -> None:
    heads = [line for line in ask("河西区应急局和教育局分别牵头哪些任务？") if not line.startswith("第")]
    assert [head[:9] for head in heads] == ["区应急局牵头的任务", "原文没有由区教育局"]


def test_tasks_are_found_by_their_subject(ask: Ask) -> None:
    assert ask("河西区哪些任务与消防站有关？") == ["2．建设消防站[1]"]


def test_that_no_task_is_without_a_lead_is_said(ask: Ask) -> None:
    assert ask("河西区哪些任务没有牵头单位？") == ["原文没有缺少牵头单位的任务，每项任务都有牵头单位[1][2]"]


def test_working_days_are_no_tasks(ask: Ask) -> None:
    assert "共 3 项" not in ask("河西区消防站要在多少个工作日内建成？")[0]


def test_both_kinds_of_indicators_are_counted(ask_both: Ask) -> None:
    lines = ask_both("泸州约束性指标几个，预期性几个")
    assert [line.partition("：")[0] for line in lines] == [
        "共 1 项[1]",
        "护理型床位占比",
        "共 1 项[1]",
        "养老护理员岗前培训率",
    ]


def test_one_indicator_is_counted_out(ask_both: Ask) -> None:
    assert ask_both("泸州第二个指标是什么")[0].startswith("养老护理员岗前培训率：100%")
    assert ask_both("泸州最后一个指标是啥")[0].startswith("养老护理员岗前培训率：100%")


def test_a_subject_is_asked_for_the_number_of_its_task(ask: Ask) -> None:
    assert ask("河西区消防站是第几项任务") == ["2．建设消防站[1]"]


def test_a_short_name_in_a_longer_word_is_no_unit(ask: Ask) -> None:
    assert ask("河西区应急知识宣传这项，责任单位有哪些")[0].startswith("第3项")


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", ["丰台区的主要指标", "丰台区的主要指标是什么？", "丰臺區的核心指標", "丰台区主要指标有哪些"]
)
def test_the_indicators_are_named_by_no_more_than_their_name(real_answerer: Answerer, question: str) -> None:
    lines = real_answerer.answer(question).text.splitlines()
    assert len(lines) == 6
    assert "1.5平方米" in lines[3]


@pytest.mark.slow
def test_the_indicators_of_all_plans_are_named_place_by_place(real_answerer: Answerer) -> None:
    text = real_answerer.answer("各地的主要指标").text
    assert "丰台区：单位地区生产总值" in text
    assert "和平区：生产安全事故死亡人数：下降5%" in text


def test_tasks_in_both_roles_are_told_with_the_role(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉市卫生健康委牵头和配合的任务有哪些") == [
        "市卫生健康委参与的任务：[1][2][3]",
        "第1项（牵头）“新建托育机构。建设托育综合服务中心”[1]",
        "第2项（配合单位）“保障用地。优先供应托育用地”[2]",
        "第3项（牵头）“培训保育人员。开办保育实训班”[3]",
    ]


@pytest.mark.parametrize("asked", ["多少项重要举措", "几项重点任务"])
def test_tasks_are_counted_whatever_they_are_called(ask: Ask, asked: str) -> None:
    assert ask(f"河西区一共有{asked}？")[0].startswith("共 3 项")


def test_a_unit_by_its_own_name_is_no_unit_of_another_plan(tmp_path: Path) -> None:
    county = "临泽县“十四五”养老规划\n\n一、任务\n1.发放津贴。（牵头单位：县民政局；配合单位：县财政局）\n2.培训护工。（牵头单位：县人社局；配合单位：县财政局）\n"
    city = "张掖市“十四五”养老规划\n\n一、任务\n1.建设养老院。（牵头单位：市民政局；配合单位：市财政局）\n2.改造浴室。（牵头单位：市住建局；配合单位：市财政局）\n"
    answerer = build_answerer(tmp_path, {"county": county, "city": city})
    text = answerer.answer("县财政局配合哪些任务").text
    assert "发放津贴" in text
    assert "建设养老院" not in text


def test_leading_in_charge_is_no_more_than_leading(ask: Ask) -> None:
    assert [line.split("“")[0] for line in ask("河西区消防救援支队负责牵头什么？")] == [
        "区消防救援支队牵头的任务：[1]",
        "第2项",
    ]


def test_rows_of_a_table_of_indicators_are_no_tasks(tmp_path: Path) -> None:
    plan = (
        "临泽县“十四五”数据规划\n\n一、目标\n表1 主要指标\n序号\t指标\t单位\t2025年\t属性\t责任单位\n"
        "1\t数据归集率\t%\t95\t约束性\t县数据局\n2\t网上可办事项\t项\t300\t预期性\t县政务局\n\n二、任务\n"
        "1.建设数据平台。（牵头单位：县数据局；责任单位：县财政局）\n2.布设终端。（牵头单位：县政务局；责任单位：县数据局）\n"
    )
    answerer = build_answerer(tmp_path, {"plan": plan})
    assert answerer.answer("临泽县数据规划共有多少项任务").text.startswith("共 2 项")
    assert "参与的任务共 2 项" in answerer.answer("县数据局负责几项任务").text
    assert answerer.answer("县数据局负责的指标有几个").text.splitlines() == [
        "县数据局参与的指标共 1 项[1]",
        "第1项（责任单位）“数据归集率”[1]",
    ]


def test_how_often_a_unit_is_named_is_the_number_of_its_tasks(ask: Ask) -> None:
    assert ask("区教育局在河西区的任务里当责任单位当了几次")[0].startswith(
        "区教育局列为责任单位或配合单位的任务共 1 项"
    )


def test_tasks_are_counted_where_their_number_stands_behind(ask: Ask) -> None:
    assert ask("河西区那份任务分工总共列了多少条")[0].startswith("共 3 项")
