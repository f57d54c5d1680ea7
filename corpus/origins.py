"""What a plan was read from: a document, its sidecar, and the software that read it. The same again is the same plan."""

import hashlib
import importlib.metadata
import re
from functools import cache
from pathlib import Path

from corpus.sidecar import sidecar_path

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def origin_of(path: Path, folder: Path, described_at: Path | None = None) -> str:
    """Return the digest of all that the plan of a document in `folder` depends on. Raises OSError.

    Its sidecar is beside it, unless `described_at` is the document beside which it is.
    """
    digest = hashlib.sha256(_software().encode())
    sidecar = sidecar_path(described_at or path)
    for part in (
        path.relative_to(folder).as_posix().encode("utf-8", "surrogatepass"),
        path.read_bytes(),
        sidecar.read_bytes() if sidecar.is_file() else b"",
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


@cache
def _software() -> str:
    """Return the digest of the modules that read and cut documents, and the releases of what they call."""
    packages = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for module in sorted([*packages.glob("corpus/**/*.py"), *packages.glob("index/*.py")]):
        digest.update(module.read_bytes())
    names = {match[0] for each in importlib.metadata.requires("policyqa") or () if (match := _NAME.match(each))}
    digest.update(" ".join(f"{name} {_release(name)}" for name in sorted(names)).encode())
    return digest.hexdigest()


def _release(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:  # one of an extra
        return ""
