import pytest

from corpus.library import parse_plan
from corpus.plan import Plan
from corpus.unfolding import unfold

LINES = (
    "衡安县人民政府办公室关于印发《衡安县农村供水行动方案》的通知",
    "衡政办〔2023〕18号",
    "各乡镇人民政府，县直各单位：",
    "《衡安县农村供水行动方案》已经县政府同意，现印发给你们，请遵照执行。",
    "衡安县人民政府办公室",
    "2023年4月12日",
    "衡安县农村供水行动方案",
    "一、总体要求",
    "（一）工作目标。到2025年，一、二、三产业用水得到保障，自来水普及率达到96%。",
    "（二）工作原则。按照前款第（一）项执行，做到1.5公里内有水。",
    "二、重点任务",
    "（一）推进规模化。新建水厂3座。",
    "（二）加强检测。每季度不少于1次。",
)


def _parse(text: str) -> Plan:
    return parse_plan("plan", "document-7.txt", text)


def _numbers(plan: Plan) -> list[str]:
    return [section.number for section in plan.sections]


@pytest.mark.parametrize("between", [" ", "", "\u3000\u3000"])
def test_a_document_of_one_line_has_the_outline_and_the_metadata_of_its_lines(between: str) -> None:
    text = between.join(LINES)
    plan = _parse(text)
    assert plan.text == text
    assert _numbers(plan) == ["一、", "（一）", "（二）", "二、", "（一）", "（二）"]
    assert plan.metadata.title.value == "衡安县农村供水行动方案"
    assert plan.metadata.doc_number is not None
    assert plan.metadata.doc_number.value == "衡政办〔2023〕18号"
    assert plan.metadata.issuer is not None
    assert plan.metadata.issuer.value == "衡安县人民政府办公室"
    assert plan.metadata.issued_on is not None
    assert plan.metadata.issued_on.value == "2023-04-12"


def test_spans_tell_where_things_stand_in_the_text_as_it_came() -> None:
    text = "".join(LINES)
    plan = _parse(text)
    assert all(section.heading.of(text).startswith(section.number) for section in plan.sections)
    assert plan.metadata.issuer is not None
    assert plan.metadata.issuer.span is not None
    assert plan.metadata.issuer.span.of(text) == "衡安县人民政府办公室"
    assert {each.value_span.of(text) for each in plan.indicators} >= {"96%", "3座"}


def test_articles_of_one_line_are_found_and_references_to_them_are_not() -> None:
    text = (
        "衡安县水库管理办法第一章总则第一条为做好水库管理，制定本办法。第二条本办法适用于本县。"
        "第二章职责第三条水库由乡镇管理。按照本办法第一条规定执行。"
    )
    assert _numbers(_parse(text)) == ["第一章", "第一条", "第二条", "第二章", "第三条"]


def test_numbers_within_a_sentence_are_no_headings() -> None:
    text = "我县一、二、三产业协调发展，防洪标准达到20年一遇，（一）级标准2处，投入1.5亿元。"
    assert _numbers(_parse(text)) == []


def test_a_number_set_apart_from_its_title_stays_with_it() -> None:
    plan = _parse("衡安县水库管理办法 第一章 总 则 第一条 为了加强管理，制定本办法。 第二条 本办法适用于本县。")
    assert [(section.number, section.title) for section in plan.sections][0] == ("第一章", "总则")
    assert _numbers(plan) == ["第一章", "第一条", "第二条"]


def test_a_document_that_has_its_lines_is_left_alone() -> None:
    assert unfold("\n".join(LINES)) is None


def test_white_space_within_a_date_is_no_line_break() -> None:
    assert unfold("到 2025 年，全县建成水厂 3 座，惠及群众 12 万人，年供水能力达到 800 万吨以上的水平") is None


def test_letters_set_wide_are_no_lines() -> None:
    assert unfold("衡 安 县 防 汛 预 案") is None


def test_a_place_the_body_mentions_is_not_the_place_of_the_document() -> None:
    plan = _parse("近年来养老需求增长，各区要学习杭州市先进经验，苏州市新增床位3000张，市民政局要加强指导。")
    assert plan.metadata.place is None


def test_the_questions_of_an_interview_on_one_line_head_their_answers() -> None:
    text = (
        "答问实录：《衡安县夜校办法》有关情况发布日期: 2024-05-06发布机构: 衡安县教育局晨报：夜校怎样报名？李青：凭身份证在社区报名。"
        "电视台：夜校很受欢迎。请问哪些课程收费？周原：只收材料费。"
    )
    plan = _parse(text)
    assert [section.title for section in plan.sections] == ["夜校怎样报名？", "夜校很受欢迎。请问哪些课程收费？"]
    assert plan.metadata.title.value == "答问实录：《衡安县夜校办法》有关情况"
    assert plan.metadata.value("issuer") == "衡安县教育局"


def test_one_question_within_a_text_is_no_interview() -> None:
    assert _numbers(_parse("一、背景。群众常问。居民：能报名吗？答复：可以。二、办法。开放报名。")) == ["一、", "二、"]


def test_what_is_cut_out_of_a_document_begins_with_any_number() -> None:
    text = "衡安县夜校发展规划四、重点工程（一）新建夜校。新建夜校3所。（二）培训教师。每年培训50人。"
    plan = _parse(text)
    assert plan.metadata.title.value == "衡安县夜校发展规划"
    assert _numbers(plan) == ["四、", "（一）", "（二）"]


def test_digits_with_a_space_behind_them_open_a_paragraph() -> None:
    text = "一、加快建设1. 建设夜校。新建夜校3所。（县教育局）2. 培训教师。每年培训50人。（县人社局）"
    assert _numbers(_parse(text)) == ["一、", "1.", "2."]
