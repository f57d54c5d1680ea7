import doctest
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import issuers, margins
from corpus.clean import find_furniture
from corpus.dates import parse_date
from corpus.library import parse_plan
from corpus.metadata import read_metadata
from corpus.plan import Fact, Furniture, FurnitureKind, Metadata, Origin, Plan, Span
from corpus.sections import find_sections

# Title, place, document number, issuer, day of issue, day of publication: read by hand.
REAL = {
    "beibei": (
        "重庆市北碚区应急管理“十四五”规划",
        "重庆市北碚区",
        "北碚府发〔2021〕68号",
        "重庆市北碚区人民政府",
        "2021-10-21",
        "2021-10-26",
    ),
    "fengtai": (
        "丰台区“十四五”时期应急管理规划",
        "北京市丰台区",
        "丰政发〔2022〕3号",
        "北京市丰台区人民政府",
        "2022-01-28",
        "2022-01-29",
    ),
    "heping": ("和平区应急体系建设“十四五”规划", "辽宁省沈阳市和平区", None, None, None, None),
    "xiqing": (
        "西青区应急管理“十四五”规划任务分工",
        "天津市西青区",
        None,
        "区应急局",
        "2021-12-17",
        "2021-12-17",
    ),
    "zhangye": (
        "张掖市“十四五”应急管理体系建设规划",
        "甘肃省张掖市",
        "张政办发〔2022〕100号",
        "张掖市人民政府办公室",
        "2022-07-15",
        "2022-12-02",
    ),
}
NOTICE = """\
张掖市人民政府关于印发《张掖市防汛预案》的通知
各县区:
现将《张掖市防汛预案》印发给你们。
张掖市人民政府
2021年3月4日
一、总则
"""


def read(text: str, source: str = "文件.txt") -> Metadata:
    furniture = find_furniture(text)
    return read_metadata(text, source, furniture, find_sections(text, furniture))


def value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def test_five_plans_read_as_a_reader_reads_them(real_plan: Plan) -> None:
    facts = real_plan.metadata

    assert (
        facts.title.value,
        value(facts.place),
        value(facts.doc_number),
        value(facts.issuer),
        value(facts.issued_on),
        value(facts.published_on),
    ) == REAL[real_plan.id]


@pytest.mark.parametrize(
    ("plan_id", "name", "expected"),
    [
        ("beibei", "notice_title", "重庆市北碚区人民政府关于印发重庆市北碚区应急管理“十四五”规划的通知"),
        ("beibei", "disclosure", "公开发布"),
        ("beibei", "period", "2021-2025"),
        ("beibei", "place_level", "区县"),
        ("beibei", "place_parents", "重庆市"),
        ("fengtai", "validity", "有效"),
        ("fengtai", "repealed_on", None),
        ("fengtai", "notice_title", "北京市丰台区人民政府关于印发《丰台区“十四五”时期应急管理规划》的通知"),
        ("heping", "place_level", "区县"),
        ("heping", "place_parents", "辽宁省沈阳市"),
        ("heping", "notice_title", None),
        ("xiqing", "disclosure", "主动公开"),
        ("zhangye", "copied_to", "省应急管理厅,市委办公室,市人大常委会办公室,市政协办公室"),
        ("zhangye", "disclosure", "主动公开"),
        ("zhangye", "validity", None),
        ("zhangye", "place_level", "市"),
    ],
)
def test_head_and_foot_of_the_plans_are_read(
    real_plans: dict[str, Plan], plan_id: str, name: str, expected: str | None
) -> None:
    assert value(getattr(real_plans[plan_id].metadata, name)) == expected


def test_what_is_read_stands_in_the_text(real_plan: Plan) -> None:
    for name, fact in real_plan.metadata.items():
        if fact.origin is Origin.READ:
            assert fact.span is not None
            printed = fact.span.of(real_plan.text)

            assert fact.value == (parse_date(printed) if name.endswith("_on") else printed)


def test_what_is_inferred_says_why(real_plan: Plan) -> None:
    facts = [fact for _, fact in real_plan.metadata.items()]

    assert all((fact.origin is Origin.READ) == (fact.reason == "") for fact in facts)


