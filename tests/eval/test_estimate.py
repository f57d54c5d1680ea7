import pytest

from eval.estimate import compare, estimate, estimates
from eval.judgement import Measure
from tests.eval.samples import judged


def test_an_estimate_is_the_mean_inside_its_interval() -> None:
    value, low, high, n = estimate([0, 1] * 50)
    assert (value, n) == (0.5, 100)
    assert low == pytest.approx(0.4, abs=0.03)  # 0.5 - 1.96 x 0.05
    assert high == pytest.approx(0.6, abs=0.03)


def test_the_same_values_give_the_same_interval() -> None:
    assert estimate([0, 1, 1]) == estimate([0, 1, 1])


def test_equal_values_leave_no_doubt() -> None:
    assert estimate([1, 1, 1]) == (1, 1, 1, 3)


def test_a_median_is_not_moved_by_one_far_value() -> None:
    assert estimate([1, 2, 900], median=True).value == 2


def test_each_measure_is_over_the_questions_that_have_it() -> None:
    found = estimates([judged(RECALL_5=1), judged(RECALL_5=0, CORRECT=1)])
    assert {measure: (each.value, each.n) for measure, each in found.items()} == {
        Measure.RECALL_5: (0.5, 2),
        Measure.CORRECT: (1, 1),
    }


def test_length_and_time_are_medians() -> None:
    found = estimates([judged(LENGTH=each) for each in (1, 2, 90)])
    assert found[Measure.LENGTH].value == 2


class TestComparing:
    def test_a_change_in_every_question_is_not_chance(self) -> None:
        before = [judged(f"q-{at}", CORRECT=0) for at in range(20)]
        after = [judged(f"q-{at}", CORRECT=1) for at in range(20)]
        change = compare(before, after)[Measure.CORRECT]
        assert (change.before, change.after, change.low, change.high, change.n) == (0, 1, 1, 1, 20)
        assert change.p < 0.01

    def test_as_many_better_as_worse_is_chance(self) -> None:
        before = [judged(f"q-{at}", CORRECT=at % 2) for at in range(20)]
        after = [judged(f"q-{at}", CORRECT=1 - at % 2) for at in range(20)]
        change = compare(before, after)[Measure.CORRECT]
        assert change.p == 1
        assert change.low < 0 < change.high

    def test_only_questions_of_both_runs_count(self) -> None:
        before = [judged("q-1", CORRECT=1), judged("q-2", CORRECT=1), judged("q-3", MRR=1)]
        after = [judged("q-2", CORRECT=0), judged("q-3", CORRECT=0), judged("q-4", CORRECT=0)]
        assert {measure: each.n for measure, each in compare(before, after).items()} == {Measure.CORRECT: 1}
