"""What the sentences of one of several plans say of what is compared."""

from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from tests.service.answer.conftest import build_answerer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "silent"),
    [
        ("北碚和和平区在巨灾保险方面有什么不同？", "辽宁省沈阳市和平区"),
        ("和平和西青的急救箱和体外除颤仪配置要求有什么区别？", "辽宁省沈阳市和平区"),
        ("张掖和丰台怎么处理尾矿库风险？", "北京市丰台区"),
        ("How do Beibei and Xiqing differ on coal mines?", "Plan for 天津市西青区"),
    ],
)
def test_a_plan_that_does_not_speak_of_it_is_said_not_to(real_answerer: Answerer, question: str, silent: str) -> None:
    lines = real_answerer.answer(question).text.splitlines()
    missing = [line for line in lines if "规划没有给出相应内容" in line or "not given by the plan" in line]
    assert len(lines) == 2
    assert [line.startswith(silent) for line in missing] == [True]


@pytest.mark.slow
def test_what_no_place_speaks_of_is_not_answered(real_answerer: Answerer) -> None:
    assert real_answerer.answer("和平和丰台在煤矿安全上有什么不同？").status == "no_evidence"


@pytest.mark.slow
def test_the_target_is_told_beside_the_heading(real_answerer: Answerer) -> None:
    lines = real_answerer.answer("How do Beibei and Zhangye differ on catastrophe insurance?").text.splitlines()
    assert lines[1].endswith("“到2025年实现巨灾保险制度建设全覆盖。”[2]")


def test_a_figure_stands_in_the_sentence_that_is_quoted(tmp_path: Path) -> None:
    one = "酒泉市应急规划\n\n一、物资储备\n完善应急物资储备制度，健全区级和街镇两级储备模式。应急物资储备满足6000人需要。\n"
    other = "天水市应急规划\n\n一、物资储备\n完善应急物资储备制度，健全市县两级储备模式。\n"
    lines = build_answerer(tmp_path, {"one": one, "other": other}).answer("酒泉和天水的应急物资储备人数分别是多少").text
    assert "6000人" in lines.splitlines()[0]
    assert "规划没有给出相应内容" in lines.splitlines()[1]


PEOPLE = {
    "one": "酒泉市应急规划\n\n一、队伍\n1.完善队伍。规范灾害信息员管理，执法人员占在职人员的80%。\n2.确认灾害信息员2080名。\n",
    "other": "天水市应急规划\n\n一、目标\n到2025年，生产安全事故死亡人数下降5%。\n",
}


@pytest.mark.parametrize("question", ["酒泉和天水的灾害信息员人数", "酒泉和天水谁的灾害信息员多"])
def test_a_figure_of_something_else_is_no_answer(tmp_path: Path, question: str) -> None:
    lines = build_answerer(tmp_path, PEOPLE).answer(question).text.splitlines()
    assert "2080名" in lines[0]
    assert "规划没有给出相应内容" in lines[1]


def test_a_place_that_answers_is_quoted_beside_one_that_does_not(tmp_path: Path) -> None:
    lines = build_answerer(tmp_path, PEOPLE).answer("酒泉市有多少名灾害信息员，天水呢").text.splitlines()
    assert "2080名" in lines[0]
    assert "规划没有给出相应内容" in lines[1]


def test_what_a_plan_finds_wanting_is_none_of_its_plans(tmp_path: Path) -> None:
    plans = {
        "one": "酒泉市应急规划\n\n一、主要任务\n（一）场所\n新建应急避难场所。\n（二）队伍\n组建救援队伍。\n",
        "other": "天水市应急规划\n\n一、问题和挑战\n应急避难场所布局不合理。\n二、主要任务\n组建救援队伍。\n",
    }
    answer = build_answerer(tmp_path, plans).answer("哪些地方要建应急避难场所").text
    assert "新建应急避难场所" in answer
    assert "布局不合理" not in answer


def test_what_looks_back_is_quoted_where_it_says_far_more(tmp_path: Path) -> None:
    plans = {
        "one": "酒泉市应急规划\n\n一、主要任务\n加固地震易发区房屋。\n",
        "other": "天水市应急规划\n\n一、工作成效\n实施了地震易发区房屋加固工程。\n二、主要任务\n加强地震监测。\n",
    }
    lines = build_answerer(tmp_path, plans).answer("酒泉和天水的地震易发区房屋加固有什么不同").text.splitlines()
    assert "地震易发区房屋加固工程" in lines[1]


@pytest.mark.slow
def test_a_title_alone_is_not_quoted(real_answerer: Answerer) -> None:
    lines = real_answerer.answer("旅游安全方面张掖跟北碚有啥不一样").text.splitlines()
    assert lines[1].startswith("重庆市北碚区：旅游安全。依法严格落实")
