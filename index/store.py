"""One version of an index: on disk and in memory."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
from pydantic import ValidationError

from corpus.collector import collector_paused
from corpus.plan import Plan
from corpus.spanset import SpanSet
from index.dense import DenseIndex, DenseRecord, DenseStore, Label, Rows, Vectors
from index.dense.stores import EMBEDDED
from index.errors import SearchIndexError
from index.known import PARTS, PASSAGE, PASSAGES, PLAN, PLANS, Part, read_parts
from index.lexical import LexicalIndex
from index.manifest import Manifest, check_files, check_fit, current_version, read_manifest
from index.passages import Passage

LEXICAL = "lexical"
# By the digest of its part: a plan and its passages.
Read = Mapping[bytes, tuple[Plan, tuple[Passage, ...]]]


@dataclass(frozen=True)
class SearchIndex:
    """Everything that answering needs, read-only. Row `n` of both indexes is `passages[n]`.

    `digests` are those of the parts of the files, one a plan; none where the files do not say which lines are a part.
    """

    manifest: Manifest
    plans: dict[str, Plan]
    passages: tuple[Passage, ...]
    dense: DenseIndex
    lexical: LexicalIndex
    digests: tuple[bytes, ...] = ()

    @cached_property
    def rows_of(self) -> dict[str, Rows]:
        """The rows of each plan's passages."""
        rows: dict[str, list[int]] = {plan_id: [] for plan_id in self.plans}
        for row, passage in enumerate(self.passages):
            rows[passage.plan_id].append(row)
        return {plan_id: np.array(each, dtype=np.int64) for plan_id, each in rows.items()}

    @property
    def parts(self) -> Read:
        """What another version need not read once more."""
        return {
            digest: (plan, tuple(self.passages[row] for row in self.rows_of[plan.id]))
            for digest, plan in zip(self.digests, self.plans.values(), strict=False)
        }

    def check(self, known: Set[str] = frozenset()) -> None:
        """Raise SearchIndexError unless the parts fit together and every passage is verbatim; of `known` plans it is known."""
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
            if passage.plan_id in known:
                continue
            plan = self.plans.get(passage.plan_id)
            if plan is None or passage.span.of(plan.text) != passage.text:
                raise SearchIndexError(
                    f'the index is damaged: passage {passage.id} is not in its plan: run "policyqa index --full"'
                )


def to_jsonl(parts: Sequence[Part]) -> dict[str, bytes]:
    """Return the contents of the two text files of an index, by file name."""
    passages = (line for each in parts for line in each.passages)
    return {PLANS: _lines(each.plan for each in parts), PASSAGES: _lines(passages)}


def content_digest(texts: Mapping[str, bytes]) -> str:
    """Return the digest of what `to_jsonl` returned: of every word and every mark of the plans and passages."""
    return hashlib.sha256(b"\0".join(texts[name] for name in (PLANS, PASSAGES))).hexdigest()


class Labels(Sequence[Label]):
    """What each passage may be filtered by: its plan, the place of that, and whether it is text or of a table.

    Found out when it is asked: the embedded store does not ask, and plans that have not changed stay unread.
    """

    def __init__(self, plans: Sequence[Plan], passages: Sequence[Passage]) -> None:
        self._plans, self._passages = plans, passages

    def __len__(self) -> int:
        return len(self._passages)

    @overload
    def __getitem__(self, at: int) -> Label: ...
    @overload
    def __getitem__(self, at: slice) -> list[Label]: ...
    def __getitem__(self, at: int | slice) -> Label | list[Label]:
        return self._labels[at]

    @cached_property
    def _labels(self) -> list[Label]:
        places = {plan.id: plan.metadata.value("place") or "" for plan in self._plans}
        tables = {plan.id: SpanSet(table.span for table in plan.tables) for plan in self._plans}
        return [
            Label(each.plan_id, places[each.plan_id], "table" if tables[each.plan_id].covers(each.span) else "text")
            for each in self._passages
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
    lexical.save(version / LEXICAL)
    return record


def load_version(version: Path, store: DenseStore = EMBEDDED, read: Read | None = None) -> SearchIndex:
    """Return the index in the folder of one version, checked; what was `read` before is not read again.

    Raises SearchIndexError.
    """
    manifest = read_manifest(version)
    check_files(version, manifest)
    read = read or {}
    try:
        with collector_paused():
            parts = _parts(version, read)
        plans = {plan.id: plan for _, plan, _ in parts}
        passages = tuple(passage for _, _, each in parts for passage in each)
        lexical = LexicalIndex.load(version / LEXICAL, len(passages))
        texts = {name: (version / name).read_bytes() for name in (PLANS, PASSAGES)}
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise SearchIndexError(
            f'the index in {version} cannot be read ({reason}): run "policyqa index --full"'
        ) from error
    digests = tuple(digest for digest, _, _ in parts if digest)
    index = SearchIndex(manifest, plans, passages, store.load(version), lexical, digests)
    index.check({plan.id for digest, plan, _ in parts if digest in read})
    if content_digest(texts) != manifest.content_digest:
        raise SearchIndexError(f'the index in {version} holds another corpus than it says: run "policyqa index --full"')
    return index


def _parts(version: Path, read: Read) -> list[tuple[bytes, Plan, tuple[Passage, ...]]]:
    """Return the digest, the plan and the passages of each part; what an earlier release wrote is one without a digest."""
    if not (version / PARTS).is_file():
        plans = [PLAN.validate_json(line) for line in (version / PLANS).read_bytes().splitlines()]
        passages = defaultdict(list)
        for line in (version / PASSAGES).read_bytes().splitlines():
            passage = PASSAGE.validate_json(line)
            passages[passage.plan_id].append(passage)
        return [(b"", plan, tuple(passages[plan.id])) for plan in plans]
    found = []
    for part in read_parts(version):
        digest = part.digest
        plan, own = read.get(digest) or (
            PLAN.validate_json(part.plan),
            tuple(map(PASSAGE.validate_json, part.passages)),
        )
        found.append((digest, plan, own))
    return found


def load_index(folder: Path, model: str, store: DenseStore = EMBEDDED, read: Read | None = None) -> SearchIndex:
    """Return the index in use in `folder`. Raises SearchIndexError when there is none, or none of `model` in `store`."""
    version = current_version(folder)
    if version is None:
        raise SearchIndexError(f'there is no index in {folder}: run "policyqa index"')
    check_fit(read_manifest(version), version, model, store.kind)
    return load_version(version, store, read)


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"".join(each for line in lines for each in (line, b"\n"))
