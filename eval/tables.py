"""The tables that the command prints."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from eval.estimate import Change, Estimate, compare, estimates
from eval.judgement import Judgement, Measure, grouped

_HEADS = {
    Measure.RECALL_1: "recall@1",
    Measure.RECALL_3: "@3",
    Measure.RECALL_5: "@5",
    Measure.RECALL_10: "@10",
    Measure.MRR: "mrr",
    Measure.NDCG: "ndcg",
    Measure.CORRECT: "correct",
    Measure.ROUGE: "rouge-l",
    Measure.REFERENCE: "has ref-\nerence",
    Measure.PROOF: "proof",
    Measure.WRONG_PLACE: "wrong\nplace",
    Measure.CONFUSED: "look-\nalike",
    Measure.WRONGLY_DECLINED: "wrongly\ndeclined",
    Measure.RIGHTLY_DECLINED: "rightly\ndeclined",
    Measure.LENGTH: "length",
    Measure.TIME: "ms",
}
_INTERVALS = (
    Measure.RECALL_1,
    Measure.RECALL_5,
    Measure.MRR,
    Measure.CORRECT,
    Measure.WRONGLY_DECLINED,
    Measure.RIGHTLY_DECLINED,
)


def group_table(judgements: Sequence[Judgement]) -> Table:
    """Return a line of figures for each group; below each half, the 95% intervals of the chief ones."""
    shown = _measured(judgements)
    table = Table("type", box=None)
    for head in ("n", *(_HEADS[each] for each in shown)):
        table.add_column(head, justify="right", no_wrap=True)
    for name, group in grouped(judgements).items():
        figures = estimates(group)
        table.add_row(name, str(len(group)), *(figure_text(measure, figures) for measure in shown))
        if name.startswith("all "):
            cells = [_interval(measure, figures) if measure in _INTERVALS else "" for measure in shown]
            table.add_row("  95%", "", *cells, style="dim")
    return table


def change_table(changes: Mapping[Measure, Change]) -> Table:
    """Return a line for each measure that two runs share."""
    table = Table("measure", box=None)
    for head in ("n", "before", "after", "change", "95%", "p"):
        table.add_column(head, justify="right", no_wrap=True)
    for measure, each in changes.items():
        moved, interval = each.after - each.before, f"{each.low:+.3f}…{each.high:+.3f}"
        row = (f"{each.before:.3f}", f"{each.after:.3f}", f"{moved:+.3f}", interval, f"{each.p:.3f}")
        table.add_row(measure, str(each.n), *row, style="bold" if each.p < 0.05 else "")
    return table


def figure_text(measure: Measure, figures: Mapping[Measure, Estimate]) -> str:
    """Return a figure as it is printed; a dash where there is none."""
    if measure not in figures:
        return "–"
    value = figures[measure].value
    return f"{value:.0f}" if measure.is_median else f"{value:.3f}"


def _interval(measure: Measure, figures: Mapping[Measure, Estimate]) -> str:
    if measure not in figures:
        return ""
    return f"{figures[measure].low:.2f}–{figures[measure].high:.2f}"


def engine_table(engines: Mapping[str, Sequence[Judgement]], reference: str) -> Table:
    """Return a line of figures for each engine; `p` tells how likely chance makes it differ so much from `reference`."""
    measures = _measured(engines[reference])
    table = Table("engine", box=None)
    for head in ("n", *(_HEADS[each] for each in measures), "recall@1\n95%", "recall@5\n95%", "p of\n@1", "p of\n@5"):
        table.add_column(head, justify="right", no_wrap=True)
    for name, judgements in engines.items():
        figures, changes = estimates(judgements), compare(engines[reference], judgements)
        row = [figure_text(measure, figures) for measure in measures]
        row += [_interval(measure, figures) for measure in (Measure.RECALL_1, Measure.RECALL_5)]
        row += ["" if name == reference else f"{changes[each].p:.3f}" for each in (Measure.RECALL_1, Measure.RECALL_5)]
        table.add_row(name, str(len(judgements)), *row)
    return table


def _measured(judgements: Sequence[Judgement]) -> list[Measure]:
    """Return the measures that apply to some question: there is no column without a figure."""
    return [measure for measure in _HEADS if any(measure in each.values for each in judgements)]