def test_place_is_read_in_the_title(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["fengtai"]
    place = plan.metadata.place

    assert place is not None
    assert place.span is not None
    assert (place.origin, place.span.of(plan.text)) == (Origin.INFERRED, "丰台区")


def test_garbled_date_is_not_made_into_one(real_plans: dict[str, Plan]) -> None:
    plan = real_plans["xiqing"]
    issued_on = plan.metadata.issued_on

    assert "2021123" in plan.text
    assert issued_on is not None
    assert issued_on.span is not None
    assert issued_on.origin is Origin.INFERRED
    assert issued_on.span.of(plan.text) == "2021-12-17"
    assert issued_on.reason == "正文只有发布日期"


def test_place_of_heping_is_open_without_its_sidecar(real_plans: dict[str, Plan]) -> None:
    alone = parse_plan("heping", "heping.txt", real_plans["heping"].text)
    place = alone.metadata.place

    assert place is not None
    assert (place.value, place.origin) == ("和平区", Origin.INFERRED)
    assert place.alternatives == ("天津市和平区", "辽宁省沈阳市和平区")


def test_place_of_heping_is_given_by_its_sidecar(real_plans: dict[str, Plan]) -> None:
    assert real_plans["heping"].metadata.place == Fact("辽宁省沈阳市和平区", Origin.GIVEN, reason="由同名 .toml 给出")


def test_title_of_heping_is_what_the_text_calls_itself(real_plans: dict[str, Plan]) -> None:
    text = real_plans["heping"].text
    title = parse_plan("heping", "heping.txt", text).metadata.title

    assert title.span is not None
    assert title.span.of(text) == title.value == "和平区应急体系建设“十四五”规划"
    assert title.origin is Origin.INFERRED


def test_keys_give_their_values() -> None:
    facts = read(
        "标题:张掖市防汛预案\n文号:张政发〔2021〕7号\n发文机关:张掖市人民政府\n"
        "成文日期:2021-03-04\n发布日期:2021-03-05 来源:市应急局\n一、总则\n"
    )

    assert {name: fact.value for name, fact in facts.items()} == {
        "title": "张掖市防汛预案",
        "place": "甘肃省张掖市",
        "place_level": "市",
        "place_parents": "甘肃省",
        "doc_number": "张政发〔2021〕7号",
        "issuer": "张掖市人民政府",
        "issued_on": "2021-03-04",
        "published_on": "2021-03-05",
    }


@pytest.mark.parametrize(
    "line",
    [
        "发布机构:市应急管理局",
        "发布机构：市应急管理局",
        "• [发布机构] 市应急管理局",
        "**发布机构**：市应急管理局",
        "发 布 机 构: 市应急管理局",
        "发布机构\n市应急管理局",
    ],
)
def test_key_is_known_in_many_spellings(line: str) -> None:
    assert value(read(f"防汛预案\n{line}\n").issuer) == "市应急管理局"


@pytest.mark.parametrize("lines", ["文号\n关键词\n防汛", "文号:----", "文号：无", "文号\n—", "文号"])
def test_key_without_a_value_gives_none(lines: str) -> None:
    assert read(f"张掖市防汛预案\n{lines}\n").doc_number is None


def test_title_is_that_of_the_plan_and_not_of_the_notice() -> None:
    title = read(NOTICE).title

    assert (title.value, title.origin) == ("张掖市防汛预案", Origin.READ)


def test_notice_is_signed_by_its_issuer_on_its_day() -> None:
    facts = read(NOTICE)

    assert value(facts.issuer) == "张掖市人民政府"
    assert value(facts.issued_on) == "2021-03-04"
    assert facts.published_on is None


def test_issuer_is_the_one_who_signs_not_the_one_who_publishes() -> None:
    assert value(read(NOTICE.replace("各县区", "发布机构:市政府办\n各县区")).issuer) == "张掖市人民政府"


def test_title_of_a_notice_names_the_issuer() -> None:
    assert value(read("张掖市水务局关于印发《张掖市防汛预案》的通知\n一、总则\n").issuer) == "张掖市水务局"


def test_document_number_stands_alone_on_its_line() -> None:
    text = "丰台区防汛预案\n（丰政发〔2020〕9号）\n一、总则\n"
    number = read(text).doc_number

    assert number is not None
    assert number.span is not None
    assert number.span.of(text) == "丰政发〔2020〕9号"


@pytest.mark.parametrize(
    "number", ["丰政发〔2020〕9号", "丰政发[2020]9号", "丰政办发（2020）第 9 号", "丰应急【2020】109号"]
)
def test_document_number_is_known_in_many_brackets(number: str) -> None:
    assert value(read(f"丰台区防汛预案\n{number}\n一、总则\n").doc_number) == number


def test_number_of_another_document_is_not_taken() -> None:
    assert read("丰台区防汛预案\n根据京政发〔2020〕9号文件,制定本预案。\n一、总则\n").doc_number is None


def test_document_number_below_the_first_heading_is_not_taken() -> None:
    assert read("丰台区防汛预案\n一、总则\n京政发〔2020〕9号\n").doc_number is None


def test_place_comes_from_the_issuer_when_the_title_names_none() -> None:
    place = read("应急管理规划\n发布机构:张掖市应急管理局\n一、总则\n").place

    assert place is not None
    assert (place.value, place.reason) == ("甘肃省张掖市", "发文机关中的地名")


def test_place_is_not_taken_from_the_body() -> None:
    assert read("应急管理规划\n一、总则\n张掖市应急管理局负责。\n").place is None


def test_word_inside_a_title_is_no_county() -> None:
    assert read("某单位乡村振兴规划\n一、总则\n").place is None


def test_namesake_is_the_one_whose_city_the_head_names() -> None:
    assert value(read("和平区防汛预案\n发布机构:沈阳市应急管理局\n一、总则\n").place) == "辽宁省沈阳市和平区"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国务院令\n第708号\n一、总则\n", "国务院令第708号"),
        ("应急管理部令 第5号\n一、总则\n", "应急管理部令 第5号"),
        ("安全条例\n（2019年2月17日国务院令第708号公布）\n第一条 甲。\n", "国务院令第708号"),
        ("河北省人民政府令\n〔2021〕第2号\n一、总则\n", "河北省人民政府令〔2021〕第2号"),
        ("国务院令\n（第708号）\n一、总则\n", "国务院令第708号"),
        ("防汛方案\n湖应急发[2021]第三十号\n一、总则\n", "湖应急发[2021]第三十号"),
        ("公告\n2021年第3号\n关于发布安全标准的公告\n一、总则\n", "公告2021年第3号"),
        ("公告 2021年第3号\n一、总则\n", "公告 2021年第3号"),
        ("丰台区关于做好防汛工作的通知（丰政发〔2020〕9号）\n一、总则\n", "丰政发〔2020〕9号"),
        ("防汛方案\n锡署办发［２０２２］１２号\n一、总则\n", "锡署办发［２０２２］１２号"),
        ("《防汛办法》（丰政发〔2020〕9号）\n一、总则\n", None),
    ],
)
def test_own_number_is_known_by_where_it_stands(text: str, expected: str | None) -> None:
    assert value(read(text).doc_number) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("关于印发防汛方案的通知\n市应急局\n市水务局\n2022年1月5日\n一、总则\n", "市应急局、市水务局"),
        ("关于印发防汛方案的通知\n市应急局  市水务局\n2022年1月5日\n一、总则\n", "市应急局、市水务局"),
        ("防汛方案\n张掖市人民政府 2022年1月5日\n一、总则\n", "张掖市人民政府"),
        ("国务院令\n第7号\n总理 某某某\n2022年1月5日\n安全条例\n第一条 甲。\n", "国务院"),
        ("市应急局 市水务局关于印发防汛方案的通知\n一、总则\n", "市应急局、市水务局"),
        ("关于印发防汛方案的通知\n经济和信息化局\n2022年1月5日\n一、总则\n", "经济和信息化局"),
        ("关于印发防汛方案的通知\n将乐县人民政府\n2022年1月5日\n一、总则\n", "将乐县人民政府"),
        ("关于印发防汛方案的通知\n一、总则\n", None),
        ("防汛方案\n发文机关：张掖市人民\n政府办公室\n一、总则\n", "张掖市人民政府办公室"),
        ("防汛方案\n一、总则\n甲。\n市应急局\n2022年1月5日\n附件：名单\n", "市应急局"),
        ("防汛方案\n一、总则\n甲。\n市应急局办公室　2022年1月5日印发\n", "市应急局办公室"),
        ("防汛方案\n一、总则\n甲\n应急管理部\n财政部\n2022年1月5日\n", "应急管理部、财政部"),
        ("防汛方案\n一、总则\n甲\n市应急局\u3000\u2003市水务局\n2022年1月5日", "市应急局、市水务局"),
        ("防汛方案\n一、总则\n附件：任务清单\n市应急局\n2022年1月5日", "市应急局"),
        # A unit and a deadline, one cell a line.
        ("防汛方案\n一、任务\n堤防\n市水务局\n2022年6月30日\n河道\n市水务局\n2022年12月31日\n", None),
        ("防汛方案\n一、任务\n完成时限\n堤防\n市水务局\n2022年12月31日\n", None),
        ("防汛方案\n一、任务\n修建堤防\n市水务局\n2022年12月31日\n2\n清理河道\n", None),
    ],
)
def test_issuer_signs_or_is_named(text: str, expected: str | None) -> None:
    assert value(read(text).issuer) == expected


