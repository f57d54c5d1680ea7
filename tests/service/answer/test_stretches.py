from corpus.plan import Span
from service.answer.stretches import LONGEST_QUOTE, stretches, trimmed


def cut(text: str) -> list[str]:
    return [span.of(text) for span in stretches(text)]


def test_sentences_are_cut_and_a_heading_goes_with_the_first() -> None:
    assert cut("1.强化协同。建立会商机制。加强演练。") == ["1.强化协同。建立会商机制。", "建立会商机制。", "加强演练。"]


def test_a_row_ends_where_the_next_number_stands() -> None:
    assert cut("1\n事故起数\n0\n2\n避难面积\n1.5")[:2] == ["事故起数\n0", "避难面积\n1.5"]


def test_the_clauses_that_are_worth_most_are_kept() -> None:
    text = "加强巡查，" * 40 + "配备消防车，" + "加强巡查，" * 40
    span = trimmed(text, Span(0, len(text)), lambda clause: float("消防车" in clause))
    assert "配备消防车" in span.of(text)
    assert len(span) <= LONGEST_QUOTE


def test_a_long_sentence_below_a_heading_is_not_cut_at_a_comma() -> None:
    long = "在原有办法的基础上，" * 16 + "补贴标准提高到1.5万元。"
    assert cut(f"（一）提高标准。{long}")[0].endswith("补贴标准提高到1.5万元。")
    assert cut(f"（一）提高标准。先按原标准执行；{long}")[0] == "（一）提高标准。先按原标准执行；"
