"""Compares the locked dependencies with the known vulnerabilities, which pip-audit asks the package index for.

Exits with 1 when one is vulnerable. Where the index tells no vulnerabilities, it says how many dependencies nobody could be
asked about; with `--strict` that is a failure, too.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import typer

LOCK = Path(__file__).parent.parent / "requirements.lock"
PATIENCE_S = 300


class Verdict(NamedTuple):
    """What is known of the dependencies: each vulnerability in a line, and the names that nobody could be asked about."""

    found: list[str]
    unknown: list[str]
    asked: int

    def fails(self, strict: bool) -> bool:
        return bool(self.found) or (strict and bool(self.unknown))


def judge(report: dict[str, Any]) -> Verdict:
    """Return what a report of pip-audit, in its JSON, says."""
    dependencies = report["dependencies"]
    found = [
        f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'no version yet'}"
        for each in dependencies
        for one in each.get("vulns", [])
    ]
    unknown = [each["name"] for each in dependencies if "skip_reason" in each]
    return Verdict(found, unknown, len(dependencies))


def main(strict: bool) -> int:
    command = [str(Path(sys.executable).parent / "pip-audit"), "--requirement", str(LOCK), "--no-deps", "--disable-pip"]
    options = ["--progress-spinner", "off", "--timeout", "5", "--format", "json"]
    try:
        printed = subprocess.run([*command, *options], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
        verdict = judge(json.loads(printed.stdout))
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        typer.echo("audit: the package index cannot be asked about vulnerabilities, nothing is proved", err=True)
        return int(strict)
    for line in verdict.found:
        typer.echo(f"audit: {line}", err=True)
    typer.echo(
        f"audit: {len(verdict.found)} vulnerabilities in {verdict.asked} locked dependencies; "
        f"of {len(verdict.unknown)} of them the package index tells nothing"
    )
    return int(verdict.fails(strict))


if __name__ == "__main__":
    sys.exit(main("--strict" in sys.argv[1:]))
