import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError
from corpus.readers import read_text
from eval.bench.damage import damaged_files, packed, whole_files
from eval.bench.fuzz import Given, Target


@pytest.mark.parametrize("ending", [".docx", ".pdf", ".html"])
def test_a_whole_document_is_read_before_anything_happens_to_it(tmp_path: Path, ending: str) -> None:
    for content in whole_files()[ending]:
        path = tmp_path / f"plan{ending}"
        path.write_bytes(content)
        text = read_text(path)
        assert "储备物资满足3万人15天需要" in text
        assert "下降12%" in text


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(damaged_files())
def test_a_damaged_document_is_read_or_refused(tmp_path: Path, file: tuple[str, bytes]) -> None:
    ending, content = file
    path = tmp_path / f"plan{ending}"
    path.write_bytes(content)
    with suppress(CorpusError):
        assert read_text(path)


def test_parts_are_packed_with_right_checksums(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(packed({"a": b"1", "b": b"2" * 1000}))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def feed(given: Given) -> str:
    while given["at"] == 3:
        pass
    assert given["at"] != 1, "one"
    return "read"


def test_what_fails_or_does_not_end_is_kept_and_the_others_go_on() -> None:
    target = Target("plan", st.nothing(), feed)
    for at in (0, 1, 1, 2, 3):
        target.check({"at": at}, patience_s=0.2)
    assert target.seen == {"read": 2, "FAILED": 3}
    kinds = {kind.split(" at ")[0]: given for kind, given in target.failures.items()}
    assert kinds == {"AssertionError": {"at": 1}, "_Hangs": {"at": 3}}
