import pytest

from corpus.plan import Span
from service.answer.answerer import Answerer
from service.answer.draft import Draft, Line, Proof
from service.answer.naming import named
from tests.service.answer.conftest import build_answerer, material_for


@pytest.fixture(scope="module")
def placeless(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    documents = {"a": "驿站每日开放十二小时。", "b": "驿站免费提供饮用水。"}
    return build_answerer(tmp_path_factory.mktemp("placeless"), documents)


def about(answerer: Answerer, question: str, *plan_ids: str) -> list[str]:
    lines = tuple(Line("说明", (Proof(answerer.plans[each], Span(0, 2)),), f"{each}：") for each in plan_ids)
    return [line.about for line in named(material_for(answerer, question, 0.7), Draft(lines)).lines]


def test_a_line_names_the_place_of_its_plan(answerer: Answerer) -> None:
    assert about(answerer, "储备什么物资？", "zhangye") == ["zhangye："]


def test_what_is_all_of_one_document_of_no_place_does_not_name_it(placeless: Answerer) -> None:
    assert about(placeless, "驿站开放多久？", "a", "a") == ["", ""]


def test_documents_are_told_apart_where_there_are_several(placeless: Answerer) -> None:
    assert about(placeless, "驿站开放多久？", "a", "b") == ["a：", "b："]


def test_an_english_answer_keeps_its_frame(placeless: Answerer) -> None:
    assert about(placeless, "How long are the stations open?", "a") == ["a："]
