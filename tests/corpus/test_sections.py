import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import find_furniture
from corpus.plan import Plan, Section, Span, Table
from corpus.sections import find_sections
from corpus.tables import find_tables

# Counted by hand in the bodies of the five plans: headings 一、 and headings （一）.
COUNTS = {"beibei": (5, 20), "fengtai": (5, 25), "heping": (6, 31), "xiqing": (2, 0), "zhangye": (5, 29)}

# The headings 一、 with how many headings （一） stand below each.
LEVEL_1 = {
    "beibei": {
        "一、应急管理工作现状与面临的形势": 3,
        "二、指导思想、基本原则和主要目标": 4,
        "三、主要任务": 6,
        "四、重大工程": 4,
        "五、保障措施": 3,
    },
    "fengtai": {
        "一、现状与形势": 2,
        "二、指导思想、基本原则和规划目标": 3,
        "三、主要任务": 8,
        "四、重点工程": 7,
        "五、保障措施": 5,
    },
    "heping": {
        "一、“十三五”时期应急管理工作情况": 5,
        "二、“十四五”时期应急体系建设面临的机遇和挑战": 2,
        "三、指导思想、基本原则和规划目标": 3,
        "四、主要任务": 11,
        "四、重点工程": 6,
        "五、保障措施": 4,
    },
    "xiqing": {"一、重要举措及分工": 0, "二、工作要求": 0},
    "zhangye": {"一、形势分析": 3, "二、总体要求": 3, "三、主要任务": 9, "四、重点工程": 10, "五、保障措施": 4},
}


def sections_of(text: str) -> tuple[Section, ...]:
    return find_sections(text, find_furniture(text))


def outline(text: str) -> list[str]:
    """Each heading, indented by one dot a level."""
    return ["." * (each.level - 1) + each.label for each in sections_of(text)]


def bodies(text: str) -> list[str]:
    return [each.span.of(text) for each in sections_of(text)]


def is_level_2(section: Section) -> bool:
    return section.level == 2 and re.fullmatch("[（(][一二三四五六七八九十]+[）)]", section.number) is not None


def test_heading_counts_are_those_counted_by_hand(real_plan: Plan) -> None:
    level_1 = [each for each in real_plan.sections if each.level == 1]
    level_2 = [each for each in real_plan.sections if is_level_2(each)]

    assert (len(level_1), len(level_2)) == COUNTS[real_plan.id]


def test_headings_of_level_1_hold_the_headings_below_them(real_plan: Plan) -> None:
    found = {
        real_plan.sections[at].label: sum(is_level_2(real_plan.sections[child]) for child in real_plan.children(at))
        for at in real_plan.children(None)
    }

    assert found == LEVEL_1[real_plan.id]


