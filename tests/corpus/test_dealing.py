from hypothesis import given
from hypothesis import strategies as st

from corpus.dealing import Header, deal, lines_below, promises, rows_of
from corpus.grids import Entry, read_entries
from corpus.plan import Span
from corpus.table_words import Kind, header_kind

CELLS = ("1", "2", "3", "死亡人数", "一、安全生产", "下降15%", "90%", "约束性", "预期性", "—", "万人", "(注)", "目标。")


def dealing(head: list[str], lines: list[str]) -> tuple[Header, list[Entry]]:
    text = "\n".join([*head, *lines])
    entries, _ = read_entries(text, Span(0, len(text)))
    kinds = tuple(header_kind(word) or Kind.TEXT for word in head)
    numbers = kinds.index(Kind.INDEX) if Kind.INDEX in kinds else None
    cells = [(word, at, at) for at, word in enumerate(head)]
    below = lines_below(entries, len(head), set(head))
    return Header(cells, kinds, numbers, frozenset(head), 0, len(head), False, below), entries


def rows(head: list[str], lines: list[str]) -> list[list[str]]:
    header, entries = dealing(head, lines)
    text = "\n".join([*head, *lines])
    found = rows_of(deal(header, entries, len(entries)), entries, len(head))
    return [[cell.of(text) if cell else "" for cell in row] for row in found]


def test_lines_are_dealt_to_the_columns_that_they_fit() -> None:
    assert rows(["序号", "指标", "目标值"], ["1", "死亡人数", "下降15%", "2", "覆盖率", "90%", "正文。"]) == [
        ["1", "死亡人数", "下降15%"],
        ["2", "覆盖率", "90%"],
    ]


def test_table_ends_above_the_head_of_another() -> None:
    header, _ = dealing(["序号", "指标", "目标值"], ["1", "死亡人数", "15%", "编号", "工程", "1", "甲"])

    assert header.below == ["1", "死亡人数", "15%"]


@given(
    st.sampled_from(
        [["序号", "指标", "目标值"], ["指标", "2025年", "属性"], ["序号", "类别", "指标", "目标值", "属性"]]
    ),
    st.lists(st.sampled_from(CELLS), max_size=16),
)
def test_no_table_of_two_rows_is_better_than_was_promised(head: list[str], lines: list[str]) -> None:
    header, entries = dealing(head, lines)
    found = deal(header, entries, len(entries))

    if len(rows_of(found, entries, len(head))) > 1:
        assert promises(header, found.score)
