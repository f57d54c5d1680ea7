import pytest

from corpus.clean import find_furniture
from corpus.metadata import read_metadata
from corpus.plan import Fact, Metadata, Origin
from corpus.sections import find_sections


def read(text: str, source: str = "文件.txt") -> Metadata:
    furniture = find_furniture(text)
    return read_metadata(text, source, furniture, find_sections(text, furniture))


def titles(text: str) -> tuple[str, str | None]:
    facts = read(f"{text}\n一、总则\n")
    return facts.title.value, facts.notice_title.value if facts.notice_title else None


@pytest.mark.parametrize(
    ("notice", "title"),
    [
        ("应急管理部关于印发《“十四五”应急管理标准化发展计划》的通知", "“十四五”应急管理标准化发展计划"),
        ("国务院关于印发“十四五”国家应急体系规划的通知", "“十四五”国家应急体系规划"),
        ("市政府办公厅印发《关于支持防汛工作的若干措施》的通知", "关于支持防汛工作的若干措施"),
        ("市政府办公厅印发《关于加强防汛工作的若干意见》", "关于加强防汛工作的若干意见"),
        ("关于转发《省应急厅关于印发〈防汛工作方案〉的通知》的通知", "防汛工作方案"),
        ("關於印發《桃園市災害防救規劃》的通知", "桃園市災害防救規劃"),
        ("关于公布防汛责任人名单的公告", "防汛责任人名单"),
    ],
)
def test_plan_is_what_the_notice_carries(notice: str, title: str) -> None:
    assert titles(notice) == (title, notice)


def test_notice_that_carries_two_has_the_other_as_an_alternative() -> None:
    title = read("关于印发《防汛工作方案》和《抗旱工作方案》的通知\n一、总则\n").title

    assert (title.value, title.alternatives) == ("防汛工作方案", ("抗旱工作方案",))


@pytest.mark.parametrize(
    "title",
    ["关于做好防汛工作的通知", "国务院关于数字经济发展情况的报告", "问答实录：《防汛方案》解读", "防汛办法（试行）"],
)
def test_document_that_carries_no_other_has_one_title(title: str) -> None:
    assert titles(f"# {title}") == (title, None)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("张掖市“十四五”\n应急管理体系\n建设规划", "张掖市“十四五”应急管理体系建设规划"),
        ("张掖市防汛规划\n（2021—2025年）", "张掖市防汛规划（2021—2025年）"),
        ("张掖市应急管理局\n张掖市防汛规划\n二〇二一年九月", "张掖市防汛规划"),
        ("张掖市应急管理局文件\n张应急〔2021〕1号\n关于做好防汛工作的通知", "关于做好防汛工作的通知"),
        ("张 掖 市 防 汛 预 案", "张掖市防汛预案"),
        ("经济和信息化发展规划", "经济和信息化发展规划"),
        ("首页 > 政务公开 > 规划计划\n张掖市防汛规划", "张掖市防汛规划"),
        ("臺北市政府災害防救綱要計畫", "臺北市政府災害防救綱要計畫"),
        ("国务院令\n第7号\n《安全条例》已经通过，现予公布。\n安全管理条例", "安全管理条例"),
    ],
)
def test_title_is_put_together_from_its_lines(lines: str, title: str) -> None:
    assert titles(lines) == (title, None)


def test_title_over_three_lines_has_one_span_over_them() -> None:
    text = "丰台区人民政府\n关于印发丰台区\n防汛预案的通知\n一、总则\n"
    facts = read(text)

    assert facts.title == Fact("丰台区防汛预案", Origin.READ, facts.title.span)
    assert facts.title.span is not None
    assert facts.title.span.of(text) == "丰台区\n防汛预案"
    assert facts.notice_title is not None
    assert facts.notice_title.value == "丰台区人民政府关于印发丰台区防汛预案的通知"


def test_title_of_the_annexed_plan_is_not_that_of_the_notice_above_it() -> None:
    text = "# 张掖市防汛预案\n关于印发《张掖市防汛预案》的通知\n各县区:\n一、总则\n"

    assert titles(text) == ("张掖市防汛预案", "关于印发《张掖市防汛预案》的通知")


