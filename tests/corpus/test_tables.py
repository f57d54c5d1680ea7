import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plan import Furniture, FurnitureKind, Plan, Row, Span, Table
from corpus.tables import find_tables

PARAGRAPH = "坚持人民至上、生命至上，统筹发展和安全，防范化解重大安全风险，提升应急管理水平。"

# What a reader of the five plans sees: how many rows each table has.
ROWS = {"beibei": [8], "fengtai": [6], "heping": [5], "xiqing": [], "zhangye": []}


def tables_of(text: str) -> tuple[Table, ...]:
    return find_tables(text, ())


def table_of(text: str) -> Table:
    (table,) = tables_of(text)
    return table


def header(table: Table) -> list[str]:
    return [cell.text for cell in table.header]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def notes(table: Table) -> list[tuple[str, str, tuple[tuple[int, int], ...]]]:
    return [(note.mark, note.text, note.cells) for note in table.notes]


def flat(*cells: str, between: str = "\n") -> str:
    """One cell a line, an empty cell left out, with text above and below."""
    return f"{PARAGRAPH}\n" + between.join(cell for cell in cells if cell) + f"\n二、主要任务\n{PARAGRAPH}\n"


# The plans


def test_tables_of_the_plans_are_those_a_reader_sees(real_plan: Plan) -> None:
    found = find_tables(real_plan.text, real_plan.furniture)

    assert [len(table.rows) for table in found] == ROWS[real_plan.id]


def test_fengtai_has_six_indicators_below_a_header_of_four_cells(real_plans: dict[str, Plan]) -> None:
    (table,) = find_tables(real_plans["fengtai"].text, real_plans["fengtai"].furniture)

    assert table.title == "“十四五”应急管理主要指标"
    assert header(table) == ["序号", "指标内容", "预期值", "指标性质"]
    assert rows(table)[0] == ["1", "单位地区生产总值生产安全事故死亡率(人/百亿)", "<1.3", "约束性"]
    assert rows(table)[5] == ["6", "灾害性地震预警信息发布时效(震后)", "5-10", "预期性"]
    assert table.header[3].span.of(real_plans["fengtai"].text).split() == ["指标", "性质"]
    assert table.span.of(real_plans["fengtai"].text).startswith("“十四五”应急管理主要指标")


def test_footnote_of_beibei_is_tied_to_the_three_values_with_a_star(real_plans: dict[str, Plan]) -> None:
    (table,) = find_tables(real_plans["beibei"].text, real_plans["beibei"].furniture)
    star, other = table.notes

    assert (star.mark, star.text) == ("*", "为五年平均数")
    assert [rows(table)[row][column] for row, column in star.cells] == ["下降9%", "0.17%", "0.94"]
    assert other.text.startswith("应急力量包括区、街镇(园城)")
    assert other.cells == ()
    assert table.rows[0].cells[2].span.of(real_plans["beibei"].text) == "下降9%*"


def test_title_of_heping_begins_behind_its_bookmark(real_plans: dict[str, Plan]) -> None:
    (table,) = find_tables(real_plans["heping"].text, real_plans["heping"].furniture)

    assert table.title == "应急体系建设“十四五”规划核心指标"
    assert table.span.of(real_plans["heping"].text).startswith("应急体系建设")
    assert rows(table)[4] == ["5", "年均每十万人受灾人次", "＜15000人"]


# One cell a line

FOUR = ("序号", "指标", "目标值", "属性")
BODY = ("1", "生产安全事故死亡人数", "下降15%", "约束性", "2", "人均避难场所面积（平方米）", "1.5", "预期性")


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n    ", "\n\t", "\n\n\t\n\n"])
def test_cells_on_lines_of_their_own_are_a_table(between: str) -> None:
    table = table_of(flat(*FOUR, *BODY, between=between))

    assert header(table) == [*FOUR]
    assert rows(table) == [[*BODY[:4]], [*BODY[4:]]]


def test_table_without_numbers_is_read_by_what_its_cells_are() -> None:
    table = table_of(flat("指标", "2020年", "2025年", "甲率", "5%", "6%", "乙率", "10", "12", "丙率", "0.3", "0.2"))

    assert rows(table) == [["甲率", "5%", "6%"], ["乙率", "10", "12"], ["丙率", "0.3", "0.2"]]


