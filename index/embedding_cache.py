"""Vectors that were computed before, by model and text, so that a build embeds only what changed."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.embedding import Embedder, Progress, Vectors
from index.model_folder import cache_error

_KNOWN = "SELECT text_sha256 FROM vectors WHERE model = ? AND text_sha256 IN (SELECT value FROM json_each(?))"
_VECTORS = _KNOWN.replace("SELECT text_sha256", "SELECT text_sha256, vector", 1)


class EmbeddingCache:
    """One SQLite file, shared by all builds on this machine."""

    def __init__(self, path: Path) -> None:
        """Open the cache, making it if it is not there. Raises SearchIndexError when that cannot be done."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._open() as database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS vectors (model TEXT, text_sha256 TEXT, vector BLOB, "
                    "PRIMARY KEY (model, text_sha256)) WITHOUT ROWID"
                )
        except (OSError, sqlite3.Error) as error:
            raise cache_error(path.parent, error) from error

    def missing(self, model: str, texts: Sequence[str]) -> list[str]:
        """Return those of `texts` that have no vector of `model` yet, each once."""
        digests = {text: _digest(text) for text in texts}
        with self._open() as database:
            known = {key for (key,) in database.execute(_KNOWN, (model, json.dumps([*digests.values()])))}
        return [text for text, digest in digests.items() if digest not in known]

    def fill(self, embedder: Embedder, texts: Sequence[str], progress: Progress | None = None) -> None:
        """Embed `texts` and keep their vectors; every few hundred are kept at once, so that an interruption loses little."""
        done = 0
        for start in range(0, len(texts), 256):
            batch = texts[start : start + 256]
            vectors = embedder.embed_passages(batch, _shifted(progress, done, len(texts)))
            with self._open() as database:
                database.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
                    [
                        (embedder.name, _digest(text), vector.tobytes())
                        for text, vector in zip(batch, vectors, strict=True)
                    ],
                )
            done += len(batch)

    def vectors(self, model: str, texts: Sequence[str]) -> Vectors:
        """Return the vectors of `texts`, shape (len(texts), dimension). Raises KeyError when one is missing."""
        digests = [_digest(text) for text in texts]
        with self._open() as database:
            known = dict(database.execute(_VECTORS, (model, json.dumps(digests))))
        found = [np.frombuffer(known[digest], dtype=np.float32) for digest in digests]
        return np.stack(found) if found else np.empty((0, 0), dtype=np.float32)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=60)
        try:
            with database:
                yield database
        finally:
            database.close()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _shifted(progress: Progress | None, done: int, total: int) -> Progress | None:
    return (lambda now, _: progress(done + now, total)) if progress else None
