"""Builds an index: aside, checked, then swapped in. The old one serves until then."""

import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.library import DEFAULT_MAX_BYTES, PlanLibrary, Problem, read_library
from corpus.plan import Plan
from index.dense import DenseStore
from index.dense.stores import EMBEDDED
from index.embedding import Embedder, Progress
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.known import PARTS, PASSAGE, PASSAGES, KnownPlan, Part, known_plans, part_of, parts_file
from index.lexical import LexicalIndex
from index.manifest import (
    CURRENT,
    FORMAT,
    VERSIONS,
    Manifest,
    check_files,
    current_version,
    keep,
    read_manifest,
    record_files,
    software_versions,
    use_version,
    write_manifest,
)
from index.passages import Passage, split
from index.sentinels import check_sentinels
from index.store import LEXICAL, Labels, Read, content_digest, load_version, save_indexes, to_jsonl
from index.tokens import SCHEME

_LOG = logging.getLogger(__name__)
_BUILDING = ".building-"


class Step(StrEnum):
    """What a build is doing."""

    EMBEDDING = "embedding"
    WRITING = "writing"
    CHECKING = "checking"
    SWAPPING = "swapping"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `rebuilt` is False when the index in use was already what the corpus asks for."""

    version: str
    rebuilt: bool
    plans: tuple[Plan, ...]
    passages: tuple[Passage, ...]
    embedded: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    """What goes into the files of an index; `read` is what of it lay in the index before, and need not be checked again."""

    plans: tuple[Plan, ...]
    passages: tuple[Passage, ...]
    texts: dict[str, bytes]
    read: Read


def build_index(
    corpus: Path,
    out: Path,
    *,
    model: str,
    load_embedder: Callable[[], Embedder],
    cache: EmbeddingCache,
    full: bool = False,
    progress: Progress | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
    store: DenseStore = EMBEDDED,
) -> BuildReport:
    """Make the index of the plans in `corpus` in the folder `out`: see `build_from`. Raises CorpusError, too."""
    return build_from(
        read_library(corpus, max_bytes, known=known_plans(out)) if not full else read_library(corpus, max_bytes),
        out,
        model=model,
        load_embedder=load_embedder,
        cache=cache,
        full=full,
        progress=progress,
        store=store,
    )


def build_from(
    library: PlanLibrary,
    out: Path,
    *,
    model: str,
    load_embedder: Callable[[], Embedder],
    cache: EmbeddingCache,
    full: bool = False,
    progress: Progress | None = None,
    load_checker: Callable[[], Embedder] | None = None,
    on_step: Callable[[Step], None] = lambda _: None,
    store: DenseStore = EMBEDDED,
) -> BuildReport:
    """Make the index of `library` in the folder `out`, unless it is there already.

    `model` names the vectors wanted; `load_embedder` is called only when something must be embedded, `load_checker`
    (the same, unless given) when nothing must and the new index is to be asked its sentinels. With `full`, nothing is
    reused. Two builds into one folder wait for one another. Raises SearchIndexError; then the index in use is what it
    was before.
    """
    content = _content_of(library)
    passages = content.passages
    if not passages:
        raise SearchIndexError("the documents of the corpus hold no sentence to search: put plans there")
    digest = content_digest(content.texts)
    _make_folder(out)
    with FileLock(out / ".lock"):
        _remove_leftovers(out)
        fitting = None if full else _fitting_version(out, content, digest, model, store)
        if fitting is not None:
            store.settle(out, out / VERSIONS / fitting)
            return BuildReport(fitting, False, library.plans, passages, 0, library.problems)
        searchable = [passage.searchable for passage in passages]
        missing = list(dict.fromkeys(searchable)) if full else cache.missing(model, searchable)
        embedder = None
        if missing:
            on_step(Step.EMBEDDING)
            embedder = load_embedder()
            cache.fill(embedder, missing, progress)
        on_step(Step.WRITING)
        before = _last_good(out)
        with _written(out, content, digest, model, cache, store, full=full) as (aside, name):
            on_step(Step.CHECKING)
            index = load_version(aside, store, {} if full else content.read)
            check_sentinels(index, embedder or (load_checker or load_embedder)())
            on_step(Step.SWAPPING)
            aside.replace(out / VERSIONS / name)
            keep(out / VERSIONS)
        use_version(out, name)
        _prune(out, {name, before})
        store.settle(out, out / VERSIONS / name)
    return BuildReport(name, True, library.plans, passages, len(missing), library.problems)


def _make_folder(out: Path) -> None:
    try:
        (out / VERSIONS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SearchIndexError(
            f"the index folder {out} cannot be made ({error.strerror}): name one that can be written to"
        ) from error


def _fitting_version(out: Path, content: _Content, digest: str, model: str, store: DenseStore) -> str | None:
    """Return the version in use if it is whole and what would be built, None otherwise.

    One of other origins is not: from it, everything would be read anew each time.
    """
    wanted = (digest, model, SCHEME, software_versions(), store.kind)
    try:
        version = current_version(out)
        if version is None:
            return None
        manifest = read_manifest(version)
        found = (manifest.content_digest, manifest.model, manifest.tokenizer, manifest.software, manifest.store)
        parts = version / PARTS
        if found != wanted or not parts.is_file() or parts.read_bytes() != content.texts[PARTS]:
            return None
        check_files(version, manifest)
        store.load(version)
    except SearchIndexError as error:
        _LOG.warning("%s; building it anew", str(error).split(': run "')[0])
        return None
    return version.name


def _content_of(library: PlanLibrary) -> _Content:
    """Cut the plans, but those that the index in use has already."""
    parts: list[Part] = []
    passages: list[Passage] = []
    read: dict[bytes, tuple[Plan, tuple[Passage, ...]]] = {}
    for plan in library.plans:
        if isinstance(plan, KnownPlan):
            part, own = plan.part, tuple(map(PASSAGE.validate_json, plan.part.passages))
            read[part.digest] = (plan, own)
        else:
            own = tuple(split(plan))
            part = part_of(plan, own, library.origins.get(plan.id, ""))
        parts.append(part)
        passages += own
    return _Content(library.plans, tuple(passages), {**to_jsonl(parts), PARTS: parts_file(parts)}, read)


def _lexical(content: _Content, searchable: list[str], *, full: bool) -> LexicalIndex:
    """Index the words: those of the new passages only, beside those that the index in use has."""
    known = [plan for plan in content.plans if isinstance(plan, KnownPlan)]
    if full or len({plan.version for plan in known}) != 1 or not _fits(version := known[0].version):
        return LexicalIndex.build(searchable)
    # What lies in a version was checked when its plans were read.
    before = (version / PASSAGES).read_bytes().splitlines()
    lexical = LexicalIndex.load(version / LEXICAL, len(before))
    if not lexical.can_change:
        return LexicalIndex.build(searchable)
    starts = {plan.id: plan.row for plan in known}
    rows = np.full(len(searchable), -1)
    count: Counter[str] = Counter()
    for row, passage in enumerate(content.passages):
        if passage.plan_id in starts:
            rows[row] = starts[passage.plan_id] + count[passage.plan_id]
            count[passage.plan_id] += 1
    gone = np.setdiff1d(np.arange(len(before)), rows).tolist()
    return lexical.changed(searchable, rows, [PASSAGE.validate_json(before[row]).searchable for row in gone])


def _fits(version: Path) -> bool:
    """Tell whether the words of a version are cut as they are now."""
    try:
        manifest = read_manifest(version)
    except SearchIndexError:  # it was removed meanwhile
        return False
    return (manifest.tokenizer, manifest.software) == (SCHEME, software_versions())


@contextmanager
def _written(
    out: Path, content: _Content, digest: str, model: str, cache: EmbeddingCache, store: DenseStore, *, full: bool
) -> Iterator[tuple[Path, str]]:
    """Write a version aside and yield where it lies and the name that it is to have; what keeps no name is removed."""
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%S%f}Z-{digest[:8]}"
    aside = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=out / VERSIONS))
    try:
        for file_name, text in content.texts.items():
            (aside / file_name).write_bytes(text)
        searchable = [passage.searchable for passage in content.passages]
        vectors = cache.vectors(model, searchable)
        labels = Labels(content.plans, content.passages)
        record = save_indexes(out, aside, vectors, labels, _lexical(content, searchable, full=full), store)
        manifest = Manifest(
            format=FORMAT,
            version=name,
            created_at=now.isoformat(timespec="seconds"),
            model=model,
            dimension=vectors.shape[1],
            content_digest=digest,
            tokenizer=SCHEME,
            software=software_versions(),
            plans=len(content.plans),
            passages=len(content.passages),
            files=record_files(aside),
            store=store.kind,
            dense=record,
        )
        write_manifest(aside, manifest)
        aside.chmod(0o755)
        keep(*aside.rglob("*"), aside)
        yield aside, name
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _last_good(out: Path) -> str | None:
    """Return the version in use, or when that one is damaged the latest that is whole; None when there is none."""
    named = (out / CURRENT).read_text(encoding="utf-8", errors="replace").strip() if (out / CURRENT).is_file() else ""
    others = sorted((path for path in (out / VERSIONS).iterdir() if not path.name.startswith(".")), reverse=True)
    for version in sorted(others, key=lambda path: path.name != named):
        try:
            check_files(version, read_manifest(version))
        except SearchIndexError:
            continue
        return version.name
    return None


def _remove_leftovers(out: Path) -> None:
    """Remove what interrupted builds left; only for the holder of the lock."""
    for leftover in (out / VERSIONS).glob(f"{_BUILDING}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _prune(out: Path, kept: Set[str | None]) -> None:
    """Remove all versions but those `kept`: the one in use, and the last good one before it."""
    for path in (out / VERSIONS).iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
