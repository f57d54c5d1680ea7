"""Builds an index: aside, checked, then swapped in. The old one serves until then."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.collector import collector_paused
from corpus.documents import DEFAULT_MAX_BYTES
from corpus.library import PlanLibrary, Problem, read_library
from corpus.plan import Plan
from index.dense import DenseRecord, DenseStore, Rows
from index.dense.stores import EMBEDDED
from index.embedding import Embedder, Progress
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.known import PARTS, PASSAGES, KnownPlan, Part, Passages, known_plans, part_of, parts_file
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
from index.store import LEXICAL, Labels, Read, content_digest, load_version, to_jsonl
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
    passages: Sequence[Passage]
    embedded: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Content:
    """What goes into the files of an index.

    `base` is the version in which some of it lies, row `n` there as row `rows[n]`, or as none where that is -1; `read` are
    the plans of it, which need not be checked again.
    """

    plans: tuple[Plan, ...]
    passages: Passages
    texts: dict[str, bytes]
    digest: str
    read: Read
    base: Path | None
    rows: Rows

    def searchable(self, rows: Iterable[int]) -> list[str]:
        """Return what is embedded of passages."""
        return [self.passages[row].searchable for row in rows]


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
    on_step: Callable[[Step], None] = lambda _: None,
    store: DenseStore = EMBEDDED,
) -> BuildReport:
    """Make the index of `library` in the folder `out`, unless it is there already.

    `model` names the vectors wanted; `load_embedder` is called only when something must be embedded or a new index is to
    be asked its sentinels. With `full`, nothing is reused. Two builds into one folder wait for one another. Raises
    SearchIndexError; then the index in use is what it was before.
    """
    _make_folder(out)
    with FileLock(out / ".lock"):
        _remove_leftovers(out)
        with collector_paused():
            content = _content_of(library, full=full)
        passages = content.passages
        if not passages:
            raise SearchIndexError("the documents of the corpus hold no sentence to search: put plans there")
        fitting = None if full else _fitting_version(out, content, model, store)
        if fitting is not None:
            store.settle(out, out / VERSIONS / fitting)
            return BuildReport(fitting, False, library.plans, passages, 0, library.problems)
        before = _with_vectors(content, model, store)
        changing = store.changing(before.dense, content.rows) if before else None
        new = np.flatnonzero(content.rows < 0) if changing else np.arange(len(passages))
        searchable = content.searchable(new.tolist())
        missing = list(dict.fromkeys(searchable)) if full else cache.missing(model, searchable)
        embedder = None
        if missing:
            on_step(Step.EMBEDDING)
            embedder = load_embedder()
            cache.fill(embedder, missing, progress)
        on_step(Step.WRITING)

        def keep_vectors(version: Path) -> tuple[DenseRecord, int]:
            vectors = cache.vectors(model, searchable)
            if content.base and before and changing:
                return changing(content.base, version, vectors), before.dimension
            labels = Labels(content.plans, content.passages)
            return store.write(out, version, vectors, labels), vectors.shape[1]

        last_good = _last_good(out)
        with _written(out, content, model, keep_vectors, store) as (aside, name):
            on_step(Step.CHECKING)
            index = load_version(aside, store, content.read)
            check_sentinels(index, embedder or load_embedder())
            on_step(Step.SWAPPING)
            aside.replace(out / VERSIONS / name)
            keep(out / VERSIONS)
        use_version(out, name)
        _prune(out, {name, last_good})
        store.settle(out, out / VERSIONS / name)
    return BuildReport(name, True, library.plans, passages, len(missing), library.problems)


def _make_folder(out: Path) -> None:
    try:
        (out / VERSIONS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SearchIndexError(
            f"the index folder {out} cannot be made ({error.strerror}): name one that can be written to"
        ) from error


def _fitting_version(out: Path, content: _Content, model: str, store: DenseStore) -> str | None:
    """Return the version in use if it is whole and what would be built, None otherwise.

    One of other origins is not: from it, everything would be read anew each time.
    """
    wanted = (content.digest, model, SCHEME, software_versions(), store.kind)
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


def _content_of(library: PlanLibrary, *, full: bool) -> _Content:
    """Cut the plans, but those that the index in use has already."""
    known = [] if full else [plan for plan in library.plans if isinstance(plan, KnownPlan)]
    base = known[0].version if len({plan.version for plan in known}) == 1 and _fits(known[0].version) else None
    parts: list[Part] = []
    passages: list[Passage | bytes] = []
    rows: list[Rows] = []
    read: dict[str, tuple[Plan, Sequence[Passage | bytes]]] = {}
    for plan in library.plans:
        own: Sequence[Passage | bytes]
        if isinstance(plan, KnownPlan) and not full:
            part, own = plan.part, plan.part.passages
            read[part.digest] = (plan, own)
        else:
            cut = split(plan)
            part, own = part_of(plan, cut, library.origins.get(plan.id, "")), cut
        parts.append(part)
        passages += own
        start = plan.row if isinstance(plan, KnownPlan) and base else None
        rows.append(np.full(len(own), -1) if start is None else np.arange(start, start + len(own)))
    together = np.concatenate(rows) if rows else np.empty(0, np.int64)
    if np.any(np.diff(together[together >= 0]) < 0):  # what stays keeps its order
        base, together = None, np.full(len(passages), -1)
    return _Content(
        plans=library.plans,
        passages=Passages(passages),
        texts={**to_jsonl(parts), PARTS: parts_file(parts)},
        digest=content_digest(parts),
        read=read,
        base=base,
        rows=together,
    )


def _with_vectors(content: _Content, model: str, store: DenseStore) -> Manifest | None:
    """Return the manifest of the version before; None when its vectors are of another model, or in another store."""
    if content.base is None:
        return None
    manifest = read_manifest(content.base)
    return manifest if (manifest.model, manifest.store) == (model, store.kind) else None


def _lexical(content: _Content) -> LexicalIndex:
    """Index the words: those of the new passages only, beside those that the index in use has."""
    if content.base is None:
        return LexicalIndex.build(content.searchable(range(len(content.passages))))
    # What lies in a version was checked when its plans were read.
    lexical = LexicalIndex.load(content.base / LEXICAL)
    new = np.flatnonzero(content.rows < 0).tolist()
    gone = np.setdiff1d(np.arange(len(lexical)), content.rows).tolist()
    before = Passages((content.base / PASSAGES).read_bytes().splitlines() if gone else ())
    texts = dict(zip(new, content.searchable(new), strict=True))
    return lexical.changed(content.rows, texts, [before[row].searchable for row in gone])


def _fits(version: Path) -> bool:
    """Tell whether the words of a version are cut as they are now."""
    try:
        manifest = read_manifest(version)
    except SearchIndexError:  # it was removed meanwhile
        return False
    return (manifest.tokenizer, manifest.software) == (SCHEME, software_versions())


@contextmanager
def _written(
    out: Path,
    content: _Content,
    model: str,
    keep_vectors: Callable[[Path], tuple[DenseRecord, int]],
    store: DenseStore,
) -> Iterator[tuple[Path, str]]:
    """Write a version aside and yield where it lies and the name that it is to have; what keeps no name is removed."""
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%S%f}Z-{content.digest[:8]}"
    aside = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=out / VERSIONS))
    try:
        for file_name, text in content.texts.items():
            (aside / file_name).write_bytes(text)
        record, dimension = keep_vectors(aside)
        _lexical(content).save(aside / LEXICAL)
        manifest = Manifest(
            format=FORMAT,
            version=name,
            created_at=now.isoformat(timespec="seconds"),
            model=model,
            dimension=dimension,
            content_digest=content.digest,
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
