from eval.judgement import Measure
from eval.retrieval import ask_all
from service.answer.answerer import Answerer
from service.answer.model import Status
from tests.eval.samples import follow_up, gold, question

FALL = gold("zhangye", "死亡人数下降15%")


def test_each_question_gets_its_answer_in_order(answerer: Answerer) -> None:
    questions = [
        question([FALL], question_id="q-1", asked="张掖死亡人数下降多少"),
        question(question_id="q-2", asked="兰州死亡人数下降多少"),
    ]
    outcomes = ask_all(answerer, questions)
    assert [each.question for each in outcomes] == questions
    assert [each.answer.status for each in outcomes] == [Status.ANSWERED, Status.OUT_OF_SCOPE]
    assert [each.judgement.id for each in outcomes] == ["q-1", "q-2"]


def test_an_answer_is_judged(answerer: Answerer) -> None:
    (outcome,) = ask_all(answerer, [question([FALL], asked="张掖死亡人数下降多少")])
    assert outcome.judgement.values[Measure.RECALL_5] == 1


def test_history_is_asked_along(answerer: Answerer) -> None:
    (outcome,) = ask_all(answerer, [follow_up("q-1", "那丰台呢？", before="张掖死亡人数下降多少")])
    assert outcome.answer.query.places == ("北京市丰台区",)


def test_progress_counts_the_questions(answerer: Answerer) -> None:
    told: list[int] = []
    ask_all(answerer, [question(), question()], told.append)
    assert told == [1, 2]
