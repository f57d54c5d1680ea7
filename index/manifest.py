"""The manifest says what an index was built from; reading it refuses what does not fit.

An index folder holds its versions side by side, and names the one in use in a small file that is replaced in one step:

    data/index/CURRENT                        20261121T203000Z-1a2b3c4d
    data/index/versions/20261121T…/manifest.json, plans.jsonl, passages.jsonl, dense.faiss, lexical/
"""

import hashlib
import importlib.metadata
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.dense import DenseRecord, Store
from index.errors import SearchIndexError
from index.tokens import SCHEME

FORMAT = 2
CURRENT = "CURRENT"
VERSIONS = "versions"
_NAME = "manifest.json"
_VERSION_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


class FileRecord(BaseModel):
    """Size and digest of one file of an index."""

    model_config = ConfigDict(frozen=True)

    size_bytes: int
    sha256: str


class Manifest(BaseModel):
    """What an index was built from, and what it consists of."""

    model_config = ConfigDict(frozen=True)

    format: int
    version: str
    created_at: str
    model: str
    dimension: int
    content_digest: str
    tokenizer: str
    software: dict[str, str]
    plans: int
    passages: int
    files: dict[str, FileRecord]
    store: Store = Store.FAISS
    dense: DenseRecord = DenseRecord()


def current_version(index: Path) -> Path | None:
    """Return the folder of the version in use, None when `index` holds no index."""
    pointer = index / CURRENT
    if not pointer.is_file():
        return None
    name = pointer.read_text(encoding="utf-8", errors="replace").strip()
    if not _VERSION_NAME.fullmatch(name) or not (index / VERSIONS / name).is_dir():
        raise SearchIndexError(
            f'{pointer} names the version "{name[:80]}", which is not there: run "policyqa index --full"'
        )
    return index / VERSIONS / name


def use_version(index: Path, name: str) -> None:
    """Make `name` the version in use, in one step; only for the holder of the lock."""
    aside = index / f".{CURRENT}.new"
    aside.write_text(f"{name}\n", encoding="utf-8")
    keep(aside)
    aside.replace(index / CURRENT)
    keep(index)


def keep(*paths: Path) -> None:
    """Wait until files, and the names in folders, are on the disk: a power cut after this does not take them."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def software_versions() -> dict[str, str]:
    """Return the releases that an index depends on: with another one, its files or its tokens may mean something else."""
    return {each: importlib.metadata.version(each) for each in ("policyqa", "faiss-cpu", "jieba")}


def record_files(version: Path) -> dict[str, FileRecord]:
    """Return the record of every file of a version, by its path inside it."""
    paths = [path for path in sorted(version.rglob("*")) if path.is_file() and path.name != _NAME]
    return {
        path.relative_to(version).as_posix(): FileRecord(size_bytes=path.stat().st_size, sha256=digest)
        for path, digest in zip(paths, _digests(paths), strict=True)
    }


def write_manifest(version: Path, manifest: Manifest) -> None:
    """Write the manifest of a version."""
    (version / _NAME).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_manifest(version: Path) -> Manifest:
    """Return the manifest of a version. Raises SearchIndexError when it is damaged or of another format."""
    path = version / _NAME
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise SearchIndexError(f'{path} is missing or damaged: run "policyqa index --full"') from error
    if manifest.format != FORMAT:
        raise SearchIndexError(
            f'{version} has index format {manifest.format}, this release reads {FORMAT}: run "policyqa index --full"'
        )
    return manifest


def check_files(version: Path, manifest: Manifest) -> None:
    """Raise SearchIndexError unless every file is there and is what the manifest says."""
    paths = {version / name: record for name, record in manifest.files.items()}
    for path, record in paths.items():
        size = path.stat().st_size if path.is_file() else None
        if size != record.size_bytes:
            found = "is missing" if size is None else f"has {size} bytes, {record.size_bytes} are wanted"
            raise SearchIndexError(f'the index is damaged, {path} {found}: run "policyqa index --full"')
    for (path, record), digest in zip(paths.items(), _digests(list(paths)), strict=True):
        if digest != record.sha256:
            raise SearchIndexError(f'the index is damaged, {path} was changed: run "policyqa index --full"')


def check_fit(manifest: Manifest, version: Path, model: str, store: Store = Store.FAISS) -> None:
    """Raise SearchIndexError unless the index was built with the model and the store that the settings name, and with
    this tokenizer.
    """
    if manifest.store is not store:
        raise SearchIndexError(
            f'the vectors of index {version} are in {manifest.store}, POLICYQA_STORE is {store}: run "policyqa index"'
        )
    if manifest.tokenizer != SCHEME:
        raise SearchIndexError(
            f'index {version} has tokens of scheme "{manifest.tokenizer}", this release asks for "{SCHEME}": '
            'run "policyqa index --full"'
        )
    for name, installed in software_versions().items():
        if manifest.software.get(name) != installed:
            raise SearchIndexError(
                f"index {version} was built with {name} {manifest.software.get(name)}, {installed} is installed: "
                'run "policyqa index"'
            )
    if manifest.model != model:
        raise SearchIndexError(
            f"index {version} holds {manifest.dimension}-dimension vectors of model {manifest.model}, "
            f'settings ask for {model}: run "policyqa index --full"'
        )


def _digests(paths: Sequence[Path]) -> list[str]:
    """Return the digests of files; two are read at a time, outside of the interpreter."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(_sha256, paths))


def _sha256(path: Path) -> str:
    found = path.stat()
    return _sha256_of(path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@lru_cache(maxsize=64)
def _sha256_of(path: Path, *_: int) -> str:
    """Return the digest of a file as it is: one that this process has read, or written, need not be read again."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
