"""Milvus: a cluster, a single server, or the embedded Milvus Lite in a file; one client for all three.

Each index folder has an alias of its own, and each set of vectors a collection:

    policyqa_5f0c2a91            the alias, always at the collection in use; its name is in data/index/milvus.json
    policyqa_5f0c2a91_9b1f…      row, vector, and to filter by: plan, place, kind

A collection is named by its contents and never changed when it is whole: an interrupted build goes on with it, and a
process that has a version loaded keeps asking the collection of that version, whatever the alias says by then.
"""

import hashlib
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # read when grpc is imported; it reports each ping that is refused

from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from index.dense import DenseRecord, Label, Rows, Scores, Store, Vectors
from index.errors import SearchIndexError

_DESCRIPTION = "dense.milvus.json"
_HOME = "milvus.json"
_PREFIX = "policyqa_"
_BATCH = 1000
_EXACT = 50_000  # rows up to which every vector is compared
_MOST = 16_384  # hits that Milvus returns at once
_PATIENCE_S = 10.0
_SAMPLE = 50

logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises as well, over twenty lines


class _Stretch(NamedTuple):
    """The rows of one plan, which follow one another."""

    plan_id: str
    start: int
    end: int


class _Description(BaseModel):
    """What a version remembers of its collection."""

    model_config = ConfigDict(frozen=True)

    collection: str
    dimension: int
    rows: int
    plans: tuple[_Stretch, ...]


class _Home(BaseModel):
    """What an index folder remembers: the alias that is its own, so that many may share one Milvus."""

    model_config = ConfigDict(frozen=True)

    alias: str


class MilvusIndex:
    """The vectors of one version, asked over the network. Exact up to 50,000 passages, HNSW above."""

    def __init__(self, connection: "_Connection", description: _Description) -> None:
        self._connection = connection
        self._collection = description.collection
        self._size = description.rows
        self._plans = description.plans
        self.dimension = description.dimension

    def __len__(self) -> int:
        return self._size

    def search(self, vector: Vectors, k: int, rows: Rows | None = None) -> tuple[Rows, Scores]:
        """Return up to `k` rows, best first, with their inner products. Raises SearchIndexError when Milvus is gone."""
        wanted = min(k, _MOST, self._size if rows is None else len(rows))
        if wanted < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        found = self._connection.search(self._collection, vector, wanted, self._filter(rows))
        found.sort(key=lambda hit: (-hit[1], hit[0]))
        return np.array([row for row, _ in found], np.int64), np.array([score for _, score in found], np.float32)

    def _filter(self, rows: Rows | None) -> str:
        """Return the expression for `rows`: the plans that are among them whole, and what is left one by one."""
        if rows is None:
            return ""
        ordered = np.unique(rows)
        edges = np.array([each[1:] for each in self._plans], dtype=np.int64).reshape(-1, 2)
        held = np.searchsorted(ordered, edges[:, 1]) - np.searchsorted(ordered, edges[:, 0])
        whole = held == edges[:, 1] - edges[:, 0]
        plans = [plan.plan_id for plan, is_whole in zip(self._plans, whole, strict=True) if is_whole]
        owner = np.searchsorted(edges[:, 1], ordered, side="right")
        single = ordered[~whole[owner]].tolist()
        parts = [f"plan in [{', '.join(map(_quoted, plans))}]"] if plans else []
        return " or ".join([*parts, f"row in {single}"] if single else parts)


