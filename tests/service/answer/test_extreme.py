"""The most and the least of a plan's records, told only where figures are of one kind."""

from pathlib import Path

from tests.service.answer.conftest import Ask, build_answerer


def test_the_dearest_work_is_found_across_units_of_money(ask_nurseries: Ask) -> None:
    # 0.6亿 is more than 900万, and more than the 700 of a column in 万元.
    assert ask_nurseries("平凉投资最大的重点工程是哪个")[0].startswith("所列数值中最大的：1.市托育中心：投资0.6亿元[1]")


def test_the_cheapest_work_may_be_a_row_of_a_table(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉投资最少的项目是哪个")[0].startswith(
        "所列数值中最小的：静宁托育园：总投资（万元）：500[1]"
    )


def test_the_indicator_that_rises_most_is_told_by_its_base(ask_nurseries: Ask) -> None:
    # 25 points of a share; targets in other units cannot be set beside them.
    assert ask_nurseries("平凉哪个指标提高最多") == [
        "所列数值中最大的：普惠托位占比：65%（2025年，约束性，2020年：40）[1]"
    ]


def test_no_figure_is_called_the_largest_fall_where_none_falls(ask_nurseries: Ask) -> None:
    assert not any("最大" in line for line in ask_nurseries("平凉哪个指标下降最多"))


def test_the_unit_with_most_tasks_is_counted(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉哪个部门牵头的任务最多") == [
        "市卫生健康委牵头的任务共 2 项[1][2]",
        "“新建托育机构”[1]",
        "“培训保育人员”[2]",
    ]


def test_a_unit_that_is_left_out_is_not_the_one_with_most_tasks(ask: Ask) -> None:
    assert ask("河西区除了应急局，哪个部门牵头的任务最多")[0].startswith("区消防救援支队牵头的任务共 1 项")


def test_the_unit_with_most_tasks_is_asked_for_in_english(ask: Ask) -> None:
    assert ask("Which unit leads the most tasks in Hexi?")[0].startswith("Plan for 天津市河西区: 区应急局: 2 tasks")


def test_the_largest_of_a_column_that_the_question_names_is_found_but_no_sum(tmp_path: Path) -> None:
    table = "镇\t机构（家）\t床位（张）\n东镇\t3\t260\n西镇\t2\t410\n合计\t5\t670\n"
    answerer = build_answerer(tmp_path, {"a": f"泸州市养老规划\n\n一、布局\n表1 各镇布局\n{table}"})
    assert answerer.answer("哪个镇的床位最多").text.startswith("所列数值中最大的：西镇：床位（张）：410")
    assert answerer.answer("哪个镇的机构最少").text.startswith("所列数值中最小的：西镇：机构（家）：2")
