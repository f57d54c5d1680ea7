import doctest
from datetime import date

import pytest

from corpus import metadata
from corpus.clean import find_furniture
from corpus.library import parse_plan
from corpus.metadata import parse_date, read_metadata
from corpus.plan import Fact, Metadata, Origin, Plan
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


def test_what_is_read_stands_in_the_text(real_plan: Plan) -> None:
    for name, fact in real_plan.metadata.items():
        if fact.origin is Origin.READ:
            assert fact.span is not None
            printed = fact.span.of(real_plan.text)
            day = parse_date(printed)

            assert fact.value == (day.isoformat() if day and name.endswith("_on") else printed)


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
    assert issued_on.reason == "the text has only a date of publication"


def test_place_of_heping_is_open_without_its_sidecar(real_plans: dict[str, Plan]) -> None:
    alone = parse_plan("heping", "heping.txt", real_plans["heping"].text)
    place = alone.metadata.place

    assert place is not None
    assert (place.value, place.origin) == ("和平区", Origin.INFERRED)
    assert place.alternatives == ("天津市和平区", "辽宁省沈阳市和平区")


def test_place_of_heping_is_given_by_its_sidecar(real_plans: dict[str, Plan]) -> None:
    assert real_plans["heping"].metadata.place == Fact(
        "辽宁省沈阳市和平区", Origin.GIVEN, reason="given by the sidecar file"
    )


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


def test_title_over_three_lines_is_joined_and_marked_as_inferred() -> None:
    title = read("丰台区人民政府\n关于印发丰台区\n防汛预案的通知\n一、总则\n").title

    assert (title.value, title.origin) == ("丰台区防汛预案", Origin.INFERRED)


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


def test_headline_of_markdown_is_the_title() -> None:
    assert read("# 张掖市防汛工作\n\n## 一、总则\n").title.value == "张掖市防汛工作"


def test_text_that_opens_with_a_sentence_is_named_by_its_first_words() -> None:
    title = read("今年防汛工作总体平稳 各项措施落实到位。").title

    assert (title.value, title.origin) == ("今年防汛工作总体平稳", Origin.INFERRED)


def test_text_without_a_title_is_named_by_its_file() -> None:
    assert read("一、总则\n正文。\n", "防汛办法.txt").title == Fact(
        "防汛办法", Origin.INFERRED, reason="the text has no title: the name of the file"
    )


def test_place_comes_from_the_issuer_when_the_title_names_none() -> None:
    place = read("应急管理规划\n发布机构:张掖市应急管理局\n一、总则\n").place

    assert place is not None
    assert (place.value, place.reason) == ("甘肃省张掖市", "named in the issuer")


def test_place_is_not_taken_from_the_body() -> None:
    assert read("应急管理规划\n一、总则\n张掖市应急管理局负责。\n").place is None


def test_word_inside_a_title_is_no_county() -> None:
    assert read("某单位乡村振兴规划\n一、总则\n").place is None


def test_namesake_is_the_one_whose_city_the_head_names() -> None:
    assert value(read("和平区防汛预案\n发布机构:沈阳市应急管理局\n一、总则\n").place) == "辽宁省沈阳市和平区"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年7月15日", date(2022, 7, 15)),
        ("2022-07-15", date(2022, 7, 15)),
        ("2022.7.5", date(2022, 7, 5)),
        ("2022/07/15", date(2022, 7, 15)),
        ("2022 年 7 月 15 日", date(2022, 7, 15)),
        ("2022-12-02 14:54:15", date(2022, 12, 2)),
        ("印发于2022年7月15日。", date(2022, 7, 15)),
        ("二〇二二年七月十五日", date(2022, 7, 15)),
        ("二○二一年十二月三十一日", date(2021, 12, 31)),
        ("二零二二年十月二十日", date(2022, 10, 20)),
        ("二〇二二年一月十日", date(2022, 1, 10)),
    ],
)
def test_date_is_read_in_every_usual_spelling(text: str, expected: date) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2021123",
        "2022年7月日",
        "2022年7月",
        "2022年13月1日",
        "2022年2月30日",
        "2021-12-175",
        "620700144/2022-00013",
        "二〇二二年十三月一日",
        "",
    ],
)
def test_garbled_date_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_examples_in_the_docstrings_hold() -> None:
    results = doctest.testmod(metadata)

    assert (results.attempted > 0, results.failed) == (True, 0)