def test_span_of_joint_issuers_runs_from_the_first_to_the_last() -> None:
    text = "防汛方案\n市应急局\n市水务局\n2022年1月5日\n一、总则\n"
    issuer = read(text).issuer

    assert issuer is not None
    assert issuer.span is not None
    assert issuer.span.of(text) == "市应急局\n市水务局"


def test_month_of_a_cover_is_kept_as_a_month() -> None:
    assert value(read("防汛规划\n市应急局\n二○二一年十月\n一、总则\n").issued_on) == "2021-10"


def test_month_below_an_organisation_ends_the_text() -> None:
    assert value(read("防汛规划\n一、总则\n甲。\n襄阳市人民政府\n二○二一年六月\n").issued_on) == "2021-06"
    assert read("防汛规划\n一、总则\n甲。\n襄阳市人民政府\n二○二一年六月\n乙。\n").issued_on is None


def test_day_of_the_signature_counts_before_that_of_the_print() -> None:
    text = (
        "防汛规划\n一、任务\n2022年6月底前\n中共成都市委办公厅\n成都市人民政府办公厅\n2021年7月16日\n"
        "信息公开选项：主动公开\n中共成都市委办公厅 2021年7月18日印发\n"
    )
    facts = read(text)

    assert value(facts.issuer) == "中共成都市委办公厅、成都市人民政府办公厅"
    assert value(facts.issued_on) == "2021-07-16"


