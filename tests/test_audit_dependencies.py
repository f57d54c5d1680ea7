"""What pip-audit reports decides, and nothing that it does not say counts as proved."""

import pytest

from tests.audit_dependencies import judge

CLEAN = {"name": "pydantic", "version": "2.11.0", "vulns": []}
UNKNOWN = {"name": "alembic", "skip_reason": "Dependency not found"}
VULNERABLE = {"name": "lxml", "version": "4.0", "vulns": [{"id": "PYSEC-2021-19", "fix_versions": ["4.6.2"]}]}


@pytest.mark.parametrize(
    ("dependencies", "fails", "fails_strictly"),
    [([CLEAN], False, False), ([CLEAN, UNKNOWN], False, True), ([CLEAN, VULNERABLE], True, True)],
)
def test_a_vulnerability_fails_and_what_is_unknown_fails_strictly(
    dependencies: list[dict[str, object]], fails: bool, fails_strictly: bool
) -> None:
    verdict = judge({"dependencies": dependencies})
    assert verdict.fails(strict=False) is fails
    assert verdict.fails(strict=True) is fails_strictly


def test_a_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    assert judge({"dependencies": [VULNERABLE]}).found == ["lxml 4.0: PYSEC-2021-19, mended in 4.6.2"]
