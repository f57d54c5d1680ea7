from corpus.plan import Span
from service.pages.looks import Look, Looks, Run, Styled, separators


def test_runs_are_the_text_cut_where_looks_change() -> None:
    looks = Looks("牵头单位：县应急局。", [Styled(Span(5, 9), Look.LEAD)])
    assert looks.runs(Span(0, 10)) == (Run("牵头单位："), Run("县应急局", Look.LEAD), Run("。"))
    assert looks.runs(Span(6, 10)) == (Run("应急局", Look.LEAD), Run("。"))


def test_of_looks_that_overlap_the_first_stays() -> None:
    looks = Looks("abcdef", [Styled(Span(2, 5), Look.LEAD), Styled(Span(1, 4), Look.UNIT)])
    assert [(run.text, run.look) for run in looks.runs(Span(0, 6))] == [("a", ""), ("bcd", Look.UNIT), ("ef", "")]


def test_only_tags_bars_and_dashes_part_cells() -> None:
    text = "| 甲 |\n|---|:---:|\n<td>2-3"
    assert [each.span.of(text) for each in separators(text, Span(0, len(text)))] == [
        "|",
        "|",
        "|",
        "---",
        "|",
        ":---:",
        "|",
        "<td>",
    ]
