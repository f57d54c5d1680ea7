import pytest

from eval.retrieval import Outcome, ask_all, by_type, summarise
from index.store import SearchIndex
from service.answer.answerer import Answerer
from service.answer.model import Status
from tests.eval.samples import answered, cited, follow_up, gold, passage_with, question

FALL = gold("zhangye", "死亡人数下降15%")
SHELTER = gold("zhangye", "面积达到1.5平方米")


class TestAsking:
    def test_each_question_gets_its_answer_in_order(self, answerer: Answerer) -> None:
        questions = [
            question([FALL], question_id="q-1", asked="张掖死亡人数下降多少"),
            question(question_id="q-2", asked="兰州死亡人数下降多少"),
        ]
        outcomes = ask_all(answerer, questions)
        assert [each.question for each in outcomes] == questions
        assert [each.answer.status for each in outcomes] == [Status.ANSWERED, Status.OUT_OF_SCOPE]

    def test_history_is_asked_along(self, answerer: Answerer) -> None:
        (outcome,) = ask_all(answerer, [follow_up("q-1", "那丰台呢？", before="张掖死亡人数下降多少")])
        assert outcome.answer.query.places == ("北京市丰台区",)

    def test_progress_counts_the_questions(self, answerer: Answerer) -> None:
        told: list[int] = []
        ask_all(answerer, [question(), question()], told.append)
        assert told == [1, 2]


@pytest.fixture(scope="module")
def outcomes(search_index: SearchIndex) -> list[Outcome]:
    """Three answerable questions: found first, found second, declined. Two unanswerable ones: declined, answered."""
    fall = passage_with(search_index, "zhangye", FALL.text)
    shelter = passage_with(search_index, "zhangye", SHELTER.text)
    other = passage_with(search_index, "fengtai", "死亡人数下降10%")
    return [
        Outcome(question([FALL], shown=("15%",)), answered("下降15%", cited(search_index, fall, shelter), 1)),
        Outcome(question([FALL], shown=("15%",)), answered("下降10%", cited(search_index, other, fall), 2)),
        Outcome(question([SHELTER]), answered("没有找到", total_ms=30)),
        Outcome(question(), answered("没有找到", total_ms=4)),
        Outcome(question(), answered("1.5平方米", cited(search_index, shelter), 5)),
    ]


class TestSummary:
    def test_questions_are_counted(self, outcomes: list[Outcome]) -> None:
        assert summarise(outcomes).questions == 5

    def test_recall_is_the_mean_of_the_answerable(self, outcomes: list[Outcome]) -> None:
        assert summarise(outcomes).recall == pytest.approx({1: 1 / 3, 3: 2 / 3, 5: 2 / 3})

    def test_shares_are_of_the_answerable(self, outcomes: list[Outcome]) -> None:
        summary = summarise(outcomes)
        assert summary.shown == pytest.approx(2 / 3)  # the declined one had to show nothing
        assert summary.wrong_place == pytest.approx(1 / 3)
        assert summary.wrongly_declined == pytest.approx(1 / 3)

    def test_right_refusals_are_a_share_of_the_unanswerable(self, outcomes: list[Outcome]) -> None:
        assert summarise(outcomes).rightly_declined == 1 / 2

    def test_time_is_the_median(self, outcomes: list[Outcome]) -> None:
        assert summarise(outcomes).median_ms == 4

    def test_shares_of_nothing_are_none(self, outcomes: list[Outcome]) -> None:
        unanswerable, answerable = summarise(outcomes[3:]), summarise(outcomes[:3])
        assert (unanswerable.recall, unanswerable.shown, unanswerable.wrong_place) == ({}, None, None)
        assert unanswerable.wrongly_declined is None
        assert answerable.rightly_declined is None


def test_outcomes_are_grouped_by_type_and_english_ones_apart() -> None:
    number = question(question_id="q-1")
    task = question(question_id="q-2").model_copy(update={"type": "task"})
    english = question(question_id="q-3").model_copy(update={"language": "en"})
    groups = by_type([Outcome(each, answered("")) for each in (task, english, number, task)])
    assert {name: [each.question.id for each in group] for name, group in groups.items()} == {
        "english": ["q-3"],
        "number": ["q-1"],
        "task": ["q-2", "q-2"],
    }
    assert list(groups) == ["english", "number", "task"]