def test_key_among_the_lines_of_the_page_is_read() -> None:
    text = "防汛规划\n发文字号：郑政〔2021〕45号\n一、总则\n"
    furniture = (Furniture(FurnitureKind.SITE, Span(text.index("发文"), text.index("\n一、"))),)

    assert (
        value(read_metadata(text, "文件.txt", furniture, find_sections(text, furniture)).doc_number)
        == "郑政〔2021〕45号"
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("①&nbsp;抄送：、", None),
        ("抄送：。市委", None),
        ("市政府办公室&nbsp;&nbsp;抄送：市委，&nbsp;市人大、", "市委，市人大、"),
        ("抄送：省委办公厅，&nbsp;省政协办公厅，\n省政府&nbsp;\n", "省委办公厅，省政协办公厅，省政府"),
    ],
)
def test_line_with_leftovers_in_it_is_read_in_its_order(line: str, expected: str | None) -> None:
    for text in (line, f"防汛方案\n一、总则\n甲。\n{line}"):
        assert value(read(text).copied_to) == expected


def test_day_counts_before_a_month() -> None:
    assert value(read("防汛规划\n成文日期：2021年10月\n市应急局\n2021年10月8日\n一、总则\n").issued_on) == "2021-10-08"


@pytest.mark.parametrize(
    ("text", "expected", "origin"),
    [
        ("防汛规划（2021—2035年）\n一、总则\n", "2021-2035", Origin.READ),
        ("“十四五”防汛规划\n（2021-2025年）\n一、总则\n", "2021-2025", Origin.READ),
        ("“十四五”防汛规划\n一、总则\n规划期为2021年至2035年。\n", "2021-2035", Origin.READ),
        ("“十五五”防汛规划\n一、总则\n", "2026-2030", Origin.INFERRED),
        ("第十四个五年规划纲要\n一、总则\n", "2021-2025", Origin.INFERRED),
        ("2023年防汛工作要点\n一、总则\n", "2023", Origin.READ),
        ("2024年重点工作任务分工\n一、总则\n", "2024", Origin.READ),
        ("关于2023年计划执行情况和2024年计划的报告\n一、总则\n", "2024", Origin.READ),
        ("防汛规划\n一、总则\n2016-2020年共5次。\n", None, None),
    ],
)
def test_period_is_read_or_concluded(text: str, expected: str | None, origin: Origin | None) -> None:
    period = read(text).period

    assert (value(period), period.origin if period else None) == (expected, origin)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("有效性：失效\n", "validity", "失效"),
        ("本办法自2021年5月1日起施行，有效期至2026年4月30日。\n", "validity", "有效期至2026年4月30日"),
        ("废止日期：2024/5/1\n", "repealed_on", "2024-05-01"),
        ("废止日期：----\n", "repealed_on", None),
        ("公开属性：依申请公开\n", "disclosure", "依申请公开"),
        ("（此件主动公开）\n", "disclosure", "主动公开"),
        ("（信息公开选项：主动公开）\n", "disclosure", "主动公开"),
        ("抄送：市委办公室，\n市政协办公室。\n", "copied_to", "市委办公室，市政协办公室"),
        ("抄　送：市委办公室。\n", "copied_to", "市委办公室"),
    ],
)
@pytest.mark.parametrize("frame", ["防汛办法\n{}一、总则\n甲。\n", "防汛办法\n一、总则\n甲。\n{}"])
def test_other_facts_stand_at_the_head_or_at_the_foot(text: str, name: str, expected: str | None, frame: str) -> None:
    assert value(getattr(read(frame.format(text)), name)) == expected


