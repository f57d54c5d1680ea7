import pytest

from service.generate.figures import Figure, figure_faults, figures


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4-6万人", [Figure("4", "万", "人"), Figure("6", "万", "人")]),
        ("4万至6万人", [Figure("4", "万", "人"), Figure("6", "万", "人")]),
        ("1.5 square metres", [Figure("1.5", "", "平方米")]),
        ("9%和3‰", [Figure("9", "", "%"), Figure("3", "", "‰")]),
        ("20余户", [Figure("20", "", "户")]),
        ("3千米", [Figure("3", "", "公里")]),
        ("2百万元", [Figure("2", "百万", "元")]),
        ("2座", [Figure("2", "", "")]),
    ],
)
def test_a_figure_has_its_magnitude_and_its_unit(text: str, found: list[Figure]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("1.5平方米", "面积（平方米）\t1.5"),
        ("十二支", "组建队伍12支"),
        ("百分之五", "下降5%"),
        ("two teams", "两支队伍"),
        ("一个体系", "综合体系"),
        ("30 minutes", "提前30分钟"),
    ],
)
def test_the_same_figure_said_otherwise_is_no_fault(text: str, quote: str) -> None:
    assert figure_faults(text, [quote]) == []


@pytest.mark.parametrize(
    ("text", "quote"),
    [("4人", "4万人"), ("4万人", "4人"), ("30 hours", "提前30分钟"), ("5 thousand", "5"), ("三支", "组建队伍12支")],
)
def test_another_magnitude_or_unit_is_a_fault(text: str, quote: str) -> None:
    assert figure_faults(text, [quote])