def test_102_tasks_stand_below_the_first_heading_of_xiqing(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["xiqing"]
    tasks = [plan.sections[at] for at in plan.children(0)]

    assert [int(task.number.rstrip(".")) for task in tasks] == list(range(1, 103))
    assert [task.label for task in tasks if "." not in task.number] == ["71加强应急管理队伍专业能力建设"]


def test_task_reaches_to_the_units_responsible_for_it(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["xiqing"]

    assert plan.sections[2].span.of(plan.text).split() == [
        "2.健全党政同责、一岗双责、权责一致、失职追责的应急管理责任制。",
        "牵头单位:区应急",
        "责任单位:区纪委监委、区委组织部、区委编办、区政府办",
    ]


def test_heading_span_starts_with_the_number_and_holds_the_title(real_plan: Plan) -> None:
    for section in real_plan.sections:
        heading = section.heading.of(real_plan.text)

        assert heading.startswith(section.number)
        assert section.title in heading
        assert "\n" not in heading


def test_section_opens_with_its_heading(real_plan: Plan) -> None:
    for section in real_plan.sections:
        assert section.span.start == section.heading.start
        assert section.span.contains(section.heading)


def test_section_lies_inside_its_parent(real_plan: Plan) -> None:
    for section in real_plan.sections:
        if section.parent is not None:
            parent = real_plan.sections[section.parent]

            assert parent.span.contains(section.span)
            assert parent.level == section.level - 1


def test_sections_of_level_1_leave_nothing_between_them(real_plan: Plan) -> None:
    spans = [real_plan.sections[at].span for at in real_plan.children(None)]

    assert all(before.end == after.start for before, after in pairwise(spans))
    assert spans[-1].end <= len(real_plan.text)


@pytest.mark.parametrize(("plan_id", "preface"), [("fengtai", "是开启全面建设"), ("zhangye", "承担着防范化解")])
def test_first_section_begins_below_contents_and_preface(
    real_plans: dict[str, Plan], plan_id: str, preface: str
) -> None:
    plan = real_plans[plan_id]

    assert plan.sections[0].span.start > plan.text.index(preface) > plan.text.index("保障措施")


def test_numbers_nest_by_their_family() -> None:
    assert outline("一、甲\n（一）乙\n1.丙\n（1）丁\n①戊\n2.己\n（二）庚\n二、辛\n") == [
        "一、甲",
        ".（一）乙",
        "..1.丙",
        "...（1）丁",
        "....①戊",
        "..2.己",
        ".（二）庚",
        "二、辛",
    ]


def test_chapters_stand_above_all_other_headings() -> None:
    assert outline("第一编 甲\n第一章 乙\n第二节 丙\n第三条 丁\n一、戊\n第二章 己\n") == [
        "第一编甲",
        ".第一章乙",
        "..第二节丙",
        "...第三条丁",
        "....一、戊",
        ".第二章己",
    ]


def test_level_that_is_left_out_is_not_missed() -> None:
    assert outline("一、甲\n1.乙\n（一）丙\n1.丁\n") == ["一、甲", ".1.乙", ".（一）丙", "..1.丁"]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("(二)问题和挑战", "(二)", "问题和挑战"),
        ("（十一）增强防灾减灾抗灾能力", "（十一）", "增强防灾减灾抗灾能力"),
        ("1.健全体制。市、县区落实责任。", "1.", "健全体制"),
        ("3、加强培训", "3、", "加强培训"),
        ("2．任务", "2．", "任务"),
        ("一．目标", "一．", "目标"),
        ("　　一、目标　", "一、", "目标"),
        ("## 一、目标", "一、", "目标"),
        ("**（一）指导思想**", "（一）", "指导思想"),
        ("第三章\u3000监督管理", "第三章", "监督管理"),
        ("第12条 罚则", "第12条", "罚则"),
    ],
)
def test_heading_is_a_number_and_a_title(line: str, number: str, title: str) -> None:
    (section,) = sections_of(f"{line}\n正文。\n")

    assert (section.number, section.title) == (number, title)


@pytest.mark.parametrize(
    "line",
    [
        "1",
        "5-10",
        "1.5平方米",
        "2022年底前完成。",
        "3个专项",
        "1加强培训",
        "71加强培训",
        "十四五时期",
        "一是加强领导。",
        "——坚持创新。",
    ],
)
def test_line_without_a_number_of_a_known_family_is_no_heading(line: str) -> None:
    assert outline(f"{line}\n正文。\n") == []


def test_run_in_heading_ends_with_its_first_sentence() -> None:
    text = "1.健全体制。市、县区落实责任。\n"
    (section,) = sections_of(text)

    assert section.heading.of(text) == "1.健全体制。"
    assert section.span.of(text) == "1.健全体制。市、县区落实责任。"


def test_heading_has_at_most_40_characters() -> None:
    text = f"1.{'甲' * 40}\n2.{'乙' * 41}\n3.{'丙' * 39}。丁\n4.{'戊' * 40}。己\n"

    assert [len(each.title) for each in sections_of(text)] == [40, 0, 39, 0]


def test_numbered_paragraph_without_a_heading_has_an_empty_title() -> None:
    text = "1.各部门要落实下列要求:\n正文。\n"
    (section,) = sections_of(text)

    assert section.title == ""
    assert section.heading.of(text) == "1."
    assert section.span.of(text) == "1.各部门要落实下列要求:\n正文。"


def test_number_that_lost_its_dot_continues_its_count() -> None:
    assert outline("1.甲\n2乙建设\n3.丙\n") == ["1.甲", "2乙建设", "3.丙"]


@pytest.mark.parametrize("line", ["2个专项", "2年内完成", "3乙建设", "2"])
def test_quantity_does_not_continue_a_count(line: str) -> None:
    assert outline(f"1.甲\n{line}\n") == ["1.甲"]


def test_count_starts_anew_below_each_heading() -> None:
    assert outline("一、甲\n1.乙\n二、丙\n2丁建设\n") == ["一、甲", ".1.乙", "二、丙"]


