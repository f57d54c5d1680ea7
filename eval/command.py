"""`policyqa eval`: runs the question set, prints how it went, and holds it to the gate."""

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from eval.estimate import compare
from eval.gate import breaches, read_gate
from eval.question_set import Half, Question, check_questions, default_files, read_questions
from eval.report import make_report, write_report
from eval.retrieval import Outcome, ask_all
from eval.run_record import BaselineRecord, RunRecord
from eval.tables import change_table, group_table
from service.answer.answerer import Answerer
from service.app import load_answerer
from service.asking import BlockingAsker, load_writer
from service.errors import ServiceError
from service.settings import Settings, read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)

QuestionsOption = Annotated[list[Path] | None, typer.Option("--questions", help="question files (JSON lines)")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="folder of the index (POLICYQA_INDEX)")]
HalfOption = Annotated[Half | None, typer.Option("--half", help="only this half; look at dev, leave test alone")]


def evaluate(
    questions: QuestionsOption = None,
    index: IndexOption = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="folder to write report.json and report.html into")
    ] = None,
    half: HalfOption = None,
    other: Annotated[Path | None, typer.Option("--compare", help="report.json of another run to compare with")] = None,
    baselines: Annotated[
        Path | None, typer.Option("--baselines", help="baselines.json to show; the one in the report folder otherwise")
    ] = None,
    reader: Annotated[
        str, typer.Option("--reader", help="address of the service that the report links to")
    ] = "http://127.0.0.1:8000",
    llm: Annotated[bool, typer.Option("--llm", help="let the language model of the settings word the answers")] = False,
) -> None:
    """Run a question set, print the table, write the report; exit with 1 when a figure falls under the gate."""
    chosen = choose_questions(questions, half)
    before = RunRecord.read(other) if other else None
    settings = settings_for(index)
    waiting = _asker(settings) if llm else nullcontext()
    answerer = load_answerer(settings)
    check(chosen, answerer)
    with waiting as asker, Progress(console=_ERR, transient=True) as progress:
        task = progress.add_task("提问", total=len(chosen))
        outcomes = ask_all(
            answerer,
            chosen,
            lambda done: progress.update(task, completed=done),
            asker.finish if asker else None,
        )
    judgements = [each.judgement for each in outcomes]
    changes = compare(before.judgements, judgements) if before else {}
    # The gate is for the questions that come with the software; others are only measured.
    gate = {} if questions or half is Half.TEST else read_gate()
    _OUT.print(group_table(judgements))
    if asker:
        _OUT.print(_worded(outcomes), highlight=False)
    if changes:
        _OUT.print(change_table(changes))
    if report is not None:
        report.mkdir(parents=True, exist_ok=True)
        RunRecord.of(answerer.index_version, judgements).write(report / "report.json")
        found = baselines or (report / "baselines.json" if (report / "baselines.json").is_file() else None)
        page = make_report(
            outcomes,
            answerer,
            baselines=BaselineRecord.read(found).engines if found else {},
            changes=changes,
            gate=gate,
            reader=reader,
            told=half or (None if are_own(questions) else Half.DEV),
        )
        write_report(page, report / "report.html")
    if fallen := breaches(judgements, gate):
        raise ServiceError(f"the gate is not met: {'; '.join(fallen)}")


def choose_questions(paths: list[Path] | None, half: Half | None) -> list[Question]:
    """Return the questions of `half` in the files, by default those of this package. Raises ServiceError for none."""
    chosen = [each for each in read_questions(paths or default_files()) if half is None or each.half is half]
    if not chosen:
        raise ServiceError("the question set is empty: name files with questions")
    return chosen


def are_own(paths: list[Path] | None) -> bool:
    """Tell whether the files are the caller's own, so that there is no half of them to leave alone."""
    packaged = {each.resolve() for each in default_files()}
    return bool(paths) and not packaged.intersection(each.resolve() for each in paths or [])


def settings_for(index: Path | None) -> Settings:
    """Return the settings, with the index folder replaced when one is given."""
    return read_settings().model_copy(update={} if index is None else {"index": index})


def _asker(settings: Settings) -> BlockingAsker:
    if settings.llm_model is None:
        raise ServiceError("--llm needs a language model: set POLICYQA_LLM_BASE_URL and POLICYQA_LLM_MODEL")
    return BlockingAsker(load_writer(settings))


def _worded(outcomes: Sequence[Outcome]) -> str:
    """Return who worded the answers: generated 12, extracted (timeout) 3."""
    counts = Counter(
        f"{each.answer.generation.mode}{f' ({each.answer.generation.reason})' if each.answer.generation.reason else ''}"
        for each in outcomes
    )
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def check(questions: list[Question], answerer: Answerer) -> None:
    """Raise ServiceError for the first question that does not fit the plans."""
    faults = check_questions(questions, answerer.plans)
    if faults:
        raise ServiceError(f"the question set has {len(faults)} faults, the first: {faults[0]}")
