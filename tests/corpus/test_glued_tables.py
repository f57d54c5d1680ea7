import pytest

from corpus.glued_tables import read_lone_row
from corpus.plan import Span, Table
from corpus.tables import find_tables


def _words(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_rows_without_anything_between_their_cells_are_read_by_their_header() -> None:
    text = "序号指标名称目标值属性\n1火灾死亡人数下降15%约束性\n2亿元产值死亡率下降33%约束性\n二、主要任务\n"
    (table,) = find_tables(text, ())
    assert [cell.text for cell in table.header] == ["序号", "指标名称", "目标值", "属性"]
    assert _words(table) == [["1", "火灾死亡人数", "下降15%", "约束性"], ["2", "亿元产值死亡率", "下降33%", "约束性"]]
    assert all(cell.span.of(text) == cell.text for row in table.rows for cell in row.cells)


def test_two_values_are_parted_where_the_first_has_its_unit() -> None:
    text = "指标2020年2025年属性\n森林覆盖率40%41%约束性\n避难场所面积≥1平方米≥2.1平方米预期性\n"
    (table,) = find_tables(text, ())
    assert _words(table) == [
        ["森林覆盖率", "40%", "41%", "约束性"],
        ["避难场所面积", "≥1平方米", "≥2.1平方米", "预期性"],
    ]


def test_a_single_space_parts_the_cells_below_words_of_headers() -> None:
    text = "主要指标\n指标 2020年 2025年 属性\n森林覆盖率 40 41 约束性\n湿地保护率 55 57 预期性\n正文一句。\n"
    (table,) = find_tables(text, ())
    assert _words(table) == [["森林覆盖率", "40", "41", "约束性"], ["湿地保护率", "55", "57", "预期性"]]


@pytest.mark.parametrize("below", ["1火灾死亡人数下降15%约束性\n", "本规划的指标分为两类。\n约束性指标为4项。\n"])
def test_one_row_or_prose_is_no_table(below: str) -> None:
    assert find_tables(f"序号指标名称目标值属性\n{below}", ()) == ()


def test_row_without_a_header_gives_name_value_and_nature() -> None:
    line = "3每10万人拥有消防站数（个）≥0.6预期性指标"
    parts = read_lone_row(line, Span(0, len(line)))

    assert parts is not None
    assert [each.of(line) for each in parts] == ["每10万人拥有消防站数（个）", "≥0.6", "预期性"]


@pytest.mark.parametrize(
    "line", ["约束性", "本规划有约束性指标", "到2025年，死亡人数下降15%，为约束性", "共有4项预期性指标。"]
)
def test_sentence_with_a_nature_is_no_row(line: str) -> None:
    assert read_lone_row(line, Span(0, len(line))) is None


@pytest.mark.parametrize("line", [f"死亡{'年' * 90}x约束", f"死亡{'年均累计' * 22}x约束"])
def test_a_line_of_many_words_before_no_figure_is_soon_known_to_be_no_row(line: str) -> None:
    assert read_lone_row(line, Span(0, len(line))) is None


def test_several_words_before_a_figure_are_part_of_the_value() -> None:
    line = "单位产值能耗年均累计下降约3.5%约束性"
    parts = read_lone_row(line, Span(0, len(line)))

    assert parts is not None
    assert [each.of(line) for each in parts] == ["单位产值能耗", "年均累计下降约3.5%", "约束性"]