def test_section_ends_where_the_next_of_its_level_begins() -> None:
    text = "一、甲\n正文。\n（一）乙\n丙。\n二、丁\n戊。\n"

    assert bodies(text) == ["一、甲\n正文。\n（一）乙\n丙。\n", "（一）乙\n丙。\n", "二、丁\n戊。"]


def test_last_section_ends_before_the_footer() -> None:
    text = "一、甲\n乙。\n\n版权所有 某市人民政府\n网站标识码：1\n\n"

    assert bodies(text) == ["一、甲\n乙。"]


def test_contents_page_has_no_sections() -> None:
    text = "目录\n一、甲 1\n（一）乙 2\n\n一、甲\n（一）乙\n丙。\n"

    assert outline(text) == ["一、甲", ".（一）乙"]
    assert sections_of(text)[0].span.start == text.rindex("一、甲")


def test_heading_begins_behind_the_bookmarks_before_it() -> None:
    text = "[bookmark: _Toc1][bookmark: _Toc2]一、甲\n乙。\n"
    (section,) = sections_of(text)

    assert section.heading.of(text) == "一、甲"


def test_only_the_furniture_that_is_given_is_left_out() -> None:
    text = "目录\n一、甲\n二、乙\n一、甲\n"

    assert len(find_sections(text, ())) == 3
    assert len(find_sections(text, find_furniture(text))) == 1


def test_text_without_headings_has_no_sections() -> None:
    assert sections_of("正文。\n\n又一段。\n") == ()


# The hand counts of the boxes and of the items in them.
def test_boxes_hold_their_own_items(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["zhangye"]
    boxes = [at for at, each in enumerate(plan.sections) if each.number.startswith("专栏")]

    assert [plan.sections[at].label for at in boxes] == [
        "专栏1自然灾害风险防治",
        "专栏2安全生产隐患排查治理",
        "专栏3重点行业领域整治提升工程",
    ]
    assert [max(len(plan.children(at)), 1) for at in boxes] == [3, 1, 11]


def test_number_after_a_box_goes_on_where_the_list_around_it_stopped(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["zhangye"]
    box = next(each for each in plan.sections if each.number == "专栏2")
    after = next(each for each in plan.sections if each.span.start == box.span.end)

    assert after.label == "3.推进重点领域专项整治"
    assert after.level == box.level - 1


def test_items_that_lost_their_brackets_are_one_list(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["zhangye"]
    parent = next(at for at, each in enumerate(plan.sections) if each.title == "分项目标")

    assert [plan.sections[at].label for at in plan.children(parent)] == [
        "1进一步健全完善体制机制",
        "2进一步提升防范防治能力",
        "3进一步加强防灾救灾能力",
        "4)进一步提升应急救援能力",
        "5进一步提高综合治理水平",
    ]


@pytest.mark.parametrize(
    ("plan_id", "parent", "titles"),
    [
        (
            "zhangye",
            "完善应急管理组织体系",
            ["健全领导指挥体制", "强化应急管理机构建设", "完善机构协调运行机制"],
        ),
        ("beibei", "加强自然灾害综合防治", ["洪旱灾害防治", "地震地质灾害防治", "森林火灾防治", "气象灾害防治"]),
    ],
)
def test_short_first_sentences_of_paragraphs_are_headings(
    real_plans: dict[str, Plan], plan_id: str, parent: str, titles: list[str]
) -> None:
    plan = real_plans[plan_id]
    at = next(at for at, each in enumerate(plan.sections) if each.title == parent)
    below = [plan.sections[child] for child in plan.children(at)]

    assert [each.title for each in below if not each.number] == titles


def test_one_paragraph_with_a_short_first_sentence_is_no_heading() -> None:
    text = "一、指导思想\n坚持人民至上。以习近平新时代中国特色社会主义思想为指导，统筹发展和安全。\n"

    assert [each.title for each in sections_of(text)] == ["指导思想"]


def test_parallel_first_sentences_of_two_parts_are_headings(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["fengtai"]
    at = next(at for at, each in enumerate(plan.sections) if each.title == "基本原则")

    assert [plan.sections[child].title for child in plan.children(at)] == [
        "坚持党的领导,发挥制度优势",
        "坚持生命至上,促进安全发展",
        "坚持预防为主,防抗救相结合",
        "坚持部门合作,引导社会共治",
    ]


def test_first_sentence_with_a_comma_is_no_run_in_heading() -> None:
    text = "一、形势\n风险很多，防控很难。各地要重视这些问题。\n压力很大，底子很薄。各地要重视这些问题。\n"

    assert [each.title for each in sections_of(text)] == ["形势"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("2.规范监管执法行为全面梳理、规范和精简执法事项,进一步完善执法程序标准,严密执法程序。", "规范监管执法行为"),
        ("1.开展灾害综合风险普查市有关部门依据本市实情制定完善风险隐患排查标准规范,开展普查。", "开展灾害综合风险普查"),
        (
            "3、提升城乡供水保障能力坚持开源与节流并重，统筹推进骨干水源工程和城乡供水一体化，优化布局。",
            "提升城乡供水保障能力",
        ),
    ],
)
def test_title_that_lost_its_full_stop_ends_where_its_sentence_begins(line: str, title: str) -> None:
    assert sections_of(f"{line}\n正文。\n")[0].title == title


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("1.防汛抗旱:加强一级行洪河道、中小河流治理。有序推进地下综合管廊建设。", "防汛抗旱"),
        ("（2）**数字底座：**统一建设算力、网络和安全设施，逐步形成全市一体的支撑能力。", "数字底座"),
    ],
)
def test_title_ends_at_its_colon(line: str, title: str) -> None:
    assert sections_of(line)[0].title == title


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("、发展基础\n正文。\n二、总体要求\n", ["、发展基础", "二、总体要求"]),
        ("（一）基础\n正文。\n二)形势\n正文。\n(三要求\n", ["（一）基础", "二)形势", "(三要求"]),
        ("一、基础\n正文。\n二总体要求\n正文。\n三、任务\n", ["一、基础", "二总体要求", "三、任务"]),
        ("1）巡查\n2）值守\n", ["1）巡查", "2）值守"]),
        ("一　总则\n正文。\n二　组织体系\n正文。\n三　附则\n", ["一总则", "二组织体系", "三附则"]),
        ("一 、总体要求\n二 、任务\n", ["一 、总体要求", "二 、任务"]),
        ("第一節 目標\n第二節 任務\n", ["第一節目標", "第二節任務"]),
        ("1.2024年6月底前完成站房建设\n2.2025年完成改造\n", ["1.2024年6月底前完成站房建设", "2.2025年完成改造"]),
        ("第一章&nbsp;&nbsp;总则\n第二章&nbsp;附　则\n", ["第一章总则", "第二章附则"]),
        ("１．巡查\n２．值守\n", ["１．巡查", "２．值守"]),
    ],
)
def test_damaged_numbers_are_read_where_they_come_next(text: str, labels: list[str]) -> None:
    assert [each.label for each in sections_of(text)] == labels
    assert {each.level for each in sections_of(text)} == {1}


