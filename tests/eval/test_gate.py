import pytest

from eval.question_set import Half, default_files, read_questions
from eval.retrieval import ask_all, summarise
from service.answer.answerer import Answerer


@pytest.mark.slow
def test_the_dev_half_is_answered_from_the_right_plans_and_verbatim(real_answerer: Answerer) -> None:
    outcomes = ask_all(real_answerer, [each for each in read_questions(default_files()) if each.half is Half.DEV])
    summary = summarise(outcomes)
    assert summary.recall[5] >= 0.85
    assert summary.wrong_place == 0
    citations = [citation for outcome in outcomes for citation in outcome.answer.citations]
    assert citations
    for citation in citations:
        span = citation.passage.span
        assert citation.plan.text[span.start : span.end] == citation.quote
