import csv
import io
from dataclasses import replace

from corpus.library import parse_plan
from service.pages.comparison import compare, shared_names, to_csv
from service.pages.shelf import Shelf


def test_an_indicator_stands_side_by_side_with_what_proves_it(shelf: Shelf) -> None:
    found = compare(shelf, ["生产安全事故死亡人数"], list(shelf.plans.values()))
    values = {row.plan.id: cell.value for row in found.rows for cell in row.cells if cell}
    assert values == {"beibei": "下降9%", "fengtai": "下降10%", "zhangye": "下降15%", "minqin": "下降12%"}
    assert [plan.id for plan in found.without] == ["gulang"]
    for row in found.rows:
        for cell in row.cells:
            assert cell is not None
            start, end = (int(number) for number in cell.address.split("-"))
            assert row.plan.text[start:end] == cell.quote
            assert cell.indicator.value in cell.quote


def test_a_rate_is_not_taken_for_a_number_of_deaths() -> None:
    rate = parse_plan("rate", "rate.txt", "甲县规划\n\n一、目标\n到2025年，亿元生产总值生产安全事故死亡率下降30%。\n")
    number = parse_plan("number", "number.txt", "乙县规划\n\n一、目标\n到2025年，生产安全事故死亡人数下降15%。\n")
    found = compare(Shelf({"rate": rate, "number": number}), ["生产安全事故死亡人数"], [rate, number])
    assert [row.plan.id for row in found.rows] == ["number"]


def test_a_rate_is_compared_with_rates_on_the_same_base() -> None:
    # 每百万人口受灾人次 was answered with the figure for 每十万人, ten times as large.
    texts = {
        "ten": "年均每十万人受灾人次低于15000人",
        "hundred": "年均每百万人口受灾人次低于150000人",
        "none": "年均受灾人次低于200人",
    }
    plans = {
        name: parse_plan(name, f"{name}.txt", f"{name}县规划\n\n一、目标\n到2025年，{text}。\n")
        for name, text in texts.items()
    }
    assert all(plan.indicators for plan in plans.values())
    for name, others in (("年均每百万人口受灾人次", {"hundred"}), ("年均每10万人受灾人次", {"ten"})):
        found = compare(Shelf(plans), [name], list(plans.values()))
        assert {row.plan.id for row in found.rows} - {"none"} == others


def test_the_names_that_most_plans_have_come_first(shelf: Shelf) -> None:
    names = shared_names(shelf)
    assert {name.name for name in names[:2]} == {"生产安全事故死亡人数", "人均应急避难场所面积"}
    assert [name.plans for name in names[:2]] == [4, 4]


def test_the_file_has_a_mark_for_spreadsheets_and_no_formula(shelf: Shelf) -> None:
    plan = shelf.plans["minqin"]
    title = replace(plan.metadata, title=replace(plan.metadata.title, value='=HYPERLINK("http://x")'))
    hostile = replace(plan, metadata=title)
    text = to_csv(compare(Shelf({"minqin": hostile}), ["+生产安全事故死亡人数"], [hostile]), ["地区"], "http://h")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert rows[1][1] == '\'=HYPERLINK("http://x")'
    assert rows[1][3] == "'+生产安全事故死亡人数"
    assert rows[1][5] == "下降12%"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_link_of_a_plan_is_an_address_whatever_its_id(shelf: Shelf) -> None:
    plan = replace(shelf.plans["minqin"], id="民勤 #1")
    text = to_csv(compare(Shelf({plan.id: plan}), ["生产安全事故死亡人数"], [plan]), ["地区"], "http://h")
    assert "http://h/plans/%E6%B0%91%E5%8B%A4%20%231?mark=" in text
