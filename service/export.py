"""`policyqa export feedback`: what readers said, with the questions and answers they said it of."""

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from service.command_line import ERR, IndexOption, chosen_settings
from service.database.store import Database
from service.errors import ServiceError
from service.feedback import FeedbackStore, Rated

app = typer.Typer(name="export", help="write out what was remembered", no_args_is_help=True)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """How it is written: one table for a spreadsheet, or one JSON object a line."""

    CSV = "csv"
    JSONL = "jsonl"


class RatedOut(BaseModel):
    """One rated answer. Question and answer are there only when the audit log keeps them."""

    answer_id: str
    rating: str
    comment: str
    rated_at: str
    question: str | None
    answer: str | None
    status: str | None
    index_version: str | None
    citations: list[dict[str, Any]]

    @classmethod
    def of(cls, rated: Rated) -> "RatedOut":
        """Return what is written of a rated answer."""
        asked = rated.asked
        return cls(
            answer_id=rated.feedback.answer_id,
            rating=rated.feedback.rating.value,
            comment=rated.feedback.comment,
            rated_at=rated.feedback.created_at.isoformat(timespec="seconds"),
            question=asked.question if asked else None,
            answer=asked.answer if asked else None,
            status=asked.status if asked else None,
            index_version=asked.index_version if asked else None,
            citations=list(asked.citations) if asked else [],
        )


@app.command()
def feedback(
    form: Annotated[Format, typer.Option("--format", help="csv or jsonl")] = Format.CSV,
    out: Annotated[Path | None, typer.Option("--out", help="file to write; standard output without it")] = None,
    index: IndexOption = None,
) -> None:
    """Write the last rating of each answer, with its question, answer and citations."""
    database = Database(chosen_settings(index=index).feedback_url)
    rated = [RatedOut.of(each) for each in FeedbackStore(database).rated()]
    database.close()
    text = to_csv(rated) if form is Format.CSV else to_jsonl(rated)
    if out is None:
        sys.stdout.write(text)
        return
    try:
        # A spreadsheet knows by the mark that it is UTF-8.
        out.write_text(text, encoding="utf-8-sig" if form is Format.CSV else "utf-8", newline="")
    except OSError as error:
        raise ServiceError(f"{out} cannot be written ({error.strerror}): name another file") from error
    ERR.print(f"{out}: {len(rated)}", highlight=False)


def to_jsonl(rated: Iterable[RatedOut]) -> str:
    """Return one JSON object a line."""
    return "".join(each.model_dump_json() + "\n" for each in rated)


def to_csv(rated: Sequence[RatedOut]) -> str:
    """Return a table: a column a field, the citations as their quotes, one a line."""
    written = io.StringIO()
    names = list(RatedOut.model_fields)
    rows = csv.writer(written)
    rows.writerow(names)
    for each in rated:
        values = {**each.model_dump(), "citations": "\n".join(map(_quoted, each.citations))}
        rows.writerow([_harmless("" if values[name] is None else str(values[name])) for name in names])
    return written.getvalue()


def _quoted(citation: dict[str, Any]) -> str:
    place = f"[{citation['id']}] {citation['plan_id']}#{citation['start']}-{citation['end']}"
    return f"{place} {json.dumps(citation['quote'], ensure_ascii=False)}" if "quote" in citation else place


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet computes.

    >>> _harmless("=1+1"), _harmless("到2025年")
    ("'=1+1", '到2025年')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
