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
from typing import Annotated, Any

import typer
import uvicorn
from rich.console import RenderableType
from uvicorn.supervisors import Multiprocess

from corpus.errors import CorpusError
from corpus.plan import Plan
from index.errors import SearchIndexError
from index.manifest import check_files, check_fit, current_version, read_manifest
from service import __version__
from service.access.command import app as keys
from service.access.notice import notice
from service.app import create_app, load_answerer
from service.asking import BlockingAsker, load_writer
from service.command_line import ERR, OUT, CorpusOption, IndexOption, JsonOption, chosen_settings, fail
from service.doctor_command import doctor
from service.errors import ServiceError
from service.export import app as export
from service.library import command as library
from service.library.changes import Recipe
from service.library.loading import Loader
from service.observe.exposition import shared_by_processes
from service.plan_schemas import IndicatorsResponse, OutlineResponse, PlanOut, TablesResponse, TasksResponse
from service.schemas import AskResponse, clean_question
from service.serving import uvicorn_options
from service.settings import Settings
from service.terminal import (
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
app.add_typer(keys)
app.add_typer(export)
for command in (library.index, library.add, library.remove, library.rollback, doctor):
    app.command()(command)


def main() -> None:
    """Run the command line: 0 on success, 2 on wrong usage, 1 with one sentence on any other failure."""
    debug = "--debug" in sys.argv[1:]
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="%(levelname)s %(message)s")
    own = typer.main.get_group(app).commands
    if not arguments or arguments[0] not in own:  # the others measure, and what they need is not imported to serve
        for entry in entry_points(group="policyqa.commands"):
            app.command(entry.name)(entry.load())
    try:
        app(arguments, prog_name="policyqa")
    except (CorpusError, SearchIndexError, ServiceError) as error:
        if debug:
            raise
        fail(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if debug:
            raise
        fail(f"unexpected failure ({type(error).__name__}: {error}); run again with --debug to see where")


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
        OUT.print(__version__)
        raise typer.Exit


@app.command()
def serve(
    index: IndexOption = None,
    host: Annotated[
        str | None, typer.Option(help="address to listen on (POLICYQA_HOST); keys are wanted beyond 127.0.0.1")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="processes")] = 1,
) -> None:
    """Serve an index over HTTP."""
    settings = chosen_settings(index=index, host=host)
    with _bind(host := settings.host, port) as bound:
        _check_servable(settings)
        address = f"http://{host}:{bound.getsockname()[1]}{notice(settings, settings.index)}"
        if workers > 1:
            # Worker processes read their settings from the environment.
            os.environ |= {"POLICYQA_INDEX": str(settings.index.absolute()), "POLICYQA_HOST": host}
            config = uvicorn.Config(
                "service.app:create_app", factory=True, workers=workers, **uvicorn_options(settings)
            )
            ERR.print(f"规划问答 {address}", highlight=False)
            with shared_by_processes():
                Multiprocess(config, sockets=[bound]).run()
            return
        loader = Loader(settings)
        with _status("正在加载索引和模型…"):
            loader.load()
        ERR.print(f"规划问答 {address}", highlight=False)
        application = create_app(settings, loader=loader)
        uvicorn.Server(uvicorn.Config(application, **uvicorn_options(settings))).run(sockets=[bound])


@app.command()
def ask(question: str, index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Answer one question on the terminal, with its citations."""
    try:
        question = clean_question(question)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="QUESTION") from error
    settings = chosen_settings(index=index)
    with _status("正在加载索引和模型…"):
        answerer = load_answerer(settings)
    with BlockingAsker(load_writer(settings)) as asker:
        answer = asker.finish(answerer.answer(question))
    response = AskResponse.from_answer(answer)
    if as_json:
        _print_json(response.model_dump(mode="json"))
    else:
        print_answer(OUT, response)


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
    from corpus.library import read_library  # what parses is not imported to serve

    settings = chosen_settings(corpus=corpus)
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
        OUT.print(_AS_TEXT[part](plans[plan_id]))


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


def _check_servable(settings: Settings) -> None:
    """Fail at once, in one sentence, for what would otherwise fail after the model is loaded, or in every worker."""
    version = current_version(settings.index)
    if version is None:
        raise SearchIndexError(f'there is no index in {settings.index}: run "policyqa index"')
    name = Recipe.of(settings).model_name()
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
    with ERR.status(message):
        yield


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
