"""One version of an index: on disk and in memory."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import overload

import numpy as np
from pydantic import ValidationError

from corpus.collector import collector_paused
from corpus.plan import Plan
from corpus.spanset import SpanSet
from index.dense import DenseIndex, DenseStore, Label, Rows
from index.dense.stores import EMBEDDED
from index.errors import SearchIndexError
from index.known import PARTS, PASSAGE, PASSAGES, PLAN, PLANS, Part, Passages, read_parts
from index.lexical import LexicalIndex
from index.manifest import Manifest, check_files, check_fit, current_version, read_manifest
from index.passages import Passage

LEXICAL = "lexical"
# By the digest of its part: a plan and its passages.
Read = Mapping[str, tuple[Plan, Sequence[Passage | bytes]]]


@dataclass(frozen=True)
class SearchIndex:
    """Everything that answering needs, read-only. Row `n` of both indexes is `passages[n]`.

    `counts` are the passages of each plan, one after the other, and `digests` those of the parts of the files; none where
    the files do not say which lines are a part.
    """

    manifest: Manifest
    plans: dict[str, Plan]
    passages: Sequence[Passage]
    dense: DenseIndex
    lexical: LexicalIndex
    counts: tuple[int, ...] = ()
    digests: tuple[str, ...] = ()

    @cached_property
    def rows_of(self) -> dict[str, Rows]:
        """The rows of each plan's passages."""
        if self.counts:
            edges = pairwise(accumulate(self.counts, initial=0))
            return {plan_id: np.arange(*each, dtype=np.int64) for plan_id, each in zip(self.plans, edges, strict=True)}
        rows: dict[str, list[int]] = {plan_id: [] for plan_id in self.plans}
        for row, passage in enumerate(self.passages):
            rows[passage.plan_id].append(row)
        return {plan_id: np.array(each, dtype=np.int64) for plan_id, each in rows.items()}

    @property
    def parts(self) -> Read:
        """What another version need not read once more."""
        return {
            digest: (plan, [self.passages[row] for row in self.rows_of[plan.id].tolist()])
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
        read = (rows.tolist() for plan_id, rows in self.rows_of.items() if plan_id not in known)
        for passage in (self.passages[row] for rows in read for row in rows):
            plan = self.plans.get(passage.plan_id)
            if plan is None or passage.span.of(plan.text) != passage.text:
                raise SearchIndexError(
                    f'the index is damaged: passage {passage.id} is not in its plan: run "policyqa index --full"'
                )


def to_jsonl(parts: Sequence[Part]) -> dict[str, bytes]:
    """Return the contents of the two text files of an index, by file name."""
    passages = (line for each in parts for line in each.passages)
    return {PLANS: _lines(each.plan for each in parts), PASSAGES: _lines(passages)}


def content_digest(parts: Sequence[Part]) -> str:
    """Return the digest of every word and every mark of the plans and passages."""
    return hashlib.sha256("\n".join(each.digest for each in parts).encode()).hexdigest()


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


def load_version(version: Path, store: DenseStore = EMBEDDED, read: Read | None = None) -> SearchIndex:
    """Return the index in the folder of one version, checked; what was `read` before is not read again.

    Raises SearchIndexError.
    """
    manifest = read_manifest(version)
    read = read or {}
    try:
        with collector_paused(), _checking(version, manifest):
            parts = _parts(version, read)
        plans = {plan.id: plan for _, plan, _ in parts}
        passages = _together([own for _, _, own in parts])
        lexical = LexicalIndex.load(version / LEXICAL)
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise SearchIndexError(
            f'the index in {version} cannot be read ({reason}): run "policyqa index --full"'
        ) from error
    digests = tuple(digest for digest, _, _ in parts if digest)
    counts = tuple(len(own) for _, _, own in parts)
    index = SearchIndex(manifest, plans, passages, store.load(version), lexical, counts, digests)
    index.check({plan.id for digest, plan, _ in parts if digest in read})
    return index


@contextmanager
def _checking(version: Path, manifest: Manifest) -> Iterator[None]:
    """Check the files meanwhile; what is wrong with them is the reason for whatever else goes wrong."""
    with ThreadPoolExecutor(1) as beside:
        checked = beside.submit(check_files, version, manifest)
        try:
            yield
        finally:
            checked.result()


def _together(parts: Sequence[Sequence[Passage | bytes]]) -> Sequence[Passage]:
    """Return the passages of all parts: quickly asked where all are read."""
    passages = Passages(passage for own in parts for passage in own)
    is_read = not any(isinstance(own[0], bytes) for own in parts if own)
    return tuple(passages) if is_read else passages


def _parts(version: Path, read: Read) -> list[tuple[str, Plan, Sequence[Passage | bytes]]]:
    """Return the digest, the plan and the passages of each part; what an earlier release wrote is one without a digest."""
    if not (version / PARTS).is_file():
        plans = [PLAN.validate_json(line) for line in (version / PLANS).read_bytes().splitlines()]
        passages = defaultdict(list)
        for line in (version / PASSAGES).read_bytes().splitlines():
            passage = PASSAGE.validate_json(line)
            passages[passage.plan_id].append(passage)
        return [("", plan, passages[plan.id]) for plan in plans]
    found = []
    for part in read_parts(version):
        plan, own = read.get(part.digest) or (
            PLAN.validate_json(part.plan),
            list(map(PASSAGE.validate_json, part.passages)),
        )
        found.append((part.digest, plan, own))
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
