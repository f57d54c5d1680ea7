"""`policyqa keys`: makes, lists and revokes keys of the API."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.access.keys import LONGEST_NAME, Key, Keys
from service.access.levels import Role
from service.command_line import IndexOption, JsonOption, chosen_settings
from service.database.store import Database

app = typer.Typer(
    name="keys", help="密钥：谁可以提问，谁可以改资料库。Make, list and revoke keys of the API.", no_args_is_help=True
)
_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)


@app.command()
def create(
    role: Annotated[Role, typer.Option(help="ask: read and ask; admin: change the library, too")] = Role.ASK,
    name: Annotated[str, typer.Option(help="whose it is or what for, as the list shows it")] = "",
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""
    if len(name) > LONGEST_NAME:
        raise typer.BadParameter(f"it has {len(name)} characters, at most {LONGEST_NAME} are kept", param_hint="--name")
    written, key = _keys(index).create(role, name.strip())
    if as_json:
        _print_json({"key": written, **_as_json(key)})
        return
    sys.stdout.write(written + "\n")
    _ERR.print("密钥只显示这一次，请现在保存。Shown this once: keep it now.", highlight=False)


@app.command(name="list")
def list_keys(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List every key that was ever made: what it begins with, its role, its name, and since when it is worthless."""
    keys = _keys(index).all()
    if as_json:
        _print_json([_as_json(key) for key in keys])
        return
    table = Table(box=None)
    for heading in ("开头", "角色", "名称", "建立", "撤销"):
        table.add_column(heading)
    for key in keys:
        revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "–"
        table.add_row(key.prefix, key.role, key.name, f"{key.created_at:%Y-%m-%d %H:%M}", revoked)
    _OUT.print(table if keys else "还没有密钥：policyqa keys create --role ask --name 谁用", highlight=False)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="what the key begins with, as the list shows it")],
    index: IndexOption = None,
) -> None:
    """Make a key worthless, with the tokens that were made with it; servers that run learn of it within seconds."""
    revoked = _keys(index).revoke(key)
    _OUT.print(f"已撤销 {revoked.prefix} {revoked.name}".rstrip(), highlight=False)


def _keys(index: Path | None) -> Keys:
    """Return the keys of a service: of the database that is set, else of the one beside its index."""
    return Keys(Database(chosen_settings(index=index).feedback_url))


def _as_json(key: Key) -> dict[str, str | None]:
    return {
        "prefix": key.prefix,
        "role": key.role.value,
        "name": key.name,
        "created_at": key.created_at.isoformat(),
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