def test_category_of_several_rows_stands_in_the_first() -> None:
    table = table_of(
        flat(
            *("类别", "序号", "指标", "2025年", "属性"),
            *("安全生产", "1", "甲率", "5%", "约束性", "2", "乙率", "6%", "约束性"),
            *("防灾减灾", "3", "丙率", "7%", "预期性", "4", "丁率", "8%", "预期性"),
        )
    )

    assert [row[0] for row in rows(table)] == ["安全生产", "", "防灾减灾", ""]
    assert [row[2] for row in rows(table)] == ["甲率", "乙率", "丙率", "丁率"]


def test_line_that_names_a_group_of_rows_is_a_row_of_one_cell() -> None:
    table = table_of(
        flat(*FOUR, "一、安全生产", "1", "甲率", "5%", "约束性", "二、防灾减灾", "2", "乙率", "6%", "预期性")
    )

    assert rows(table) == [
        ["一、安全生产", "", "", ""],
        ["1", "甲率", "5%", "约束性"],
        ["二、防灾减灾", "", "", ""],
        ["2", "乙率", "6%", "预期性"],
    ]


def test_missing_cell_is_empty() -> None:
    text = flat(
        *("序号", "指标", "单位", "2025年", "属性"),
        *("1", "甲率", "%", "5", "约束性", "2", "乙数", "", "6", "预期性", "3", "丙数", "个", "7", "预期性"),
    )
    table = table_of(text)

    assert rows(table)[1] == ["2", "乙数", "", "6", "预期性"]
    assert len(table.rows[1].cells[2].span) == 0


def test_cell_on_two_lines_is_joined_without_the_break() -> None:
    text = flat(
        *FOUR, "1", "单位生产总值生产安全", "事故死亡率", "5%", "约束性", "2", "面积", "（平方米）", "2", "预期性"
    )
    table = table_of(text)

    assert [row[1] for row in rows(table)] == ["单位生产总值生产安全事故死亡率", "面积（平方米）"]
    assert table.rows[0].cells[1].span.of(text) == "单位生产总值生产安全\n事故死亡率"


def test_header_cells_on_two_lines_are_joined() -> None:
    lines = ["序号", "指标", "名称", "2020年", "现状值", "2025年", "目标值", "指标", "属性"]
    table = table_of(flat(*lines, "1", "甲率", "5", "6", "约束性", "2", "乙率", "7", "8", "预期性"))

    assert header(table) == ["序号", "指标名称", "2020年现状值", "2025年目标值", "指标属性"]


def test_years_take_the_place_of_the_cell_above_them() -> None:
    lines = ("序号", "指标", "规划目标", "属性", "2020年", "2025年")
    table = table_of(flat(*lines, "1", "甲率", "5", "6", "约束性", "2", "乙率", "7", "8", "预期性"))

    assert header(table) == ["序号", "指标", "2020年", "2025年", "属性"]
    assert rows(table)[1] == ["2", "乙率", "7", "8", "预期性"]


def test_table_of_tasks_is_read_by_its_numbers() -> None:
    table = table_of(
        flat(
            *("序号", "重点任务", "牵头单位", "责任单位", "完成时限"),
            *("1", "建设指挥中心，完善平台。", "市应急局", "各县（区）人民政府", "2022年底"),
            *("2", "开展风险普查。", "市应急局", "市水利局、市林草局", "持续推进"),
        )
    )

    assert rows(table)[1] == ["2", "开展风险普查。", "市应急局", "市水利局、市林草局", "持续推进"]


def test_header_that_comes_again_on_the_next_page_is_no_row() -> None:
    table = table_of(flat(*FOUR, *BODY, *FOUR, "3", "丙率", "5%", "约束性", "4", "丁率", "6%", "预期性"))

    assert [row[0] for row in rows(table)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    "below",
    [
        PARAGRAPH,
        "三、主要任务",
        "（一）完善机制",
        "1.健全体制",
        "分项目标：",
        "第三章 主要任务",
        "到2025年，实现目标。",
    ],
)
@pytest.mark.parametrize("head", [FOUR, ("序号", "指标", "目标值", "备注")])
def test_line_below_the_last_row_is_not_part_of_the_table(below: str, head: tuple[str, ...]) -> None:
    cells = BODY if head == FOUR else [cell for cell in BODY if not cell.endswith("性")]
    text = "\n".join([*head, *cells, below, PARAGRAPH])

    assert table_of(text).span.end == text.index(below) - 1


