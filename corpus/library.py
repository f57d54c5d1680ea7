"""PlanLibrary: all plans of a folder; what can be read, what cannot and why."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.clean import find_furniture
from corpus.collector import collector_paused
from corpus.documents import DEFAULT_MAX_BYTES, check_free, check_ids, documents_in, is_document, plan_id_of
from corpus.errors import CorpusError
from corpus.indicators import find_indicators
from corpus.metadata import read_metadata
from corpus.origins import origin_of
from corpus.plan import Plan
from corpus.readers import READERS, read_text
from corpus.sections import find_sections
from corpus.sidecar import Sidecar, read_sidecar, sidecar_path, with_sidecar
from corpus.tables import find_tables
from corpus.tasks import find_tasks
from corpus.unfolding import unfold

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """A document that was left out, and why, in one sentence."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class PlanLibrary:
    """The plans of a folder in the order of their ids, and the documents that could not be read.

    `origins` tells, by the id of a plan, what it was read from: see `corpus.origins`.
    """

    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)


def parse_plan(plan_id: str, source: str, text: str, sidecar: Sidecar | None = None) -> Plan:
    """Return the plan that `text` is: furniture marked; headings, tables, tasks, indicators and metadata read."""
    with collector_paused():
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


def read_plan(path: Path, folder: Path, max_bytes: int = DEFAULT_MAX_BYTES, described_at: Path | None = None) -> Plan:
    """Return the plan in the file `path` of the corpus `folder`; `described_at` has its sidecar beside it, else `path`.

    Raises CorpusError when it cannot be read.
    """
    check_size(path, max_bytes)
    source = path.relative_to(folder).as_posix()
    return parse_plan(plan_id_of(source), source, read_text(path), read_sidecar(described_at or path))


def check_size(path: Path, max_bytes: int) -> None:
    """Raise CorpusError when a document is not there or larger than one may be."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise CorpusError(_unreadable(path, error)) from error
    if size > max_bytes:
        raise CorpusError(
            f"{path.name} has {size / 1e6:.1f} MB, a plan may have {max_bytes / 1e6:.1f} MB: "
            "split it, or raise POLICYQA_MAX_DOCUMENT_BYTES"
        )


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path} cannot be read ({error.strerror}): name a document that is there"


def read_library(
    folder: Path,
    max_bytes: int = DEFAULT_MAX_BYTES,
    progress: Callable[[int, int], None] | None = None,
    known: Callable[[str, str], Plan | None] = lambda plan_id, origin: None,  # noqa: ARG005
) -> PlanLibrary:
    """Return every plan below `folder`. A document that cannot be read becomes a Problem and does not stop the others.

    `progress(done, total)` is called before each document. `known(plan_id, origin)` gives a plan that was read before.

    Raises CorpusError when the folder is missing or holds no document, when two files claim one plan id, or when not
    one document can be read.
    """
    documents = list(documents_in(folder))
    if not documents:
        endings = " ".join(READERS)
        raise CorpusError(f"{folder} holds no plans, documents ending in {endings} are wanted: put some there")
    check_ids(documents, folder)
    plans: list[Plan] = []
    problems: list[Problem] = []
    origins: dict[str, str] = {}
    for done, path in enumerate(documents):
        if progress:
            progress(done, len(documents))
        try:
            check_size(path, max_bytes)
            origin = origin_of(path, folder)
            plan = known(plan_id_of(path.relative_to(folder).as_posix()), origin) or read_plan(path, folder, max_bytes)
            plans.append(plan)
            origins[plan.id] = origin
        except OSError as error:
            problems.append(Problem(path, _unreadable(path, error)))
        except CorpusError as error:
            _LOG.debug("left out %s", path, exc_info=True)
            problems.append(Problem(path, str(error)))
    if not plans:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise CorpusError(f"no document in {folder} can be read: {problems[0].reason}{more}")
    return PlanLibrary(tuple(sorted(plans, key=lambda plan: plan.id)), tuple(problems), origins)


def read_documents(folder: Path, files: Sequence[Path], max_bytes: int = DEFAULT_MAX_BYTES) -> PlanLibrary:
    """Return the plans that `files` would be in the corpus `folder`, which is not changed. Its sidecars count there.

    Raises CorpusError when one cannot be read or its plan id is taken, OSError when it is gone meanwhile.
    """
    for file in files:
        if not file.is_file():
            raise CorpusError(f"{file} is not a file: name documents that are there")
        if not is_document(file.name):
            raise CorpusError(f"{file.name} would not be read as a plan: rename it, without README or a leading dot")
    # Before they are read: what is saved meanwhile is another document then, and will be read again.
    origins = [origin_of(file, file.parent, described_at(folder, file)) for file in files]
    plans = [read_plan(file, file.parent, max_bytes, described_at(folder, file)) for file in files]
    check_free(folder, files)
    return PlanLibrary(tuple(plans), origins={plan.id: each for plan, each in zip(plans, origins, strict=True)})


def described_at(folder: Path, file: Path) -> Path:
    """Return the document whose sidecar `file` is to have in the corpus: a file that brings none leaves the one there is."""
    return file if sidecar_path(file).is_file() else folder / file.name
