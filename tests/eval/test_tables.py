from rich.console import Console
from rich.table import Table

from eval.estimate import compare
from eval.tables import change_table, engine_table, group_table
from tests.eval.samples import judged


def lines(table: Table) -> list[list[str]]:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(table)
    return [line.split() for line in captured.get().splitlines()]


def test_each_group_has_a_line_and_each_half_its_intervals() -> None:
    rows = lines(group_table([judged(kind="task", RECALL_1=1, LENGTH=20), judged("q-2", kind="fact", RECALL_1=0)]))
    named = [row[:3] for row in rows if row and row[0] in ("fact", "task", "95%")]
    assert named == [["fact", "1", "0.000"], ["task", "1", "1.000"], ["95%", "0.00–1.00"]]
    assert ["all", "dev", "2", "0.500"] in [row[:4] for row in rows]


def test_a_change_shows_both_runs() -> None:
    rows = lines(change_table(compare([judged(MRR=0.25)], [judged(MRR=0.5)])))
    assert rows[-1][:5] == ["mrr", "1", "0.250", "0.500", "+0.250"]


def test_engines_are_compared_with_the_reference() -> None:
    engines = {"whole": [judged(RECALL_1=1, RECALL_5=1)], "less": [judged(RECALL_1=1, RECALL_5=1)]}
    rows = lines(engine_table(engines, "whole"))
    assert rows[-2][:4] == ["whole", "1", "1.000", "1.000"]
    assert rows[-1][-2:] == ["1.000", "1.000"]


def test_what_no_question_is_measured_by_has_no_column() -> None:
    heads = " ".join(word for line in lines(group_table([judged(RECALL_1=1)])) for word in line)
    assert "recall@1" in heads
    assert "rouge-l" not in heads
