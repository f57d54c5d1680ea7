import pytest

from service.answer.measures import amount_of, asks_share, lacks_measure, states_number, states_share


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("要配多少辆救护车", "辆"),
        ("防護物資要存夠幾個月", "月"),
        ("老旧小区改造多少万平米", "平米"),
        ("救援要几分钟到", "分钟"),
        ("打卡费多少钱", "钱"),
        ("蓄水池多少立方", "立方"),
        ("建多少个平台", "count"),
        ("How many teams are there?", "count"),
        ("多久能到现场", "time"),
        ("How far is the nearest station?", "length"),
        ("How far ahead are warnings issued?", "time"),
        ("占多大比例", "share"),
        ("占比要降几个点", "share"),
        ("死亡率目标是多少", ""),
        ("分几级响应", "级"),
        ("防汛目标是什么", "aim"),
        ("多久演练一次", "often"),
        ("几年轮训一次", "often"),
        ("每隔几个月检查", "often"),
        ("How often are drills held?", "often"),
        ("有效期几年", "年"),
        ("省级补助占比多少", "share"),
        ("覆盖率是多少", "share"),
        ("仓库占地多大", "area"),
        ("消防水池多大", "size"),
        ("火灾风险有多大", ""),
        ("支出占总额多少", "share"),
        ("占用耕地多少", ""),
        ("Compare the number of shelters in both", "count"),
    ],
)
def test_the_measure_that_a_question_names(question: str, kind: str) -> None:
    amount = amount_of(question)
    assert amount is not None
    assert amount.kind == kind


@pytest.mark.parametrize(
    "question",
    [
        "和哪几家超市签了协议",
        "涉及几个方面",
        "由几部门负责",
        "前几年关了一批",
        "怎么防汛",
        "举报电话是多少",
        "邮编是多少",
        "文号是什么",
        "最迟几月完成",
        "Is the number of shelters given?",
    ],
)
def test_what_asks_for_no_amount(question: str) -> None:
    assert amount_of(question) is None


@pytest.mark.parametrize(
    ("question", "text", "contexts"),
    [
        ("新增几座消防站", "完善预案,建设消防站,新增5座", ["建设消防站,新增5座"]),
        ("新增几座消防站", "覆盖率达到95%,建设消防站", []),
        ("预警多久发布", "预警信息发布时效(震后)\n\n5-10\n\n预期性", ["预警信息发布时效(震后)\n\n5-10\n\n预期性"]),
        ("几年轮训一次", "按照3年轮1次的要求", ["按照3年轮1次的要求"]),
        ("死亡多少人", "死亡人数下降9%", ["死亡人数下降9%"]),
        ("建多少个平台", "建成平台两个", ["建成平台两个"]),
        (
            "村干部几年培训一次",
            "按照3年轮1次的要求,对村干部开展培训,落实经费",
            ["按照3年轮1次的要求,对村干部开展培训,"],
        ),
        ("多久赶到现场", "接到报警后15分钟内,赶赴现场", ["接到报警后15分钟内,赶赴现场"]),
        ("多少人", "疏散5人,安置群众", ["疏散5人,"]),
    ],
)
def test_an_amount_is_told_with_the_clause_before_it(question: str, text: str, contexts: list[str]) -> None:
    amount = amount_of(question)
    assert amount is not None
    assert list(amount.contexts(text)) == contexts


def test_kinds_may_be_listed_and_goals_be_put_in_words() -> None:
    assert not lacks_measure("配备几类装备", "配备防护和通讯装备")
    assert not lacks_measure("防汛目标是什么", "全面提高防汛能力")


def test_an_item_number_is_no_amount() -> None:
    assert not states_number("（3）健全街道、社区“一张图”工作机制。")
    assert states_number("目录制定率l00%")


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
        ("改造多少个", "改造小区160.07万平方米", True),
        ("蓄水池多少立方", "新建100口蓄水池", True),
        ("蓄水池多少立方", "蓄水池容量500立方米", False),
        ("修多少公里路", "修路30km", False),
        ("救灾多久到位", "救助时间缩短至10小时以内", False),
        ("救灾多久到位", "救助人数15000人", True),
        ("事故控制在几起", "较大事故起数：0（2025年）", False),
        ("How many teams?", "配备率达到100%", True),
        ("How much should the number of firms shrink?", "企业总量减少10%", False),
        ("How large is each station?", "建设50个服务站", True),
        ("多久演练一次", "每半年组织演练", False),
        ("多久演练一次", "每两年一轮", False),
        ("多久演练一次", "每季度演练", False),
        ("多久演练一次", "每年演练不少于2次", False),
        ("多久演练一次", "一次性发放演练补贴", True),
        ("多久演练一次", "加强演练", True),
        ("多久演练一次", "启动第一次普查", True),
        ("多久演练一次", "到2023年实现预案全覆盖", True),
        ("消防水池多大", "建设隔离带100公里", True),
        ("保存多少年", "档案保存十五年", False),
        ("保存多少年", "档案永久保存", False),
        ("有效期几年", "本办法有效期十年", False),
        ("有效期几年", "实施三年行动", True),
        ("要多长时间", "半小时内到达", False),
        ("几天内办结", "9月15日起办理", True),
        ("几个月办一次", "每月办理", False),
        ("罚款多少", "处一倍以上三倍以下罚款", False),
        ("罚款多少", "依法处理5家", True),
        ("收多少钱", "一律免费", False),
        ("要多少钱", "费用由单位自筹", False),
        ("省级补助占比多少", "省级补助1.1亿元", True),
        ("省级补助占比多少", "省级补助占三成", False),
        ("省级补助占比多少", "省级补助占五分之一", False),
        ("省级补助占比多少", "配备比例不低于2‰", False),
        ("覆盖率是多少", "实现社区全覆盖。", False),
        ("覆盖率是多少", "覆盖率：95（2025年）", False),
        ("修多少公里路", "转移群众4-6万、安置到位", True),
        ("仓库占地多大", "建设仓库5座", True),
        ("仓库占地多少", "占地30亩", False),
        ("消防水池多大", "建设消防水池100口", True),
        ("Compare the number of shelters", "避难场所覆盖率95%", True),
        ("Compare the number of shelters", "避难场所12处", False),
    ],
)
def test_a_number_in_another_measure_is_not_the_one_asked_for(question: str, text: str, lacking: bool) -> None:
    assert lacks_measure(question, text) is lacking


def test_most_of_something_told_in_words_is_an_amount() -> None:
    amount = amount_of("参保的有多少")
    assert amount is not None
    assert amount.is_stated("八成以上参保")
    assert not amount.is_stated("积极参保")


@pytest.mark.parametrize("text", ["1" + " " * 100_000, "1" * 100_000, "按" * 100_000, "每" * 100_000, "半个" * 50_000])
def test_a_long_run_of_one_character_is_no_amount_of_time(text: str) -> None:
    assert lacks_measure("多久演练一次", text)


def test_a_share_is_asked_for_by_what_is_one() -> None:
    assert asks_share("床位占比")
    assert asks_share("what percentage")
    assert not asks_share("配送效率")


def test_a_share_is_stated_with_its_sign_or_as_all() -> None:
    assert states_share("占比达到80%")
    assert states_share("实现全覆盖")
    assert not states_share("建成12个站点")
