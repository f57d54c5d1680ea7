"""Thousands of documents that look alike, with questions whose answers are known.

Each is one of the plans with the name of its place and the figures of its sentences exchanged, by a seed; names and
figures keep their length, so that every span stays where it is. It keeps the passages that answer its question and, of the
others, a part. The vectors are not computed: they are those of the originals with seeded noise, made unit again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from pydantic import TypeAdapter

from corpus.places import Place, PlaceLevel, gazetteer
from corpus.plan import Plan
from eval.loading import Parts
from eval.question_set import Question
from index.dense.faiss import FaissIndex
from index.lexical import LexicalIndex
from index.passages import Passage, split
from index.store import SearchIndex

SEED = 20
_NOISE = 0.02  # of each dimension; a unit vector of 384 dimensions has 0.05 in each
# Figures that count something; headings, dates and document numbers stay.
_FIGURE = re.compile(
    r"(?<![\d.])[1-9]\d*(?:\.\d+)?(?=(?:%|‰|万|亿|支|处|座|个|人|名|次|起|平方|公里|吨|分钟|小时)(?!月))"
)

_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is put for the name of a place, and for each figure."""

    own: str
    other: Place
    seed: int

    def __call__(self, text: str) -> str:
        """Return `text` of the other place, of the same length."""
        renamed = text.replace(self.own, self.other.short) if self.own else text
        return _FIGURE.sub(self._figure, renamed)

    def _figure(self, match: re.Match[str]) -> str:
        chosen = Random(f"{self.seed} {match[0]}")
        return "".join(chosen.choice("123456789") if digit.isdigit() else digit for digit in match[0])


@dataclass(frozen=True, slots=True)
class Corpus:
    """An index of many documents, and a question about each that has one."""

    index: SearchIndex
    questions: tuple[Question, ...]


def look_alike(plan: Plan, exchange: Exchange) -> Plan:
    """Return `plan` as though it were of another place, whose short name must be as long."""
    copy = _PLAN.validate_json(exchange(_PLAN.dump_json(plan).decode()))
    place = copy.metadata.place
    metadata = replace(copy.metadata, place=replace(place, value=exchange.other.full_name) if place else None)
    return replace(copy, id=f"{plan.id}-{exchange.other.code}", metadata=metadata)


def asked_of(question: Question, plan: Plan, exchange: Exchange) -> Question:
    """Return the same question about a look-alike of `plan`, with the evidence as it stands there."""
    text = question.model_dump_json().replace(f'"plan":"{plan.id}"', f'"plan":"{plan.id}-{exchange.other.code}"')
    exchanged = Question.model_validate_json(exchange(text))
    return exchanged.model_copy(update={"id": f"{question.id}-{exchange.other.code}"})


def enlarged(
    parts: Parts, questions: Sequence[Question], documents: int, keep: float = 0.5, seed: int = SEED
) -> Corpus:
    """Return the plans with `documents` look-alikes, in turns; each keeps the part `keep` of its passages."""
    originals = list(parts.index.plans.values())
    about = {plan.id: _answerable(questions, plan) for plan in originals}
    plans = dict(parts.index.plans)
    passages, rows = list(parts.index.passages), list(range(len(parts.index.passages)))
    asked: list[Question] = []
    for at, other in zip(range(documents), _other_places(originals), strict=False):
        plan = originals[at % len(originals)]
        exchange = Exchange(_short_name(plan), other, seed)
        copy = look_alike(plan, exchange)
        question = next(iter(_chosen(about[plan.id], Random(f"{seed} {at}"))), None)
        own = asked_of(question, plan, exchange) if question else None
        wanted = [gold.text for needed in own.evidence for gold in needed] if own else []
        plans[copy.id] = copy
        for row, passage in zip(parts.index.rows_of[plan.id].tolist(), split(copy), strict=True):
            if Random(f"{seed} {copy.id} {row}").random() < keep or _holds(passage, copy, wanted):
                passages.append(passage)
                rows.append(row)
        asked += [own] if own else []
    vectors = perturbed(parts.cache.vectors(parts.embedder.name, _texts(parts.index.passages)), rows, seed)
    vectors[: len(parts.index.passages)] = parts.cache.vectors(parts.embedder.name, _texts(parts.index.passages))
    lexical = LexicalIndex.build(_texts(passages))
    index = SearchIndex(parts.index.manifest, plans, tuple(passages), FaissIndex.build(vectors), lexical)
    return Corpus(index, tuple(asked))


def perturbed(vectors: np.ndarray, rows: Sequence[int], seed: int = SEED) -> np.ndarray:
    """Return the vectors of `rows` with noise, made unit again."""
    chance = np.random.default_rng(seed)
    noisy = np.empty((len(rows), vectors.shape[1]), dtype=np.float32)
    for start in range(0, len(rows), 10_000):
        some = vectors[np.asarray(rows[start : start + 10_000])]
        noisy[start : start + len(some)] = some + _NOISE * chance.standard_normal(some.shape, dtype=np.float32)
    noisy /= np.linalg.norm(noisy, axis=1, keepdims=True)
    return noisy


def _answerable(questions: Sequence[Question], plan: Plan) -> list[Question]:
    """Return the questions that name the place of `plan`, and that it alone answers."""
    name = _short_name(plan)
    return [
        each
        for each in questions
        if name and name in each.question and each.evidence and not each.history
        if {gold.plan for needed in each.evidence for gold in needed} == {plan.id}
    ]


def _chosen(questions: Sequence[Question], chance: Random) -> Iterator[Question]:
    if questions:
        yield chance.choice(questions)


def _holds(passage: Passage, plan: Plan, wanted: Iterable[str]) -> bool:
    return any(
        passage.span.start < at + len(text) and at < passage.span.end
        for text in wanted
        if (at := plan.text.find(text)) >= 0
    )


def _texts(passages: Sequence[Passage]) -> list[str]:
    return [each.searchable for each in passages]


def _short_name(plan: Plan) -> str:
    value = plan.metadata.value("place")
    return gazetteer().resolve(value)[0].short if value else ""


def _other_places(plans: Iterable[Plan]) -> Iterator[Place]:
    """Yield places of the gazetteer with short names of two characters, each name once and none of the plans'."""
    seen = {_short_name(plan) for plan in plans}
    for place in gazetteer().places:
        is_local = place.level in (PlaceLevel.PREFECTURE, PlaceLevel.COUNTY)
        if is_local and len(place.short) == 2 and place.short not in seen:
            seen.add(place.short)
            yield place
