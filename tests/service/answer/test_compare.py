from pathlib import Path

import pytest

from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask, build_answerer


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
        "没有给出相应内容" in line
        or "没有找到" in line
        or any(each.isdigit() for each in line.partition("：")[2].partition("[")[0])
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
        "四川省泸州市：（一）加强领导；（二）保障资金[1][3]",
        "甘肃省天水市：（一）落实资金；（二）强化科技[2][4]",
    ]


def test_the_parts_of_all_plans_are_counted_when_no_place_is_named(ask_both: Ask) -> None:
    lines = ask_both("两地重点工程各有几个")
    assert [line for line in lines if "共" in line] == ["四川省泸州市：共 2 项[1][2]", "甘肃省天水市：共 3 项[3][4][5]"]


def test_a_plan_of_another_subject_is_not_made_to_answer(ask_both: Ask) -> None:
    lines = ask_both("泸州和天水的农村自来水普及率目标对比")
    assert lines[0].startswith("甘肃省天水市：农村自来水普及率：96%")  # what answers stands first
    assert lines[1] == "四川省泸州市：规划没有给出相应内容"


def test_a_number_of_people_is_no_rate(ask_both: Ask) -> None:
    lines = ask_both("泸州和天水的养老护理员岗前培训率分别是多少")
    assert lines[0].startswith("四川省泸州市：养老护理员岗前培训率：100%")
    assert lines[1].startswith("甘肃省天水市：规划没有给出相应内容，最接近的是：护理岗前培训人数：30人")


def test_of_two_documents_of_a_place_the_one_that_says_it_is_quoted(tmp_path: Path) -> None:
    answerer = build_answerer(
        tmp_path,
        {
            "a": "泸州市养老规划\n\n一、指标\n到2025年，家庭养老床位达到1500张。\n",
            "b": "泸州市助餐办法\n\n一、场所\n助餐场所面积不少于40平方米。\n",
            "c": "天水市养老规划\n\n一、指标\n到2025年，家庭养老床位达到800张。\n",
        },
    )
    lines = answerer.answer("泸州和天水的家庭养老床位分别是多少张").text.splitlines()
    assert [line.split("[")[0] for line in lines] == [
        "四川省泸州市：家庭养老床位：达到1500张（2025年）",
        "甘肃省天水市：家庭养老床位：达到800张（2025年）",
    ]


def test_of_several_places_as_many_are_named_as_the_question_speaks_of(tmp_path: Path) -> None:
    answerer = build_answerer(
        tmp_path,
        {
            "a": "泸州市养老规划\n\n一、指标\n到2025年，家庭养老床位达到1500张。\n",
            "b": "酒泉市水务规划\n\n一、管网\n到2025年，供水管网达到40公里。\n",
            "c": "天水市养老规划\n\n一、指标\n到2025年，家庭养老床位达到800张。\n",
        },
    )
    assert "酒泉" not in answerer.answer("两地的家庭养老床位各是多少张").text
    assert "酒泉" in answerer.answer("各地的家庭养老床位各是多少张").text


def test_a_part_of_a_question_that_only_measures_names_no_indicator(tmp_path: Path) -> None:
    answerer = build_answerer(
        tmp_path,
        {
            "a": "泸州市应急规划\n\n一、指标\n到2025年，事故死亡人数下降9%。\n",
            "b": "天水市应急规划\n\n一、指标\n到2025年，事故死亡人数下降15%。\n",
        },
    )
    answer = answerer.answer("泸州和天水的救援队伍多少支，人数多少")
    assert not any(line.partition("：")[2].startswith("事故死亡人数") for line in answer.text.splitlines())


@pytest.mark.slow
def test_plans_are_counted(real_answerer: Answerer) -> None:
    lines = real_answerer.answer("有几个规划要求建设应急避难场所？").text.splitlines()
    assert lines[0].startswith("写有相应内容的规划共 4 份：")
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("泸州和天水谁的重点工程多", "所列数值中较大的：甘肃省天水市"),
        ("哪个规划的重点工程项目数最少", "所列数值中较小的：四川省泸州市"),
    ],
)
def test_which_plan_has_the_most_of_what_is_counted_is_told(ask_both: Ask, question: str, last: str) -> None:
    lines = ask_both(question)
    assert [line.split("[")[0] for line in lines if "共" in line] == ["四川省泸州市：共 2 项", "甘肃省天水市：共 3 项"]
    assert lines[-1].startswith(last)


