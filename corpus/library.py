"""PlanLibrary: all plans of a folder; what can be read, what cannot and why, and how the folder is changed."""

import gc
import logging
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.clean import find_furniture
from corpus.errors import CorpusError
from corpus.indicators import find_indicators
from corpus.metadata import read_metadata
from corpus.plan import Plan
from corpus.readers import READERS, read_text
from corpus.sections import find_sections
from corpus.sidecar import Sidecar, read_sidecar, sidecar_path, with_sidecar
from corpus.tables import find_tables
from corpus.tasks import find_tasks
from corpus.unfolding import unfold

_LOG = logging.getLogger(__name__)
DEFAULT_MAX_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that was left out, and why, in one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class PlanLibrary:
    """The plans of a folder in the order of their ids, and the documents that could not be read."""

    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...] = ()


def parse_plan(plan_id: str, source: str, text: str, sidecar: Sidecar | None = None) -> Plan:
    """Return the plan that `text` is: furniture marked; headings, tables, tasks, indicators and metadata read."""
    with _collector_paused():
        unfolded = unfold(text)
        plan = _parse(plan_id, source, unfolded.text if unfolded else text, sidecar or Sidecar())
        return replace(unfolded.fold(plan), text=text) if unfolded else plan


def _parse(plan_id: str, source: str, text: str, sidecar: Sidecar) -> Plan:
    furniture = find_furniture(text)
    tables = find_tables(text, furniture)
    sections = find_sections(text, furniture, tables)
    indicators = find_indicators(text, furniture, sections, tables)
    return Plan(
        id=plan_id,
        source=source,
        text=text,
        metadata=with_sidecar(read_metadata(text, source, furniture, sections), sidecar),
        furniture=furniture,
        sections=sections,
        tables=tables,
        tasks=find_tasks(text, sections, furniture, tables),
        indicators=tuple(each for each in indicators if not each.is_past),
        past_figures=tuple(each for each in indicators if each.is_past),
    )


def read_plan(path: Path, folder: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> Plan:
    """Return the plan in the file `path` of the corpus `folder`. Raises CorpusError when it cannot be read."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror}): name a document that is there") from error
    if size > max_bytes:
        raise CorpusError(
            f"{path.name} has {size / 1e6:.1f} MB, a plan may have {max_bytes / 1e6:.1f} MB: "
            "split it, or raise POLICYQA_MAX_DOCUMENT_BYTES"
        )
    source = path.relative_to(folder).as_posix()
    return parse_plan(plan_id_of(source), source, read_text(path), read_sidecar(path))


def read_library(folder: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> PlanLibrary:
    """Return every plan below `folder`. A document that cannot be read becomes a Problem and does not stop the others.

    Raises CorpusError when the folder is missing or holds no document, when two files claim one plan id, or when not
    one document can be read.
    """
    documents = list(_documents(folder))
    if not documents:
        endings = " ".join(READERS)
        raise CorpusError(f"{folder} holds no plans, documents ending in {endings} are wanted: put some there")
    _check_ids(documents, folder)
    plans: list[Plan] = []
    problems: list[Problem] = []
    for path in documents:
        try:
            plans.append(read_plan(path, folder, max_bytes))
        except CorpusError as error:
            _LOG.debug("left out %s", path, exc_info=True)
            problems.append(Problem(path, str(error)))
    if not plans:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise CorpusError(f"no document in {folder} can be read: {problems[0].reason}{more}")
    return PlanLibrary(tuple(sorted(plans, key=lambda plan: plan.id)), tuple(problems))


def add_documents(folder: Path, files: Sequence[Path], max_bytes: int = DEFAULT_MAX_BYTES) -> list[Plan]:
    """Copy documents, with their sidecars, into the corpus and return their plans; all of them or none.

    Raises CorpusError when one cannot be read or its plan id is taken.
    """
    taken = {plan_id_of(path.relative_to(folder).as_posix()): path for path in _documents(folder, must_exist=False)}
    plans: list[Plan] = []
    for file in files:
        if not file.is_file():
            raise CorpusError(f"{file} is not a file: name documents that are there")
        if not _is_document(file.name):
            raise CorpusError(f"{file.name} would not be read as a plan: rename it, without README or a leading dot")
        plan = read_plan(file, file.parent, max_bytes)
        if plan.id in taken:
            raise CorpusError(
                f'the plan id "{plan.id}" of {file.name} is taken by {taken[plan.id].name}: '
                f'rename the file, or run "policyqa remove {plan.id}" first'
            )
        taken[plan.id] = file
        plans.append(plan)
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        sidecar = sidecar_path(file)
        if sidecar.exists():
            shutil.copyfile(sidecar, folder / sidecar.name)
        shutil.copyfile(file, folder / file.name)
    return plans


def remove_document(folder: Path, plan_id: str) -> Path:
    """Delete the document of a plan, and its sidecar, from the corpus and return its path.

    Raises CorpusError when there is no such plan, or when it is the last one: an index of nothing answers nothing.
    """
    documents = {plan_id_of(path.relative_to(folder).as_posix()): path for path in _documents(folder)}
    if plan_id not in documents:
        raise CorpusError(f'there is no plan "{plan_id}" in {folder}: the plans are {", ".join(sorted(documents))}')
    if len(documents) == 1:
        raise CorpusError(f'"{plan_id}" is the only plan in {folder}: add another before removing it')
    path = documents[plan_id]
    path.unlink()
    sidecar_path(path).unlink(missing_ok=True)
    return path


def plan_id_of(source: str) -> str:
    """Return the id of the plan in the file `source` (a path inside the corpus): its name without the ending.

    >>> plan_id_of("甘肃/张掖 规划.txt")
    '甘肃-张掖-规划'
    """
    stem = unicodedata.normalize("NFKC", source).rsplit(".", 1)[0]
    return re.sub(r"[^\w.]+", "-", stem).strip("-.") or "plan"


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector from tracing, over and over, the spans of a long text: there is no cycle among them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _documents(folder: Path, *, must_exist: bool = True) -> Iterator[Path]:
    if not folder.is_dir():
        if must_exist:
            raise CorpusError(f"{folder} is not a folder: name the folder that holds the plans")
        return
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if all(map(_is_document, inside.parts)) and path.suffix.lower() in READERS and path.is_file():
            yield path


def _is_document(name: str) -> bool:
    return not name.startswith(".") and not name.upper().startswith("README.")


def _check_ids(documents: Sequence[Path], folder: Path) -> None:
    seen: dict[str, Path] = {}
    for path in documents:
        plan_id = plan_id_of(path.relative_to(folder).as_posix())
        if plan_id in seen:
            raise CorpusError(
                f'{seen[plan_id].name} and {path.name} both claim the plan id "{plan_id}": rename one of them'
            )
        seen[plan_id] = path
