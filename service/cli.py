"""The `policyqa` command."""

import json
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text
from uvicorn.supervisors import Multiprocess

from corpus.errors import CorpusError
from corpus.library import add_documents, read_library, remove_document
from corpus.plan import Plan
from corpus.review import doubts
from index.build import BuildReport, build_index
from index.embedding import export_model, load_embedder, model_name
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.manifest import check_files, check_fit, current_version, read_manifest
from service import __version__
from service.app import create_app, load_answerer
from service.asking import BlockingAsker, load_writer
from service.errors import ServiceError
from service.plan_schemas import IndicatorsResponse, OutlineResponse, PlanOut, TablesResponse, TasksResponse
from service.schemas import AskResponse, clean_question
from service.settings import Settings, read_settings
from service.terminal import (
    build_grid,
    indicators_grid,
    metadata_grid,
    outline_tree,
    print_answer,
    tables_view,
    tasks_grid,
)

app = typer.Typer(
    name="policyqa",
    help="规划问答: answers questions from government plans and proves every answer with the exact passage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
# A pipe has no width: lines for programs and logs are not folded at 80 columns.
_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)

CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="folder of plans (POLICYQA_CORPUS)")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="folder of the index (POLICYQA_INDEX)")]
OutOption = Annotated[Path | None, typer.Option("--out", help="folder of the index (POLICYQA_INDEX)")]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON for programs")]


def main() -> None:
    """Run the command line: 0 on success, 2 on wrong usage, 1 with one sentence on any other failure."""
    debug = "--debug" in sys.argv[1:]
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(message)s")
    for entry in entry_points(group="policyqa.commands"):
        app.command(entry.name)(entry.load())
    try:
        app(arguments, prog_name="policyqa")
    except (CorpusError, SearchIndexError, ServiceError) as error:
        if debug:
            raise
        _fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        _fail(f"unexpected failure ({type(error).__name__}: {error}); run again with --debug to see where")


@app.callback()
def _options(
    version: Annotated[  # noqa: ARG001 - read in its callback
        bool,
        typer.Option(
            "--version", callback=lambda wanted: _print_version(wanted), is_eager=True, help="print the version"
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="show logs and tracebacks")] = False,  # noqa: ARG001 - read in main
) -> None:
    """Read what stands before the command."""


def _print_version(wanted: bool) -> None:
    if wanted:
        _OUT.print(__version__)
        raise typer.Exit


@app.command()
def index(
    corpus: CorpusOption = None,
    out: OutOption = None,
    full: Annotated[bool, typer.Option("--full", help="reuse nothing, embed everything anew")] = False,
) -> None:
    """Read every plan of a folder and build the index; unchanged plans are not embedded again."""
    settings = _settings(corpus=corpus, index=out)
    _finish(_build(settings, full=full, bulk=True), settings)


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="processes")] = 1,
) -> None:
    """Serve an index over HTTP."""
    settings = _settings(index=index)
    with _bind(host, port) as bound:
        _check_servable(settings)
        address = f"http://{host}:{bound.getsockname()[1]}"
        if workers > 1:
            # Worker processes read their settings from the environment.
            os.environ["POLICYQA_INDEX"] = str(settings.index.absolute())
            config = uvicorn.Config("service.app:create_app", factory=True, workers=workers, access_log=False)
            _ERR.print(f"规划问答 {address}", highlight=False)
            Multiprocess(config, sockets=[bound]).run()
            return
        with _status("正在加载索引和模型…"):
            answerer = load_answerer(settings)
        _ERR.print(f"规划问答 {address}", highlight=False)
        uvicorn.Server(uvicorn.Config(create_app(settings, answerer), access_log=False)).run(sockets=[bound])


