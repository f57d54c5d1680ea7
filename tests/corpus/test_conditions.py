import pytest

from corpus.conditions import each_before, per_before, read_condition
from corpus.plan import Span


@pytest.mark.parametrize(
    ("words", "condition"),
    [
        ("每季度至少检查", "每季度"),
        ("每3年复审", "每3年"),
        ("按照3年轮", "3年"),
        ("力争每年演练", "力争、每年"),
        ("死亡率年均下降4%", "年均"),
        ("年均每百万人口死亡率下降4%", None),
        ("建成", None),
    ],
)
def test_condition_is_how_often_and_whether_only_aimed_at(words: str, condition: str | None) -> None:
    assert read_condition(words, 0, 0, len(words)) == condition


def test_aim_may_stand_in_an_earlier_clause_of_the_group_but_not_how_often() -> None:
    words = "力争每年演练2次，培训达到"

    assert read_condition(words, words.index("培"), 0, len(words)) == "力争"


def test_what_is_obtained_is_no_aim_of_the_next_clause() -> None:
    words = "争取上级补助2亿元，自筹"

    assert read_condition(words, words.index("自"), 0, len(words)) is None
    assert read_condition(words, 0, 0, words.index("2")) == "争取"


@pytest.mark.parametrize(
    ("words", "per"), [("托位数达到每千人口", "每千人口"), ("每万名老人", "每万名老人"), ("每千人口床位数", None)]
)
def test_what_a_figure_is_counted_by(words: str, per: str | None) -> None:
    assert per_before(words, Span(0, len(words))) == per


@pytest.mark.parametrize(("words", "each"), [("每个街道至少配备", "每个街道"), ("每个方面都重要", None)])
def test_of_what_each_has_the_figure(words: str, each: str | None) -> None:
    assert each_before(words, Span(0, len(words))) == each
