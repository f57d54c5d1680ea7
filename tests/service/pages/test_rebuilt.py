from dataclasses import replace

from corpus.library import parse_plan
from corpus.plan import Plan, Span
from service.pages.document import Kind, document_of
from service.pages.looks import Look
from service.pages.rebuilt import Grid, GridCell


def grid_in(plan: Plan) -> Grid:
    (grid,) = (block.grid for part in document_of(plan) for block in part.blocks if block.kind is Kind.TABLE)
    assert grid is not None
    return grid


def words(cell: GridCell) -> str:
    return "".join(run.text for run in cell.runs if run.look is not Look.GAP).strip()


def test_one_cell_a_line_becomes_rows(minqin: Plan) -> None:
    grid = grid_in(minqin)
    assert "".join(run.text for run in grid.caption).strip() == "表1 民勤县应急管理主要指标"
    assert [words(cell) for cell in grid.header] == ["序号", "指标名称", "目标值", "指标性质"]
    assert [[words(cell) for cell in row] for row in grid.rows] == [
        ["1", "生产安全事故死亡人数", "下降12%*", "约束性"],
        ["2", "人均应急避难场所面积（平方米）", "1.6", "预期性"],
    ]
    assert ["".join(run.text for run in note).strip() for note in grid.notes] == ["注：*为五年累计数"]


def test_what_parts_cells_is_not_shown_and_an_empty_cell_is_empty() -> None:
    grid = grid_in(
        parse_plan("x", "x.md", "一、指标\n| 指标 | 2025年 |\n|---|---|\n| 面积 | 1.5 |\n| 队伍 |  |\n\n二、保障\n")
    )
    assert [[words(cell) for cell in row] for row in (grid.header, *grid.rows)] == [
        ["指标", "2025年"],
        ["面积", "1.5"],
        ["队伍", ""],
    ]


def test_cells_that_are_not_printed_row_by_row_are_copied_above_their_lines(minqin: Plan) -> None:
    table = minqin.tables[0]
    first, second = table.rows
    turned = replace(minqin, tables=(replace(table, rows=(second, first)),))
    grid = grid_in(turned)
    assert [cell.copy for cell in grid.rows[1]] == ["1", "生产安全事故死亡人数", "下降12%", "约束性"]
    start, end = (int(number) for number in grid.rows[1][1].address.split("-"))
    assert Span(start, end).of(minqin.text) == "生产安全事故死亡人数"
    assert "".join(run.text for line in grid.lines for run in line).strip().startswith("表1")