@pytest.mark.parametrize(
    "lines",
    [
        ["主要指标", "主要任务", "重点工程", "保障措施"],
        ["序号", "指标", "目标值"],
        ["序号", "指标", "目标值", "1", "死亡人数"],
        ["目标", "1.健全机制", "2.提高能力", "3.防范风险"],
        ["牵头单位", "区应急局", "责任单位", "区水务局", "牵头单位", "区住建委"],
        ["一、现状", "（一）成效", "（二）问题", "二、目标", "三、任务"],
        ["索引号", "620700144/2022-00013", "文号", "张政办发〔2022〕100号", "发布机构", "市政府"],
        ["指标", "2025年", PARAGRAPH, PARAGRAPH],
        ["1.完善制度。", "牵头单位:区应急", "责任单位:区司法", "2.加强培训。", "牵头单位:区应急", "责任单位:各镇"],
    ],
)
def test_short_lines_are_not_a_table(lines: list[str]) -> None:
    assert tables_of("\n".join(lines)) == ()


# Rows on lines


def test_cells_between_tabs_are_a_table() -> None:
    text = "表1 主要指标\n序号\t指标\t目标值\n1\t甲率\t5%\n2\t乙率\t\n二、任务\n"
    table = table_of(text)

    assert table.title == "表1 主要指标"
    assert rows(table) == [["1", "甲率", "5%"], ["2", "乙率", ""]]
    assert table.span.of(text) == text[: text.index("\n二、任务")].rstrip("\t")


def test_header_of_two_rows_is_merged() -> None:
    table = table_of("指标\t目标值\t\t属性\n指标\t2025年\t2035年\t属性\n甲率\t5\t6\t约束性\n乙率\t7\t8\t预期性\n")

    assert header(table) == ["指标", "2025年", "2035年", "属性"]
    assert rows(table)[0] == ["甲率", "5", "6", "约束性"]


def test_group_between_rows_with_tabs_is_a_row_of_one_cell() -> None:
    table = table_of("序号\t指标\t目标值\n一、安全生产\n1\t甲率\t5%\n二、防灾减灾\n2\t乙率\t6%\n二、任务\n正文。\n")

    assert [row[0] for row in rows(table)] == ["一、安全生产", "1", "二、防灾减灾", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "一、现状\t3\n二、目标\t5\n三、任务\t7\n",
        "索引号\t1234\n发布机构\t某局\n文号\t某政发〔2022〕1号\n",
        "附件：\t1.分工表\n\t2.名单\n",
        "某市人民政府\t2022年1月28日\n",
        "首页\t政务公开\t互动交流\n本站\t邮箱\t电话\n",
    ],
)
def test_tabs_alone_do_not_make_a_table(text: str) -> None:
    assert find_tables(text, ()) == ()


def test_markdown_table_is_read() -> None:
    table = table_of("### 表2 指标\n\n| 指标 | 2025年 |\n|---|:--:|\n| **甲率** | 5% |\n| 乙<br>率 |  |\n\n正文。\n")

    assert (table.title, header(table)) == ("表2 指标", ["指标", "2025年"])
    assert rows(table) == [["甲率", "5%"], ["乙率", ""]]


def test_bare_pipes_are_a_table_below_words_of_headers() -> None:
    assert rows(table_of("指标 | 单位 | 2025年\n甲 | 个 | 5\n乙 | | 6\n")) == [["甲", "个", "5"], ["乙", "", "6"]]
    assert tables_of("首页 | 新闻 | 服务\n本站 | 邮箱 | 电话\n地图 | 版权 | 帮助\n") == ()


def test_cells_aligned_by_spaces_stand_below_their_header() -> None:
    text = (
        "指标名称    单  位    2020年   2025年\n死亡人数    人        5        3\n覆盖率                80%      90%\n"
    )
    table = table_of(text)

    assert rows(table) == [["死亡人数", "人", "5", "3"], ["覆盖率", "", "80%", "90%"]]


