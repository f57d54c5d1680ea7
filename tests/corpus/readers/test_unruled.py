"""Tables that a PDF prints without rules, with cells of several lines."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.readers import read_text
from corpus.readers.columns import Char
from corpus.readers.unruled import find_unruled

INTRODUCTION = "各部门要按照下表的分工抓好落实，确保各项任务按期完成，并把进展情况及时报送市应急委员会办公室。"
TASKS = (
    ("任务", "责任单位"),
    (
        "推进自然灾害综合风险普查成果应用，建立风险隐患台账并按季度更新，完善分级分类管控措施",
        "市应急局、市自然资源局、市水务局、市林草局",
    ),
    ("组建航空救援队伍，建设起降点8个", "市应急局"),
    (
        "每年开展综合演练不少于2次，参加人数不少于500人，形成评估报告",
        "市应急局、市卫生健康委、市公安局、市消防救援支队",
    ),
    ("实施农村危房改造1200户", "市住房城乡建设局"),
)
NUMBERED = tuple((str(at) if at else "序号", *row) for at, row in enumerate(TASKS))
INDICATORS = (
    ("指标", "2020年", "2025年", "属性"),
    ("单位国内生产总值生产安全事故死亡率下降", "—", "33%", "约束性"),
    ("应急避难场所人均有效避难面积（平方米）", "1.2", "1.5", "预期性"),
    ("森林火灾受害率", "0.5‰", "0.3‰", "约束性"),
)
# The category of several rows is printed once.
CATEGORIES = (
    ("类别", "指标", "目标值"),
    ("安全生产", "死亡人数", "下降15%"),
    ("", "事故起数", "下降10%"),
    ("防灾减灾", "年均因自然灾害直接经济损失占地区生产总值的比例", "＜1%"),
    ("", "人均避难面积", "1.5"),
)


def lines_of(
    folder: Path, rows: Sequence[Sequence[str]], widths: Sequence[float], *, apart: float, middle: bool
) -> list[str]:
    """Print a table between two paragraphs, in 10.5 points, and read the document; `apart` is the padding of a row."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    plain = ParagraphStyle("plain", fontName="STSong-Light", fontSize=10.5, leading=15, wordWrap="CJK")
    centred = ParagraphStyle("centred", parent=plain, alignment=TA_CENTER)
    styles = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if middle else "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), apart),
        ("BOTTOMPADDING", (0, 0), (-1, -1), apart),
    ]
    cells = [[Paragraph(cell, centred if middle and len(cell) < 6 else plain) for cell in row] for row in rows]
    paragraphs = [Paragraph(text, plain) for text in (INTRODUCTION, "二、保障措施", INTRODUCTION)]
    path = folder / "规划.pdf"
    SimpleDocTemplate(str(path), pagesize=A4, invariant=True).build(
        [paragraphs[0], Table(cells, colWidths=widths, style=styles), *paragraphs[1:]]
    )
    return read_text(path).split("\n")


@pytest.mark.parametrize("middle", [False, True], ids=["top", "middle"])
@pytest.mark.parametrize("apart", [0.0, 3.0])
@pytest.mark.parametrize(
    ("rows", "widths"),
    [(TASKS, (250, 180)), (NUMBERED, (40, 230, 170)), (INDICATORS, (180, 80, 80, 80))],
    ids=["two columns", "with numbers", "with figures"],
)
def test_lines_of_a_cell_are_joined_and_no_cell_runs_into_another(
    tmp_path: Path, rows: Sequence[Sequence[str]], widths: Sequence[float], apart: float, middle: bool
) -> None:
    assert lines_of(tmp_path, rows, widths, apart=apart, middle=middle) == [
        *(INTRODUCTION, *map("\t".join, rows)),
        *("二、保障措施", INTRODUCTION),
    ]


def test_category_that_is_printed_once_leaves_the_rows_below_apart(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, CATEGORIES, (70, 180, 100), apart=2.0, middle=False)

    assert lines[1:-2] == list(map("\t".join, CATEGORIES))


