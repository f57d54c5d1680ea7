"""Goes back to the index that was in use before."""

from pathlib import Path

from filelock import FileLock

from index.dense import DenseStore
from index.dense.stores import EMBEDDED
from index.errors import SearchIndexError
from index.manifest import VERSIONS, check_fit, current_version, read_manifest, use_version
from index.store import load_version


def roll_back(index: Path, model: str, store: DenseStore = EMBEDDED) -> str:
    """Make the version before the one in use the one in use, and return its name; once more returns to the newer one.

    Raises SearchIndexError when there is none, or when it is damaged or of another model; then nothing is changed.
    """
    if not (index / VERSIONS).is_dir():
        raise SearchIndexError(f'there is no index in {index}: run "policyqa index"')
    with FileLock(index / ".lock"):
        in_use = _name_in_use(index)
        others = sorted(
            path for path in (index / VERSIONS).iterdir() if path.name != in_use and not path.name.startswith(".")
        )
        if not others:
            raise SearchIndexError(f"there is no other index in {index} to return to: {in_use} is the only one")
        check_fit(read_manifest(others[-1]), others[-1], model, store.kind)
        load_version(others[-1], store)
        use_version(index, others[-1].name)
        store.settle(index, others[-1])
        return others[-1].name


def _name_in_use(index: Path) -> str | None:
    try:
        version = current_version(index)
    except SearchIndexError:  # it names a version that is gone: any other one is better
        return None
    return version.name if version else None