class MilvusStore:
    """Vectors in the Milvus at an address, or in the file of a Milvus Lite."""

    kind = Store.MILVUS

    def __init__(self, uri: str) -> None:
        self._connection = _Connection(uri)

    def write(self, index: Path, version: Path, vectors: Vectors, labels: Sequence[Label]) -> DenseRecord:
        """Put the vectors into their collection, in batches; those that are there already stay."""
        collection = f"{_home(index).alias}_{_digest(vectors, labels)}"
        rows, dimension = vectors.shape
        description = _Description(
            collection=collection, dimension=dimension, rows=rows, plans=tuple(_stretches(labels))
        )
        (version / _DESCRIPTION).write_text(description.model_dump_json() + "\n", encoding="utf-8")
        done = self._connection.rows_in_order(collection)
        if done is None:
            self._connection.drop(collection)
            self._connection.create(collection, dimension, exact=rows <= _EXACT)
            done = 0
        for start in range(done, rows, _BATCH):
            within = range(start, min(start + _BATCH, rows))
            self._connection.insert(collection, [_entity(row, vectors[row], labels[row]) for row in within])
        self._connection.finish(collection)
        return DenseRecord("milvus flat", 1.0) if rows <= _EXACT else self._measured(description, vectors)

    def changing(self, record: DenseRecord, rows: Rows) -> None:  # noqa: ARG002 - as the protocol wants
        """Return None: a collection is named by all its vectors, and written as a whole."""

    def load(self, version: Path) -> MilvusIndex:
        """Return the collection of the version, once it is known to be whole."""
        path = version / _DESCRIPTION
        try:
            description = _Description.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise SearchIndexError(f'{path} is missing or damaged: run "policyqa index --full"') from error
        found = self._connection.rows_in_order(description.collection)
        if found != description.rows:
            raise SearchIndexError(
                f"Milvus holds {found or 0} of the {description.rows} vectors in collection {description.collection}: "
                'run "policyqa index"'
            )
        self._connection.ready(description.collection)
        return MilvusIndex(self._connection, description)

    def settle(self, index: Path, in_use: Path) -> None:
        """Point the alias at the collection in use, in one step, and drop those of versions that are gone."""
        alias = _home(index).alias
        versions = (path for path in in_use.parent.iterdir() if not path.name.startswith("."))
        needed = {self._collection_of(each) for each in versions}
        self._connection.point(alias, self._collection_of(in_use))
        for collection in self._connection.collections(f"{alias}_"):
            if collection not in needed:
                self._connection.drop(collection)

    def remove(self, index: Path) -> None:
        """Drop the alias and all collections of an index folder."""
        alias = _home(index).alias
        self._connection.unpoint(alias)
        for collection in self._connection.collections(f"{alias}_"):
            self._connection.drop(collection)

    def close(self) -> None:
        """Close the connection; a Milvus Lite lets others open its file then."""
        self._connection.close()

    def _collection_of(self, version: Path) -> str:
        path = version / _DESCRIPTION
        return _Description.model_validate_json(path.read_bytes()).collection if path.is_file() else ""

    def _measured(self, description: _Description, vectors: Vectors) -> DenseRecord:
        """Return the recall of HNSW, asked between two passages by chance, as questions lie."""
        built = MilvusIndex(self._connection, description)
        one, other = np.random.default_rng(1).integers(0, len(vectors), (2, _SAMPLE))
        asked = vectors[one] + vectors[other]
        found = [set(built.search(each, 10)[0].tolist()) for each in asked]
        exact = [set(np.argsort(-(vectors @ each), kind="stable")[:10].tolist()) for each in asked]
        held = sum(len(a & b) for a, b in zip(found, exact, strict=True))
        return DenseRecord("milvus hnsw", held / (10 * _SAMPLE))