def test_text_that_opens_with_a_sentence_is_named_by_its_first_words() -> None:
    title = read("今年防汛工作总体平稳 各项措施落实到位。").title

    assert (title.value, title.origin) == ("今年防汛工作总体平稳", Origin.INFERRED)


def test_text_without_a_title_is_named_by_its_file() -> None:
    assert read("一、总则\n正文。\n", "防汛办法.txt").title == Fact("防汛办法", Origin.INFERRED, reason="取自文件名")


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("根据《湖北省国民经济和社会发展第十四个五年规划》，编制本规划。", "文件"),
        ("依据《防汛法》《湖北省“十四五”应急管理规划》等，编制本规划。", "文件"),
        ("落实《湖北省“十四五”应急管理规划》，编制《襄阳市“十四五”应急规划》。", "襄阳市“十四五”应急规划"),
    ],
)
def test_plan_quoted_as_a_basis_is_another_one(sentence: str, title: str) -> None:
    text = f"一、总则\n{sentence}\n襄阳市人民政府\n二○二一年六月\n"
    facts = read(text)

    assert (facts.title.value, facts.title.origin) == (title, Origin.INFERRED)
    assert facts.value("place") == "湖北省襄阳市"


def test_who_signs_tells_the_place_when_the_title_is_from_the_body() -> None:
    facts = read("一、总则\n为落实湖北省“十四五”应急管理规划，制定本表。\n襄阳市人民政府\n二○二一年六月\n")

    assert (facts.title.value, facts.value("place")) == ("文件", "湖北省襄阳市")


@pytest.mark.parametrize(
    "sentence",
    [
        "本规划是张掖市“十四五”应急管理体系建设规划，期限为五年。",
        "张掖市“十四五”应急管理体系建设规划的主要目标是：",
        "根据甘肃省“十四五”应急管理规划和要求，编制张掖市“十四五”应急管理体系建设规划。",
    ],
)
def test_plan_named_in_a_sentence_has_none_of_its_other_words(sentence: str) -> None:
    title = read(f"一、总则\n{sentence}\n").title

    assert (title.value, title.origin) == ("张掖市“十四五”应急管理体系建设规划", Origin.INFERRED)


@pytest.mark.parametrize(
    "text",
    [
        "为落实张掖市“十四五”应急管理规划，制定本表。\n",
        "实施张掖市“十四五”应急管理规划。\n",
        "本办法贯彻张掖市“十四五”应急管理规划要求。\n",
        "衔接《张掖市“十四五”应急管理规划》，开展工作。\n",
        "学习借鉴张掖市“十四五”应急管理规划的做法。\n",
        "张掖市“十四五”应急管理规划已经印发，请认真学习。\n",
        "与张掖市“十四五”应急管理规划相衔接\n",
        "落实张掖市“十四五”应急管理规划\n",
        "省政府编制《甘肃省“十四五”应急管理规划》，各地执行。\n",
        "关于落实《甘肃省“十四五”应急管理规划》的意见\n一、总则\n",
    ],
)
def test_place_of_a_plan_that_is_only_mentioned_is_not_the_documents(text: str) -> None:
    assert read(text).place is None


def test_who_carries_out_anothers_plan_tells_the_place() -> None:
    text = "关于落实《甘肃省“十四五”应急管理规划》的意见\n张掖市应急管理局\n2022年3月1日\n一、总则\n"

    assert read(text).value("place") == "甘肃省张掖市"
    assert read("张掖市关于落实《甘肃省“十四五”规划》的意见\n一、总则\n").value("place") == "甘肃省张掖市"


def test_half_a_quoted_name_is_no_title() -> None:
    assert read("结合张掖市实际，衔接《甘肃省“十四五”应急管理规划》，开展工作。\n").title.value == "文件"


def test_minutes_are_called_as_the_line_below_the_head_of_the_sheet() -> None:
    assert (
        titles("会议纪要\n〔2024〕第5期\n甲市防汛抗旱工作专题会议纪要\n\n纪要如下：")[0]
        == "甲市防汛抗旱工作专题会议纪要"
    )
    assert titles("会议纪要\n〔2024〕第5期\n\n纪要如下：")[0] == "会议纪要"
