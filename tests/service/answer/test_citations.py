import pytest

from service.answer.answerer import Answerer
from service.answer.citations import marked
from service.schemas import CitationOut

QUESTIONS = [
    "酒泉市的人均应急避难场所面积是多少？",
    "河西区应急局牵头哪些任务？",
    "酒泉市规划的文号是多少？",
    "酒泉市的重点工程有几个？",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_quote_is_verbatim_where_it_says_it_is(records: Answerer, question: str) -> None:
    for citation in records.answer(question).citations:
        out = CitationOut.from_citation(citation)
        assert citation.plan.text[out.start : out.end] == out.quote
        assert all(out.quote[start:end] for start, end in out.highlights)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_passage_of_a_quote_overlaps_it(records: Answerer, question: str) -> None:
    for citation in records.answer(question).citations:
        if citation.highlights and citation.passage.section is not None:
            assert citation.passage.span.overlaps(citation.span)


def test_a_table_is_quoted_whole(records: Answerer) -> None:
    quote = records.answer(QUESTIONS[0]).citations[0].quote
    assert quote.startswith("表1 应急管理主要指标\n序号")
    assert quote.endswith("5-10\t预期性")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_question_gives_the_same_answer(records: Answerer, question: str) -> None:
    first, second = records.answer(question), records.answer(question)
    assert (first.text, first.citations) == (second.text, second.citations)


def test_many_markers_above_a_list_are_left_to_its_lines() -> None:
    below = [(f"第{at}项", [at]) for at in range(1, 6)]
    assert marked([("共 5 项", [1, 2, 3, 4, 5]), *below])[:2] == ["共 5 项：", "第1项[1]"]
    assert marked([("共 2 项", [1, 2]), *below[:2]])[0] == "共 2 项[1][2]"
    assert marked([("指标", [1, 2, 3, 4, 6]), *below])[0] == "指标[1][2][3][4][6]"
