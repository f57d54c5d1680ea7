"""`python -m eval.bench`: ours, three peers and the embedding model alone, side by side in one run, as ratios.

Every engine is built and asked in processes of its own, with the same documents, questions and embedding model; the peers
as their documentation builds them (see `eval.baselines`). Then answering from thousands of look-alike documents, and a
million vectors (see `look_alikes`). Writes bench.json and bench.html.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from eval.bench.engines import MODEL, MODEL_IN_TORCH, OURS, PEERS
from eval.bench.figures import Bench, Measured, cpu_ratios, goals, rows
from eval.bench.measure import Built, Served
from eval.bench.page import write_page
from eval.bench.scale import Documents, VectorSearch
from eval.question_set import Half, default_files, read_questions
from service.settings import read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)
Figures = TypeVar("Figures", Documents, VectorSearch)


def bench(
    out: Annotated[Path, typer.Option("--out", help="folder to write bench.json and bench.html into")] = Path("bench"),
    corpus: Annotated[Path | None, typer.Option("--corpus", help="folder of plans (POLICYQA_CORPUS)")] = None,
    most: Annotated[int, typer.Option("--questions", help="how many questions at most")] = 100,
    askers: Annotated[str, typer.Option("--askers", help="how many ask at once")] = "1,4,16",
    documents: Annotated[int, typer.Option("--documents", help="look-alike documents; 0 for none")] = 2000,
    vectors: Annotated[int, typer.Option("--vectors", help="perturbed vectors; 0 for none")] = 1_000_000,
    peers: Annotated[bool, typer.Option("--peers/--no-peers", help="measure the peers that are installed")] = True,
) -> None:
    """Measure, print the table of ratios and the goals, and write the report."""
    folder = corpus or read_settings().corpus
    asked = [each for each in read_questions(default_files()) if each.half is Half.DEV and not each.history]
    answerable = [each.question for each in asked if each.evidence]
    questions = answerable[:: max(1, len(answerable) // most)][:most]  # of every kind: they are ordered by it
    out.mkdir(parents=True, exist_ok=True)
    result = Bench(engines={})
    for name in (MODEL, MODEL_IN_TORCH, OURS, *(PEERS if peers else ())):
        with _ERR.status(f"{name} …"):
            found = _measured(name, folder, questions, askers)
        if found is not None:
            result = _written(out, result, engines={**result.engines, name: found})
    if documents:
        with _ERR.status("look-alikes …"):
            result = _written(
                out, result, documents=_scaled(Documents, "--documents", str(documents), "--vectors", "0")
            )
    if vectors:
        with _ERR.status("vectors …"):
            result = _written(out, result, vectors=_scaled(VectorSearch, "--documents", "0", "--vectors", str(vectors)))
    _print(result)


def _written(out: Path, result: Bench, **found: object) -> Bench:
    """Write the report with what was found now, so that a run that is broken off leaves what it had."""
    result = result.model_copy(update=found)
    (out / "bench.json").write_text(result.model_dump_json(indent=1), encoding="utf-8")
    write_page(result, out / "bench.html")
    return result


def _measured(name: str, corpus: Path, questions: Sequence[str], askers: str) -> Measured | None:
    """Return the figures of an engine; None, and why, when it is not installed or fails."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [name, str(corpus.absolute()), folder]
        try:
            found = _child("eval.bench.measure", "build", *arguments)
            built = Built.model_validate(found) if found else None
            options = ["--since", str(time.time()), "--askers", askers]
            served = Served.model_validate(
                _child("eval.bench.measure", "serve", *arguments, *options, given="\n".join(questions))
            )
        except subprocess.CalledProcessError as error:
            reason = error.stderr.strip().splitlines()[-1:] or [f"it ended with {error.returncode}"]
            _ERR.print(f'{name} is left out ({reason[0]}); peers: pip install "policyqa\\[baselines]"')
            return None
    return Measured(built=built, served=served)


def _scaled(kind: type[Figures], *options: str) -> Figures:
    return kind.model_validate(_child("eval.bench.scale", *options))


def _child(module: str, *arguments: str, given: str = "") -> Any:
    """Return what a module prints in its last line."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout.strip().splitlines()[-1])


def _print(result: Bench) -> None:
    table = Table("", *result.engines, box=None)
    for title, values in rows(result):
        table.add_row(title, *(f"{value:.4g}" if value is not None else "" for value in values))
    ratios = cpu_ratios(result)
    table.add_row("question, CPU, to the model alone", *(f"{ratios[name]:.2f}" for name in result.engines if ratios))
    _OUT.print(table)
    reached = Table("goal", "wanted", "found", "", box=None)
    for goal in goals(result):
        reached.add_row(goal.title, goal.wanted, f"{goal.found:.3g}", "" if goal.is_met else "missed")
    _OUT.print(reached)


if __name__ == "__main__":
    typer.run(bench)
