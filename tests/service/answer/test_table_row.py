"""A row of a table is said with the heads of its columns."""

from service.answer.answerer import Answerer
from service.answer.table_row import line_of_row, row_at
from tests.service.answer.conftest import Ask, material_for


def test_only_the_columns_that_are_asked_for_are_said(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉静宁托育园的责任单位和总投资") == [
        "静宁托育园：总投资（万元）：500；责任单位：静宁县政府[1]"
    ]


def test_all_columns_are_said_where_none_is_named(nurseries: Answerer) -> None:
    plan = nurseries.plans["pingliang"]
    table = plan.tables[-1]
    line = line_of_row(material_for(nurseries, "平凉泾川托育园的情况", 1.0), plan, table, table.rows[0])
    assert line.text == (
        "泾川托育园：建设内容：新建用房800平方米；总投资（万元）：700；建设年限：2022-2023；责任单位：泾川县政府"
    )


def test_prose_is_no_row(nurseries: Answerer) -> None:
    plan = nurseries.plans["pingliang"]
    assert row_at(plan, plan.sections[0].heading) is None
