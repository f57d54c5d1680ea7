"""The documents of a corpus folder: which there are, how one is put there and how it is taken out.

Each change is one step: at any moment a document is there whole or not at all, and what an interruption leaves has a
hidden name, which no reader looks at.
"""

import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpus.errors import CorpusError
from corpus.readers import READERS
from corpus.sidecar import sidecar_path

DEFAULT_MAX_BYTES = 10 * 1024 * 1024
_ASIDE = ".adding-"
State = dict[str, str]


def plan_id_of(source: str) -> str:
    """Return the id of the plan in the file `source` (a path inside the corpus): its name without the ending.

    >>> plan_id_of("甘肃/张掖 规划.txt")
    '甘肃-张掖-规划'
    """
    stem = unicodedata.normalize("NFKC", source).rsplit(".", 1)[0]
    return re.sub(r"[^\w.]+", "-", stem).strip("-.") or "plan"


def documents_in(folder: Path) -> Iterator[Path]:
    """Yield the documents below `folder`, in the order of their names. Raises CorpusError when it is no folder."""
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder: name the folder that holds the plans")
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if all(map(is_document, inside.parts)) and path.suffix.lower() in READERS and path.is_file():
            yield path


def documents_by_id(folder: Path) -> dict[str, Path]:
    """Return the documents below `folder` by the ids of their plans; none when there is no such folder."""
    found = documents_in(folder) if folder.is_dir() else iter(())
    return {plan_id_of(path.relative_to(folder).as_posix()): path for path in found}


def is_document(name: str) -> bool:
    """Tell whether a file of this name is read as a plan."""
    return not name.startswith(".") and not name.upper().startswith("README.")


def state_of(folder: Path) -> State:
    """Return what tells whether a corpus has changed: size and time of each document and sidecar, by its name."""
    found: State = {}
    for document in documents_in(folder) if folder.is_dir() else ():
        for path in filter(Path.is_file, files_of(document)):
            details = path.stat()
            found[path.relative_to(folder).as_posix()] = f"{details.st_size} {details.st_mtime_ns}"
    return found


def files_of(document: Path) -> tuple[Path, Path]:
    """Return a document and its sidecar, which need not be there."""
    return document, sidecar_path(document)


def check_ids(documents: Sequence[Path], folder: Path) -> None:
    """Raise CorpusError when two documents claim one plan id."""
    seen: dict[str, Path] = {}
    for path in documents:
        plan_id = plan_id_of(path.relative_to(folder).as_posix())
        if plan_id in seen:
            raise CorpusError(
                f'{seen[plan_id].name} and {path.name} both claim the plan id "{plan_id}": rename one of them'
            )
        seen[plan_id] = path


def check_free(folder: Path, files: Iterable[Path]) -> None:
    """Raise CorpusError when the plan id of one of `files` is taken, unless by the very same document."""
    taken = documents_by_id(folder)
    for file in files:
        plan_id = plan_id_of(file.name)
        if plan_id in taken and not _is_there(file, folder):
            raise CorpusError(
                f'the plan id "{plan_id}" of {file.name} is taken by {taken[plan_id].name}: '
                f'rename the file, or run "policyqa remove {plan_id}" first'
            )
        taken[plan_id] = file


def removable(folder: Path, plan_id: str) -> Path:
    """Return the document of a plan that may be taken out.

    Raises CorpusError when there is no such plan, or when it is the last one: an index of nothing answers nothing.
    """
    documents = {plan_id_of(path.relative_to(folder).as_posix()): path for path in documents_in(folder)}
    if plan_id not in documents:
        raise CorpusError(f'there is no plan "{plan_id}" in {folder}: the plans are {", ".join(sorted(documents))}')
    if len(documents) == 1:
        raise CorpusError(f'"{plan_id}" is the only plan in {folder}: add another before removing it')
    return documents[plan_id]


def put(folder: Path, files: Sequence[Path]) -> None:
    """Copy documents, each after its sidecar, into `folder`, which is made if it is not there; all of them or none.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{_ASIDE}*"):
        leftover.unlink(missing_ok=True)
    brought = [each for file in files for each in (sidecar_path(file), file) if each.exists()]
    new = [folder / each.name for each in brought if not (folder / each.name).exists()]
    try:
        for each in brought:
            _copy(each, folder / each.name)
    except OSError:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def take_out(document: Path) -> None:
    """Delete a document after its sidecar; what is not there already is no failure.

    A kill between the two leaves a document, which is removed when that is asked again. A sidecar would stay unseen, and
    describe the next document of that name.
    """
    sidecar_path(document).unlink(missing_ok=True)
    document.unlink(missing_ok=True)


def _copy(file: Path, target: Path) -> None:
    aside = target.with_name(f"{_ASIDE}{target.name}")
    try:
        with file.open("rb") as source, aside.open("wb") as copy:
            shutil.copyfileobj(source, copy)
            copy.flush()
            os.fsync(copy.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def _is_there(file: Path, folder: Path) -> bool:
    """Tell whether `folder` has `file`, with the sidecar that it brings, byte for byte."""
    pairs = [(each, folder / each.name) for each in (file, sidecar_path(file)) if each.is_file()]
    return all(there.is_file() and there.read_bytes() == each.read_bytes() for each, there in pairs)
