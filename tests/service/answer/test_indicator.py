from tests.service.answer.conftest import Ask


def test_a_target_is_said_with_value_unit_year_and_nature(ask: Ask) -> None:
    assert ask("酒泉市的人均应急避难场所面积是多少？") == ["人均应急避难场所面积：1.5平方米（2025年，预期性）[1][2]"]


def test_a_lost_unit_is_said_and_not_guessed(ask: Ask) -> None:
    assert "5-10（2025年，预期性，原文未给出单位）" in ask("酒泉市的地震预警信息发布时效是多少？")[0]


def test_a_count_needs_no_unit(ask: Ask) -> None:
    assert "原文未给出单位" not in ask("酒泉市的生产安全事故死亡人数要下降多少？")[0]


def test_a_past_figure_is_never_given_as_a_target(ask: Ask) -> None:
    line = ask("酒泉市的生产安全事故死亡人数要下降多少？")[0]
    assert "下降10%" in line
    assert "21%" not in line


def test_what_only_another_plan_has_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("河西区的生产安全事故死亡人数要下降多少？")[0]


def test_a_year_beyond_the_plan_is_not_answered(ask: Ask) -> None:
    assert "没有找到" in ask("酒泉市2030年的人均应急避难场所面积是多少？")[0]


def test_an_english_question_keeps_chinese_figures(ask: Ask) -> None:
    line = ask("What is the per capita shelter area target in Jiuquan?")[0]
    assert line.startswith("Plan for 甘肃省酒泉市: 人均应急避难场所面积")
    assert "1.5平方米" in line