@app.command()
def ask(question: str, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Answer one question on the terminal, with its citations."""
    try:
        question = clean_question(question)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="QUESTION") from error
    settings = _settings(index=index)
    with _status("正在加载索引和模型…"):
        answerer = load_answerer(settings)
    with BlockingAsker(load_writer(settings)) as asker:
        answer = asker.finish(answerer.answer(question))
    response = AskResponse.from_answer(answer)
    if as_json:
        _print_json(response.model_dump(mode="json"))
    else:
        print_answer(_OUT, response)


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="documents to add, with their sidecars")],
    corpus: CorpusOption = None,
    out: OutOption = None,
) -> None:
    """Add plans to the corpus; the index follows."""
    settings = _settings(corpus=corpus, index=out)
    for plan in add_documents(settings.corpus, files, settings.max_document_bytes):
        _OUT.print(f"已加入 {plan.id}：{plan.metadata.title.value}", highlight=False)
    _finish(_build(settings), settings)


@app.command()
def remove(plan_id: str, corpus: CorpusOption = None, out: OutOption = None) -> None:
    """Take a plan out of the corpus; the index follows."""
    settings = _settings(corpus=corpus, index=out)
    path = remove_document(settings.corpus, plan_id)
    _OUT.print(f"已移除 {plan_id}（{path}）", highlight=False)
    _finish(_build(settings), settings)


class Part(StrEnum):
    """What `show` can show."""

    METADATA = "metadata"
    OUTLINE = "outline"
    TABLES = "tables"
    TASKS = "tasks"
    INDICATORS = "indicators"


@app.command()
def show(
    plan_id: str,
    corpus: CorpusOption = None,
    outline: Annotated[bool, typer.Option("--outline", help="the heading tree")] = False,
    tables: Annotated[bool, typer.Option("--tables", help="tables with their footnotes")] = False,
    tasks: Annotated[bool, typer.Option("--tasks", help="numbered tasks with their units")] = False,
    indicators: Annotated[
        bool, typer.Option("--indicators", help="quantified targets, and figures of the past")
    ] = False,
    metadata: Annotated[
        bool, typer.Option("--metadata", help="title, place, number, dates, and how they are known")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what the parser understood of a plan; everything when nothing is chosen."""
    settings = _settings(corpus=corpus)
    plans = {plan.id: plan for plan in read_library(settings.corpus, settings.max_document_bytes).plans}
    if plan_id not in plans:
        raise ServiceError(f'there is no plan "{plan_id}" in {settings.corpus}: the plans are {", ".join(plans)}')
    chosen = {
        Part.METADATA: metadata,
        Part.OUTLINE: outline,
        Part.TABLES: tables,
        Part.TASKS: tasks,
        Part.INDICATORS: indicators,
    }
    parts = [part for part, wanted in chosen.items() if wanted] or list(Part)
    if as_json:
        shown = {name: value for part in parts for name, value in _AS_JSON[part](plans[plan_id]).items()}
        _print_json(shown)
        return
    for part in parts:
        _OUT.print(_AS_TEXT[part](plans[plan_id]))


_AS_TEXT: dict[Part, Callable[[Plan], RenderableType]] = {
    Part.METADATA: metadata_grid,
    Part.OUTLINE: outline_tree,
    Part.TABLES: tables_view,
    Part.TASKS: tasks_grid,
    Part.INDICATORS: indicators_grid,
}
_AS_JSON: dict[Part, Callable[[Plan], dict[str, Any]]] = {
    Part.METADATA: lambda plan: {"metadata": PlanOut.of(plan, 0).model_dump(mode="json")["metadata"]},
    Part.OUTLINE: lambda plan: OutlineResponse.from_plan(plan).model_dump(mode="json"),
    Part.TABLES: lambda plan: TablesResponse.from_plan(plan).model_dump(mode="json"),
    Part.TASKS: lambda plan: TasksResponse.from_plan(plan).model_dump(mode="json"),
    Part.INDICATORS: lambda plan: IndicatorsResponse.from_plan(plan).model_dump(mode="json"),
}


def _settings(*, corpus: Path | None = None, index: Path | None = None) -> Settings:
    given = {name: value for name, value in (("corpus", corpus), ("index", index)) if value is not None}
    return read_settings().model_copy(update=given)


def _build(settings: Settings, *, full: bool = False, bulk: bool = False) -> BuildReport:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_ERR, transient=True) as progress:
        task = progress.add_task("读取规划", total=None)
        report = build_index(
            settings.corpus,
            settings.index,
            model=model_name(settings.model, settings.query_prompt, settings.passage_prompt),
            load_embedder=lambda: load_embedder(
                settings.model,
                settings.cache,
                settings.query_prompt,
                settings.passage_prompt,
                runtime=settings.runtime,
                bulk=bulk,
            ),
            cache=EmbeddingCache(settings.cache / "embeddings.sqlite"),
            full=full,
            progress=lambda done, total: progress.update(task, description="计算向量", completed=done, total=total),
            max_bytes=settings.max_document_bytes,
        )
        progress.update(task, description="准备模型", completed=None, total=None)
        export_model(settings.model, settings.cache, settings.runtime)
    return report


def _finish(report: BuildReport, settings: Settings) -> None:
    """Print what a build did; exit with 1 when documents were left out."""
    _OUT.print(build_grid(report))
    for plan in report.plans:
        for doubt in doubts(plan):
            _ERR.print(Text(f"请核对 {plan.id}：{doubt}", style="yellow"))
    done = f"已建立，新算向量 {report.embedded} 条" if report.rebuilt else "已是最新"
    _OUT.print(
        f"索引 {settings.index} {done}：{len(report.plans)} 份规划，{len(report.passages)} 个段落",
        highlight=False,
    )
    if report.problems:
        for each in report.problems:
            _ERR.print(Text(f"未收录 {each.path}: {each.reason}"))
        _fail(
            f"{len(report.problems)} of {len(report.problems) + len(report.plans)} documents were left out, see above"
        )


def _check_servable(settings: Settings) -> None:
    """Fail at once, in one sentence, for what would otherwise fail after the model is loaded, or in every worker."""
    version = current_version(settings.index)
    if version is None:
        raise SearchIndexError(f'there is no index in {settings.index}: run "policyqa index"')
    name = model_name(settings.model, settings.query_prompt, settings.passage_prompt)
    manifest = read_manifest(version)
    check_fit(manifest, version, name)
    check_files(version, manifest)


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends without delay only on sockets that say they are TCP; otherwise every answer waits 40 ms for an ACK.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise ServiceError(
            f"cannot listen on {host}:{port} ({reason}): choose another with --host and --port"
        ) from error
    bound.set_inheritable(True)
    return bound


@contextmanager
def _status(message: str) -> Iterator[None]:
    with _ERR.status(message):
        yield


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _fail(message: str) -> None:
    sys.stderr.write(f"policyqa: {message}\n")
    sys.exit(1)