def test_html_table_in_markdown_is_read() -> None:
    text = """<table><caption>表3 指标</caption>
<tr><th rowspan="2">指标</th><th colspan=2>目标</th></tr><tr><th>2020年</th><th>2025年</th></tr>
<tr><td rowspan=2>安全<br/>生产</td><td>5&lt;</td><td>6*</td></tr><tr><td>7</td><td>8</td></tr>
<tr><td colspan="3">注：*为平均数。</td></tr></table>"""
    table = table_of(text)

    assert (table.title, header(table)) == ("表3 指标", ["指标", "2020年", "2025年"])
    assert rows(table) == [["安全生产", "5<", "6"], ["", "7", "8"]]
    assert notes(table) == [("*", "为平均数。", ((0, 2),))]
    assert table.span == Span(0, len(text))


# Captions and footnotes


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("表1 “十四五”时期主要指标", "表1 “十四五”时期主要指标"),
        ("专栏2  重点项目", "专栏2  重点项目"),
        ("表3\n安全生产情况", "表3安全生产情况"),
        ("**某区应急管理核心指标**", "某区应急管理核心指标"),
        ("（三）主要指标", ""),
        ("主要指标如下：", ""),
        (PARAGRAPH, ""),
    ],
)
def test_title_is_the_caption_above(above: str, title: str) -> None:
    text = "\n".join([PARAGRAPH, above, *FOUR, *BODY])
    table = table_of(text)

    assert table.title == title
    assert table.span.start == text.index(above if title else "序号")


def test_unit_of_the_whole_table_is_a_note() -> None:
    table = table_of("表1 投资计划\n单位：万元\n项目\t投资\n甲工程\t5\n乙工程\t6\n")

    assert (table.title, notes(table)) == ("表1 投资计划", [("", "单位：万元", ())])


def test_mark_is_tied_to_the_cells_that_carry_it() -> None:
    text = "指标*\t2025年\n甲率①\t5%\n乙率\t6%②\n注：*按常住人口计算；①甲；②乙。\n二、任务\n"
    table = table_of(text)

    assert header(table) + rows(table)[0] == ["指标", "2025年", "甲率", "5%"]
    assert notes(table) == [
        ("*", "按常住人口计算", ((-1, 0),)),
        ("①", "甲", ((0, 0),)),
        ("②", "乙。", ((1, 1),)),
    ]


def test_mark_on_a_line_of_its_own_belongs_to_the_cell_above() -> None:
    table = table_of(flat(*FOUR, "1", "甲率", "5%", "*", "约束性", "2", "乙率", "6%", "预期性", "注：*为平均数。"))

    assert rows(table)[0] == ["1", "甲率", "5%", "约束性"]
    assert notes(table) == [("*", "为平均数。", ((0, 2),))]


def test_footnote_without_a_mark_is_tied_to_no_cell() -> None:
    text = "指标\t2025年\n甲率\t5%\n乙率\t6%\n注：本表为预计数。\n1.优化应急管理体制。\n"
    table = table_of(text)

    assert notes(table) == [("", "本表为预计数。", ())]
    assert table.span.end == text.index("\n1.优化")


def test_numbered_footnotes_follow_one_another() -> None:
    text = "指标\t2025年\n甲率[2]\t5%\n乙率\t6%\n注：\n[1]甲。\n[2]乙。\n二、任务\n"

    assert notes(table_of(text)) == [("[1]", "甲。", ()), ("[2]", "乙。", ((0, 0),))]


def test_mark_without_a_footnote_is_part_of_the_cell() -> None:
    assert rows(table_of("方案\t2025年\n方案①\t5m²\n方案②\t6m²\n"))[0] == ["方案①", "5m²"]


# Any text


def test_table_does_not_reach_into_furniture() -> None:
    text = "\n".join([*FOUR, *BODY])
    site = Furniture(FurnitureKind.SITE, Span(0, text.index("1")))

    assert find_tables(text, [site]) == ()