class _Connection:
    """A client that connects at first use, and says in one sentence what is wrong when it cannot."""

    def __init__(self, uri: str) -> None:
        self._is_file = "://" not in uri
        self._uri = str(Path(uri).expanduser().absolute()) if self._is_file else uri
        self._shown = self._uri if self._is_file else _without_password(uri)

    @cached_property
    def _client(self) -> MilvusClient:
        if self._is_file:
            Path(self._uri).parent.mkdir(parents=True, exist_ok=True)
        return MilvusClient(self._uri, timeout=_PATIENCE_S)

    @contextmanager
    def _plainly(self) -> Iterator[MilvusClient]:
        try:
            yield self._client
        except SearchIndexError:
            raise
        except Exception as error:  # MilvusException, grpc's own, and those of Milvus Lite, which share no parent
            reason = error.message if isinstance(error, MilvusException) else str(error) or type(error).__name__
            advice = "a Milvus Lite file serves one process." if self._is_file else "is it running?"
            raise SearchIndexError(
                f"Milvus at {self._shown} cannot be used ({reason.splitlines()[0].rstrip('.:')}): {advice} "
                "Check POLICYQA_MILVUS_URI, or set POLICYQA_STORE=faiss and run policyqa index"
            ) from error

    def create(self, collection: str, dimension: int, *, exact: bool) -> None:
        """Make an empty collection, with its indexes."""
        with self._plainly() as client:
            schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("row", DataType.INT64, is_primary=True)
            schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            for name in Label._fields:
                schema.add_field(_FIELD.get(name, name), DataType.VARCHAR, max_length=2048)
            indexes = client.prepare_index_params()
            if exact:
                indexes.add_index("vector", index_type="FLAT", metric_type="IP")
            else:
                indexes.add_index("vector", index_type="HNSW", metric_type="IP", params=_HNSW)
            client.create_collection(collection, schema=schema, index_params=indexes)

    def insert(self, collection: str, entities: list[dict[str, Any]]) -> None:
        """Add rows."""
        with self._plainly() as client:
            client.insert(collection, entities)

    def finish(self, collection: str) -> None:
        """Write what was added, and make it ready to be searched."""
        with self._plainly() as client:
            client.flush(collection)
            client.load_collection(collection)

    def ready(self, collection: str) -> None:
        """Make a collection searchable after a restart of Milvus."""
        with self._plainly() as client:
            client.load_collection(collection)

    def rows_in_order(self, collection: str) -> int | None:
        """Return how many rows a collection holds, from 0 on without a gap; None when it is not there or has gaps."""
        with self._plainly() as client:
            if not client.has_collection(collection):
                return None
            client.load_collection(collection)
            count = _count(client, collection, "row >= 0")
            return count if count == _count(client, collection, f"row < {count}") else None

    def search(self, collection: str, vector: Vectors, k: int, expression: str) -> list[tuple[int, float]]:
        """Return rows and inner products."""
        with self._plainly() as client:
            (hits,) = client.search(
                collection,
                data=[vector.astype(np.float32).tolist()],
                anns_field="vector",
                limit=k,
                filter=expression,
                output_fields=["row"],
                search_params={"metric_type": "IP", "params": {"ef": max(2 * k, 128)}},
            )
            return [(int(hit["row"]), float(hit["distance"])) for hit in hits]

    def point(self, alias: str, collection: str) -> None:
        """Point an alias at a collection; who asks by the alias sees one or the other."""
        with self._plainly() as client:
            there = {each for found in client.list_collections() for each in _aliases(client, found)}
            change = client.alter_alias if alias in there else client.create_alias
            change(collection, alias)

    def unpoint(self, alias: str) -> None:
        """Remove an alias, if it is there."""
        with self._plainly() as client:
            client.drop_alias(alias)

    def collections(self, prefix: str) -> list[str]:
        """Return the names of the collections that begin with `prefix`."""
        with self._plainly() as client:
            return [each for each in client.list_collections() if each.startswith(prefix)]

    def drop(self, collection: str) -> None:
        """Remove a collection, if it is there."""
        with self._plainly() as client:
            client.drop_collection(collection)

    def close(self) -> None:
        """Close the client, if there is one."""
        if "_client" in self.__dict__:
            self._client.close()
            del self.__dict__["_client"]


_HNSW = {"M": 32, "efConstruction": 200}
_FIELD = {"plan_id": "plan"}


def _count(client: MilvusClient, collection: str, expression: str) -> int:
    found = client.query(collection, filter=expression, output_fields=["count(*)"], consistency_level="Strong")
    return int(found[0]["count(*)"])


def _aliases(client: MilvusClient, collection: str) -> list[str]:
    return list(client.list_aliases(collection).get("aliases", []))


def _entity(row: int, vector: Vectors, label: Label) -> dict[str, Any]:
    return {"row": row, "vector": vector.tolist(), **{_FIELD.get(k, k): v for k, v in label._asdict().items()}}


def _stretches(labels: Sequence[Label]) -> Iterator[_Stretch]:
    for plan_id, each in groupby(range(len(labels)), key=lambda row: labels[row].plan_id):
        rows = list(each)
        yield _Stretch(plan_id, rows[0], rows[-1] + 1)


def _digest(vectors: Vectors, labels: Sequence[Label]) -> str:
    digest = hashlib.sha256(np.ascontiguousarray(vectors, dtype=np.float32).tobytes())
    digest.update("\0".join("\1".join(label) for label in labels).encode())
    return digest.hexdigest()[:24]


def _quoted(text: str) -> str:
    r"""Return a string of Milvus's filter language.

    >>> print(_quoted('a"b'))
    "a\"b"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _home(index: Path) -> _Home:
    """Return what the index folder remembers; a new one is given an alias that no other folder has."""
    path = index / _HOME
    try:
        return _Home.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        home = _Home(alias=f"{_PREFIX}{secrets.token_hex(4)}")
        path.write_text(home.model_dump_json() + "\n", encoding="utf-8")
        return home


def _without_password(uri: str) -> str:
    parts = urlsplit(uri)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