def test_decimal_numbers_nest_below_their_whole_number() -> None:
    text = (
        "1 总则\n1.1 编制目的\n正文。\n1.2 编制依据\n正文。\n2 组织体系\n2.1 指挥部\n2.1.1 职责\n1.5平方米不是编号。\n"
    )

    assert [(each.level, each.number, each.title) for each in sections_of(text)] == [
        (1, "1", "总则"),
        (2, "1.1", "编制目的"),
        (2, "1.2", "编制依据"),
        (1, "2", "组织体系"),
        (2, "2.1", "指挥部"),
        (3, "2.1.1", "职责"),
    ]


def test_decimal_numbers_nest_below_their_chapter() -> None:
    text = "第一章 总则\n1.1 规划背景\n1.2 规划范围\n第二章 目标\n2.1 定位\n"

    assert outline(text) == ["第一章总则", ".1.1规划背景", ".1.2规划范围", "第二章目标", ".2.1定位"]


def test_an_annex_closes_what_is_open_and_is_numbered_anew() -> None:
    text = "一、要求\n（一）加强领导\n正文。\n附件1 重点任务清单\n说明。\n一、任务\n1.梳理资源\n"

    assert outline(text) == ["一、要求", ".（一）加强领导", "附件1重点任务清单", "一、任务", ".1.梳理资源"]


def test_a_list_of_annexes_is_no_list_of_headings() -> None:
    text = "一、要求\n正文。\n附件：1.重点任务分工表\n2.设施建设目标表\n附件\n某市规划\n一、目标\n"

    assert outline(text) == ["一、要求", "附件", "一、目标"]


def test_a_box_that_holds_a_table_is_a_section() -> None:
    text = "一、指标\n专栏1 主要指标\n序号\t指标\t目标值\n1\t覆盖率\t95%\n2\t伤亡\t下降10%\n二、任务\n"

    assert [(each.level, each.label) for each in find_sections(text, (), find_tables(text, ()))] == [
        (1, "一、指标"),
        (2, "专栏1主要指标"),
        (1, "二、任务"),
    ]


