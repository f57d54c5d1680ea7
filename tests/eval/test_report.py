import re
from pathlib import Path

import pytest

from eval.estimate import compare
from eval.judgement import Judgement, Measure
from eval.question_set import Half
from eval.report import Report, make_report, write_report
from eval.retrieval import ask_all
from eval.run_record import BaselineRecord, RunRecord
from service.answer.answerer import Answerer
from service.errors import ServiceError
from tests.eval.samples import gold, judged, question

FALL = gold("zhangye", "死亡人数下降15%")
DEV, TEST = "zhangye-002", "zhangye-001"  # each stands in the half of its name


def report_of(answerer: Answerer, told: Half | None = None) -> Report:
    asked = [
        question([FALL], question_id=DEV, asked="张掖死亡人数下降<多少>", shown=("没有",)),
        question([FALL], question_id=TEST, asked="张掖伤亡情况", shown=("没有",)),
    ]
    outcomes = ask_all(answerer, asked)
    judgements = [each.judgement for each in outcomes]
    return make_report(
        outcomes,
        answerer,
        baselines={"chunks": [judged(DEV, RECALL_1=0.25, RECALL_5=0.5)]},
        changes=compare(judgements, judgements),
        gate={Measure.CORRECT: 0.5},
        reader="http://here/",
        told=told,
    )


@pytest.fixture(scope="module")
def page(answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(report_of(answerer), path)
    return path.read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r"\b(?:src|srcset)=|<link|@import|url\(", page)


def test_words_of_questions_are_escaped(page: str) -> None:
    assert "下降&lt;多少&gt;" in page


def test_links_lead_into_the_reader(page: str, answerer: Answerer) -> None:
    start = answerer.plans["zhangye"].text.index(FALL.text)
    assert f'href="http://here/plans/zhangye#{start}-{start + len(FALL.text)}"' in page


def test_figures_under_the_gate_stand_out(page: str) -> None:
    assert page.count('class="tile fallen"') == 1


def test_baselines_stand_beside_ours(page: str) -> None:
    assert "chunks · number: 0.250" in page
    assert "policyqa · number: " in page


def test_both_appearances_are_there(page: str) -> None:
    assert "prefers-color-scheme: dark" in page


def test_failed_questions_are_told_of_one_half_only(answerer: Answerer) -> None:
    assert [each.question.id for each in report_of(answerer, Half.DEV).failures] == [DEV]
    assert {each.question.id for each in report_of(answerer).failures} == {DEV, TEST}


def test_a_run_record_survives_its_file(tmp_path: Path) -> None:
    record = RunRecord.of("v1", [judged(RECALL_5=1), judged("q-2", RECALL_5=0)])
    record.write(tmp_path / "report.json")
    assert RunRecord.read(tmp_path / "report.json") == record
    assert record.groups["all dev"][Measure.RECALL_5].value == 0.5


@pytest.mark.parametrize("content", ["", "{}", '{"engines": 1}'])
def test_another_file_is_no_record(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(ServiceError, match="x.json is no BaselineRecord"):
        BaselineRecord.read(tmp_path / "x.json")


def test_engines_are_kept_by_name(tmp_path: Path) -> None:
    engines: dict[str, list[Judgement]] = {"chunks": [judged(MRR=0.5)]}
    BaselineRecord(engines=engines).write(tmp_path / "baselines.json")
    assert BaselineRecord.read(tmp_path / "baselines.json").engines == engines
