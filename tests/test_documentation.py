"""What is public is documented: a setting, a command or a route that the README does not name fails here."""

from pathlib import Path

import pytest
import typer

from service import cli
from service.app import create_app
from service.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_readme(name: str) -> None:
    assert f"`POLICYQA_{name.upper()}`" in README


@pytest.mark.parametrize("command", sorted(typer.main.get_group(cli.app).commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`policyqa {command}" in README


@pytest.mark.parametrize("path", sorted(create_app(Settings()).openapi()["paths"]))
def test_every_endpoint_is_in_the_readme(path: str) -> None:
    assert f"{path}`" in README or f"{path}?" in README


def test_the_pictures_of_the_readme_are_there() -> None:
    for picture in ("docs/answer.png", "docs/reader-phone.png"):
        assert picture in README
        assert (Path(__file__).parent.parent / picture).stat().st_size > 10_000
