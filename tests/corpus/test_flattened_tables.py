"""Tables of one cell a line: what is looked at in vain is bounded."""

import pytest

from corpus.flattened_tables import Patience, read_flattened
from corpus.grids import Entry, read_entries
from corpus.library import parse_plan
from corpus.plan import Span, Table
from corpus.review import doubts
from corpus.tables import find_tables

TABLE = "序号\n指标\n目标值\n1\n死亡率\n5%\n2\n覆盖率\n90%\n"
# Words of headers that no other ends, with lines below that are nearly rows.
NO_TABLE = "".join(f"{name}单位\n{name}数量\n5\n6\n7\n8\n" for name in "甲乙丙丁戊己庚辛壬癸" * 4)


def entries_of(text: str) -> list[Entry]:
    return read_entries(text, Span(0, len(text)))[0]


def test_found_table_costs_what_it_took_to_read_its_header() -> None:
    costs = []
    for rows in (100, 200):
        text = "序号\n指标\n目标值\n" + "".join(f"{row}\n指标{row}\n{row}%\n" for row in range(1, rows + 1))
        patience = Patience(2000)
        grid = read_flattened(entries_of(text), 0, patience)
        assert grid is not None
        assert len(grid.rows) == rows + 1
        costs.append(2000 - patience.left)

    assert costs[0] == costs[1] > 0


def test_many_tables_are_read_until_patience_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.flattened_tables._MOST_LINES", 100)
    text = "".join(f"{TABLE.replace('指标', f'指标{at}名称')}\n到此为止。\n" for at in range(20))

    assert 0 < len(find_tables(text, ())) < 20


def test_header_that_was_read_before_costs_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.flattened_tables._MOST_LINES", 100)

    assert len(find_tables(f"表1 指标\n{TABLE}\n到此为止。\n" * 20, ())) == 20


def test_lines_looked_at_in_vain_cost_patience_until_none_is_left() -> None:
    entries, patience = entries_of(NO_TABLE), Patience(2000)
    spent = []
    for at in range(len(entries)):
        assert read_flattened(entries, at, patience) is None
        spent.append(patience.left)

    # 甲单位 / 甲数量 alone would be dealt all that is below, and so would each of the others.
    assert spent[0] < 2000
    assert -2 * len(entries) < spent[-1] <= 0


def test_no_table_is_sought_without_patience() -> None:
    assert read_flattened(entries_of(TABLE), 0, Patience(0)) is None


def test_so_many_rows_are_read_and_the_review_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.tables.MOST_ROWS", 4)
    monkeypatch.setattr("corpus.review.MOST_ROWS", 4)
    text = "".join(f"表{at} 主要指标\n{TABLE}\n到此为止。\n" for at in range(1, 5))
    tables: tuple[Table, ...] = find_tables(text, ())

    assert [table.title for table in tables] == ["表1 主要指标", "表2 主要指标"]
    assert any("表格达到 4 行" in each for each in doubts(parse_plan("p", "p.txt", text)))


def test_records_by_the_thousand_do_not_hide_the_table_below() -> None:
    record = "指标名称\n{}号井数量\n计量单位\n个\n目标值\n7\n属性\n预期性\n\n"
    text = "".join(map(record.format, range(1800))) + f"第三章 指标\n表1 主要指标\n{TABLE}\n到此为止。\n"

    assert [table.title for table in find_tables(text, ())] == ["表1 主要指标"]


def test_review_says_that_the_search_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = parse_plan("p", "p.txt", f"某县规划\n{NO_TABLE}{TABLE}")

    assert not any("像表头的行太多" in each for each in doubts(plan))
    monkeypatch.setattr("corpus.flattened_tables._MOST_LINES", 50)
    assert any("像表头的行太多" in each for each in doubts(plan))


def test_one_long_table_is_read_to_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.tables.MOST_ROWS", 4)
    rows = "".join(f"| {at} | 井{at} | 9 |\n" for at in range(10))
    text = f"| 序号 | 指标 | 目标值 |\n|---|---|---|\n{rows}完。\n"
    (table,) = find_tables(text, ())

    assert [row.cells[1].text for row in table.rows] == ["井0", "井1", "井2", "井3"]
    assert table.span.of(text).rstrip(" |").endswith("井3 | 9")


def test_first_row_whose_name_ends_like_a_header_is_no_column() -> None:
    (table,) = find_tables(
        "指标\n2020年\n2025年\n属性\n观测站数量（个）\n182\n260\n预期性\n覆盖率（%）\n35\n90\n约束性\n", ()
    )

    assert [cell.text for cell in table.header] == ["指标", "2020年", "2025年", "属性"]
    assert [cell.text for cell in table.rows[0].cells] == ["观测站数量（个）", "182", "260", "预期性"]
