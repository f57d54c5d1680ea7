import pytest

from corpus.library import parse_plan
from corpus.plan import Plan


def _plan(text: str) -> Plan:
    return parse_plan("plan", "plan.txt", text)


def _headings(plan: Plan) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.title) for section in plan.sections]


@pytest.mark.parametrize(
    ("asks", "answers"), [("问：", "答："), ("Q1：", "A1："), ("**问：", "**答：**"), ("记者问:", "张局长答:")]
)
def test_a_question_heads_its_answer(asks: str, answers: str) -> None:
    plan = _plan(
        f"稳岗补贴政策问答\n\n{asks}哪些企业可以申请稳岗补贴？从哪年起？\n\n{answers}依法参保的企业。一、条件\n"
    )
    ((_, _, title),) = _headings(plan)
    assert title == "哪些企业可以申请稳岗补贴？从哪年起？"
    assert "依法参保的企业" in plan.sections[0].span.of(plan.text)


def test_what_is_numbered_in_an_answer_stands_below_its_question() -> None:
    text = "规划解读\n\n新华社：规划有哪些重点？\n\n张局长：重点有二。\n\n一、强基础\n\n夯实基层。\n\n晚报：下一步怎样落实？\n\n张局长：分解任务。\n"
    assert _headings(_plan(text)) == [
        (1, "新华社：", "规划有哪些重点？"),
        (2, "一、", "强基础"),
        (1, "晚报：", "下一步怎样落实？"),
    ]


def test_a_single_question_with_a_colon_is_text() -> None:
    text = "一、总体要求\n要回答一个问题：怎样发展？\n答案：改革。\n二、重点任务\n深化改革。\n"
    assert [title for _, _, title in _headings(_plan(text))] == ["总体要求", "重点任务"]


def test_a_numbered_question_is_a_heading_however_long() -> None:
    asked = "本市哪些企业在什么条件下可以向哪个部门申请一次性稳岗补贴，申请时要提交哪些材料，多久能够办结？"
    plan = _plan(f"政策问答\n1.问：{asked}\n答：依法参保的企业。\n2.补贴标准是多少？\n答：60%。\n")
    assert _headings(plan) == [(1, "1.", asked), (1, "2.", "补贴标准是多少？")]


def test_questions_are_told_apart_in_a_document_of_one_line() -> None:
    plan = _plan(
        "稳岗补贴政策问答问：哪些企业可以申请稳岗补贴？答：依法参保缴费、上年度未裁员的企业可以申请。"
        "问：补贴标准是多少？从哪年起？答：按上年度缴费的60%返还，2022年起执行。"
    )
    assert [title for _, _, title in _headings(plan)] == ["哪些企业可以申请稳岗补贴？", "补贴标准是多少？从哪年起？"]
    assert plan.sections[0].span.of(plan.text).endswith("可以申请。")
