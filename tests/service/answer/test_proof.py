import pytest

from service.answer.proof import faults


@pytest.mark.parametrize(
    "text",
    [
        "火灾死亡率：<0.33（原文未给出单位）",
        "下降9%",
        "严禁挪用资金",
        "原文写“应急 资金”",
    ],
)
def test_what_stands_in_the_quote_is_proved(text: str) -> None:
    assert faults(text, ["火灾死亡率\n＜0.33\n2", "下降9%*", "严禁挪用“应急\n资金”，严禁挪用资金"]) == []


def test_a_share_is_proved_where_its_sign_stands_in_another_cell() -> None:
    assert faults("水源完好率：≥95%", ["指标\t单位\t目标值\n水源完好率\t%\t≥95"]) == []
    assert faults("水源完好率：≥95%", ["水源完好率（%）\t≥95"]) == []
    assert faults("水源完好率：≥95%", ["水源完好率\t≥95"]) == ["number 95%"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("达到1.5平方米", "达到11.5平方米"),
        ("下降9%", "下降9人"),
        ("2026年建成", "2025年建成"),
        ("不得新建", "可以新建"),
        ("原文作“区应急局”", "牵头单位：区应急"),
        ("共 3 项", "一、二、三"),
    ],
)
def test_what_does_not_is_a_fault(text: str, quote: str) -> None:
    assert faults(text, [quote])


def test_a_count_needs_no_quote() -> None:
    assert faults("共 3 项", ["一、二、三"], counted=[3]) == []


def test_a_line_that_cites_nothing_may_only_say_what_is_not_there() -> None:
    assert faults("张掖市：规划没有给出相应内容", []) == []
    assert faults("张掖市：要建消防站", [])


def test_numbers_of_neighbouring_cells_are_not_one_number() -> None:
    assert faults("死亡率：0.33", ["死亡率\n0.33\n2\n人均面积"]) == []


def test_chinese_numerals_need_a_proof_as_figures_do() -> None:
    assert faults("组建五支队伍", ["组建三支队伍"]) == ["number 五支"]
    assert faults("组建五支队伍", ["组建 五 支队伍"]) == []
    assert faults("统一指挥一般事故", ["统筹"]) == []


def test_the_sign_of_a_column_goes_with_the_figure_of_another_cell() -> None:
    assert faults("健康素养水平：25%", ["健康素养水平\t%\t19.6\t25\t约束性"]) == []
    assert faults("健康素养水平：26%", ["健康素养水平\t%\t19.6\t25\t约束性"]) == ["number 26%"]


def test_a_numeral_is_proved_by_the_same_number_in_digits() -> None:
    assert faults("新建两座消防站", ["新建消防站2座"]) == []
    assert faults("新建两座消防站", ["新建消防站12座"]) == ["number 两座"]
