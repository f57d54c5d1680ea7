import pytest

from corpus.plan import Span
from corpus.years import find_years, is_before, read_base, read_period


def years(text: str) -> list[tuple[int, str]]:
    return [(each.value, each.printed.of(text)) for each in find_years(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("到2025年，覆盖率达到100%", 2025, "2025年"),
        ("2022年底前完成", 2022, "2022年底前"),
        ("2023 年组织完成", 2023, "2023 年"),
        ("2022年6月底前完成", 2022, "2022年6月底前"),
        ("到二〇三五年", 2035, "二〇三五年"),
        ("2021-2025年", 2025, "2025年"),
    ],
)
def test_year_is_read_with_the_words_that_make_it_a_deadline(text: str, value: int, printed: str) -> None:
    assert years(text) == [(value, printed)]


@pytest.mark.parametrize(
    "text", ["较2020年下降9%", "2022年7月15日", "2016年以来", "自2021年起", "《规划（2021-2025年）》", "2022年度计划"]
)
def test_year_by_which_nothing_is_to_be_done_is_left_out(text: str) -> None:
    assert years(text) == []


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("主要指标(较“十三五”期间)。", "“十三五”期间"),
        ("与“十二五”期间相比，下降12.24%", "“十二五”期间"),
        ("比2020年下降15%", "2020年"),
        ("占比2025年达到20%", None),
    ],
)
def test_base_is_what_a_change_is_counted_against(text: str, base: str | None) -> None:
    assert read_base(text, Span(0, len(text))) == base


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("某市“十四五”应急规划。“十三五”期间成效明显。“十四五”时期…", (2021, 2025)),
        ("一、“十三五”时期工作情况\n二、“十四五”规划目标", (2021, 2025)),
        ("某市十五五规划", (2026, 2030)),
        ("空间信息产业行动计划（2023—2025年），落实“十四五”规划", (2023, 2025)),
        ("发布日期：2025-10-31", (2025, None)),
        ("没有年份。", None),
    ],
)
def test_period_is_that_of_the_plan_not_of_the_one_before(text: str, period: tuple[int, int | None] | None) -> None:
    assert read_period(text.replace("—", "-"), (), Span(0, min(len(text), 40)), ()) == period


@pytest.mark.parametrize(
    ("title", "headings", "period"),
    [
        ("武汉市“十四五”消防规划", ["“十五五”展望"], (2021, 2025)),
        ("", ["“十三五”工作", "“十四五”目标"], (2021, 2025)),
        ("某省国民经济和社会发展第十四个五年规划和2035年远景目标纲要", [], (2021, 2025)),
        ("某市2022年工作总结", [], (2023, None)),
        ("某市2023年计划执行情况与2024年计划草案的报告", [], (2024, 2024)),
        ("某市2030年前碳达峰实施方案", ["“十四五”目标"], (2021, 2025)),
    ],
)
def test_title_tells_the_period_before_headings_and_text(
    title: str, headings: list[str], period: tuple[int, int | None]
) -> None:
    text = title + "\n“十三五”期间，“十三五”规划。"

    assert read_period(text, [title], Span(0, len(text)), headings) == period


def test_heading_of_earlier_years_is_before_the_period_but_not_one_with_a_base() -> None:
    assert is_before("“十三五”时期主要任务", 2021)
    assert not is_before("主要指标(较“十三五”期间)", 2021)
    assert not is_before("“十三五”成效与“十四五”目标", 2021)
