"""Documents that come over the network: checked as far as it goes at once, and kept aside until they are in the corpus."""

import os
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence, Set
from pathlib import Path
from typing import BinaryIO, NamedTuple

from corpus.documents import check_free, is_document
from corpus.errors import CorpusError
from corpus.readers import READERS, check_signature
from corpus.sidecar import read_sidecar, sidecar_path
from service.errors import ServiceError, Taken, TooLarge, UnknownFormat

UPLOADS = ".uploads"
_CHUNK = 1 << 20
_LONGEST_NAME_BYTES = 200  # file systems take 255; what is kept aside has a longer name
_SIDECAR = ".toml"
KEPT_DAYS = 7  # of jobs that were given up: what was sent may be nowhere else
_STRAY_AFTER_S = KEPT_DAYS * 86_400.0
# What a file system, a shell or a page could take for something else.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


class Upload(NamedTuple):
    """One file as it comes: the name that the sender gave it, and its bytes."""

    name: str
    content: BinaryIO


def receive(index: Path, corpus: Path, job_id: str, uploads: Sequence[Upload], max_bytes: int) -> tuple[Path, ...]:
    """Keep uploaded documents, and sidecars with them, in a folder of their own and return the documents.

    Raises TooLarge, UnknownFormat, Taken or ServiceError, with nothing kept, when one cannot be a plan of this corpus;
    whether it can be read is found out later. Raises OSError when it cannot be kept.
    """
    folder = index / UPLOADS / job_id
    try:
        folder.mkdir(parents=True)
        paths = [_keep(folder, upload, max_bytes) for upload in uploads]
        documents = tuple(path for path in paths if path.suffix.lower() != _SIDECAR)
        _check(corpus, documents, paths)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return documents


def where_kept(index: Path, job_id: str) -> Path | None:
    """Return the folder with what was kept aside for a job, if there is one."""
    folder = index / UPLOADS / job_id
    return folder if folder.is_dir() else None


def drop_upload(index: Path, job_id: str) -> None:
    """Delete what was kept aside for a job."""
    shutil.rmtree(index / UPLOADS / job_id, ignore_errors=True)


def drop_strays(index: Path, open_jobs: Set[str]) -> None:
    """Delete what was kept aside for jobs that are not open, or never came to be."""
    for folder in (index / UPLOADS).glob("*"):
        if folder.name not in open_jobs and time.time() - folder.stat().st_mtime > _STRAY_AFTER_S:
            shutil.rmtree(folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """Return the name under which an uploaded file is kept: no folder, nothing hidden, nothing that a system forbids.

    >>> safe_name("../../etc/passwd.txt"), safe_name("C:\\\\规划\\\\ 张掖:规划 .docx"), safe_name(".bashrc")
    ('passwd.txt', '张掖_规划.docx', 'bashrc')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem, dot, ending = _UNSAFE.sub("_", last).strip(" .").rpartition(".")
    stem, ending = (stem, ending) if dot else (ending, "")
    stem = stem.strip(" .")
    room = _LONGEST_NAME_BYTES - len(ending.encode()) - 1
    while len(stem.encode("utf-8", "replace")) > room:
        stem = stem[:-1]
    return f"{stem}.{ending}" if dot else stem


def _keep(folder: Path, upload: Upload, max_bytes: int) -> Path:
    try:
        name = safe_name(upload.name.encode("utf-8").decode("utf-8"))
    except UnicodeError:
        raise ServiceError("the file's name is not Unicode: rename it") from None
    path = folder / name
    ending = path.suffix.lower()
    if not name or not is_document(name) or not path.stem:
        raise ServiceError(f'a file named "{name}" would not be read as a plan: rename it')
    if ending not in READERS and ending != _SIDECAR:
        raise UnknownFormat(
            f'{name} ends in "{path.suffix}", plans are read from {" ".join(READERS)}: convert it first'
        )
    if path.exists():
        raise ServiceError(f"{name} was sent twice: send it once")
    with path.open("xb") as kept:
        size = 0
        while chunk := upload.content.read(_CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise TooLarge(
                    f"{name} has more than {max_bytes / 1e6:.1f} MB, which is the most that a plan may have: "
                    "split it, or raise POLICYQA_MAX_DOCUMENT_BYTES"
                )
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    if not size:
        raise ServiceError(f"{name} is empty: send a document with text")
    return path


def _check(corpus: Path, documents: Sequence[Path], paths: Sequence[Path]) -> None:
    if not documents:
        raise ServiceError(f"no document was sent: send a file ending in {' '.join(READERS)}")
    described = {sidecar_path(document) for document in documents}
    for path in paths:
        if path.suffix.lower() == _SIDECAR and path not in described:
            raise ServiceError(f"{path.name} describes no document that was sent with it: send both together")
    for document in documents:
        try:
            check_signature(document)
        except CorpusError as error:
            raise UnknownFormat(str(error)) from error
        try:
            read_sidecar(document)
        except CorpusError as error:
            raise ServiceError(str(error)) from error
    try:
        check_free(corpus, documents)
    except CorpusError as error:
        raise Taken(str(error)) from error
