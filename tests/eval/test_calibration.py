import pytest

from eval.calibration import Bin, best_scores, calibration_error, reliability
from eval.retrieval import ask_all
from service.answer.answerer import Answerer
from tests.eval.samples import follow_up, gold, question

FALL = gold("zhangye", "死亡人数下降15%")


def test_scores_are_binned_by_tenths() -> None:
    bins = reliability([(0.75, True), (1.0, True), (0.25, False), (0.25, True)])
    assert bins == [Bin(0.25, 0.5, 2), Bin(0.75, 1.0, 1), Bin(1.0, 1.0, 1)]


def test_the_error_is_the_mean_distance_of_score_and_share() -> None:
    assert calibration_error([Bin(0.3, 0.5, 1), Bin(0.9, 0.9, 3)]) == pytest.approx(0.05)
    assert calibration_error([]) == 0


def test_the_first_citation_is_judged(answerer: Answerer) -> None:
    (outcome,) = ask_all(answerer, [question([FALL], asked="张掖死亡人数下降多少")])
    ((score, is_right),) = best_scores([outcome], answerer)
    assert score == outcome.answer.citations[0].score
    assert is_right


def test_the_best_passage_of_a_declined_question_is_wrong_when_nothing_answers(answerer: Answerer) -> None:
    outcomes = ask_all(answerer, [question(asked="张掖的区块链产业园建在哪里")])
    assert not outcomes[0].answer.citations
    assert [is_right for _, is_right in best_scores(outcomes, answerer)] == [False]


def test_greetings_and_declined_follow_ups_have_no_score(answerer: Answerer) -> None:
    outcomes = ask_all(
        answerer, [question(asked="你好"), follow_up("q-2", "那兰州呢？", before="张掖死亡人数下降多少")]
    )
    assert best_scores(outcomes, answerer) == []
