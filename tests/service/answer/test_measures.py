import pytest

from service.answer.measures import lacks_measure, measure_of


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("要配多少辆救护车", "辆"),
        ("防護物資要存夠幾個月", "月"),
        ("老旧小区改造多少万平米", "平"),
        ("救援要几分钟到", "分"),
        ("打卡费多少钱", "钱"),
        ("和哪几家超市签了协议", None),
        ("涉及几个方面", None),
        ("由几部门负责", None),
        ("死亡率目标是多少", None),
    ],
)
def test_the_measure_that_a_question_names(question: str, measure: str | None) -> None:
    assert measure_of(question) == measure


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        ("有多少家企业", "运输企业减少10%", True),
        ("有多少家企业", "整治企业12户", False),
        ("建几座消防站", "到2025年建成消防站六座", False),
        ("建几座消防站", "到2025年建成一批消防站", True),
        ("建多少家平台", "重点强化以下三个方面", True),
        ("建多少家平台", "建成平台10个", False),
        ("应急局的电话是多少", "配备卫星电话5部", True),
        ("举报热线是多少", "拨打12345热线举报", False),
        ("卫星电话配多少部", "配备卫星电话5部", False),
        ("存够几个月的物资", "满足两个月的需要", False),
        ("人均面积多少平米", "人均面积（平方米） 1.5", False),
        ("受灾人数控制在多少万人", "受灾人数控制在20万人以内", False),
        ("隧道修多少公里", "隧道全长3500米", False),
        ("死亡率目标是多少", "加强宣传", False),
        ("死亡人数目标是多少人", "死亡人数：下降9%", False),
    ],
)
def test_a_number_in_another_measure_is_not_the_one_asked_for(question: str, text: str, lacking: bool) -> None:
    assert lacks_measure(question, text) is lacking
