"""What an index knows already of plans that have not changed: their lines, as they lie there, are taken over unread."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import Any, overload

from pydantic import TypeAdapter

from corpus.plan import Plan
from index.errors import SearchIndexError
from index.manifest import check_files, current_version, read_manifest
from index.passages import Passage

PLANS = "plans.jsonl"
PASSAGES = "passages.jsonl"
PARTS = "parts.json"

PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
PASSAGE: TypeAdapter[Passage] = TypeAdapter(Passage)
Known = Callable[[str, str], Plan | None]


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one plan and of its passages; `origin` is what the plan was read from, empty where that is not known.

    `digest` is that of every byte: two parts of one digest are the same plan.
    """

    plan_id: str
    origin: str
    plan: bytes
    passages: tuple[bytes, ...]
    digest: str


class Passages(Sequence[Passage]):
    """Passages, of which those that are given as their lines are read when they are asked for."""

    def __init__(self, passages: Iterable[Passage | bytes]) -> None:
        self._passages = list(passages)

    def __len__(self) -> int:
        return len(self._passages)

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> list[Passage]: ...
    def __getitem__(self, at: int | slice) -> Passage | list[Passage]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        found = self._passages[at]
        if isinstance(found, bytes):
            found = self._passages[at] = PASSAGE.validate_json(found)
        return found


class KnownPlan(Plan):
    """A plan as it lies in the index `version`, with its passages from `row` on; read when more than its id is asked."""

    __slots__ = ("part", "row", "version")
    part: Part
    row: int
    version: Path

    @classmethod
    def of(cls, part: Part, version: Path, row: int) -> "KnownPlan":
        """Return the plan of a part, unread."""
        plan = object.__new__(cls)
        for name, value in (("id", part.plan_id), ("part", part), ("version", version), ("row", row)):
            object.__setattr__(plan, name, value)
        return plan

    def __getattr__(self, name: str) -> Any:
        """Read the plan: called for a field that is not there yet."""
        if name not in {each.name for each in fields(Plan)}:
            raise AttributeError(name)
        read = PLAN.validate_json(self.part.plan)
        for each in fields(Plan):
            object.__setattr__(self, each.name, getattr(read, each.name))
        return getattr(self, name)


def part_of(plan: Plan, passages: Sequence[Passage], origin: str = "") -> Part:
    """Return the lines of a plan and of its passages."""
    line, own = PLAN.dump_json(plan), tuple(map(PASSAGE.dump_json, passages))
    return Part(plan.id, origin, line, own, _digest(line, own))


def parts_file(parts: Sequence[Part]) -> bytes:
    """Return what tells, beside the lines of plans and passages, which belong together."""
    table = [[each.plan_id, each.origin, len(each.passages), each.digest] for each in parts]
    return json.dumps(table, ensure_ascii=False).encode()


def read_parts(version: Path) -> Iterator[Part]:
    """Yield the parts of a version in their order. Raises OSError, ValueError and TypeError, also when they do not fit together."""
    plans = (version / PLANS).read_bytes().splitlines()
    passages = iter((version / PASSAGES).read_bytes().splitlines())
    for (plan_id, origin, count, *digest), line in zip(json.loads((version / PARTS).read_bytes()), plans, strict=True):
        own = tuple(islice(passages, int(count)))
        # An earlier release wrote no digest.
        yield Part(str(plan_id), str(origin), line, own, str(digest[0]) if digest else _digest(line, own))
    if next(passages, None) is not None:
        raise ValueError(f"{version / PARTS} knows fewer passages than {PASSAGES} has")


def known_plans(index: Path) -> Known:
    """Return what gives the plan of an id and an origin as the index in use has it, and None when it has not."""
    found: dict[tuple[str, str], KnownPlan] = {}
    try:
        version = current_version(index)
        if version is not None and (version / PARTS).is_file():
            check_files(version, read_manifest(version))
            row = 0
            for part in read_parts(version):
                found[part.plan_id, part.origin] = KnownPlan.of(part, version, row)
                row += len(part.passages)
    except (SearchIndexError, OSError, ValueError, TypeError):
        found.clear()  # what is damaged is read anew
    return lambda plan_id, origin: found.get((plan_id, origin))


def _digest(plan: bytes, passages: Sequence[bytes]) -> str:
    digest = hashlib.sha256(plan)
    for line in passages:
        digest.update(b"\n" + line)
    return digest.hexdigest()