@pytest.mark.parametrize(
    ("title", "place", "level", "parents"),
    [
        ("甘肃省应急管理规划", "甘肃省", "省", None),
        ("锡林郭勒盟防汛规划", "内蒙古自治区锡林郭勒盟", "市", "内蒙古自治区"),
        ("延边州防汛规划", "吉林省延边朝鲜族自治州", "市", "吉林省"),
        ("科尔沁左翼中旗防汛规划", "内蒙古自治区通辽市科尔沁左翼中旗", "区县", "内蒙古自治区通辽市"),
        ("東鄉族自治縣防汛規劃", "甘肃省临夏回族自治州东乡族自治县", "区县", "甘肃省临夏回族自治州"),
        ("香港特别行政区防灾计划", "香港特别行政区", "省", None),
        ("张掖经开区防汛规划", "甘肃省张掖市", "市", "甘肃省"),
        ("雄安新区防汛规划", None, None, None),
        ("河北雄安新区防汛规划", None, None, None),
        ("东湖高新区防汛规划", None, None, None),
        ("高新区防汛规划", None, None, None),
        ("国家防汛规划", None, None, None),
    ],
)
def test_place_has_its_level_and_what_it_lies_in(
    title: str, place: str | None, level: str | None, parents: str | None
) -> None:
    facts = read(f"{title}\n一、总则\n")

    assert (value(facts.place), value(facts.place_level), value(facts.place_parents)) == (place, level, parents)


@pytest.mark.parametrize(
    ("name", "alternatives", "parents"),
    [
        ("城关区", ("西藏自治区拉萨市城关区", "甘肃省兰州市城关区"), "西藏自治区拉萨市或甘肃省兰州市"),
        ("朝阳区", ("北京市朝阳区", "吉林省长春市朝阳区"), "北京市或吉林省长春市"),
    ],
)
def test_place_with_namesakes_stays_open(name: str, alternatives: tuple[str, ...], parents: str) -> None:
    facts = read(f"{name}防汛规划\n一、总则\n")

    assert facts.place is not None
    assert (facts.place.value, facts.place.alternatives) == (name, alternatives)
    assert value(facts.place_parents) == parents
    assert value(facts.place_level) == "区县"


def test_city_named_again_and_again_in_the_body_tells_namesakes_apart() -> None:
    place = read("城关区防汛规划\n一、总则\n落实兰州市要求。衔接兰州市规划。\n").place

    assert place is not None
    assert (place.value, place.origin) == ("甘肃省兰州市城关区", Origin.INFERRED)
    assert place.reason == "标题中的地名，同名之中正文只提到此地的上级"


