from corpus.clauses import cut_clauses
from corpus.plan import Span


def clauses(text: str) -> list[list[str]]:
    """Clauses and groups of a sentence, as printed."""
    return [[each.of(text) for each in part] for part in cut_clauses(text, Span(0, len(text)))]


def test_commas_divide_clauses_and_semicolons_groups() -> None:
    assert clauses("备案率达90%，演练率达80%；持证率达95%。") == [
        ["备案率达90%", "演练率达80%", "持证率达95%"],
        ["备案率达90%，演练率达80%", "持证率达95%"],
    ]


def test_comma_of_thousands_and_colon_of_a_ratio_divide_nothing() -> None:
    assert clauses("转移15,000人,生师比为15:1。")[0] == ["转移15,000人", "生师比为15:1"]


def test_colon_behind_a_word_or_a_number_of_an_item_divides() -> None:
    assert clauses("目标：培训20人。")[0] == ["目标", "培训20人"]
    assert clauses("专栏1：改造5处。")[0] == ["专栏1", "改造5处"]