def test_a_figure_like_that_of_a_third_plan_is_not_taken_for_it(tmp_path: Path) -> None:
    answerer = build_answerer(
        tmp_path,
        {
            "a": "泸州市应急规划\n\n一、指标\n到2025年，年均百万人口因灾死亡率控制在0.9以内。\n",
            "b": "天水市应急规划\n\n一、队伍\n组建救援队伍。\n",
            "c": "酒泉市应急规划\n\n一、指标\n到2025年，十万人口火灾死亡率下降10%。\n",
        },
    )
    answer = answerer.answer("泸州和天水的十万人口火灾死亡率目标分别是多少").text
    assert not any(
        line.startswith("四川省泸州市：") and "最接近" not in line and "0.9" in line for line in answer.splitlines()
    )


def test_all_of_several_documents_are_named_where_it_is_asked_what_they_say(tmp_path: Path) -> None:
    plans = {
        "a": "泸州市应急规划\n\n一、资金\n拓宽资金来源，鼓励保险资金参与。\n",
        "b": "天水市应急规划\n\n一、队伍\n组建救援队伍。\n",
    }
    answer = build_answerer(tmp_path, plans).answer("两份规划分别提了哪些资金来源").text
    assert "拓宽资金来源" in answer
    assert "甘肃省天水市：规划没有给出相应内容" in answer


SHELTERS = {
    "one": "酒泉市应急规划\n\n一、指标\n到2025年，年均百万人口因灾死亡率控制在0.9以内。\n二、任务\n（一）场所建设提升工程\n新建应急避难场所。改造公园。\n（二）队伍\n灾害信息员达到2080名。创建安全示范城市。\n",
    "other": "天水市应急规划\n\n一、指标\n到2025年，年均百万人口因自然灾害死亡率控制在1以内。\n二、任务\n（一）场所建设提升工程\n改造操场。\n（二）队伍\n落实责任，灾害信息员达到930名。推动安全示范城市创建。\n三、挑战\n应急避难场所布局不合理。\n",
    "third": "泸州市应急规划\n\n一、指标\n到2025年，安全示范城市建设标准达到90%。\n二、任务\n防范台风。\n",
}


@pytest.fixture(scope="module")
def shelters(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over three short plans."""
    return build_answerer(tmp_path_factory.mktemp("shelters"), SHELTERS)


@pytest.fixture
def ask_shelters(shelters: Answerer) -> Ask:
    """The lines of an answer from them."""
    return lambda question: shelters.answer(question).text.splitlines()


def test_an_indicator_called_otherwise_is_kept_where_no_place_is_named(ask_shelters: Ask) -> None:
    lines = ask_shelters("谁的百万人口因灾死亡率最低")
    assert [line.partition("：")[0] for line in lines[:2]] == ["甘肃省酒泉市", "甘肃省天水市"]


def test_plans_are_counted_and_named_where_both_are_asked(ask_shelters: Ask) -> None:
    lines = ask_shelters("有几个规划提到灾害信息员，都是哪些")
    assert lines[0].startswith("提到的规划共 2 份：")
    assert [line.partition("：")[0] for line in lines[1:]] == ["甘肃省酒泉市", "甘肃省天水市"]


def test_a_goal_that_only_another_plan_has_as_a_figure_is_told_in_words(ask_shelters: Ask) -> None:
    lines = ask_shelters("酒泉和天水都提到了安全示范城市，目标一样吗")
    assert ["示范城市" in line and "没有给出" not in line for line in lines] == [True, True]


def test_of_two_sentences_the_larger_figure_is_named(ask_shelters: Ask) -> None:
    lines = ask_shelters("酒泉和天水比，哪边的灾害信息员更多")
    assert lines[-1].startswith("所列数值中较大的：甘肃省酒泉市")


def test_a_heading_that_the_question_names_leads_to_what_is_below_it(ask_shelters: Ask) -> None:
    lines = ask_shelters("酒泉和天水的场所建设提升工程各讲什么")
    assert [each in line for each, line in zip(("新建应急避难场所", "改造操场"), lines, strict=True)] == [True, True]


def test_what_every_plan_says_may_be_what_it_finds_wanting(ask_shelters: Ask) -> None:
    assert "布局不合理" in ask_shelters("酒泉和天水的应急避难场所分别是怎么写的")[1]


def test_the_best_proof_of_every_plan_is_cited_before_a_second_one(shelters: Answerer) -> None:
    cited = [each.plan.id for each in shelters.answer("酒泉和天水的应急避难场所分别是怎么写的").citations]
    assert cited[:2] == ["one", "other"]


def test_plans_are_asked_for_by_their_number_in_english(shelters: Answerer) -> None:
    text = shelters.answer("How do the three plans deal with emergency shelters?").text
    assert "酒泉" in text
    assert "天水" in text
