import shutil
from pathlib import Path

import pytest

from corpus.library import read_library
from corpus.origins import origin_of
from corpus.plan import Plan
from index.known import PARTS, PLAN, KnownPlan, known_plans, part_of, read_parts
from index.manifest import current_version, read_manifest, record_files, write_manifest
from index.passages import split


@pytest.fixture
def plans(corpus_folder: Path) -> tuple[Plan, ...]:
    return read_library(corpus_folder).plans


@pytest.fixture
def copied_index(built_index: Path, tmp_path: Path) -> Path:
    """A copy of the index of the three tiny plans, to be damaged."""
    return Path(shutil.copytree(built_index, tmp_path / "index"))


def version_of(index: Path) -> Path:
    found = current_version(index)
    assert found is not None
    return found


def test_the_parts_of_an_index_are_its_plans_with_their_passages(built_index: Path, plans: tuple[Plan, ...]) -> None:
    parts = list(read_parts(version_of(built_index)))
    assert [each.digest for each in parts] == [part_of(plan, split(plan)).digest for plan in plans]


def test_a_document_that_has_not_changed_is_known(
    built_index: Path, corpus_folder: Path, plans: tuple[Plan, ...]
) -> None:
    known = known_plans(built_index)
    for plan in plans:
        found = known(plan.id, origin_of(corpus_folder / plan.source, corpus_folder))
        assert isinstance(found, KnownPlan)
        assert found.part.passages == part_of(plan, split(plan)).passages
    assert known("fengtai", "another origin") is None


def test_a_known_plan_is_read_when_it_is_asked(plans: tuple[Plan, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plans[2]
    found = KnownPlan.of(part_of(plan, ()), Path("versions/1"), 7)
    with monkeypatch.context() as patched:
        patched.setattr("index.known.PLAN", None)
        assert (found.id, found.row) == (plan.id, 7)
    assert found.text == plan.text
    assert found.metadata == plan.metadata
    assert PLAN.dump_json(found) == PLAN.dump_json(plan)
    with pytest.raises(AttributeError):
        found.nothing_of_the_kind  # noqa: B018


def test_a_damaged_index_is_no_knowledge(copied_index: Path, corpus_folder: Path) -> None:
    with (version_of(copied_index) / "plans.jsonl").open("r+b") as file:
        file.write(b"X")
    known = known_plans(copied_index)
    assert known("fengtai", origin_of(corpus_folder / "fengtai.txt", corpus_folder)) is None


def test_neither_is_one_whose_parts_do_not_fit(copied_index: Path, corpus_folder: Path) -> None:
    version = version_of(copied_index)
    parts = (version / PARTS).read_text(encoding="utf-8")
    (version / PARTS).write_text(parts.replace("[", "[[", 1).replace("]", "]]", 1), encoding="utf-8")
    write_manifest(version, read_manifest(version).model_copy(update={"files": record_files(version)}))
    known = known_plans(copied_index)
    assert known("fengtai", origin_of(corpus_folder / "fengtai.txt", corpus_folder)) is None


def test_without_an_index_nothing_is_known(tmp_path: Path) -> None:
    assert known_plans(tmp_path / "none")("fengtai", "") is None
