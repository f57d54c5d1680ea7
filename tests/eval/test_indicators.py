import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from corpus.plan import Fact, Indicator, Metadata, Operator, Origin, Plan, Span
from eval.indicators import (
    FIELDS,
    Comparison,
    Kind,
    Match,
    Target,
    alike,
    check_targets,
    compare,
    default_files,
    judge,
    normal_value,
    read_targets,
    show,
    summarise,
)
from tests.conftest import REAL_CORPUS

TEXT = (
    "“十三五”期间建成避难场所65个。到2025年，应急预案备案率达到100%，事故起数较2020年下降9%，"
    "新建防火检查站30个。2022年底前完成风险普查。力争每年演练2次。"
)


def target(quote: str, value: str, **changes: object) -> Target:
    fields: dict[str, object] = {
        "plan": "p",
        "quote": quote,
        "name": quote,
        "operator": "=",
        "value": value,
        "unit": "%",
        "year": None,
        "nature": None,
        "base": None,
        "condition": None,
        "past": False,
        "kind": "prose",
    }
    return Target.model_validate({**fields, **changes})


def found(
    span: str,
    printed: str,
    value: str,
    *,
    name: str = "",
    operator: Operator = Operator.EQUAL,
    unit: str = "%",
    year: int | None = None,
    nature: str | None = None,
    base: str | None = None,
) -> Indicator:
    start = TEXT.index(span)
    at = TEXT.index(printed, start)
    places = Span(start, start + len(span)), Span(at, at + len(printed))
    return Indicator(name or span, operator, value, unit, *places, year=year, nature=nature, base=base)


def plan(*indicators: Indicator, past: tuple[Indicator, ...] = ()) -> Plan:
    title = Metadata(title=Fact("p", Origin.GIVEN))
    return Plan("p", "p.txt", TEXT, title, indicators=indicators, past_figures=past)


FILING = target("应急预案备案率达到100%", "100", name="应急预案备案率", year=2025)
FALL = target("事故起数较2020年下降9%", "9", name="事故起数", operator="下降", year=2025, base="2020年")
STATIONS = target("新建防火检查站30个", "30", name="防火检查站", unit="个", year=2025)
SURVEY = target("2022年底前完成风险普查", "2022年底前", name="风险普查", operator="≤", unit="", kind="deadline")
DRILLS = target("力争每年演练2次", "2", name="演练", unit="次", doubtful=True)
SHELTERS = target("建成避难场所65个", "65", name="避难场所", unit="个", past=True)
MARKED = [FILING, FALL, STATIONS, SURVEY, DRILLS, SHELTERS]

FOUND_FILING = found("应急预案备案率达到100%", "100%", "100", name="预案备案率", year=2025)
FOUND_SHELTERS = found("建成避难场所65个", "65", "65", unit="个")


class TestLists:
    def test_every_quote_stands_once_in_its_plan_and_holds_its_figure(self, real_plans: dict[str, Plan]) -> None:
        assert check_targets(read_targets(default_files()), real_plans) == []

    def test_lists_are_in_the_order_of_their_plans(self, real_plans: dict[str, Plan]) -> None:
        for path in default_files():
            marks = read_targets([path])
            places = [each.place(real_plans[path.stem]) for each in marks]

            assert {each.plan for each in marks} == {path.stem}
            assert places == sorted(places)

    def test_lists_hold_targets_and_past_figures_of_all_five_plans(self, real_plans: dict[str, Plan]) -> None:
        marks = read_targets(default_files())

        assert {each.plan for each in marks} == real_plans.keys()
        assert sum(not each.past and not each.doubtful for each in marks) >= 150
        assert sum(each.past for each in marks) >= 40

    def test_deadline_is_a_date_of_its_year(self) -> None:
        for each in read_targets(default_files()):
            if each.kind is Kind.DEADLINE:
                assert normal_value(each.value) == str(each.year)

    @pytest.mark.parametrize(
        "change", [{"operator": "约"}, {"value": "约9"}, {"nature": "其他"}, {"quote": ""}, {"kind": "box"}, {"x": 1}]
    )
    def test_line_with_another_word_is_refused(self, change: dict[str, object], tmp_path: Path) -> None:
        path = tmp_path / "p.jsonl"
        path.write_text(json.dumps({**FALL.model_dump(), **change}), encoding="utf-8")

        with pytest.raises(ValidationError):
            read_targets([path])

    @pytest.mark.parametrize(
        ("mark", "fault"),
        [
            (target("备案率达到90%", "90"), "0 times"),
            (target("年", "2025"), "4 times"),
            (target("下降9%", "19"), "does not hold 19"),
        ],
    )
    def test_wrong_mark_is_a_fault(self, mark: Target, fault: str) -> None:
        assert fault in check_targets([mark], {"p": plan()})[0]


class TestNormalValue:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("100", "l00"),
            ("1.5", "１．５"),
            ("15000", "15,000"),
            ("13000", "13000余"),
            ("230", "230多"),
            ("4-6万", "4—6万"),
            ("5-10", "5至10"),
            ("2", "两"),
            ("15", "十五"),
            ("0", "零"),
            ("全覆盖", "全覆盖"),
            ("2022", "2022年底前"),
            ("2022", "到2022年"),
            ("2023 年", "2023年底"),
        ],
    )
    def test_two_writings_of_a_figure_are_equal(self, one: str, other: str) -> None:
        assert normal_value(one) == normal_value(other)

    @pytest.mark.parametrize(("one", "other"), [("6", "6万"), ("1-2", "12"), ("0.5", "5"), ("2022年6月", "2022年")])
    def test_different_figures_are_not(self, one: str, other: str) -> None:
        assert normal_value(one) != normal_value(other)

    @given(st.text())
    def test_any_text_has_a_normal_form(self, text: str) -> None:
        assert isinstance(normal_value(text), str)


