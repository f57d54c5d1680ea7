"""One version of an index: on disk and in memory."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from corpus.plan import Plan
from corpus.spanset import SpanSet
from index.dense import DenseIndex, DenseRecord, DenseStore, Label, Rows, Vectors
from index.dense.stores import EMBEDDED
from index.errors import SearchIndexError
from index.lexical import LexicalIndex
from index.manifest import Manifest, check_files, check_fit, current_version, read_manifest
from index.passages import Passage

PLANS = "plans.jsonl"
PASSAGES = "passages.jsonl"
_LEXICAL = "lexical"

_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_PASSAGE: TypeAdapter[Passage] = TypeAdapter(Passage)


@dataclass(frozen=True)
class SearchIndex:
    """Everything that answering needs, read-only. Row `n` of both indexes is `passages[n]`."""

    manifest: Manifest
    plans: dict[str, Plan]
    passages: tuple[Passage, ...]
    dense: DenseIndex
    lexical: LexicalIndex

    @cached_property
    def rows_of(self) -> dict[str, Rows]:
        """The rows of each plan's passages."""
        rows: dict[str, list[int]] = {plan_id: [] for plan_id in self.plans}
        for row, passage in enumerate(self.passages):
            rows[passage.plan_id].append(row)
        return {plan_id: np.array(each, dtype=np.int64) for plan_id, each in rows.items()}

    def check(self) -> None:
        """Raise SearchIndexError unless the parts fit together and every passage is verbatim."""
        count = len(self.passages)
        if not len(self.dense) == len(self.lexical) == count == self.manifest.passages:
            raise SearchIndexError(
                f"the index is damaged: {count} passages, {len(self.dense)} vectors, {len(self.lexical)} lexical entries, "
                f'{self.manifest.passages} wanted: run "policyqa index --full"'
            )
        if self.dense.dimension != self.manifest.dimension:
            raise SearchIndexError(
                f"the index is damaged: vectors of {self.dense.dimension} dimensions, {self.manifest.dimension} wanted: "
                'run "policyqa index --full"'
            )
        for passage in self.passages:
            plan = self.plans.get(passage.plan_id)
            if plan is None or passage.span.of(plan.text) != passage.text:
                raise SearchIndexError(
                    f'the index is damaged: passage {passage.id} is not in its plan: run "policyqa index --full"'
                )


def to_jsonl(plans: Sequence[Plan], passages: Sequence[Passage]) -> dict[str, bytes]:
    """Return the contents of the two text files of an index, by file name."""
    return {PLANS: _lines(_PLAN, plans), PASSAGES: _lines(_PASSAGE, passages)}


def content_digest(texts: Mapping[str, bytes]) -> str:
    """Return the digest of what `to_jsonl` returned: of every word and every mark of the plans and passages."""
    return hashlib.sha256(b"\0".join(texts[name] for name in (PLANS, PASSAGES))).hexdigest()


def labels_of(plans: Sequence[Plan], passages: Sequence[Passage]) -> list[Label]:
    """Return what each passage may be filtered by: its plan, the place of that, and whether it is text or of a table."""
    places = {plan.id: plan.metadata.value("place") or "" for plan in plans}
    tables = {plan.id: SpanSet(table.span for table in plan.tables) for plan in plans}
    return [
        Label(each.plan_id, places[each.plan_id], "table" if tables[each.plan_id].covers(each.span) else "text")
        for each in passages
    ]


def save_indexes(
    index: Path,
    version: Path,
    vectors: Vectors,
    labels: Sequence[Label],
    lexical: LexicalIndex,
    store: DenseStore = EMBEDDED,
) -> DenseRecord:
    """Write the two indexes of a version, which is to be one of the folder `index`. Raises OSError, SearchIndexError."""
    record = store.write(index, version, vectors, labels)
    lexical.save(version / _LEXICAL)
    return record


def load_version(version: Path, store: DenseStore = EMBEDDED) -> SearchIndex:
    """Return the index in the folder of one version, checked. Raises SearchIndexError."""
    manifest = read_manifest(version)
    check_files(version, manifest)
    try:
        plans = [_PLAN.validate_json(line) for line in _read_lines(version / PLANS)]
        passages = [_PASSAGE.validate_json(line) for line in _read_lines(version / PASSAGES)]
        lexical = LexicalIndex.load(version / _LEXICAL, len(passages))
    except (OSError, ValueError, KeyError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise SearchIndexError(
            f'the index in {version} cannot be read ({reason}): run "policyqa index --full"'
        ) from error
    dense = store.load(version)
    index = SearchIndex(manifest, {plan.id: plan for plan in plans}, tuple(passages), dense, lexical)
    index.check()
    if content_digest({name: (version / name).read_bytes() for name in (PLANS, PASSAGES)}) != manifest.content_digest:
        raise SearchIndexError(f'the index in {version} holds another corpus than it says: run "policyqa index --full"')
    return index


def load_index(folder: Path, model: str, store: DenseStore = EMBEDDED) -> SearchIndex:
    """Return the index in use in `folder`. Raises SearchIndexError when there is none, or none of `model` in `store`."""
    version = current_version(folder)
    if version is None:
        raise SearchIndexError(f'there is no index in {folder}: run "policyqa index"')
    check_fit(read_manifest(version), version, model, store.kind)
    return load_version(version, store)


def _lines(adapter: TypeAdapter[Any], items: Sequence[Any]) -> bytes:
    return b"".join(adapter.dump_json(item) + b"\n" for item in items)


def _read_lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()
