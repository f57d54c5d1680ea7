"""What the commands of `policyqa` share: the consoles, the options, settings with what the options override."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from service.settings import Settings, read_settings

# A pipe has no width: lines for programs and logs are not folded at 80 columns.
OUT = Console(width=None if sys.stdout.isatty() else 160)
ERR = Console(stderr=True)

CorpusOption = Annotated[Path | None, typer.Option("--corpus", help="folder of plans (POLICYQA_CORPUS)")]
IndexOption = Annotated[Path | None, typer.Option("--index", help="folder of the index (POLICYQA_INDEX)")]
OutOption = Annotated[Path | None, typer.Option("--out", help="folder of the index (POLICYQA_INDEX)")]
JsonOption = Annotated[bool, typer.Option("--json", help="print JSON for programs")]


def chosen_settings(*, corpus: Path | None = None, index: Path | None = None, host: str | None = None) -> Settings:
    """Return the settings of the environment, with what was chosen on the command line. Raises ServiceError."""
    chosen = {"corpus": corpus, "index": index, "host": host}
    return read_settings().model_copy(update={name: value for name, value in chosen.items() if value is not None})


def fail(message: str) -> NoReturn:
    """Say in one sentence what went wrong, and exit with 1."""
    sys.stderr.write(f"policyqa: {message}\n")
    sys.exit(1)
