"""`policyqa eval`: runs the question set and prints how it went."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from eval.question_set import Half, check_questions, default_files, read_questions
from eval.retrieval import DEPTHS, Outcome, Summary, ask_all, by_type, summarise
from service.app import load_answerer
from service.errors import ServiceError
from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)


def evaluate(
    questions: Annotated[list[Path] | None, typer.Option("--questions", help="question files (JSON lines)")] = None,
    index: Annotated[Path | None, typer.Option("--index", help="folder of the index (POLICYQA_INDEX)")] = None,
    report: Annotated[Path | None, typer.Option("--report", help="folder to write report.json into")] = None,
    half: Annotated[Half | None, typer.Option("--half", help="only this half; look at dev, leave test alone")] = None,
) -> None:
    """Run a question set, print the table, write the report."""
    settings = read_settings()
    if index is not None:
        settings = settings.model_copy(update={"index": index})
    chosen = [each for each in read_questions(questions or default_files()) if half is None or each.half is half]
    if not chosen:
        raise ServiceError("the question set is empty: name files with questions")
    answerer = load_answerer(settings)
    faults = check_questions(chosen, answerer.plans)
    if faults:
        raise ServiceError(f"the question set has {len(faults)} faults, the first: {faults[0]}")
    with Progress(console=_ERR, transient=True) as progress:
        task = progress.add_task("提问", total=len(chosen))
        outcomes = ask_all(answerer, chosen, lambda done: progress.update(task, completed=done))
    _OUT.print(_table(outcomes))
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        content = {
            "index_version": answerer.index_version,
            "groups": {k: asdict(v) for k, v in _groups(outcomes).items()},
        }
        (report / "report.json").write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")


def _groups(outcomes: list[Outcome]) -> dict[str, Summary]:
    groups = {name: summarise(each) for name, each in by_type(outcomes).items()}
    for half in Half:
        inside = [each for each in outcomes if each.question.half is half]
        if inside:
            groups[f"all {half}"] = summarise(inside)
    return groups


def _table(outcomes: list[Outcome]) -> Table:
    depths = [f"recall@{depth}" for depth in DEPTHS]
    table = Table(
        "type", "n", *depths, "shown", "wrong place", "wrongly declined", "rightly declined", "p50 ms", box=None
    )
    for name, summary in _groups(outcomes).items():
        shares = (
            *(summary.recall.get(depth) for depth in DEPTHS),
            summary.shown,
            summary.wrong_place,
            summary.wrongly_declined,
            summary.rightly_declined,
        )
        cells = ["–" if share is None else f"{share:.3f}" for share in shares]
        table.add_row(name, str(summary.questions), *cells, f"{summary.median_ms:.1f}")
    return table
