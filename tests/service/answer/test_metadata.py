from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask, build_answerer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("酒泉市规划的文号是多少？", "文号：酒政办发〔2021〕15号[1]"),
        ("酒泉市的规划什么时候印发的？", "印发日期：2021年9月8日[1]"),
        ("酒泉市规划的发文机关是谁？", "发文机关：酒泉市人民政府办公室[1]"),
        ("酒泉市的规划抄送给谁？", "抄送：市委办公室，市人大常委会办公室[1]"),
    ],
)
def test_a_value_is_said_as_printed(ask: Ask, question: str, answer: str) -> None:
    assert ask(question) == [answer]


def test_an_inferred_period_says_so(ask: Ask) -> None:
    assert ask("酒泉市的规划期是哪几年？")[0].startswith("规划期：“十四五”，2021年—2025年（推断）")


def test_the_date_is_cited_with_the_signature(records: Answerer) -> None:
    citation = records.answer("酒泉市的规划什么时候印发的？").citations[0]
    assert citation.quote == "酒泉市人民政府办公室\n2021年9月8日"


def test_what_the_document_does_not_say_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("河西区规划的文号是多少？")[0]


def test_of_several_plans_the_one_without_a_value_says_so(ask: Ask) -> None:
    assert ask("各个区县的规划文号列出来") == ask("各规划的文号分别是什么")
    assert sorted(line.split("：", 1)[1] for line in ask("各规划的文号分别是什么")) == [
        "文号：原文未写明",
        "文号：酒政办发〔2021〕15号[1]",
    ]


def test_the_plan_issued_first_stands_first(ask: Ask) -> None:
    assert ask("哪个规划最早印发")[0] == "最早的是甘肃省酒泉市：印发日期：2021年9月8日[1]"


def test_the_place_of_a_plan_is_said_with_how_it_is_known(ask: Ask) -> None:
    assert ask("酒泉市属于哪个省") == ["地区：甘肃省酒泉市（原文写作“酒泉市”）（推断）[1]"]


def test_to_whom_a_notice_is_addressed_is_said(ask: Ask) -> None:
    assert ask("酒泉市这份规划是发给谁的？") == ["主送：各县（市、区）人民政府[1]"]


@pytest.mark.parametrize("question", ["甘肃酒泉市规划的文号是多少", "甘肃酒泉规划的文号"])
def test_the_province_beside_the_place_is_no_other_subject(ask: Ask, question: str) -> None:
    assert ask(question) == ["文号：酒政办发〔2021〕15号[1]"]


@pytest.mark.parametrize("question", ["泸市府办发〔2021〕31号是什么文件", "泸市府办发31号文是关于什么的"])
def test_a_number_is_asked_what_document_it_is_of(ask_both: Ask, question: str) -> None:
    assert ask_both(question)[0].startswith("标题：泸州市人民政府办公室关于印发泸州市养老服务")


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("天水规划的文件号是啥", "文号："),
        ("天水的规划谁出的", "发文机关："),
        ("天水规划啥时候发的", "印发日期："),
        ("天水规划管几年", "规划期："),
        ("泸州规划发给谁了", "主送："),
    ],
)
def test_everyday_words_ask_for_what_a_document_is(ask_both: Ask, question: str, label: str) -> None:
    assert ask_both(question)[0].startswith(label)


def test_a_project_that_is_carried_out_is_no_document(ask_both: Ask) -> None:
    assert "实施日期" not in "".join(ask_both("天水水库工程什么时候实施"))


@pytest.mark.parametrize(
    "question",
    [
        "When was the Jiuquan plan issued and by whom?",
        "By whom was the Jiuquan plan issued and when?",
        "Who issued the plan for Jiuquan and when?",
    ],
)
def test_two_things_asked_in_english_are_both_said(ask: Ask, question: str) -> None:
    assert [line.split(": ", 1)[1] for line in ask(question)] == [
        "issuer: 酒泉市人民政府办公室[1]",
        "issued on: 2021年9月8日[1]",
    ]


RULES = """重点实验室管理办法

青科〔2026〕3号

各有关单位：

市科技局
2026年1月5日

第一条 实验室由科技局管理。
第二条 本办法自2026年2月1日起施行，有效期至2030年12月31日。原《实验室管理办法》（青科〔2020〕6号）同时废止。
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("管理办法什么时候开始施行", "实施日期：自2026年2月1日起施行[1]"),
        ("管理办法管到哪天", "有效性：有效期至2030年12月31日[1]"),
        ("办法废止了哪个老文件", "废止的文件：原《实验室管理办法》（青科〔2020〕6号）同时废止[1]"),
        ("When were the rules printed and distributed?", "issued on: 2026年1月5日[1]"),
        ("until when are the rules valid", "validity: 有效期至2030年12月31日[1]"),
    ],
)
def test_what_the_last_article_says_of_the_document_is_told(tmp_path: Path, question: str, said: str) -> None:
    text = build_answerer(tmp_path, {"rules": RULES}).answer(question).text
    assert text.removeprefix("Plan for 重点实验室管理办法: ") == said