class TestAlike:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("森林火灾受害率", "全区森林火灾受害率"),
            ("“十三五”期间", "较“十三五”期间"),
            ("面积(平方米)", "面积（平方米）"),
            ("率", "率"),
        ],
    )
    def test_names_that_share_half_of_their_letter_pairs_are_alike(self, one: str, other: str) -> None:
        assert alike(one, other)

    @pytest.mark.parametrize(("one", "other"), [("煤矿百万吨死亡率", "死亡率"), ("率", "数"), ("", "率")])
    def test_other_names_are_not(self, one: str, other: str) -> None:
        assert not alike(one, other)


class TestComparing:
    def test_figure_in_the_quote_with_the_same_value_matches(self) -> None:
        compared = compare(plan(FOUND_FILING), MARKED)

        assert compared.matches == (Match(FILING, FOUND_FILING),)
        assert compared.missed == (FALL, STATIONS, SURVEY)
        assert compared.false == ()

    def test_another_value_is_false_and_the_target_missed(self) -> None:
        wrong = found("事故起数较2020年下降9%", "2020", "2020")
        compared = compare(plan(wrong), [FALL])

        assert (compared.matches, compared.missed, compared.false) == ((), (FALL,), (wrong,))

    def test_same_value_elsewhere_is_false(self) -> None:
        elsewhere = found("应急预案备案率达到100%", "100%", "9")

        assert compare(plan(elsewhere), [FALL]).false == (elsewhere,)

    def test_clause_around_the_quote_matches_by_its_figure(self) -> None:
        wide = found("到2025年，应急预案备案率达到100%，事故起数较2020年下降9%", "9%", "9")

        assert compare(plan(wide), [FALL]).matches == (Match(FALL, wide),)

    def test_figure_given_twice_is_once_right_and_once_false(self) -> None:
        compared = compare(plan(FOUND_FILING, found("备案率达到100%", "100%", "100")), [FILING])

        assert (len(compared.matches), len(compared.false)) == (1, 1)

    def test_doubtful_target_counts_neither_way(self) -> None:
        without, with_it = (compare(each, [DRILLS]) for each in (plan(), plan(found("每年演练2次", "2", "2"))))

        assert without == with_it == Comparison((), (), (), (), (), ())

    def test_past_figure_given_as_target_is_false_and_named(self) -> None:
        compared = compare(plan(FOUND_SHELTERS), [SHELTERS])

        assert compared.false == (FOUND_SHELTERS,)
        assert compared.past_as_targets == (Match(SHELTERS, FOUND_SHELTERS),)
        assert compared.past_matches == ()

    def test_past_figure_given_as_past_is_right(self) -> None:
        compared = compare(plan(past=(FOUND_SHELTERS,)), [SHELTERS])

        assert compared.past_matches == (Match(SHELTERS, FOUND_SHELTERS),)
        assert (compared.false, compared.past_as_targets) == ((), ())


class TestFields:
    def test_only_what_the_mark_gives_is_asked(self) -> None:
        drill = target("力争每年演练2次", "2", unit="次")

        assert judge(Match(drill, found("每年演练2次", "2", "2", unit="次"))).keys() == {"name", "operator", "unit"}

    def test_each_field_is_judged_by_itself(self) -> None:
        other = found("事故起数较2020年下降9%", "9%", "9", name="事故起数", year=2020, base="2020年")

        assert judge(Match(FALL, other)) == {
            "name": True,
            "operator": False,
            "unit": True,
            "year": False,
            "base": True,
        }

    def test_nature_and_base_that_are_made_up_are_wrong(self) -> None:
        made_up = found("应急预案备案率达到100%", "100%", "100", nature="约束性", base="2020年")
        right = judge(Match(FILING, made_up))

        assert (right["nature"], right["base"]) == (False, False)

    def test_deadline_is_not_asked_for_operator_and_unit(self) -> None:
        survey = found("2022年底前完成风险普查", "2022年底前", "2022", name="风险普查", unit="年", year=2022)

        assert judge(Match(SURVEY, survey)) == {"name": True}


class TestSummary:
    def test_measures_are_shares_of_all_marks(self) -> None:
        false = found("新建防火检查站30个", "30", "3", unit="个")
        compared = compare(plan(FOUND_FILING, FOUND_SHELTERS, false), MARKED)
        summary = summarise([compared, compared])

        assert (summary.marked, summary.found, summary.matched) == (8, 6, 2)
        assert summary.precision == 1 / 3
        assert summary.recall == 1 / 4
        assert summary.recall_of == {Kind.TABLE: None, Kind.PROSE: 1 / 3, Kind.DEADLINE: 0}
        assert summary.right == {"name": 1, "operator": 1, "unit": 1, "year": 1, "nature": None, "base": None}
        assert (summary.past_as_targets, summary.past_recall) == (2, 0)

    def test_shares_of_nothing_are_none(self) -> None:
        summary = summarise([])

        assert (summary.marked, summary.found, summary.past_as_targets) == (0, 0, 0)
        assert summary.precision is summary.recall is summary.past_recall is None
        assert summary.right == dict.fromkeys(FIELDS)


def test_table_has_a_line_for_each_plan_and_one_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    show(REAL_CORPUS, verbose=True)
    lines = capsys.readouterr().out.splitlines()

    assert [line.split()[0] for line in lines[:7]] == [
        "plan",
        "beibei",
        "fengtai",
        "heping",
        "xiqing",
        "zhangye",
        "all",
    ]
