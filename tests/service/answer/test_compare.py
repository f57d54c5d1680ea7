from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask


def test_a_place_without_the_indicator_is_named(ask: Ask) -> None:
    lines = ask("酒泉市和河西区的生产安全事故死亡人数分别要下降多少？")
    assert lines[0].startswith("甘肃省酒泉市：生产安全事故死亡人数：下降10%")
    assert lines[1].startswith("天津市河西区：规划没有给出相应内容")


def test_the_same_indicator_is_compared(answerer: Answerer) -> None:
    lines = answerer.answer("张掖市和丰台区的人均应急避难场所面积分别是多少？").text.splitlines()
    assert lines[0].startswith("甘肃省张掖市：人均应急避难场所面积：达到1.5平方米")
    assert lines[1].startswith("北京市丰台区：人均应急避难场所面积：达到2.1平方米")


def test_without_a_place_all_plans_that_answer_are_compared(answerer: Answerer) -> None:
    assert len(answerer.answer("哪些地方规划了预警能力？").text.splitlines()) >= 2


def test_a_sentence_without_a_figure_is_no_answer_to_a_question_for_one(answerer: Answerer) -> None:
    lines = answerer.answer("张掖市和丰台区的应急预案修订数量分别是多少？").text.splitlines()
    assert all(
        "没有给出相应内容" in line or any(each.isdigit() for each in line.partition("：")[2].partition("[")[0])
        for line in lines
    )


def test_the_indicators_of_all_plans_are_listed_in_full(ask: Ask) -> None:
    lines = ask("各规划里哪些指标是预期性的？")
    assert [line.rpartition("：")[0].split("：")[-1] for line in lines] == [
        "人均应急避难场所面积",
        "地震预警信息发布时效",
    ]


def test_what_is_under_a_heading_that_plans_share_is_compared(ask_both: Ask) -> None:
    assert ask_both("泸州和天水的保障措施有什么不同") == [
        "四川省泸州市：（一）加强领导；（二）保障资金[1][2]",
        "甘肃省天水市：（一）落实资金；（二）强化科技[3][4]",
    ]


def test_the_parts_of_all_plans_are_counted_when_no_place_is_named(ask_both: Ask) -> None:
    lines = ask_both("两地重点工程各有几个")
    assert [line for line in lines if "共" in line] == ["四川省泸州市：共 2 项[1][2]", "甘肃省天水市：共 3 项[3][4][5]"]


def test_a_plan_of_another_subject_is_not_made_to_answer(ask_both: Ask) -> None:
    lines = ask_both("泸州和天水的农村自来水普及率目标对比")
    assert lines[0] == "四川省泸州市：规划没有给出相应内容"
    assert lines[1].startswith("甘肃省天水市：农村自来水普及率：96%")


def test_a_number_of_people_is_no_rate(ask_both: Ask) -> None:
    lines = ask_both("泸州和天水的养老护理员岗前培训率分别是多少")
    assert lines[0].startswith("四川省泸州市：养老护理员岗前培训率：100%")
    assert lines[1].startswith("甘肃省天水市：规划没有给出相应内容，最接近的是：护理岗前培训人数：30人")
