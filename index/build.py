"""Builds an index: aside, checked, then swapped in. The old one serves until then."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from corpus.library import DEFAULT_MAX_BYTES, PlanLibrary, Problem, read_library
from corpus.plan import Plan
from index.dense.faiss import FaissIndex
from index.embedding import Embedder, Progress
from index.embedding_cache import EmbeddingCache
from index.errors import SearchIndexError
from index.lexical import LexicalIndex
from index.manifest import (
    FORMAT,
    VERSIONS,
    Manifest,
    check_files,
    current_version,
    read_manifest,
    record_files,
    software_versions,
    use_version,
    write_manifest,
)
from index.passages import Passage, split
from index.store import content_digest, load_version, save_indexes, to_jsonl
from index.tokens import SCHEME

_LOG = logging.getLogger(__name__)
_BUILDING = ".building-"
_KEPT_VERSIONS = 2  # the one in use, and the one before it


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `rebuilt` is False when the index in use was already what the corpus asks for."""

    version: str
    rebuilt: bool
    plans: tuple[Plan, ...]
    passages: tuple[Passage, ...]
    embedded: int
    problems: tuple[Problem, ...]


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
) -> BuildReport:
    """Make the index of the plans in `corpus` in the folder `out`, unless it is there already.

    `model` names the vectors wanted; `load_embedder` is called only when something must be embedded. With `full`, nothing
    is reused. Two builds into one folder wait for one another. Raises CorpusError or SearchIndexError; then the index in
    use is what it was before.
    """
    library = read_library(corpus, max_bytes)
    passages = tuple(passage for plan in library.plans for passage in split(plan))
    if not passages:
        raise SearchIndexError(f"the documents in {corpus} hold no sentence to search: put plans there")
    texts = to_jsonl(library.plans, passages)
    digest = content_digest(texts)
    _make_folder(out)
    with FileLock(out / ".lock"):
        _remove_leftovers(out)
        fitting = None if full else _fitting_version(out, digest, model)
        if fitting is not None:
            return BuildReport(fitting, False, library.plans, passages, 0, library.problems)
        searchable = [passage.searchable for passage in passages]
        missing = list(dict.fromkeys(searchable)) if full else cache.missing(model, searchable)
        if missing:
            cache.fill(load_embedder(), missing, progress)
        version = _write_version(out, library, passages, texts, digest, model, cache)
        use_version(out, version)
        _prune(out, version)
    return BuildReport(version, True, library.plans, passages, len(missing), library.problems)


def _make_folder(out: Path) -> None:
    try:
        (out / VERSIONS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SearchIndexError(
            f"the index folder {out} cannot be made ({error.strerror}): name one that can be written to"
        ) from error


def _fitting_version(out: Path, digest: str, model: str) -> str | None:
    """Return the version in use if it is whole and what would be built, None otherwise."""
    try:
        version = current_version(out)
        if version is None:
            return None
        manifest = read_manifest(version)
        check_files(version, manifest)
    except SearchIndexError as error:
        _LOG.warning("%s; building it anew", str(error).split(': run "')[0])
        return None
    wanted = (digest, model, SCHEME, software_versions())
    found = (manifest.content_digest, manifest.model, manifest.tokenizer, manifest.software)
    return version.name if found == wanted else None


def _write_version(
    out: Path,
    library: PlanLibrary,
    passages: tuple[Passage, ...],
    texts: dict[str, bytes],
    digest: str,
    model: str,
    cache: EmbeddingCache,
) -> str:
    """Write a version aside, load it back to check it, and only then give it its name."""
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%S%f}Z-{digest[:8]}"
    aside = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=out / VERSIONS))
    try:
        for file_name, content in texts.items():
            (aside / file_name).write_bytes(content)
        searchable = [passage.searchable for passage in passages]
        vectors = cache.vectors(model, searchable)
        save_indexes(aside, FaissIndex.build(vectors), LexicalIndex.build(searchable))
        manifest = Manifest(
            format=FORMAT,
            version=name,
            created_at=now.isoformat(timespec="seconds"),
            model=model,
            dimension=vectors.shape[1],
            content_digest=digest,
            tokenizer=SCHEME,
            software=software_versions(),
            plans=len(library.plans),
            passages=len(passages),
            files=record_files(aside),
        )
        write_manifest(aside, manifest)
        load_version(aside)
        aside.chmod(0o755)
        aside.replace(out / VERSIONS / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return name


def _remove_leftovers(out: Path) -> None:
    """Remove what interrupted builds left; only for the holder of the lock."""
    for leftover in (out / VERSIONS).glob(f"{_BUILDING}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _prune(out: Path, in_use: str) -> None:
    """Remove all but the latest versions."""
    names = sorted(path.name for path in (out / VERSIONS).iterdir() if path.is_dir() and path.name != in_use)
    for name in names[: -(_KEPT_VERSIONS - 1)]:
        shutil.rmtree(out / VERSIONS / name, ignore_errors=True)
