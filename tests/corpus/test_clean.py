import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import find_furniture
from corpus.plan import FurnitureKind, Plan, Span
from corpus.spanset import SpanSet

# The page's header is looked for in the first 40 lines: a test about anything else starts below them.
BELOW_THE_HEADER = "正文。\n" * 40

# Read by hand: near the edges of the furniture, in tables, in boxes, in headings, at the end of the body.
BODY = {
    "beibei": (
        "重庆市北碚区人民政府\n\n2021年10月21日",
        "应急管理承担防范化解重大安全风险、及时应对处置各类灾害事故的重要职责",
        "亿元地区生产总值生产安全事故死亡率\n\n下降34%\n\n约束性",
        "注:*为五年平均数;",
        "2.智能预警信息发布系统。",
        "探索开展第三方评估,增强规划评估的客观性和准确性。",
    ),
    "fengtai": (
        "[发文编号] 丰政发〔2022〕3号",
        "北京市丰台区人民政府\n\n    2022年1月28日",
        "“十四五”时期是开启全面建设社会主义现代化国家新征程",
        "指标\n\n    性质",
        "灾害性地震预警信息发布时效(震后)\n\n    5-10\n\n    预期性",
        "确保规划建设目标、任务和重点项目全面按时完成。",
    ),
    "heping": (
        "一、“十三五”时期应急管理工作情况",
        "二、“十四五”时期应急体系建设面临的机遇和挑战",
        "应急体系建设“十四五”规划核心指标",
        "较大以上事故起数占比\n\t下降15%",
        "6.进一步推动“全国综合减灾示范社区”创建工作。",
        "找出规划实施中存在的问题，提出解决问题的对策措施。",
    ),
    "xiqing": (
        "区应急局关于印发西青区应急管理 “十四五”规划任务分工的通知",
        "拟定了《西青区应急管理“十四五”规划任务分工》印发给你们",
        "具体分工如下:",
        "71加强应急管理队伍专业能力建设",
        "102.建立健全线上教育培训考试平台",
        "确保相关工作有序推进和目标任务圆满完成",
    ),
    "zhangye": (
        "文号\n张政办发〔2022〕100号",
        "2022年7月15日",
        "张掖市十四五应急管理体系建设规划",
        "一、形势分析\n\n(一)十三五期间工作成效",
        "专栏1  自然灾害风险防治",
        "4)进一步提升应急救援能力。",
        "努力形成“政府主导、市场运作、社会参与”的多元化投入机制,完善和提升应急管理服务体系。",
    ),
}


def marked(text: str, kind: FurnitureKind) -> list[str]:
    return [each.span.of(text).strip() for each in find_furniture(text) if each.kind is kind]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_no_furniture_overlaps_a_section_heading(real_plan: Plan) -> None:
    furniture = SpanSet(each.span for each in real_plan.furniture)

    assert [each.label for each in real_plan.sections if furniture.overlapping(each.heading)] == []


@pytest.mark.parametrize(("plan_id", "phrase"), [(plan_id, phrase) for plan_id in BODY for phrase in BODY[plan_id]])
def test_body_is_not_furniture(real_plans: dict[str, Plan], plan_id: str, phrase: str) -> None:
    plan = real_plans[plan_id]
    start = plan.text.index(phrase)

    assert plan.text.count(phrase) == 1
    assert not any(each.span.overlaps(Span(start, start + len(phrase))) for each in plan.furniture)


# 5 headings of level 1 and 25 of level 2, 2 of level 3, the line 目录; 5, 29 and the line 目录.
@pytest.mark.parametrize(
    ("plan_id", "lines", "last"),
    [("fengtai", 33, "(五)健全监督机制"), ("zhangye", 35, "(四)加强资金保障,力促项目落地48")],
)
def test_contents_page_is_marked_whole(real_plans: dict[str, Plan], plan_id: str, lines: int, last: str) -> None:
    (contents,) = marked(real_plans[plan_id].text, FurnitureKind.CONTENTS)

    assert contents.startswith("目")
    assert len(lines_of(contents)) == lines
    assert lines_of(contents)[-1] == last


@pytest.mark.parametrize("plan_id", ["beibei", "heping", "xiqing"])
def test_plan_without_a_contents_page_has_none_marked(real_plans: dict[str, Plan], plan_id: str) -> None:
    assert marked(real_plans[plan_id].text, FurnitureKind.CONTENTS) == []


