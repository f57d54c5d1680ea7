import pytest

from corpus.clauses import cut_clauses
from corpus.deadlines import name_of_deed, read_deed
from corpus.plan import Span


def deed(text: str) -> str | None:
    """The name of what `text`, the words behind a date, says is to be done."""
    clauses, _ = cut_clauses(text, Span(0, len(text)))
    found = read_deed(text, Span(0, len(text)), clauses)
    return None if found is None else name_of_deed(text, found).of(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("完成城乡消防规划编修，持续推进。", "城乡消防规划编修"),
        ("，基本建成智慧水利平台。", "智慧水利平台"),
        ("对老旧管网，按照统一标准，完成更新改造。", "对老旧管网，按照统一标准，完成更新改造"),
        ("启动第三次河湖调查。", "启动第三次河湖调查"),
    ],
)
def test_what_is_to_be_done_is_named_without_the_verb_of_doing(text: str, name: str) -> None:
    assert deed(text) == name


@pytest.mark.parametrize("text", ["能力显著增强。", "基本实现管理体系现代化。", "坚持预防为主，完成改革。", "。"])
def test_nothing_definite_is_no_deed(text: str) -> None:
    assert deed(text) is None