def test_headings_that_only_their_style_marks_are_read_where_nothing_is_numbered() -> None:
    text = (
        "# 某市规划\n## 总体要求\n### 指导思想\n正文。\n### 主要目标\n1.完善体系。\n2.建设场站。\n## 主要任务\n正文。\n"
    )

    assert outline(text) == [
        "总体要求",
        ".指导思想",
        ".主要目标",
        "..1.完善体系",
        "..2.建设场站",
        "主要任务",
    ]


def test_styles_say_nothing_where_the_document_numbers_its_headings() -> None:
    text = "# 某市规划\n## 政策全文\n一、总体要求\n正文。\n二、主要任务\n正文。\n"

    assert outline(text) == ["一、总体要求", "二、主要任务"]


def test_order_words_and_dashes_open_items_below_a_heading() -> None:
    text = "（一）原则\n——坚持以人为本。把群众放在首位。\n——坚持预防为主。关口前移。\n（二）挑战\n一是底子薄。各地不一。\n二是压力大。任务重。\n"

    assert [(each.level, each.label) for each in sections_of(text)] == [
        (1, "（一）原则"),
        (2, "——坚持以人为本"),
        (2, "——坚持预防为主"),
        (1, "（二）挑战"),
        (2, "一是底子薄"),
        (2, "二是压力大"),
    ]


def test_subtitle_behind_a_dash_above_the_first_heading_is_no_section() -> None:
    assert [each.label for each in sections_of("——在全国会议上的报告\n一、形势\n")] == ["一、形势"]


def test_article_has_a_title_only_in_brackets() -> None:
    text = "第一条（目的）为了规范管理，制定本办法。\n第二条 本办法自发布之日起施行。\n"

    assert [(each.number, each.title) for each in sections_of(text)] == [("第一条", "目的"), ("第二条", "")]


def test_numbered_sentence_with_nothing_below_it_is_a_paragraph() -> None:
    text = "（一）措施\n1.强化灾后恢复与重建能力建设，提升公共设施修复能力。\n2.继续推动示范社区创建工作，带动周边。\n"

    assert [each.title for each in sections_of(text)] == ["措施", "", ""]


def test_lines_of_a_table_are_no_headings() -> None:
    text = "一、指标\n1.伤亡\n2.损失\n二、保障\n"
    table = Table("", (), (), (), Span(5, 15))

    assert [each.label for each in find_sections(text, (), (table,))] == ["一、指标", "二、保障"]


