from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask


def test_the_tasks_that_a_unit_leads_are_counted_and_named(ask: Ask) -> None:
    assert ask("河西区应急局牵头哪些任务？") == [
        "区应急局牵头的任务共 2 项（原文也作“区应急”，按同一单位合并计数）[1][2]",
        "第1项“健全物资储备制度。每年更新储备目录”[1]",
        "第3项“开展防灾宣传。推动应急知识进社区”（原文作“区应急”）[2]",
    ]


def test_being_responsible_is_not_leading(ask: Ask) -> None:
    assert ask("河西区消防救援支队配合哪几项任务？")[1].startswith("第1项")


def test_every_counted_task_is_cited_with_its_units(records: Answerer) -> None:
    quotes = [citation.quote for citation in records.answer("河西区应急局牵头哪些任务？").citations]
    assert quotes[0].startswith("1.健全物资储备制度")
    assert quotes[0].endswith("责任单位：区财政局、区消防救援支队")


def test_indicators_are_counted_by_nature(ask: Ask) -> None:
    assert [line.split("：")[0] for line in ask("酒泉市的约束性指标有哪几项？")] == [
        "共 1 项[1][2]",
        "生产安全事故死亡人数",
    ]


def test_all_indicators_of_the_table_are_counted(ask: Ask) -> None:
    assert len(ask("酒泉市一共有几项指标？")) == 4
