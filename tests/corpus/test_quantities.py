import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plan import Operator, Span
from corpus.quantities import Quantity, find_quantities, read_cell, read_numeral, to_half_width


def quantities(text: str) -> list[Quantity]:
    return find_quantities(to_half_width(text), Span(0, len(text)))


def readings(text: str) -> list[str]:
    """Each figure as operator, value and unit."""
    return [f"{each.operator or ''}{each.value}{each.unit}" for each in quantities(text)]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("每年至少开展2次森林火灾风险隐患排查整治", "≥2次"),
        ("应达到6000人", "=6000人"),
        ("人口4-6万、", "4-6万"),
        ("比例达到0.5‰", "=0.5‰"),
        ("制定率l00%", "100%"),
        ("＜15000人", "<15000人"),
        ("应当在10个工作日内", "≤10个工作日"),
        ("下降15％以上", "下降15%"),
        ("不低于在职执法人员的80%", "≥80%"),
        ("不超过总投入30%", "≤30%"),
        ("控制在0.3‰以内", "≤0.3‰"),
        ("缩短至10小时以内", "≤10小时"),
        ("提高到60%以上", "≥60%"),
        ("下降到5%", "=5%"),
        ("增长20%", "提高20%"),
        ("建成2家以上", "≥2家"),
        ("改造160.07万平方米", "160.07万平方米"),
        ("累计１，２００公里", "1200公里"),
        ("培训２．５万人次", "2.5万人次"),
        ("不超过300万元/年", "≤300万元/年"),
        ("应急加工能力达到500吨/日", "=500吨/日"),
        ("达到20万吨/日以上", "≥20万吨/日"),
        ("投资50亿元/年的项目", "50亿元/年"),
        ("检查1次/周", "1次/周"),
        ("建成1个体系", "1个"),
        ("实现12项目标", "=12项"),
        ("种植3种植物", "3种"),
        ("抽检5000批次", "5000批次"),
        ("超2000亿元", ">2000亿元"),
        ("检查企业1500余家", ">1500家"),
        ("3～5个", "3-5个"),
        ("3%至5%", "3-5%"),
        ("一公里范围内", "≤1公里"),
        ("满足两个月需要", "2个月"),
        ("至少有一种通信方式", "≥1种"),
        ("须在四十人以上", "≥40人"),
        ("三年内", "≤3年"),
        ("不超过50年", "≤50年"),
        ("百分之九十五", "95%"),
        ("三分之二", "2/3"),
        ("死亡率为1", "=1"),
        ("控制在12/10万以内", "≤12/10万"),
        ("达到300万千瓦和", "=300万千瓦"),
        ("控制在4500万吨标准煤以内", "≤4500万吨标准煤"),
        ("降至300克标准煤/千瓦时以下", "≤300克标准煤/千瓦时"),
        ("达到20年一遇", "=20年一遇"),
        ("提高到11.3年", "=11.3年"),
        ("增至500家", "=500家"),
        ("压缩80%", "下降80%"),
        ("翻一番", "提高1番"),
        ("控制在15:1以内", "≤15:1"),
        ("存量违建“清零”", "=0"),
        ("安全事故零发生", "=0"),
        ("实现农村公路全覆盖", "=全覆盖"),
    ],
)
def test_figure_is_read_with_its_unit_and_the_words_beside_it(text: str, reading: str) -> None:
    assert readings(text) == [reading]


@pytest.mark.parametrize(
    "text",
    [
        "2022年底前完成",
        "2021-2025年",
        "2022年7月15日",
        "“1+X”架构",
        "推广5G技术",
        "370M无线专网",
        "第19次会议",
        "三个必须",
        "两个至上",
        "三年行动",
        "每十万人口",
        "拨打12350",
        "东经103.5度",
        "丰政发〔2022〕3号",
        "附件1 项目表",
        "专栏2个",
        "1次数",
        "4种子",
        "10座谈会",
        "5台账",
        "1套餐",
        "2个人",
        "发展零售和零工市场",
        "案件低发或零发案",
        "形成全覆盖的监管体系",
        "实现多渠道、全覆盖、分类别",
    ],
)
def test_date_name_or_slogan_is_no_figure(text: str) -> None:
    assert readings(text) == []


def test_figures_that_lost_what_divides_them_are_told_apart() -> None:
    assert readings("分别下降43.9%20%25.1%") == ["下降43.9%", "20%", "25.1%"]


def test_figure_covers_value_and_unit_and_span_the_words_beside_them() -> None:
    text = "不超过10个工作日"
    (found,) = quantities(text)

    assert (found.figure.of(text), found.span.of(text)) == ("10个工作日", "不超过10个工作日")


@pytest.mark.parametrize(
    ("cell", "value", "unit", "operator"),
    [
        ("<1.3", "1.3", "", Operator.LESS),
        ("＜1%", "1", "%", Operator.LESS),
        ("1.5", "1.5", "", None),
        ("5-10", "5-10", "", None),
        ("下降9%*", "9", "%", Operator.FALL),
        ("2起以内", "2", "起", Operator.AT_MOST),
        ("≥95", "95", "", Operator.AT_LEAST),
        ("0", "0", "", None),
        ("2025年达到80%", "80", "%", Operator.EQUAL),
    ],
)
def test_cell_holds_one_figure(cell: str, value: str, unit: str, operator: Operator | None) -> None:
    found = read_cell(to_half_width(cell), Span(0, len(cell)))

    assert found is not None
    assert (found.value, found.unit, found.operator) == (value, unit, operator)


@pytest.mark.parametrize("cell", ["", "—", "基本建成", "2025年"])
def test_cell_of_words_holds_no_figure(cell: str) -> None:
    assert read_cell(cell, Span(0, len(cell))) is None


@pytest.mark.parametrize(
    ("numeral", "digits"),
    [("九十五", "95"), ("十", "10"), ("一百零三", "103"), ("二〇三五", "2035"), ("三点五", "3.5"), ("二十万", "20万")],
)
def test_numeral_is_read_in_digits(numeral: str, digits: str) -> None:
    assert read_numeral(numeral) == digits


@given(st.text("0123456789.,%万亿余个人年至-~lI一十百分之点以上不超过达到下降", max_size=60))
def test_any_text_is_read_and_every_span_lies_inside_it(text: str) -> None:
    for each in quantities(text):
        assert each.value
        assert each.span.contains(each.figure)
        assert Span(0, len(text)).contains(each.span)


def test_day_of_a_date_is_no_figure_whatever_goes_before_it() -> None:
    assert readings("达到2022年7月15日") == []


def test_first_figures_are_found_in_order() -> None:
    text = "建设三公里、5个站点、二公里"

    assert [each.value for each in find_quantities(text, Span(0, len(text)), 2)] == ["3", "5"]