def test_district_that_was_merged_away_is_a_place_while_the_text_knows_its_government() -> None:
    text = "重庆市渝北区防汛规划\n{}\n2021年1月5日\n一、总则\n"
    facts = read(text.format("渝北区人民政府"))

    assert (value(facts.place), value(facts.place_level), value(facts.place_parents)) == (
        "重庆市渝北区",
        "区县",
        "重庆市",
    )
    assert value(read(text.format("市水务局")).place) == "重庆市"


def test_keys_of_a_table_have_their_values_behind_tabs() -> None:
    facts = read("文号\t张政发〔2021〕7号\t发文机关\t张掖市人民政府\n| 发布日期 | 2021-03-05 |\n防汛方案\n一、总则\n")

    assert (value(facts.doc_number), value(facts.issuer), value(facts.published_on)) == (
        "张政发〔2021〕7号",
        "张掖市人民政府",
        "2021-03-05",
    )


@pytest.mark.parametrize(
    "text",
    [
        "2022年7月15日\n",
        "市应急局\n2022年7月15日\n",
        "规划",
        "文号：\n",
        " ",
        "\n",
        "2 0 2 2 年 ",
        "《",
        "和平区",
        "关于印发",
        "根据《甲》",
        "根据《湖北省“十四五”规划》",
    ],
)
def test_a_million_characters_of_one_piece_are_read(text: str) -> None:
    # A quadratic pattern would not come back from these; `python -m eval.bench.parsing` times them.
    assert read_metadata(text * (1_000_000 // len(text)), "文件.txt", (), ()).title.value


PIECES = st.sampled_from(
    [
        "关于印发",
        "《",
        "》",
        "的通知",
        "规划",
        "张掖市",
        "和平区",
        "人民政府",
        "市应急局 ",
        "2022年",
        "7月",
        "15日",
        "〔2022〕",
        "1号",
    ]
    + [
        "令",
        "第5号",
        "文号：",
        "抄送:",
        "公开属性",
        "“十四五”",
        "（2021-2025年）",
        "一、总则",
        "。",
        "\n",
        "\n",
        "\t",
        "|",
        "# ",
        "**",
        "雲",
        "&nbsp;",
        "[bookmark: _x]",
        "抄送",
    ]
)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_whatever_is_read_stands_in_the_text(text: str) -> None:
    text = re.sub(r"\r\n?", "\n", text)
    for name, fact in read(text).items():
        assert fact.value.strip()
        assert (fact.origin is Origin.READ) == (fact.reason == "")
        if fact.origin is Origin.READ:
            assert fact.span is not None
            assert len(fact.span) > 0
            assert fact.span.end <= len(text)
            if name in {"title", "notice_title", "doc_number"}:
                assert re.sub(r"[\s*#]", "", fact.value) in re.sub(r"[\s*#]", "", fact.span.of(text))


def test_examples_in_the_docstrings_hold() -> None:
    for module in (issuers, margins):
        results = doctest.testmod(module)

        assert (results.attempted > 0, results.failed) == (True, 0)


def test_a_county_that_no_gazetteer_has_is_not_its_namesake_with_another_suffix() -> None:
    read_from = read("青山县人民政府关于印发青山县“十四五”规划的通知\n一、目标\n")

    assert read_from.place is not None
    assert read_from.place.value == "青山县"
    assert "行政区划数据里没有" in read_from.place.reason
    assert read_from.place_level is not None
    assert read_from.place_level.value == "区县"
    assert read_from.place_parents is None


def test_what_opens_a_title_is_a_place_only_where_it_has_a_government() -> None:
    assert read("特大城市安全规划\n一、目标\n各地人民政府负责。\n").place is None


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("某安委纪要〔2023〕第7期", "某安委纪要〔2023〕第7期"),
        ("某市安委会会议纪要\n〔2023〕第7期", "某市安委会会议纪要〔2023〕第7期"),
        ("〔2023〕第7期", "〔2023〕第7期"),
    ],
)
def test_issue_of_a_bulletin_is_its_number(head: str, number: str) -> None:
    assert value(read(f"{head}\n一、会议情况\n研究防汛。\n").doc_number) == number


