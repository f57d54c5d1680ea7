"""Who carries a plan out and who assesses it."""

from service.answer import execution
from service.answer.answerer import Answerer
from tests.service.answer.conftest import Ask, material_for


def test_who_assesses_the_plan_is_told_by_its_measures(ask_nurseries: Ask) -> None:
    assert ask_nurseries("平凉规划由谁负责中期评估") == ["由市卫生健康委会同市发展改革委开展规划中期评估。[1]"]


def test_who_does_a_thing_of_the_plan_is_another_question(nurseries: Answerer) -> None:
    assert execution.compose(material_for(nurseries, "平凉规划里的保育实训班由谁负责", 1.0)) is None
