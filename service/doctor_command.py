"""`policyqa doctor`."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.command_line import ERR, OUT, CorpusOption, IndexOption, JsonOption, chosen_settings
from service.errors import ServiceError

if TYPE_CHECKING:  # what examines is imported by who does that: this module is imported to serve, too
    from service.doctor import Finding


def doctor(
    index: IndexOption = None,
    corpus: CorpusOption = None,
    host: Annotated[str | None, typer.Option(help="address to listen on (POLICYQA_HOST)")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="port to listen on")] = 8000,
    as_json: JsonOption = False,
) -> None:
    """Look at what serving needs, and say what to do; exit with 1 if something is wrong."""
    from service.doctor import State, findings_table

    findings = _findings(index=index, corpus=corpus, host=host, port=port)
    if as_json:
        found = [dataclasses.asdict(each) for each in findings]
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        OUT.print(findings_table(findings))
    if any(each.state is State.WRONG for each in findings):
        raise typer.Exit(1)


def _findings(*, index: Path | None, corpus: Path | None, host: str | None, port: int) -> "list[Finding]":
    from service.doctor import Finding, State, examine

    try:
        settings = chosen_settings(index=index, corpus=corpus, host=host)
    except ServiceError as error:
        advice = "改正或删去这个环境变量 correct or unset this variable"
        return [Finding("设置 settings", State.WRONG, str(error), advice)]
    with ERR.status("正在检查…"):
        return list(examine(settings, port))