def test_last_section_ends_before_the_colophon(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["zhangye"]

    assert plan.text[plan.sections[-1].span.end :].lstrip().startswith("抄送:")


@given(st.text(alphabet="一二十、（）()1234.．①是——专栏第章条。，：健全体制机制推进 \n*#", max_size=300))
def test_any_text_has_sections_that_lie_in_it_in_order(text: str) -> None:
    found = sections_of(text)

    assert [each.heading.start for each in found] == sorted(each.heading.start for each in found)
    for each in found:
        assert each.span.contains(each.heading)
        assert each.span.end <= len(text)
        assert each.heading.of(text).startswith(each.number)
        assert each.parent is None or found[each.parent].span.contains(each.span)


# Quadratic patterns would not come back from these.
@pytest.mark.parametrize(
    "line", ["1.", "一、", "专栏", "（一", "1.1", "——", "健全体制。推进", "加强" * 40, "(" * 50, "第一"]
)
def test_text_of_half_headings_is_read(line: str) -> None:
    text = f"{line}\n" * (100_000 // (len(line) + 1))

    assert len(find_sections(text, ())) <= text.count("\n")


def test_items_of_a_decree_are_sentences_without_a_title() -> None:
    text = "第一条 有下列情形之一的，给予处分：\n（一）未按照规定报告的；\n（二）不履行职责的。\n第二条 本办法自发布之日起施行。\n"
    sections = find_sections(text, ())

    assert [(each.number, each.title) for each in sections[1:3]] == [("（一）", ""), ("（二）", "")]


def test_parts_of_an_article_that_are_no_sentences_keep_their_titles() -> None:
    text = "第一条 分工如下：\n（一）领导小组\n负责指挥。\n（二）办公室\n负责协调。\n"

    assert [each.title for each in find_sections(text, ())[1:]] == ["领导小组", "办公室"]


@pytest.mark.parametrize(
    ("body", "outline"),
    [
        # The chapter's list goes on below the box.
        ("（一）甲\n专栏1 工程\n1.建站。\n（二）乙\n（三）丙\n", ["2（一）", "3专栏1", "41.", "2（二）", "2（三）"]),
        # The box has a list of its own, and the chapter's goes on below it.
        (
            "（一）甲\n专栏1 工程\n（一）建站\n（二）建库\n（二）乙\n",
            ["2（一）", "3专栏1", "4（一）", "4（二）", "2（二）"],
        ),
        # Nothing else is in the box.
        ("专栏1 工程\n（一）建站\n（二）建库\n", ["2专栏1", "3（一）", "3（二）"]),
        (
            "专栏1 工程\n（一）建站\n（二）建库\n（三）建网\n专栏2 项目\n（一）甲\n（二）乙\n",
            ["2专栏1", "3（一）", "3（二）", "3（三）", "2专栏2", "3（一）", "3（二）"],
        ),
        # The box says its own, then the chapter begins.
        ("专栏1 工程\n到2025年建成三级站网。\n（一）甲\n（二）乙\n", ["2专栏1", "2（一）", "2（二）"]),
        ("专栏1 工程\n1.建站。\n2.建库。\n（一）甲\n（二）乙\n", ["2专栏1", "31.", "32.", "2（一）", "2（二）"]),
    ],
)
def test_list_below_a_box_is_of_the_box_or_goes_on_around_it(body: str, outline: list[str]) -> None:
    found = find_sections(f"一、任务\n{body}二、保障\n", ())

    assert [f"{each.level}{each.number}" for each in found[1:-1]] == outline
    assert found[-1].level == 1


def test_preface_stands_beside_the_numbered_chapters() -> None:
    text = "# 甲市规划\n\n## 前　言\n\n为了发展。\n\n## 一、形势\n\n形势很好。\n\n## 二、任务\n\n任务很重。\n\n结  语\n\n共同努力。\n"

    assert [(each.level, each.label) for each in find_sections(text, ())] == [
        (1, "前言"),
        (1, "一、形势"),
        (1, "二、任务"),
        (1, "结语"),
    ]


def test_a_box_that_is_a_table_does_not_hold_what_follows_it() -> None:
    text = (
        "某市防灾规划\n\n一、任务\n专栏1 主要指标\n指标\t单位\t2025年目标值\n死亡率\t%\t5\n覆盖率\t%\t95\n"
        "（一）加强领导\n各县要加强领导。\n（二）加强考核\n各县要加强考核。\n"
    )
    sections = sections_of(text)
    levels = {section.title: section.level for section in sections}
    assert levels["加强领导"] == levels["加强考核"] == 2


def test_preface_stands_above_the_first_chapter_and_the_closing_word_below_the_last() -> None:
    text = "前言\n甲。\n一、要求\n乙。\n前言\n丙。\n二、任务\n结语\n丁。\n三、保障\n戊。\n结　语\n己。\n"

    assert outline(text) == ["前言", "一、要求", "二、任务", "三、保障", "结语"]


def test_annex_may_have_a_preface_of_its_own() -> None:
    text = "一、要求\n乙。\n二、任务\n丁。\n结语\n己。\n附件1\n前言\n庚。\n一、清单\n辛。\n二、分工\n壬。\n附则\n癸。\n"

    assert outline(text) == ["一、要求", "二、任务", "结语", "附件1", "前言", "一、清单", "二、分工", "附则"]


def test_each_part_may_have_a_preface_of_its_own() -> None:
    text = "第一编 总体\n引言\n甲。\n第一章 总则\n乙。\n第二编 专项\n引言\n丙。\n第一章 任务\n丁。\n引言\n戊。\n"

    assert [(each.level, each.title) for each in sections_of(text)] == [
        (1, "总体"),
        (2, "引言"),
        (2, "总则"),
        (1, "专项"),
        (2, "引言"),
        (2, "任务"),
    ]


def test_annex_that_is_a_table_is_no_colophon() -> None:
    text = "一、目标\n正文。\n二、要求\n正文。\n附件\n项目清单\n序号\n项目\n投资\n1\n甲桥\n30\n2\n乙路\n40\n"
    sections = find_sections(text, (), find_tables(text, ()))

    assert [each.label for each in sections] == ["一、目标", "二、要求", "附件"]
