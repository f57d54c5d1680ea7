import re
from dataclasses import replace

import pytest

from index.query import Catalogue, Query, understand
from service.answer.decline import _who_issued, decline, not_covered_besides
from service.answer.model import Status

NAMES = [f"甘肃省{name}市" for name in ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸", "子", "丑")]


def asked(question: str) -> Query:
    return understand(question, Catalogue({}))


def test_an_uncovered_place_is_named_and_so_is_what_is_covered() -> None:
    text = decline(Status.OUT_OF_SCOPE, asked("兰州市的目标"), NAMES[:2])
    assert "甘肃省兰州市" in text
    assert "甘肃省甲市、甘肃省乙市" in text


def test_english_is_declined_in_english() -> None:
    assert decline(Status.OUT_OF_SCOPE, asked("targets of Lanzhou"), NAMES[:1]).startswith("There is no plan for")


def test_a_long_library_is_abridged() -> None:
    text = decline(Status.NO_EVIDENCE, asked("储备目标"), NAMES)
    assert "甘肃省癸市等" in text
    assert "子市" not in text


@pytest.mark.parametrize("status", [Status.OUT_OF_SCOPE, Status.NO_EVIDENCE])
def test_a_refusal_states_no_number_and_has_no_marker(status: Status) -> None:
    assert re.search(r"\d|\[", decline(status, asked("储备目标"), NAMES)) is None


def test_a_choice_of_plans_is_not_taken_for_the_library() -> None:
    text = decline(Status.OUT_OF_SCOPE, asked("兰州市的目标"), NAMES[:1], chosen=True)
    assert "资料库没有" not in text
    assert "选定的规划里没有甘肃省兰州市的" in text


def test_a_refusal_says_what_is_nearest_and_what_can_be_asked() -> None:
    text = decline(
        Status.NO_EVIDENCE, asked("储备目标"), NAMES[:1], nearest="物资保障", questions=["甲市的规划是谁印发的？"]
    )
    assert "最接近的章节是“物资保障”" in text
    assert text.endswith("可以这样问：甲市的规划是谁印发的？")


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("雲林縣災害防救規劃", "是谁印发的？"),
        ("丙市防灾规划", "是谁印发的？"),
        ("甲市", "的规划是谁印发的？"),
        ("乙市规划局", "的规划是谁印发的？"),
    ],
)
def test_a_suggested_question_does_not_say_plan_twice(name: str, question: str) -> None:
    assert _who_issued(name) == question


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        ((), []),
        (("甘肃省兰州市",), ["资料库没有收录甘肃省兰州市的规划。"]),
        (("甲政发〔2022〕3号",), ["资料库没有收录所问文号的规划。"]),
    ],
)
def test_below_an_answer_no_number_is_repeated_that_no_quote_has(unknown: tuple[str, ...], said: list[str]) -> None:
    assert not_covered_besides(replace(asked("储备目标"), unknown_places=unknown)) == said