def test_names_of_signers_that_run_together_are_parted() -> None:
    facts = read("关于防汛工作的通知\n各单位：\n请执行。\n张掖市公安局张掖市财政局\n2022年3月1日\n")

    assert value(facts.issuer) == "张掖市公安局、张掖市财政局"


@pytest.mark.parametrize("name", ["国家税务总局张掖市税务局", "张掖市公安局甘州区分局", "张掖市市场监督管理局"])
def test_one_organisation_is_not_parted(name: str) -> None:
    assert issuers.split_glued(name) == [name]


@pytest.mark.parametrize(
    ("line", "issuer", "day"),
    [
        (
            "（2019年8月28日大连市第十六届人民代表大会常务委员会第十二次会议通过　2019年9月27日辽宁省第十三届人民代表大会常务委员会第十三次会议批准）",
            "大连市人民代表大会常务委员会",
            "2019-08-28",
        ),
        (
            "(2007年8月30日第十届全国人民代表大会常务委员会第二十九次会议通过)",
            "全国人民代表大会常务委员会",
            "2007-08-30",
        ),
    ],
)
def test_what_a_committee_passed_is_its_own(line: str, issuer: str, day: str) -> None:
    text = f"消防条例\n{line}\n第一章　总则\n第一条　为了预防火灾，制定本条例。\n"
    found = read_metadata(text, "a.txt", (), ())

    assert (found.value("issuer"), found.value("issued_on")) == (issuer, day)


@pytest.mark.parametrize(
    ("below_title", "validity"),
    [
        (
            "(2017年3月20日江西省人民政府令第225号公布　根据2023年6月8日江西省人民政府令第258号修订)",
            "根据2023年6月8日江西省人民政府令第258号修订",
        ),
        (
            "（2017年3月20日江西省人民政府令第225号公布 根据2019年1月2日江西省人民政府令第230号第一次修正\n"
            "根据2023年6月8日《江西省人民政府关于修改部分规章的决定》第二次修正）",
            "根据2023年6月8日《江西省人民政府关于修改部分规章的决定》第二次修正",
        ),
        ("(2017年3月20日江西省人民政府令第225号公布)", None),
        (
            "（2017年3月20日江西省人民政府令第225号公布 2023年6月8日江西省人民政府令第258号修订）",
            "2023年6月8日江西省人民政府令第258号修订",
        ),
        (
            "（2017年3月20日江西省人民政府令第225号公布 根据2019年1月2日《关于修改<物资办法>的决定》修正 2021年5月27日省政府第三次常务会议修订）",
            "2021年5月27日省政府第三次常务会议修订",
        ),
        (
            "（2017年3月20日江西省人民政府令第225号公布 根据2023年6月8日江西省\n人民政府令第258号修订）",
            "根据2023年6月8日江西省人民政府令第258号修订",
        ),
    ],
)
def test_amended_decree_keeps_its_first_date_and_names_its_last_amendment(
    below_title: str, validity: str | None
) -> None:
    text = f"江西省物资管理办法\n{below_title}\n第一章 总则\n第一条 根据2021年修订的条例，制定本办法。\n"
    metadata = parse_plan("p", "p.txt", text).metadata

    assert metadata.value("issued_on") == "2017-03-20"
    assert metadata.value("validity") == validity


@pytest.mark.parametrize(
    "sentence",
    [
        "根据2021年国务院安委会部署，区应急局对《丰台区总体预案》进行了修订。现印发给你们，请遵照执行。",
        "根据2021年新修订的《安全生产法》，结合本区实际，对原预案作了修改，现予印发。",
        "根据《安全生产法》（2021年6月10日第三次修正），制定本预案。",
    ],
)
def test_what_a_notice_says_of_other_amendments_is_no_validity(sentence: str) -> None:
    text = f"丰台区突发事件总体预案\n丰政发〔2022〕3号\n各街道办事处：\n{sentence}\n一、总则\n正文。\n"

    assert parse_plan("p", "p.txt", text).metadata.value("validity") is None


def test_key_and_value_in_two_cells_are_no_title() -> None:
    text = "公文种类\t意见\n发文机关\t四川省水利厅\n四川省水利厅关于加强水库管理的指导意见\n各市州：\n一、目标\n"

    assert parse_plan("p", "p.txt", text).metadata.title.value == "四川省水利厅关于加强水库管理的指导意见"
