import json
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.library import parse_plan
from corpus.plan import Plan
from eval.question_set import Half, Question, check_questions, default_files, read_questions
from index.store import SearchIndex
from service.errors import ServiceError
from tests.eval.samples import gold, question

FALL = gold("zhangye", "死亡人数下降15%")
LINE = {
    "id": "q-1",
    "question": "死亡人数下降多少",
    "language": "zh",
    "type": "number",
    "history": [{"role": "user", "content": "张掖"}],
    "evidence": [[{"plan": "zhangye", "text": "死亡人数下降15%"}]],
    "answer_contains": ["15%"],
    "unanswerable": None,
}


def write_lines(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


class TestReading:
    def test_a_line_is_a_question(self, tmp_path: Path) -> None:
        (read,) = read_questions([write_lines(tmp_path, json.dumps(LINE, ensure_ascii=False))])
        assert read.model_dump() == {**LINE, "any_place": False, "also_asked": (), "reference": None}

    def test_a_reference_answer_may_be_given(self, tmp_path: Path) -> None:
        (read,) = read_questions([write_lines(tmp_path, json.dumps({**LINE, "reference": "降一成五"}))])
        assert read.reference == "降一成五"

    def test_several_files_are_one_set(self, tmp_path: Path) -> None:
        path = write_lines(tmp_path, json.dumps(LINE), json.dumps({**LINE, "id": "q-2"}))
        assert [each.id for each in read_questions([path, path])] == ["q-1", "q-2", "q-1", "q-2"]

    @pytest.mark.parametrize(
        ("line", "where"),
        [
            ("{", ""),
            (json.dumps({**LINE, "language": "fr"}), "language"),
            (json.dumps({**LINE, "unanswerable": "weather"}), "unanswerable"),
            (json.dumps({**LINE, "evidence": [[{"plan": "zhangye"}]]}), "evidence.0.0.text"),
            (json.dumps({**LINE, "note": "new"}), "note"),
            (json.dumps({key: value for key, value in LINE.items() if key != "id"}), "id"),
        ],
    )
    def test_a_line_that_is_no_question_is_named(self, tmp_path: Path, line: str, where: str) -> None:
        path = write_lines(tmp_path, json.dumps(LINE), line)
        with pytest.raises(ServiceError, match=rf"questions\.jsonl, line 2 is no question \({where}: "):
            read_questions([path])

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ServiceError, match=r"missing\.jsonl cannot be read"):
            read_questions([tmp_path / "missing.jsonl"])

    def test_a_file_that_is_no_text_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "scan.jsonl").write_bytes(b"\xff\xd8\xff")
        with pytest.raises(ServiceError, match=r"scan\.jsonl cannot be read"):
            read_questions([tmp_path / "scan.jsonl"])


class TestChecking:
    def faults(self, search_index: SearchIndex, *questions: Question) -> list[str]:
        return check_questions(questions, search_index.plans)

    def test_a_sound_set_has_no_faults(self, search_index: SearchIndex) -> None:
        sound = question([FALL], shown=("15%",))
        assert self.faults(search_index, sound, question(question_id="q-2", asked="没有答案的问题")) == []

    def test_a_question_that_is_asked_twice(self, search_index: SearchIndex) -> None:
        again = question([FALL], question_id="q-2")
        again = again.model_copy(update={"question": f" {again.question}？"})
        assert self.faults(search_index, question([FALL]), again) == ["q-2: asks what q-1 asks"]

    def test_an_id_that_is_used_twice(self, search_index: SearchIndex) -> None:
        assert self.faults(search_index, question([FALL]), question([FALL])) == ["q-1: the id is used twice"]

    def test_a_plan_that_is_not_there(self, search_index: SearchIndex) -> None:
        lost = question([gold("lanzhou", "下降15%")])
        assert self.faults(search_index, lost) == ["q-1: there is no plan lanzhou"]

    def test_a_gold_text_that_is_not_in_the_plan(self, search_index: SearchIndex) -> None:
        lost = question([gold("zhangye", "死亡人数下降99%")])
        assert self.faults(search_index, lost) == ["q-1: stands 0 times in zhangye: 死亡人数下降99%"]

    def test_a_gold_text_that_stands_twice(self, search_index: SearchIndex) -> None:
        vague = question([gold("zhangye", "生产安全事故死亡人数下降")])
        assert self.faults(search_index, vague) == ["q-1: stands 2 times in zhangye: 生产安全事故死亡人数下降"]

    def test_every_alternative_is_checked(self, search_index: SearchIndex) -> None:
        half = question([FALL, gold("zhangye", "死亡人数下降99%")])
        assert len(self.faults(search_index, half)) == 1

    def test_a_gold_text_in_furniture(self) -> None:
        plan = parse_plan("a", "a.txt", "一、总体要求\n坚持人民至上。\n版权所有 某市应急管理局")
        faults = check_questions([question([gold("a", "版权所有")])], {"a": plan})
        assert faults == ["q-1: stands in furniture of a: 版权所有"]

    def test_a_wanted_string_that_no_gold_text_has(self, search_index: SearchIndex) -> None:
        assert self.faults(search_index, question([FALL], shown=("15%", "16%"))) == ["q-1: no gold text has 16%"]

    def test_a_count_of_what_is_needed_stands_in_no_gold_text(self, search_index: SearchIndex) -> None:
        # 张掖和丰台各有几项指标: a plan lists them and nowhere says how many.
        listed = [[FALL], [gold("zhangye", "人均应急避难场所面积达到1.5平方米")], [gold("fengtai", "死亡人数下降10%")]]
        assert self.faults(search_index, question(*listed, shown=("3", "2"))) == []
        assert self.faults(search_index, question(*listed, shown=("7",))) == ["q-1: no gold text has 7"]

    def test_neither_evidence_nor_a_reason(self, search_index: SearchIndex) -> None:
        bare = question().model_copy(update={"unanswerable": None})
        assert self.faults(search_index, bare) == ["q-1: evidence is wanted, or a reason why there is none"]

    def test_both_evidence_and_a_reason(self, search_index: SearchIndex) -> None:
        both = question([FALL]).model_copy(update={"unanswerable": "place"})
        assert self.faults(search_index, both) == ["q-1: evidence is wanted, or a reason why there is none"]


