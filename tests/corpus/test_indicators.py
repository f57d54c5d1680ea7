import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.indicators import find_indicators
from corpus.library import parse_plan
from corpus.plan import Cell, Indicator, Note, Plan, Row, Span, Table
from corpus.sections import find_sections

HEAD = "某市“十四五”应急规划\n"


def indicators(body: str) -> list[Indicator]:
    """The indicators of a plan for 2021 to 2025 with this body."""
    text = HEAD + body
    return list(find_indicators(text, (), find_sections(text, ()), ()))


def readings(body: str) -> list[str]:
    """Each target as name, operator, value, unit and year."""
    return [reading(each) for each in indicators(body) if not each.is_past]


def past_readings(body: str) -> list[str]:
    return [reading(each) for each in indicators(body) if each.is_past]


def reading(each: Indicator) -> str:
    return f"{each.name} {each.operator} {each.value}{each.unit}" + (f" {each.year}" if each.year else "")


@pytest.mark.parametrize(
    ("sentence", "reading"),
    [
        ("突发气象灾害监测率达90%以上。", "突发气象灾害监测率 ≥ 90%"),
        ("到2025年，森林火灾监测覆盖率达到100%。", "森林火灾监测覆盖率 = 100% 2025"),
        ("2025年，道路运输事故死亡人数下降9%。", "道路运输事故死亡人数 下降 9% 2025"),
        ("到二〇二五年，万人消防员数达到5.5人。", "万人消防员数 = 5.5人 2025"),
        ("每年至少开展2次森林火灾风险隐患排查整治。", "森林火灾风险隐患排查整治 ≥ 2次"),
        ("全区24小时森林火灾扑灭率达到98%以上。", "全区24小时森林火灾扑灭率 ≥ 98%"),
        ("森林火灾受害率稳定控制在0.3‰以内。", "森林火灾受害率 ≤ 0.3‰"),
        ("专职消防人员占全市总人口比例达到0.5‰。", "专职消防人员占全市总人口比例 = 0.5‰"),
        ("按照每年不低于10%的比例抽查矿山建设项目。", "抽查矿山建设项目 ≥ 10%"),
        ("市、县、重点乡镇100%完成城乡消防规划编修。", "市、县、重点乡镇完成城乡消防规划编修 = 100%"),
        ("在多发地区建设50个综合应急救援服务站。", "综合应急救援服务站 = 50个"),
        ("到2022年底,建成应急(安全)体验馆2家以上。", "应急(安全)体验馆 ≥ 2家 2022"),
        ("改造普通公路危旧桥隧15座。", "改造普通公路危旧桥隧 = 15座"),
        ("重点推进应急避难场所建设,完成3处以上。", "应急避难场所建设 ≥ 3处"),
        ("力争灾害发生后3天内全面恢复供电、供水。", "灾害发生后全面恢复供电、供水 ≤ 3天"),
        ("入职培训不少于3个月。", "入职培训 ≥ 3个月"),
        ("每个站点原则上面积不小于90平方米。", "每个站点面积 ≥ 90平方米"),
        ("紧急转移安置物资储备保障标准应达到6000人。", "紧急转移安置物资储备保障标准 = 6000人"),
        ("强对流天气预警时间提前45分钟。", "强对流天气预警时间提前 = 45分钟"),
        ("推动百分之八十以上的社区配备微型消防站。", "社区配备微型消防站 ≥ 80%"),
        ("培训安全管理人员２.5万人次。", "培训安全管理人员 = 2.5万人次"),
        ("争取中央资金3.2亿元。", "中央资金 = 3.2亿元"),
        ("禁止在干流岸线一公里范围内新建化工园区。", "禁止在干流岸线新建化工园区 ≤ 1公里"),
        ("9．2023年前改造危房300户。", "改造危房 = 300户 2023"),
        ("（一）2023年完成新建消防站15个。", "消防站 = 15个 2023"),
        ("(2)2023年投资50亿元/年。", "投资 = 50亿元/年 2023"),
        ("补贴标准由1000元提高到1500元。", "补贴标准 = 1500元"),
    ],
)
def test_target_in_prose_has_name_operator_value_unit_and_year(sentence: str, reading: str) -> None:
    assert readings(sentence) == [reading]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "建成森林扑火专业队伍1支、半专业队伍16支，新建100口消防水池。",
            ["森林扑火专业队伍 = 1支", "半专业队伍 = 16支", "消防水池 = 100口"],
        ),
        (
            "到2025年,建成2支省级社会救援力量和5支市级社会救援力量。",
            ["省级社会救援力量 = 2支 2025", "市级社会救援力量 = 5支 2025"],
        ),
        (
            "投保率、达标率和持证率分别达到100%、90%和95%。",
            ["投保率 = 100%", "达标率 = 90%", "持证率 = 95%"],
        ),
        (
            "保障集中转移安置人口4-6万、15天基本生活规模。",
            ["保障集中转移安置人口 = 4-6万", "保障集中转移安置人口基本生活规模 = 15天"],
        ),
        (
            "保障标准应达到6000人、偏远街镇应达到200人。",
            ["保障标准 = 6000人", "保障标准 = 200人"],
        ),
        (
            "至少建设1支30人以上的专业森林消防队伍。",
            ["专业森林消防队伍 ≥ 1支", "专业森林消防队伍 ≥ 30人"],
        ),
        (
            "新建消防站15个（其中一级站3个）。",
            ["消防站 = 15个", "一级站 = 3个"],
        ),
    ],
)
def test_each_figure_of_a_list_has_its_own_name(sentence: str, found: list[str]) -> None:
    assert readings(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "落实“三个必须”，坚持两个至上，增强四个意识。",
        "建设“1+5+N”体系，打造5G+工业互联网平台，启用119指挥中心，拨打12350举报。",
        "严格执行第十五条，按照应急〔2021〕64号文件办理，联系电话0931-8888888。",
        "本规划自2021年起实施，为期5年。",
        "建立3个方面的机制，压实4个责任。",
        "落实《化工行业发展规划(2021-2025)》。",
        "适用于建筑高度大于54米的住宅建筑。",
    ],
)
def test_name_number_or_slogan_is_no_target(sentence: str) -> None:
    assert indicators(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "reading"),
    [
        ("2022年底前完成城乡消防规划编修。", "城乡消防规划编修 ≤ 2022年底前 2022"),
        ("2025年前建成风险隐患实时跟踪系统。", "风险隐患实时跟踪系统 ≤ 2025年前 2025"),
        ("到2023年，建成预案电子化平台。", "预案电子化平台 ≤ 2023年 2023"),
        ("2023 年组织完成中期评估。", "中期评估 ≤ 2023年 2023"),
        ("2022年6月底前全面完成自然灾害普查。", "自然灾害普查 ≤ 2022年6月底前 2022"),
    ],
)
def test_date_by_which_something_definite_is_done_is_a_target(sentence: str, reading: str) -> None:
    assert readings(sentence) == [reading]


