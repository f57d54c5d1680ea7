"""report.html: how a run went, in one file that needs nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from eval.calibration import Bin, best_scores, calibration_error, reliability
from eval.coverage import Coverage, coverage
from eval.estimate import Change, Estimate, estimates
from eval.failures import Failure, failures
from eval.judgement import Judgement, Measure, grouped
from eval.question_set import Half
from eval.retrieval import Outcome
from service.answer.answerer import Answerer

OURS = "policyqa"
NAMES = {
    Measure.RECALL_1: "首条即依据",
    Measure.RECALL_3: "前三条召回",
    Measure.RECALL_5: "前五条召回",
    Measure.RECALL_10: "前十条召回",
    Measure.MRR: "MRR",
    Measure.NDCG: "nDCG@10",
    Measure.CORRECT: "答案正确",
    Measure.ROUGE: "ROUGE-L",
    Measure.REFERENCE: "含参考答案",
    Measure.PROOF: "证明完整",
    Measure.WRONG_PLACE: "引用别处",
    Measure.CONFUSED: "相似混淆",
    Measure.WRONGLY_DECLINED: "误拒答",
    Measure.RIGHTLY_DECLINED: "正确拒答",
    Measure.LENGTH: "答案字数",
    Measure.TIME: "毫秒",
}
# What each engine is compared by: it finds passages, and need not answer.
_COMPARED = (Measure.RECALL_1, Measure.RECALL_5, Measure.MRR, Measure.NDCG)
_BY_TYPE = (Measure.RECALL_1, Measure.RECALL_5)


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: for each group a bar for each series, None where it has no figure."""

    title: str
    series: tuple[str, ...]
    groups: dict[str, tuple[Estimate | None, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that the page shows. `figures` is by group and measure."""

    made_at: str
    index_version: str
    reader: str
    questions: int
    figures: dict[str, dict[Measure, Estimate]]
    charts: tuple[Chart, ...]
    coverage: dict[str, list[Coverage]]
    bins: list[Bin]
    calibration_error: float
    changes: dict[Measure, Change]
    gate: dict[Measure, float]
    failures: list[Failure]


def make_report(
    outcomes: Sequence[Outcome],
    answerer: Answerer,
    *,
    baselines: Mapping[str, Sequence[Judgement]],
    changes: Mapping[Measure, Change],
    gate: Mapping[Measure, float],
    reader: str,
    told: Half | None,
) -> Report:
    """Return the report of a run. Failed questions are listed for the half `told` only, for all when it is None."""
    judgements = [each.judgement for each in outcomes]
    bins = reliability(best_scores(outcomes, answerer))
    return Report(
        made_at=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        index_version=answerer.index_version,
        reader=reader.rstrip("/"),
        questions=len(outcomes),
        figures={name: estimates(group) for name, group in grouped(judgements).items()},
        charts=tuple(_charts(judgements, baselines)),
        coverage=coverage([each.question for each in outcomes], answerer.plans),
        bins=bins,
        calibration_error=calibration_error(bins),
        changes=dict(changes),
        gate=dict(gate),
        failures=failures([each for each in outcomes if told in (None, each.question.half)], answerer.plans),
    )


def write_report(report: Report, path: Path) -> None:
    """Write the page to `path`."""
    environment = Environment(
        loader=PackageLoader("eval"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = environment.get_template("report.html.j2").render(report=report, names=NAMES, Measure=Measure)
    path.write_text(page, encoding="utf-8")


def _charts(judgements: Sequence[Judgement], baselines: Mapping[str, Sequence[Judgement]]) -> list[Chart]:
    asked = {each.id for each in judgements}
    engines = {OURS: list(judgements)}
    engines |= {name: [each for each in group if each.id in asked] for name, group in baselines.items()}
    totals = [estimates(group) for group in engines.values()]
    charts = [
        Chart("总体", tuple(engines), {NAMES[each]: tuple(one.get(each) for one in totals) for each in _COMPARED})
    ]
    groups = [grouped(group) for group in engines.values()]
    types = [name for name in groups[0] if not name.startswith(("all ", "decline: "))]
    for measure in _BY_TYPE:
        figures = {
            name: tuple(estimates(each.get(name, [])).get(measure) for each in groups)
            for name in types
            if any(measure in one.values for one in groups[0][name])
        }
        charts.append(Chart(f"{NAMES[measure]}，按题型", tuple(engines), figures))
    answers = {name: estimates(group).get(Measure.CORRECT) for name, group in groups[0].items() if name in types}
    charts.append(
        Chart(f"{NAMES[Measure.CORRECT]}，按题型", (OURS,), {name: (each,) for name, each in answers.items() if each})
    )
    return charts
