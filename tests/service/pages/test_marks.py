from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.library import parse_plan
from corpus.plan import Plan, Span
from service.pages.document import Block, Part, document_of
from service.pages.looks import Run, address
from service.pages.marks import marked, spans_in
from tests.service.pages.library import MINQIN

PLAN = parse_plan("minqin", "minqin.txt", MINQIN)
PARTS = document_of(PLAN)


def runs_of(block: Block) -> Iterable[Run]:
    yield from block.runs
    for each in block.blocks:
        yield from runs_of(each)
    if grid := block.grid:
        yield from grid.caption
        for row in (grid.header, *grid.rows):
            for cell in row:
                yield from cell.runs
        for line in (*grid.notes, *grid.lines):
            yield from line


def runs(parts: Iterable[Part]) -> list[Run]:
    return [run for part in parts for block in part.blocks for run in runs_of(block)]


@given(st.integers(0, len(MINQIN) - 1), st.integers(1, 400))
@settings(max_examples=200, deadline=None)
def test_a_mark_is_exact_whatever_it_runs_over(start: int, length: int) -> None:
    span = Span(start, min(start + length, len(MINQIN)))
    found = runs(marked(PARTS, [span]))
    assert "".join(run.text for run in found) == MINQIN
    assert "".join(run.text for run in found if run.marked) == span.of(MINQIN)
    assert [run.mark for run in found if run.mark] == [address(span)]


def test_a_table_row_is_marked_over_its_cells() -> None:
    row = PLAN.tables[0].rows[0].span
    marks = [run.text.strip() for run in runs(marked(PARTS, [row])) if run.marked]
    assert marks == ["1", "生产安全事故死亡人数", "下降12%*", "约束性"]


def test_marks_that_overlap_keep_their_own_addresses() -> None:
    found = runs(marked(PARTS, [Span(100, 120), Span(110, 130)]))
    assert "".join(run.text for run in found if run.marked) == MINQIN[100:130]
    assert [run.mark for run in found if run.mark] == ["100-120", "110-130"]


def test_a_block_gives_its_address_to_the_mark() -> None:
    block = next(block for part in PARTS for block in part.blocks if block.id)
    (span,) = spans_in(block.id, len(MINQIN))
    shown = [each for part in marked(PARTS, [span]) for each in part.blocks]
    assert block.id not in [each.id for each in shown]


def test_parts_without_a_mark_stay_as_they_are(real_plans: dict[str, Plan]) -> None:
    parts = document_of(real_plans["beibei"])
    assert [one is other for one, other in zip(parts, marked(parts, [Span(10, 20)]), strict=True)].count(False) == 1


def test_an_address_may_be_wrong_in_any_way() -> None:
    assert spans_in("5-3,7-7,9-99,1-2,1-2,x,-4", 50) == (Span(1, 2), Span(9, 50))
    assert spans_in("", 50) == ()
    assert spans_in("99-120", 50) == ()