WORDS = st.sampled_from(
    [
        "序号",
        "指标",
        "名称",
        "单位",
        "2020年",
        "2025年",
        "目标值",
        "属性",
        "备注",
        "1",
        "2",
        "3",
        "4",
        "约束性",
        "预期性",
        "5%",
        "<1.3",
        "下降9%*",
        "人",
        "平方米",
        "甲率",
        "乙率①",
        "（人）",
        "*",
        "①",
        "一、安全生产",
        "表1",
        "主要指标",
        "注：*为平均数；①甲。",
        "注：",
        "1.乙",
        "单位：万元",
        "|---|---|",
        "|",
        "1\t甲\t5%",
        "序号\t指标\t2025年",
        "|甲|5|",
        "甲\u3000\u3000乙",
        "甲",
        "",
        "",
        "5",
        "<table><tr><td>甲</td><td>乙</td></tr>",
        "<td>丙",
        "</table>",
        "目录",
        "一、甲3",
        "[bookmark:",
        "_Toc1]序号",
    ]
)
TEXTS = st.lists(WORDS | st.text("1甲\t |　*①\x1f\x0c\u2028", max_size=6), max_size=60).map("\n".join)


def squash(words: str) -> str:
    return re.sub(r"<[^<>]*>|\[bookmark[^\]]*\]|\s", "", words)


@given(TEXTS)
def test_any_table_is_made_of_its_text(text: str) -> None:
    bookmarks = [Span(*match.span()) for match in re.finditer(r"\[bookmark[^]]*]", text)]
    found = find_tables(text, [Furniture(FurnitureKind.LEFTOVER, span) for span in bookmarks])

    assert all(before.span.end <= after.span.start for before, after in pairwise(found))
    for table in found:
        assert Span(0, len(text)).contains(table.span)
        assert all(before.span.end <= after.span.start for before, after in pairwise(table.rows))
        lines = [Row(table.header, table.span), *table.rows]
        for row in lines:
            assert table.span.contains(row.span)
            assert len(row.cells) == len(table.header)
            for cell in row.cells:
                printed = squash(cell.span.of(text))
                assert row.span.contains(cell.span)
                assert squash(cell.text) in printed
                assert re.fullmatch(r"[*＊①-⑳]*", printed.replace(squash(cell.text), "", 1))
        for note in table.notes:
            assert table.span.contains(note.span)
            assert note.text in note.span.of(text)
            assert all(-1 <= at < len(table.rows) and column < len(table.header) for at, column in note.cells)


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    find_tables(text, ())


HEAD = "序号\n指标\n目标值\n属性\n"
UNITS = [
    "甲\n",
    "\t",
    "|",
    "　",
    "  甲",
    "1 甲*；",
    "序号\n",
    "序号\n指标\n1\n",
    "指标\n单位\n目标值\n",
    "约束性\n5%\n",
    "注：\n",
]
UNITS += [
    "<table>",
    "<td>",
    "<table><tr><td>",
    "|甲|5|\n",
    "|---|\n",
    "指标\t值\n",
    "指标\t目标值\n",
    "指标|目标值\n",
    "项目  目标\n",
]


@pytest.mark.parametrize("opening", ["", HEAD + "1\n甲\n5\n约束性\n2\n乙\n6\n预期性\n注：*甲。\n"])
@pytest.mark.parametrize("unit", [*UNITS, HEAD + "1\n甲\n5\n约束性\n2\n乙\n6\n预期性\n"])
def test_a_long_text_of_one_piece_is_read(unit: str, opening: str) -> None:
    # A quadratic pattern would not come back from these; `python -m eval.bench.parsing` times them.
    text = opening + unit * (40_000 // len(unit))

    assert all(each.span.end <= len(text) for each in find_tables(text, ()))


def test_cell_with_a_number_column_word_opens_the_next_table() -> None:
    rows = "序号\n指标\n目标值\n1\n死亡人数\n下降15%\n2\n覆盖率\n90%\n"
    found = find_tables(rows + "编号\n工程\n投资\n1\n应急站\n300万元\n2\n物资库\n500万元\n", ())

    assert [[cell.text for cell in table.header] for table in found] == [
        ["序号", "指标", "目标值"],
        ["编号", "工程", "投资"],
    ]
    assert [len(table.rows) for table in found] == [2, 2]