@pytest.mark.parametrize(
    "sentence",
    ["到2025年，应急管理能力显著增强。", "到2035年，基本实现应急管理体系现代化。", "2022年7月15日印发。"],
)
def test_date_of_nothing_definite_is_no_target(sentence: str) -> None:
    assert indicators(sentence) == []


def test_year_at_the_opening_of_a_sentence_governs_all_its_clauses() -> None:
    assert readings("到2025年，备案率达到90%；演练率达到80%。") == ["备案率 = 90% 2025", "演练率 = 80% 2025"]


def test_year_inside_a_sentence_governs_its_clause_alone() -> None:
    assert readings("推广检查，到2022年执法率达80%；持证率达90%。") == ["执法率 = 80% 2022", "持证率 = 90%"]


def test_year_that_opens_a_paragraph_or_announces_a_list_is_inherited() -> None:
    assert readings("到2025年，体系更加健全。备案率达到90%。") == ["备案率 = 90% 2025"]
    assert readings("到2025年，实现下列目标：\n备案率达到90%。\n") == ["备案率 = 90% 2025"]


def test_only_year_of_the_goals_is_that_of_each_of_them() -> None:
    goals = "（三）主要目标\n1.总体目标。健全机制，到2025年，能力显著提升。\n2.分项目标。\n备案率达到90%。\n"

    assert readings(goals) == ["备案率 = 90% 2025"]
    assert readings(goals + "到2035年，实现现代化。\n") == ["备案率 = 90%"]


