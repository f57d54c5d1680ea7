import re

import pytest

from index.search import Searcher
from service.answer.answerer import Answerer
from service.answer.model import Answer, Status
from service.errors import UnknownPlanFilter

QUESTIONS = [
    "张掖市应急物资储备的目标是什么？",
    "Zhangye emergency supplies reserve",
    "丰台和北碚的应急物资储备目标各是多少",
    "张掖和兰州的应急物资储备目标",
    "应急物资储备",
]


def quotes(answer: Answer) -> str:
    return "\n".join(citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_line_of_an_answer_is_marked_and_every_marker_has_its_citation(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    assert answer.status is Status.ANSWERED
    markers = {int(number) for number in re.findall(r"\[(\d+)\]", answer.text)}
    assert markers
    assert markers <= {citation.id for citation in answer.citations}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_number_of_an_answer_stands_in_a_quote(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(question)
    for number in re.findall(r"\d[\d.]*", re.sub(r"\[\d+\]", "", answer.text)):
        assert number in quotes(answer)


@pytest.mark.parametrize("question", QUESTIONS)
def test_highlights_lie_within_their_quote_and_do_not_overlap(answerer: Answerer, question: str) -> None:
    for citation in answerer.answer(question).citations:
        ends = [0]
        for span in citation.highlights:
            assert ends[-1] <= span.start < span.end <= len(citation.quote)
            ends.append(span.end)


def test_a_comparison_gives_each_place_its_line(answerer: Answerer) -> None:
    lines = answerer.answer("丰台和北碚的应急物资储备目标各是多少").text.splitlines()
    assert any(line.startswith("北京市丰台区：") for line in lines)
    assert any(line.startswith("重庆市北碚区：") for line in lines)


def test_a_comparison_with_an_uncovered_place_says_that_it_is_missing(answerer: Answerer) -> None:
    assert "没有收录甘肃省兰州市的规划" in answerer.answer("张掖和兰州的应急物资储备目标").text


def test_the_first_citation_is_one_that_the_answer_quotes(answerer: Answerer) -> None:
    answer = answerer.answer(QUESTIONS[0])
    assert answer.citations[0].highlights
    assert "[1]" in answer.text


def test_search_and_answer_refuse_an_unknown_plan(answerer: Answerer) -> None:
    for method in (answerer.answer, answerer.search):
        with pytest.raises(UnknownPlanFilter, match="atlantis"):
            method("储备", plan_ids=["atlantis"])


def test_a_question_about_a_covered_place_is_not_out_of_scope(answerer: Answerer) -> None:
    assert answerer.answer("丰台区有没有提到元宇宙").status is Status.NO_EVIDENCE


def test_a_larger_place_without_a_plan_is_offered_the_one_inside(answerer: Answerer) -> None:
    assert "可以这样问：北京市丰台区" in answerer.answer("北京市的规划目标").text


def test_a_warm_answerer_has_its_english_dictionary(searcher: Searcher) -> None:
    cold = Answerer(searcher)
    assert "dictionary" not in vars(cold._catalogue)
    cold.warm_up_english()
    assert "dictionary" in vars(cold._catalogue)


@pytest.mark.slow
def test_a_number_of_teams_is_not_answered_with_a_share(real_answerer: Answerer) -> None:
    text = real_answerer.answer("北碚应急队伍有多少支").text
    assert "17支" in text
    assert "建成率" not in text
