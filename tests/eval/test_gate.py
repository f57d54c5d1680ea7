import pytest

from eval.gate import breaches, read_gate
from eval.judgement import Measure
from eval.question_set import Half, default_files, read_questions
from eval.retrieval import ask_all
from service.answer.answerer import Answerer
from tests.eval.samples import judged

GATE = {Measure.RECALL_5: 0.5, Measure.WRONG_PLACE: 0.0}


def test_figures_on_their_bounds_pass() -> None:
    assert breaches([judged(RECALL_5=1, WRONG_PLACE=0), judged(RECALL_5=0, WRONG_PLACE=0)], GATE) == []


def test_a_figure_beyond_its_bound_is_named() -> None:
    assert breaches([judged(RECALL_5=0.4, WRONG_PLACE=1)], GATE) == [
        "recall@5 is 0.400, at least 0.5 is wanted",
        "wrong place is 1.000, at most 0.0 is wanted",
    ]


def test_a_figure_that_nothing_tells_does_not_pass() -> None:
    assert breaches([judged(RECALL_5=1)], GATE) == ["wrong place is not known"]


def test_the_other_half_is_not_held_to_the_gate() -> None:
    passing, failing = judged(RECALL_5=1, WRONG_PLACE=0), judged(half=Half.TEST, RECALL_5=0, WRONG_PLACE=1)
    assert breaches([passing, failing], GATE) == []


def test_the_stored_gate_holds_what_matters() -> None:
    assert read_gate().keys() >= {
        Measure.RECALL_1,
        Measure.RECALL_5,
        Measure.CORRECT,
        Measure.PROOF,
        Measure.WRONG_PLACE,
        Measure.WRONGLY_DECLINED,
    }


@pytest.mark.slow
def test_the_dev_half_passes_the_gate_and_is_cited_verbatim(real_answerer: Answerer) -> None:
    outcomes = ask_all(real_answerer, [each for each in read_questions(default_files()) if each.half is Half.DEV])
    assert breaches([each.judgement for each in outcomes], read_gate()) == []
    citations = [citation for outcome in outcomes for citation in outcome.answer.citations]
    assert citations
    for citation in citations:
        assert citation.span.of(real_answerer.plans[citation.plan.id].text) == citation.quote