def test_base_of_a_change_comes_from_its_sentence_or_its_heading() -> None:
    (one,) = indicators("到2025年，死亡人数较2020年下降15%。")
    (other,) = indicators("3.主要指标(较“十三五”期间)。事故起数下降10%。")

    assert (one.name, one.base, one.is_past) == ("死亡人数", "2020年", False)
    assert (other.name, other.base, other.is_past) == ("事故起数", "“十三五”期间", False)


def test_condition_is_what_limits_the_figure() -> None:
    found = indicators("力争覆盖率达到98%。每年组织开展1次综合应急演练。")

    assert [each.condition for each in found] == ["力争", "每年"]


def test_nature_beside_a_figure_is_read() -> None:
    found = indicators("事故起数下降20%（约束性）；培训合格率100%（预期性指标）。")

    assert [each.nature for each in found] == ["约束性", "预期性"]


@pytest.mark.parametrize(
    ("sentence", "reading"),
    [
        ("“十三五”期间，新建应急避难场所20处。", "应急避难场所 = 20处"),
        ("截至2020年底，建成避难场所128个。", "避难场所 = 128个 2020"),
        ("2019年，亿元GDP死亡率为0.018。", "亿元GDP死亡率 = 0.018 2019"),
        ("已建成16个森林防火视频监测点。", "森林防火视频监测点 = 16个"),
        ("健全4个专项指挥部的职能。", "专项指挥部 = 4个"),
        ("与“十二五”期间相比，“十三五”期间事故起数下降13.67%。", "事故起数 下降 13.67%"),
    ],
)
def test_what_was_reached_is_past(sentence: str, reading: str) -> None:
    assert (past_readings(sentence), readings(sentence)) == ([reading], [])


def test_section_tells_past_from_target_unless_the_sentence_says_otherwise() -> None:
    past = "一、现状与形势\n（一）工作成效\n组建救援队伍5支。到2025年，备案率达到90%。\n"
    ahead = "一、工作基础与主要目标\n（一）主要目标\n组建救援队伍5支。\n"

    assert past_readings(past) == ["救援队伍 = 5支"]
    assert readings(past) == ["备案率 = 90% 2025"]
    assert readings(ahead) == ["救援队伍 = 5支"]


def test_five_years_before_those_of_the_title_are_past_however_often_they_are_named() -> None:
    body = "一、背景\n“十三五”规划，“十三五”末，“十三五”。\n“十三五”期间，新建消防站20个。\n"

    assert (past_readings(body), readings(body)) == (["消防站 = 20个"], [])


@pytest.mark.parametrize(
    "heading", ["2023年执行情况", "工作开展情况", "主要目标完成情况", "2022年工作总结", "工作回顾", "“十三五”主要任务"]
)
def test_heading_of_a_report_is_past(heading: str) -> None:
    assert past_readings(f"一、{heading}\n培训人员300人。\n二、下一步打算\n改造300户。\n") == ["培训人员 = 300人"]


def test_report_is_past_but_for_what_it_plans_next() -> None:
    text = "某市2022年工作总结\n发生事故12起。\n一、下一步计划\n到2023年，培训人员500人。\n"
    found = find_indicators(text, (), find_sections(text, ()), ())

    assert [(reading(each), each.is_past) for each in found] == [
        ("发生事故 = 12起", True),
        ("培训人员 = 500人 2023", False),
    ]


def test_span_proves_the_figure_with_its_year_and_value_span_is_as_printed() -> None:
    text = HEAD + "加强管控。到2025年，目录制定率l00%，持续推进。"
    (found,) = find_indicators(text, (), (), ())

    assert found.span.of(text) == "到2025年，目录制定率l00%"
    assert (found.value_span.of(text), found.value) == ("l00%", "100")


