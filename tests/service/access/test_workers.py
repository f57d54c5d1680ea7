import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import service.cli
from service.settings import read_settings


def test_every_worker_process_learns_that_other_machines_reach_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # They make the application themselves, and did so without keys where the parent process asked for some.
    learned = []

    class Recorded:
        def __init__(self, *_: object, **__: object) -> None:
            learned.append(read_settings())

        def run(self) -> None:
            """Start nothing."""

    monkeypatch.setattr(service.cli, "Multiprocess", Recorded)
    monkeypatch.setattr(service.cli, "_check_servable", lambda _: None)
    monkeypatch.setenv("POLICYQA_HOST", "127.0.0.1")
    monkeypatch.setenv("POLICYQA_INDEX", "elsewhere")
    arguments = ["serve", "--host", "0.0.0.0", "--port", "0", "--workers", "2", "--index", str(tmp_path)]
    result = CliRunner().invoke(service.cli.app, arguments)
    assert result.exit_code == 0, result.output
    assert [(each.host, each.is_local, each.index) for each in learned] == [("0.0.0.0", False, tmp_path)]
    assert "需要密钥" in result.stderr
    assert os.environ["POLICYQA_HOST"] == "0.0.0.0"