class TestHalves:
    @pytest.mark.parametrize("question_id", ["zhangye-001", "beibei-002", "q-1", "compare-003", "unanswerable-010"])
    def test_the_id_alone_decides(self, question_id: str) -> None:
        even = int(sha256(question_id.encode()).hexdigest()[:2], 16) % 2 == 0
        asked_so = question(question_id=question_id)
        asked_otherwise = question([FALL], question_id=question_id, asked="怎么办")
        assert asked_so.half is asked_otherwise.half is (Half.DEV if even else Half.TEST)

    def test_halves_that_were_fixed_stay(self) -> None:
        fixed = {"zhangye-001": Half.TEST, "zhangye-002": Half.DEV, "fengtai-001": Half.DEV, "beibei-001": Half.TEST}
        assert {name: question(question_id=name).half for name in fixed} == fixed


@pytest.fixture(scope="module")
def shipped() -> list[Question]:
    return read_questions(default_files())


class TestShippedQuestions:
    def test_have_no_faults(self, shipped: list[Question], real_plans: dict[str, Plan]) -> None:
        assert check_questions(shipped, real_plans) == []

    def test_at_least_a_hundred_are_answerable(self, shipped: list[Question]) -> None:
        assert sum(bool(each.evidence) for each in shipped) >= 100

    def test_every_plan_is_asked_about(self, shipped: list[Question], real_plans: dict[str, Plan]) -> None:
        asked = {each.plan for one in shipped for needed in one.evidence for each in needed}
        assert asked == real_plans.keys()

    def test_both_languages_and_both_halves_are_there(self, shipped: list[Question]) -> None:
        assert {each.language for each in shipped} == {"zh", "en"}
        assert min(Counter(each.half for each in shipped).values()) >= len(shipped) // 3

    def test_some_follow_others_and_some_are_unanswerable(self, shipped: list[Question]) -> None:
        assert any(each.history for each in shipped)
        assert any(each.unanswerable for each in shipped)


def test_a_line_separator_within_a_question_does_not_end_its_line(tmp_path: Path) -> None:
    line = json.dumps({**LINE, "question": "甲\u2028乙"}, ensure_ascii=False)
    assert [each.question for each in read_questions([write_lines(tmp_path, line)])] == ["甲\u2028乙"]


def test_a_needed_passage_without_alternatives_is_a_fault(search_index: SearchIndex) -> None:
    (fault,) = check_questions([question([])], search_index.plans)
    assert "can never be found" in fault


def test_gold_that_reaches_into_furniture_is_a_fault() -> None:
    plan = parse_plan("p", "p.txt", "一、原则\n坚持生命至上。\n版权所有")
    (fault,) = check_questions([question([gold("p", "至上。\n版权所有")])], {"p": plan})
    assert "stands in furniture" in fault