def table(rows: list[list[str]], *, title: str = "", note: Note | None = None) -> tuple[str, Table]:
    """A plan of nothing but a table, one cell a line; the first row is its header."""
    text = HEAD + title + "\n"
    start = len(HEAD)
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        made: list[Cell] = []
        for word in row:
            made.append(Cell(word.strip("*"), Span(len(text), len(text) + len(word))))
            text += word + "\n"
        cells.append(tuple(made))
    body = tuple(Row(each, Span(each[0].span.start, each[-1].span.end)) for each in cells[1:])
    return text, Table(title, cells[0], body, (note,) if note else (), Span(start, len(text)))


def of_table(rows: list[list[str]], *, title: str = "", note: Note | None = None) -> list[Indicator]:
    text, made = table(rows, title=title, note=note)
    return list(find_indicators(text, (), (), (made,)))


def test_row_of_a_table_is_an_indicator() -> None:
    (found,) = of_table(
        [
            ["序号", "指标内容", "预期值", "指标性质"],
            ["1", "单位地区生产总值生产安全事故死亡率(人/百亿)", "<1.3", "约束性"],
        ],
        title="“十四五”应急管理主要指标",
    )

    assert reading(found) == "单位地区生产总值生产安全事故死亡率 < 1.3人/百亿 2025"
    assert (found.nature, found.is_past) == ("约束性", False)


def test_brackets_that_hold_no_unit_belong_to_the_name_and_no_unit_is_guessed() -> None:
    (found,) = of_table([["指标内容", "预期值"], ["灾害性地震预警信息发布时效(震后)", "5-10"]])

    assert (found.name, found.value, found.unit) == ("灾害性地震预警信息发布时效(震后)", "5-10", "")


def test_unit_of_a_rate_keeps_its_stroke_and_a_lone_stroke_is_no_unit() -> None:
    found = of_table([["指标", "单位", "2025年"], ["孕产妇死亡率", "/10万", "≤9"], ["事故起数", "/", "5"]])

    assert [each.unit for each in found] == ["/10万", ""]


def test_footnote_of_a_value_is_its_note() -> None:
    note = Note("*", "为五年平均数", Span(0, 1), ((0, 1),))
    found = of_table([["指标", "目标值"], ["死亡人数", "下降9%*"], ["受灾人次", "＜15000人"]], note=note)

    assert [(each.value, each.note) for each in found] == [("9", "为五年平均数"), ("15000", None)]


def test_column_of_a_year_before_the_plan_is_past() -> None:
    found = of_table(
        [
            ["指标", "单位", "2020年", "2025年", "年均增长", "属性"],
            ["应急避难场所", "个", "128", "200", "5%", "预期性"],
            ["预警覆盖率", "%", "90", "≥95", "[5]", "约束性"],
        ]
    )

    assert [(reading(each), each.is_past) for each in found] == [
        ("应急避难场所 = 128个 2020", True),
        ("应急避难场所 = 200个 2025", False),
        ("预警覆盖率 = 90% 2020", True),
        ("预警覆盖率 ≥ 95% 2025", False),
    ]
    assert [each.nature for each in found] == ["预期性", "预期性", "约束性", "约束性"]


@pytest.mark.parametrize(
    ("years", "past"),
    [
        (["2021年", "2025年"], [True, False]),
        (["2021年", "2022年"], [False, False]),
        (["2021年目标", "2025年目标"], [False] * 2),
    ],
)
def test_first_year_of_a_table_is_past_unless_the_plan_goes_year_by_year(years: list[str], past: list[bool]) -> None:
    assert [each.is_past for each in of_table([["指标", *years], ["避难场所", "128", "200"]])] == past


