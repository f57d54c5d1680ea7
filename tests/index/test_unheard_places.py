import pytest

from index.unheard_places import unheard_of


class Library:
    def uses(self, word: str) -> bool:
        return word == "云岭县"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("苏卅市的公园", ["苏卅市"]),
        ("请问隔壁区的公园", ["隔壁区"]),
        ("附近的县的救援队有多少支", ["附近的县"]),
        ("那平粱县有几个公园", ["平粱县"]),
    ],
)
def test_a_name_that_is_no_word_is_a_place(question: str, named: list[str]) -> None:
    assert [span.of(question) for span in unheard_of(question, Library())] == named


@pytest.mark.parametrize(
    "question",
    [
        "相邻市的应急联动怎么做",
        "附近的县的救援队能来支援吗",
        "其他市的队伍怎么请求支援",
        "城市公园有几个",
        "农贸市场有几个",
        "云岭县有几个公园",
        "全省各市县怎么分工",
        "和隔壁区怎么联手",
        "",
    ],
)
def test_words_and_what_plans_name_are_none(question: str) -> None:
    assert list(unheard_of(question, Library())) == []
