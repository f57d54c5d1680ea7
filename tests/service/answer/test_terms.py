from dataclasses import replace

from service.answer.answerer import Answerer
from service.answer.model import Status
from service.answer.terms import TermSigns, assurance, fitted, signs_of
from tests.service.answer.conftest import material_for

_FOUND = TermSigns(relevance=0.0, lacking=0.0, said=0.8, found=1.0, placed=True, unstated=False, far=0.0)


def test_terms_that_no_plan_has_speak_against_an_answer() -> None:
    assert assurance(_FOUND) > 0.5
    assert assurance(replace(_FOUND, lacking=0.7, said=0.3, found=0.3)) < 0.5


def test_a_figure_that_is_nowhere_stated_speaks_against_an_answer() -> None:
    assert assurance(replace(_FOUND, unstated=True)) < assurance(_FOUND)
    assert assurance(replace(_FOUND, far=0.7)) < assurance(_FOUND)


def test_a_question_that_names_no_covered_place_must_be_found_better() -> None:
    weak = replace(_FOUND, relevance=-3.0, said=0.5, found=0.5)
    assert assurance(weak) > fitted()["enough"] > assurance(replace(weak, placed=False))


def test_an_english_question_about_what_only_another_plan_has_is_declined(alike: Answerer) -> None:
    assert alike.answer("What does Baiyin plan for rail transit safety?").status is Status.ANSWERED
    assert alike.answer("What does Jinchang plan for typhoon shelters?").status is Status.NO_EVIDENCE


def test_what_only_crosses_the_boundary_of_words_is_lacking(records: Answerer) -> None:
    material = material_for(records, "What does Jiuquan plan for stations?", 0.7)
    whole, crossing = (replace(material.query, words=words) for words in ("应急资金", "急资"))  # 严禁挪用应急资金。
    assert signs_of(replace(material, query=whole)).lacking == 0
    assert signs_of(replace(material, query=crossing)).lacking > 0


def test_an_english_refusal_offers_english_questions_that_are_answered(records: Answerer) -> None:
    declined = records.answer("How many helicopters does Jiuquan own?")
    assert declined.status is Status.NO_EVIDENCE
    offered = declined.text.partition("You can ask: ")[2]
    assert "What are the key projects in the plan for Jiuquan?" in offered
    for question in offered.split("? "):
        assert records.answer(f"{question.rstrip('?')}?").status is Status.ANSWERED


def test_no_place_is_expected_where_the_plans_of_the_library_share_one(records: Answerer) -> None:
    material = material_for(records, "What is planned for stations?", 0.7)
    assert not signs_of(material).placed
    (plan,) = (each for each in material.library.values() if each.metadata.value("place") == "甘肃省酒泉市")
    assert signs_of(replace(material, library={"a": plan, "b": plan})).placed


def test_a_reason_is_no_date(records: Answerer) -> None:
    material = material_for(records, "When and why will Jiuquan upgrade the command hall?", 0.7)
    hit = material.hits[0]
    for text, is_unstated in (("因设备老化，升级指挥大厅。", True), ("因设备老化，2023年升级指挥大厅。", False)):
        found = replace(material, hits=(replace(hit, passage=replace(hit.passage, text=text)),))
        assert [each.text for each in found.evidence] == [text]
        assert signs_of(found).unstated is is_unstated