def row_of(bottom: float, *words: tuple[float, str]) -> list[Char]:
    return [
        {"text": char, "x0": left + 10.0 * at, "x1": left + 10.0 * at + 10.0, "bottom": bottom, "size": 10.0}
        for left, text in words
        for at, char in enumerate(text)
    ]


def test_lines_side_by_side_without_a_cell_of_several_lines_are_left_as_they_are() -> None:
    assert not list(find_unruled([row_of(15.0 * at, (0, "死亡人数"), (300, "下降")) for at in range(9)]))


def words_of(rows: Sequence[Sequence[list[list[Char]]]]) -> list[list[str]]:
    return [["".join(char["text"] for line in cell for char in line) for cell in row] for row in rows]


# A row of two lines, and below it two of one.
PRINTED = [
    row_of(0, (0, "指标"), (120, "目标")),
    row_of(15, (0, "一二三四五六七八九十"), (120, "5")),
    row_of(30, (0, "一二三")),
    row_of(45, (0, "四五六"), (120, "6")),
    row_of(60, (0, "一二三四五六七八九十"), (120, "7")),
]


def test_line_across_the_gutter_ends_the_table() -> None:
    prose = [row_of(75.0 + 15 * at, (0, "一二三四五六七八九十" * 3)) for at in range(3)]
    (found,) = find_unruled([*PRINTED, *prose])

    assert (found.first, found.end) == (0, 5)
    assert words_of(found.rows) == [
        ["指标", "目标"],
        ["一二三四五六七八九十一二三", "5"],
        ["四五六", "6"],
        ["一二三四五六七八九十", "7"],
    ]


def test_spaces_between_words_stay(tmp_path: Path) -> None:
    rows = (
        ("Task", "标准"),
        ("Carry out drills every year and report the results in time", "GB 50016-2014 (2018)"),
        ("Repair shelters", "GB 1 (2019)"),
        ("Build two stores and fill them with whatever is needed then", "GB 2"),
    )
    lines = lines_of(tmp_path, rows, (200, 150), apart=3.0, middle=False)

    assert lines[1:-2] == list(map("\t".join, rows))


def test_heading_or_note_below_the_last_row_is_none_of_its_cells() -> None:
    for below in ("二、保障措施", "注：为五年累计数"):
        (found,) = find_unruled([*PRINTED, row_of(75, (0, below)), row_of(90, (0, "甲" * 30))])
        assert words_of(found.rows)[-1] == ["一二三四五六七八九十", "7"]


def test_rows_of_one_line_that_happen_to_fill_their_columns_stay_apart() -> None:
    rows = [
        row_of(0, (0, "任务"), (100, "目标"), (190, "单位")),
        row_of(15, (0, "应急物资储备库点"), (100, "储备帐篷五百顶"), (190, "市应急局")),
        row_of(30, (0, "救援队伍"), (100, "二百人"), (190, "市应急局")),
        row_of(45, (0, "避难场所"), (100, "三处"), (190, "市住建局")),
        row_of(60, (0, "建设森林防火通道"), (100, "二公里"), (190, "市林草局")),
        row_of(75, (0, "和监测站")),
    ]
    for found in find_unruled(rows):
        assert words_of(found.rows)[1:3] == [
            ["应急物资储备库点", "储备帐篷五百顶", "市应急局"],
            ["救援队伍", "二百人", "市应急局"],
        ]


def test_number_of_the_page_is_no_row() -> None:
    (found,) = find_unruled([*PRINTED, row_of(80, (120, "12"))])

    assert found.end == 5


def test_caption_with_the_unit_at_the_right_heads_no_columns() -> None:
    caption = row_of(0, (0, "附表"), (300, "单位万元"))
    rows = [row_of(15 * at + 15, (0, f"指标{at}"), (100, "120"), (200, "150"), (300, "180")) for at in range(6)]

    assert not list(find_unruled([caption, *rows]))