def test_change_ratio_and_word_in_a_table_are_read_as_printed() -> None:
    found = of_table(
        [
            ["指标名称", "2020年基期值", "2025年目标值"],
            ["充电桩数量（个）", "1200", "≥5000"],
            ["车桩比", "3:1", "2:1"],
            ["较大事故起数", "1", "零"],
            ["预警信息", "92%", "全覆盖"],
            ["万车死亡率（人/万车）", "1.8", "降至1.5以下"],
            ["公交分担率", "35%", "提高5个百分点"],
            ["完成时限", "—", "2024年6月底"],
        ]
    )

    assert [reading(each) for each in found if not each.is_past] == [
        "充电桩数量 ≥ 5000个 2025",
        "车桩比 = 2:1 2025",
        "较大事故起数 = 0 2025",
        "预警信息 = 全覆盖 2025",
        "万车死亡率 ≤ 1.5人/万车 2025",
        "公交分担率 提高 5个百分点 2025",
    ]


def test_year_that_the_plan_ends_with_is_a_target_beside_a_later_one() -> None:
    assert [each.is_past for each in of_table([["指标", "2025年", "2030年"], ["避难场所", "128", "200"]])] == [
        False
    ] * 2


def test_year_without_the_word_is_past_beside_years_with_it() -> None:
    found = of_table([["指标", "2023年", "2024年目标", "2025年目标"], ["避难场所", "128", "150", "200"]])

    assert [each.is_past for each in found] == [True, False, False]


def test_table_of_other_things_has_no_indicators() -> None:
    assert of_table([["序号", "项目", "投资"], ["1", "应急指挥中心", "300万元"]]) == []


def test_target_in_words_is_an_indicator_with_the_words_as_printed_and_no_unit() -> None:
    found = of_table(
        [
            ["指标", "单位", "2020年", "2025年", "属性"],
            ["森林覆盖率", "%", "41.2", "42", "约束性"],
            ["单位生产总值能耗降低", "%", "—", "完成省级下达任务", "约束性"],
            ["新增建设用地规模", "公顷", "完成省级任务", "控制在省下达\n指标以内", "预期性"],
            ["应急体系", "", "", "基本建成", "预期性"],
        ]
    )

    assert [(reading(each), each.nature) for each in found if not each.is_past] == [
        ("森林覆盖率 = 42% 2025", "约束性"),
        ("单位生产总值能耗降低 = 完成省级下达任务 2025", "约束性"),
        ("新增建设用地规模 = 控制在省下达指标以内 2025", "预期性"),
        ("应急体系 = 基本建成 2025", "预期性"),
    ]
    assert [reading(each) for each in found if each.is_past] == ["森林覆盖率 = 41.2% 2020"]


@pytest.mark.parametrize("cell", ["", "—", "/", "无", "待定", "约束性", "另行制定"])
def test_cell_that_sets_nothing_is_no_target(cell: str) -> None:
    assert of_table([["指标", "目标值"], ["应急体系", cell]]) == []


def test_words_below_a_column_that_names_no_value_are_no_target() -> None:
    assert of_table([["目标", "指标", "属性"], ["安全发展", "应急体系", "预期性"]]) == []


def test_targets_of_the_plans_are_found(real_plans: dict[str, Plan]) -> None:
    found = {
        plan.id: [
            reading(each)
            for each in find_indicators(plan.text, plan.furniture, plan.sections, plan.tables)
            if not each.is_past
        ]
        for plan in real_plans.values()
    }

    assert "危化品生产企业入园率 ≥ 80% 2025" in found["zhangye"]
    assert "亿元生产总值生产安全事故死亡率 下降 33% 2025" in found["zhangye"]
    assert "市本级和危险化学品重点县的化工产业“禁限控”目录制定率 = 100% 2022" in found["zhangye"]
    assert "灾害事故发生后受灾人员基本生活得到有效救助时间 ≤ 10小时 2025" in found["heping"]
    assert "区域内重点企业的预案备案率 = 100%" in found["xiqing"]
    assert "城镇老旧小区改造 = 160.07万平方米" in found["beibei"]


def test_figures_of_the_plans_are_as_printed(real_plan: Plan) -> None:
    text = real_plan.text
    for each in find_indicators(text, real_plan.furniture, real_plan.sections, real_plan.tables):
        assert each.span.contains(each.value_span)
        assert each.value[0] in each.value_span.of(text).translate(str.maketrans("l两一零", "1210"))


