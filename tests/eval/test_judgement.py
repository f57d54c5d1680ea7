import pytest

from eval.judgement import Judgement, Measure, grouped, judge
from eval.question_set import Half, Question
from index.store import SearchIndex
from service.answer.model import Answer
from tests.eval.samples import answered, cited, gold, judged, passage_with, question

FALL = gold("zhangye", "死亡人数下降15%")


@pytest.fixture
def right(search_index: SearchIndex) -> Answer:
    return answered("下降15%。[1]", cited(search_index, passage_with(search_index, "zhangye", FALL.text)), 7)


def values(asked: Question, answer: Answer, index: SearchIndex) -> dict[Measure, float]:
    return judge(asked, answer, index.plans).values


def test_a_right_answer_is_right_in_every_measure(right: Answer, search_index: SearchIndex) -> None:
    found = values(question([FALL], shown=("15%",)), right, search_index)
    wanted = {each: float(not each.wants_little) for each in Measure}
    for measure in (Measure.RIGHTLY_DECLINED, Measure.ROUGE, Measure.REFERENCE):
        del wanted[measure]
    assert found == wanted | {Measure.LENGTH: 9, Measure.TIME: 7}


def test_a_refusal_of_an_answerable_question_finds_nothing(search_index: SearchIndex) -> None:
    found = values(question([FALL], shown=("15%",)), answered("没有找到"), search_index)
    assert (found[Measure.RECALL_10], found[Measure.CORRECT], found[Measure.WRONGLY_DECLINED]) == (0, 0, 1)
    assert Measure.PROOF not in found
    assert Measure.LENGTH not in found


def test_an_unanswerable_question_is_measured_by_its_refusal(right: Answer, search_index: SearchIndex) -> None:
    assert values(question(), answered("没有找到"), search_index) == {Measure.RIGHTLY_DECLINED: 1, Measure.TIME: 1}
    assert values(question(), right, search_index)[Measure.RIGHTLY_DECLINED] == 0


def test_correctness_is_unknown_where_nothing_must_be_shown(right: Answer, search_index: SearchIndex) -> None:
    assert Measure.CORRECT not in values(question([FALL]), right, search_index)


def test_an_answer_is_compared_with_a_reference_where_there_is_one(right: Answer, search_index: SearchIndex) -> None:
    asked = question([FALL]).model_copy(update={"reference": "15%"})
    found = values(asked, right, search_index)
    assert found[Measure.ROUGE] == pytest.approx(2 * 3 / (3 + 5))
    assert found[Measure.REFERENCE] == 1
    assert values(asked, answered("没有找到"), search_index)[Measure.ROUGE] == 0


def test_groups_are_types_then_english_reasons_and_halves() -> None:
    task, number = judged("q-1", kind="task"), judged("q-2", half=Half.TEST)
    english = judged("q-3").model_copy(update={"language": "en", "unanswerable": "place"})
    groups = grouped([task, english, number])
    assert {name: [each.id for each in group] for name, group in groups.items()} == {
        "english": ["q-3"],
        "number": ["q-2"],
        "task": ["q-1"],
        "decline: place": ["q-3"],
        "all dev": ["q-1", "q-3"],
        "all test": ["q-2"],
    }
    assert list(groups)[:3] == ["english", "number", "task"]


def test_a_judgement_survives_json() -> None:
    judgement = judged(RECALL_5=0.5, TIME=3)
    assert Judgement.model_validate_json(judgement.model_dump_json()) == judgement