def test_every_bookmark_is_marked_and_nothing_else_in_its_line(real_plans: dict[str, Plan]) -> None:
    text = real_plans["heping"].text
    furniture = real_plans["heping"].furniture

    assert {each.kind for each in furniture} == {FurnitureKind.LEFTOVER}
    assert len(furniture) == text.count("[bookmark: ")
    assert all(each.span.of(text).startswith("[bookmark: _") for each in furniture)
    assert all(each.span.of(text).find("]") == len(each.span) - 1 for each in furniture)


def test_weather_above_the_plan_is_marked(real_plans: dict[str, Plan]) -> None:
    assert [line[:11] for line in marked(real_plans["xiqing"].text, FurnitureKind.SITE)[:3]] == [
        "天气预报:",
        "西青区气象台2024年",
        "字号",
    ]


def test_site_footer_is_marked_to_the_end(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["xiqing"]
    footer = Span(plan.text.index("扫一扫在手机打开当前页"), len(plan.text))
    free = SpanSet(each.span for each in plan.furniture).gaps(footer)

    assert "".join(span.of(plan.text) for span in free).strip() == ""


def test_links_below_the_plan_are_marked(real_plans: dict[str, Plan]) -> None:
    assert marked(real_plans["beibei"].text, FurnitureKind.SITE) == [
        "文件下载:",
        "部门解读:",
        "一图读懂:",
        "热点解读:",
    ]


def test_links_in_the_page_header_are_marked(real_plans: dict[str, Plan]) -> None:
    header = marked(real_plans["fengtai"].text, FurnitureKind.SITE)

    assert {"• 政策解读", "• 废止文件相关链接", "字体:"} <= set(header)


def test_section_never_ends_in_furniture_or_white_space(real_plan: Plan) -> None:
    last = real_plan.sections[-1].span

    assert last.stripped(real_plan.text) == last
    assert not any(each.span.overlaps(Span(last.end - 1, last.end)) for each in real_plan.furniture)


@pytest.mark.parametrize("title", ["目录", "目  录", "目\u3000录", "# 目录", "目次", "目录：", "Contents"])
def test_contents_title_is_known_in_many_spellings(title: str) -> None:
    text = f"{title}\n一、总则 1\n二、附则 9\n\n一、总则\n正文。\n"

    assert marked(text, FurnitureKind.CONTENTS) == [f"{title}\n一、总则 1\n二、附则 9"]


def test_contents_end_where_their_first_entry_comes_again() -> None:
    text = "目录\n一、总则\n（一）目标\n二、附则\n一、总则\n（一）目标\n二、附则\n"

    assert marked(text, FurnitureKind.CONTENTS) == ["目录\n一、总则\n（一）目标\n二、附则"]


def test_contents_end_at_a_line_with_neither_number_nor_page() -> None:
    text = "目录\n工作成效5\n附件1 名单……48\n张掖市规划\n一、总则\n"

    assert marked(text, FurnitureKind.CONTENTS) == ["目录\n工作成效5\n附件1 名单……48"]


def test_contents_end_at_a_line_longer_than_a_heading() -> None:
    paragraph = "三、" + "任" * 59

    assert len(paragraph) == 61
    assert marked(f"目录\n一、总则\n二、附则\n{paragraph}\n", FurnitureKind.CONTENTS) == ["目录\n一、总则\n二、附则"]


def test_one_entry_makes_no_contents_page() -> None:
    assert marked("目录\n一、总则\n正文。\n", FurnitureKind.CONTENTS) == []


def test_the_word_for_contents_within_a_sentence_opens_none() -> None:
    assert marked("编制目录\n一、总则\n二、附则\n正文。\n", FurnitureKind.CONTENTS) == []


def test_footer_is_read_upwards_to_the_first_line_of_the_plan() -> None:
    text = f"{BELOW_THE_HEADER}打印\n附件\n上一篇：无\n\n版权所有 张掖市人民政府\n"

    assert marked(text, FurnitureKind.SITE) == ["上一篇：无", "版权所有 张掖市人民政府"]


def test_site_words_in_the_middle_of_a_plan_are_body() -> None:
    assert find_furniture(f"{BELOW_THE_HEADER}主办单位：市应急局\n正文。\n") == ()


@pytest.mark.parametrize("line", ["扫一扫查看二维码。", "推广扫一扫、无障碍、适老化等服务；", "扫一扫" + "服" * 118])
def test_sentence_with_site_words_is_body(line: str) -> None:
    assert find_furniture(f"{line}\n正文。\n") == ()


def test_bookmark_inside_the_contents_is_marked_once() -> None:
    text = "目录\n一、总则[bookmark: _Toc1] 1\n二、附则 9\n\n正文[bookmark: _Toc2]。\n"

    assert marked(text, FurnitureKind.LEFTOVER) == ["[bookmark: _Toc2]"]


def test_bookmark_that_never_closes_is_text() -> None:
    assert find_furniture("[bookmark: _Toc1\n]正文。\n") == ()


@settings(deadline=None, derandomize=True, database=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "\n",
                "\n",
                "目录",
                "一、总则",
                "工作成效5",
                "正文",
                "扫一扫",
                "气象台发布",
                "[bookmark: _Toc1]",
                "[bookmark: ",
                "。",
                " ",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_furniture_is_in_order_and_never_overlaps(text: str) -> None:
    spans = [each.span for each in find_furniture(text)]

    assert all(span.of(text).strip() and span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


def test_a_heading_with_site_words_is_body() -> None:
    assert find_furniture("某市规划\n一、总体要求\n（一）推进适老化和无障碍改造\n正文一句。\n") == ()


def test_a_report_of_warnings_in_the_body_is_no_weather_forecast() -> None:
    assert find_furniture("某市规划\n一、现状\n（一）成效\n2020年，区气象台共发布预警信息120次。\n") == ()


def test_contents_with_page_numbers_end_at_the_first_heading_without_one() -> None:
    text = "目录\n一、现状 1\n二、目标 2\n一、现状与形势\n（一）甲\n二、目标\n"
    (contents,) = find_furniture(text)
    assert contents.span.of(text) == "目录\n一、现状 1\n二、目标 2"


@pytest.mark.parametrize("plan_id", ["beibei", "fengtai", "heping", "xiqing", "zhangye"])
def test_no_footer_is_left_in_the_body(real_plans: dict[str, Plan], plan_id: str) -> None:
    plan = real_plans[plan_id]
    body = SpanSet(each.span for each in plan.furniture).gaps(Span(0, len(plan.text)))
    assert not any(re.search("ICP备|网站标识码|公网安备|移动版", part.of(plan.text)) for part in body)


def test_title_printed_again_above_the_body_is_marked(real_plans: dict[str, Plan]) -> None:
    repeated = marked(real_plans["fengtai"].text, FurnitureKind.REPEATED)

    assert len(repeated) == 2
    assert all(
        each.endswith("北京市丰台区人民政府关于印发《丰台区“十四五”时期应急管理规划》的通知") for each in repeated
    )


@pytest.mark.parametrize(
    "leftover",
    [
        "错误！未定义书签。",
        "PAGEREF _Toc123 \\h",
        'HYPERLINK \\l "_Toc1"',
        'TOC \\o "1-3" \\h \\z',
        "&nbsp;",
        "<br/>",
        '<span style="x">',
    ],
)
def test_marks_of_word_processors_and_pages_are_leftovers(leftover: str) -> None:
    assert marked(f"{BELOW_THE_HEADER}目标{leftover}明确。\n", FurnitureKind.LEFTOVER) == [leftover]


def test_page_number_that_stands_beside_its_like_is_marked_once() -> None:
    text = "第 5 页 共 60 页\n" * 4

    assert [each.span.of(text) for each in find_furniture(text)] == ["第 5 页 共 60 页"] * 4


@pytest.mark.parametrize("page", ["- {} -", "—{}—", "第{}页", "第 {} 页 共 9 页", "{}/9"])
def test_page_numbers_and_the_title_beside_them_are_marked(page: str) -> None:
    pages = (f"健全体制机制，压实各方责任，完善规则。\n某市应急管理规划\n{page.format(n)}\n" for n in (1, 2, 3))
    text = "某市应急管理规划\n" + "".join(pages)

    assert marked(text, FurnitureKind.PAGE) == [
        line for n in (1, 2, 3) for line in ("某市应急管理规划", page.format(n))
    ]


def test_lone_numbers_between_paragraphs_are_pages() -> None:
    text = (
        "".join(f"健全体制机制，压实各方责任，完善规则。\n{n}\n" for n in (4, 5, 6)) + "健全体制机制，压实各方责任。\n"
    )

    assert marked(text, FurnitureKind.PAGE) == ["4", "5", "6"]


def test_lone_numbers_between_cells_are_no_pages() -> None:
    text = "序号\n指标\n" + "".join(f"{n}\n事故起数\n约束性\n" for n in (1, 2, 3, 4))

    assert marked(text, FurnitureKind.PAGE) == []


def test_menu_above_the_title_is_marked() -> None:
    text = "政务公开\n政务服务\n互动交流\n走进某市\n某市人民政府关于印发应急规划的通知\n各区县：\n一、形势\n"

    assert marked(text, FurnitureKind.SITE) == ["政务公开", "政务服务", "互动交流", "走进某市"]


def test_issuer_above_the_title_is_no_menu() -> None:
    text = "某市人民政府\n某市应急管理规划\n一、形势\n"

    assert find_furniture(text) == ()


def test_units_repeated_under_every_task_are_no_running_title(real_plans: dict[str, Plan]) -> None:
    assert marked(real_plans["xiqing"].text, FurnitureKind.PAGE) == []
    assert marked(real_plans["xiqing"].text, FurnitureKind.REPEATED) == []


def test_body_and_furniture_cover_every_character_once(real_plan: Plan) -> None:
    furniture = SpanSet(each.span for each in real_plan.furniture)
    body = furniture.gaps(Span(0, len(real_plan.text)))
    covered = sorted([*furniture.spans, *body])

    assert all(one.end == other.start for one, other in pairwise(covered))
    assert (covered[0].start, covered[-1].end) == (0, len(real_plan.text))
    # What is neither in a section, nor in a table, nor above the first heading, is the colophon.
    inside = [each.span for each in real_plan.sections if each.level == 1]
    left = SpanSet(inside).gaps(Span(inside[0].start, len(real_plan.text)))
    words = "".join(part.of(real_plan.text) for gap in left for part in furniture.gaps(gap))
    assert len("".join(words.split())) < 100


@pytest.mark.parametrize(
    "line",
    [
        "杭州市无障碍环境建设“十四五”规划",
        "某市居家适老化改造实施方案",
        "推广长者模式和无障碍改造",
        "畅通12350举报电话",
        "第二条 本办法适用于官方微博",
        "发文字号：郑政〔2021〕45号",
        "主办单位：市人社局",
    ],
)
def test_a_line_that_only_has_a_word_of_pages_in_it_is_body(line: str) -> None:
    assert find_furniture(f"{line}\n一、目标\n健全体制。\n{line}\n") == ()


@pytest.mark.parametrize(
    "line", ["您的位置：首页 > 政务公开", "无障碍浏览", "相关解读 政策解读", "字号：大 中 小", "关怀版"]
)
def test_lines_of_pages_above_the_title_are_marked(line: str) -> None:
    assert marked(f"{line}\n某市应急管理规划\n一、目标\n", FurnitureKind.SITE) == [line]


def test_contents_may_open_with_an_entry_without_a_number() -> None:
    text = "目录\n序言\n一、总体思路\n二、重点任务\n序言\n正文。\n一、总体思路\n正文。\n二、重点任务\n正文。\n"

    assert marked(text, FurnitureKind.CONTENTS) == ["目录\n序言\n一、总体思路\n二、重点任务"]


def test_menu_of_two_labels_is_marked_where_both_are_of_one() -> None:
    plan = "某市应急管理规划\n一、形势\n"

    assert marked(f"政务公开\n互动交流\n{plan}", FurnitureKind.SITE) == ["政务公开", "互动交流"]
    assert marked(f"特急\n某市文件\n{plan}", FurnitureKind.SITE) == []


def test_leftovers_that_touch_are_one() -> None:
    assert marked("正文<p><span></p>。<br>\n", FurnitureKind.LEFTOVER) == ["<p><span></p>", "<br>"]


def test_menu_below_what_the_page_says_of_itself_is_furniture() -> None:
    text = "标题：甲市规划\n发布日期：2024-03-06\n首页\n走进甲市\n政务公开\n互动交流\n索引号\t123\n一、目标\n"

    assert marked(text, FurnitureKind.SITE) == ["首页", "走进甲市", "政务公开", "互动交流"]