FORMS = "到2025年,；。、：“”《》（）较“十三五”期间下降10%建设5个队伍至少不超过按照的比例完成每两力争覆盖率为从\n"


@given(st.lists(st.sampled_from(["到2025年", "下降10%", "5个", "4-6万", "“十三五”期间", *FORMS]), max_size=60))
def test_any_text_is_read_and_each_span_holds_its_figure(parts: list[str]) -> None:
    text = "".join(parts)
    for each in find_indicators(text, (), find_sections(text, ()), ()):
        assert each.name
        assert each.span.contains(each.value_span)
        assert Span(0, len(text)).contains(each.span)


@pytest.mark.parametrize(
    "part",
    ["建设5个、", "1,", "《", "达到达到", "到2025年，", "按照", "较2020年", "（", "，", "甲", "到2025年，对甲，"],
)
def test_a_long_text_of_one_piece_is_read(part: str) -> None:
    # A quadratic pattern would not come back from these; `python -m eval.bench.parsing` times them.
    text = part * (40_000 // len(part)) + "5公里"

    assert all(each.span.end <= len(text) for each in find_indicators(text, (), (), ()))


def test_a_deadline_in_the_brackets_of_the_units_is_no_indicator() -> None:
    text = "一、任务\n1.完善布局。新建消防站4座。（市消防救援支队牵头，市财政局配合，2023年底前完成）\n"
    assert [each.name for each in find_indicators(text, (), find_sections(text, ()), ())] == ["消防站"]


def test_rows_that_lost_header_and_cells_are_indicators_with_clean_names() -> None:
    found = indicators(
        "甲市“十四五”应急规划\n一、目标\n1火灾死亡人数下降15%约束性\n2避难场所面积（平方米）1.5预期性\n3亿元产值死亡率＜0.01约束性\n"
    )

    assert [reading(each) for each in found] == [
        "火灾死亡人数 下降 15% 2025",
        "避难场所面积 = 1.5平方米 2025",
        "亿元产值死亡率 < 0.01 2025",
    ]
    assert [each.nature for each in found] == ["约束性", "预期性", "约束性"]


def test_dump_of_figures_is_read_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.indicators.MOST_READ", 4)  # the title may have a figure

    assert [each.value for each in indicators("死亡人数下降1%。\n" * 9)] == ["1", "1", "1"]
    assert [each.value for each in indicators("死亡人数下降1%。" * 9)] == ["1", "1", "1"]  # on one line


def test_who_is_responsible_in_a_year_is_no_target() -> None:
    plan = parse_plan(
        "p",
        "p.txt",
        "某市防灾规划\n\n一、目标\n表1 主要指标\n序号\t指标名称\t2020年\t2025年目标值\t责任单位（2025年）\t属性\n"
        "1\t避难场所（处）\t10\t20\t市住建局\t预期性\n2\t培训率（%）\t80\t95\t市教育局\t约束性\n",
    )
    assert [each.value for each in plan.indicators] == ["20", "95"]


def test_round_figure_that_looks_like_a_year_is_a_value_where_its_unit_is_known() -> None:
    table = "指标名称\t2020年\t2025年目标值\n护理员人数（人）\t1210\t2000\n建成时间\t2020\t2025\n"

    plan = parse_plan("p", "p.txt", f"某市规划\n\n一、目标\n表1 主要指标\n{table}")
    assert [(each.value, each.unit) for each in plan.indicators] == [("2000", "人")]


def test_column_of_a_month_beside_one_of_goals_tells_what_was_reached() -> None:
    table = "指标名称\t2020年\t2023年6月\t2025年目标值\n床位占比（%）\t51\t62.4\t65\n持证人数（人）\t210\t860\t900\n"

    plan = parse_plan("p", "p.txt", f"某市规划\n\n一、目标\n表1 主要指标\n{table}")
    assert [each.value for each in plan.indicators] == ["65", "900"]
