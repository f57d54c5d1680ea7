"""Thousands of documents that look alike, with questions whose answers are known.

Each is one of the plans with the names of its place and of what that lies in, and the figures of its sentences, exchanged
by a seed; names and figures keep their length, so that every span stays where it is. It keeps the passages that answer its
question and, of the others, a part. The vectors are not computed: they are those of the originals with seeded noise, made
unit again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
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
_NUMBER = re.compile(r"\d+(?:\.\d+)?")

_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


@dataclass(frozen=True)
class Exchange:
    """What is put for the names of a place and of what it lies in, and for each figure."""

    own: Place | None
    other: Place
    seed: int

    def __call__(self, text: str) -> str:
        """Return `text` of the other place, of the same length."""
        return _FIGURE.sub(self._figure, self._renamed(text))

    def shown(self, text: str, golds: Iterable[str]) -> str:
        """Return what an answer must show when `text` is it for the original: figures of the evidence stand there alone."""
        exchanged = {match[0] for gold in golds for match in _FIGURE.finditer(gold)}
        return _NUMBER.sub(lambda each: self._figure(each) if each[0] in exchanged else each[0], self._renamed(text))

    def _renamed(self, text: str) -> str:
        return self._any_name.sub(lambda match: self._names[match[0]], text) if self._names else text

    @cached_property
    def _names(self) -> dict[str, str]:
        """What is put for each name, longer ones first: 北碚区 becomes 平山县, 北碚 becomes 平山, 重庆 becomes 本溪."""
        if self.own is None:
            return {}
        names = {self.own.name: self.other.name, self.own.short: self.other.short}
        if self.own.lineage and self.other.lineage:
            parent, of_other = self.own.lineage[-1], self.other.lineage[-1]
            names |= {parent: of_other, _short(parent): _short(of_other)}
        return {name: put for name, put in names.items() if len(name) == len(put)}

    @cached_property
    def _any_name(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._names)))

    def _figure(self, match: re.Match[str]) -> str:
        chosen = Random(f"{self.seed} {match[0]}")
        return "".join(chosen.choice("123456789") if digit.isdigit() else digit for digit in match[0])


@dataclass(frozen=True, slots=True)
class Corpus:
    """An index of many documents, a question about each that has one, and what that was made of."""

    index: SearchIndex
    questions: tuple[Question, ...]
    originals: tuple[Question, ...]


def look_alike(plan: Plan, exchange: Exchange) -> Plan:
    """Return `plan` as though it were of another place, whose name must be as long."""
    copy = _PLAN.validate_json(exchange(_PLAN.dump_json(plan).decode()))
    place = copy.metadata.place
    metadata = replace(copy.metadata, place=replace(place, value=exchange.other.full_name) if place else None)
    return replace(copy, id=f"{plan.id}-{exchange.other.code}", metadata=metadata)


def asked_of(question: Question, plan: Plan, exchange: Exchange) -> Question:
    """Return the same question about a look-alike of `plan`, with the evidence as it stands there."""
    text = question.model_dump_json().replace(f'"plan":"{plan.id}"', f'"plan":"{plan.id}-{exchange.other.code}"')
    exchanged = Question.model_validate_json(exchange(text))
    golds = [gold.text for needed in question.evidence for gold in needed]
    shown = [exchange.shown(each, golds) for each in question.answer_contains]
    return exchanged.model_copy(update={"id": f"{question.id}-{exchange.other.code}", "answer_contains": shown})


def look_alikes(originals: Sequence[Plan], documents: int, seed: int = SEED) -> Iterator[tuple[Plan, Plan, Exchange]]:
    """Yield as many look-alikes as there are names for, each after its original, which have their turns."""
    for at, other in zip(range(documents), _other_places(originals), strict=False):
        plan = originals[at % len(originals)]
        exchange = Exchange(_place_of(plan), other, seed)
        yield plan, look_alike(plan, exchange), exchange


def enlarged(
    parts: Parts, questions: Sequence[Question], documents: int, keep: float = 0.5, seed: int = SEED
) -> Corpus:
    """Return the plans with `documents` look-alikes, in turns; each keeps the part `keep` of its passages."""
    originals = list(parts.index.plans.values())
    about = {plan.id: _answerable(questions, plan) for plan in originals}
    asked_about: list[Question] = []
    plans = dict(parts.index.plans)
    passages, rows = list(parts.index.passages), list(range(len(parts.index.passages)))
    asked: list[Question] = []
    for at, (plan, copy, exchange) in enumerate(look_alikes(originals, documents, seed)):
        question = next(iter(_chosen(about[plan.id], Random(f"{seed} {at}"))), None)
        own = asked_of(question, plan, exchange) if question else None
        wanted = [gold.text for needed in own.evidence for gold in needed] if own else []
        plans[copy.id] = copy
        for row, passage in zip(parts.index.rows_of[plan.id].tolist(), split(copy), strict=True):
            if Random(f"{seed} {copy.id} {row}").random() < keep or _holds(passage, copy, wanted):
                passages.append(passage)
                rows.append(row)
        asked += [own] if own else []
        asked_about += [question] if question else []
    vectors = perturbed(parts.cache.vectors(parts.embedder.name, _texts(parts.index.passages)), rows, seed)
    vectors[: len(parts.index.passages)] = parts.cache.vectors(parts.embedder.name, _texts(parts.index.passages))
    lexical = LexicalIndex.build(_texts(passages))
    index = SearchIndex(parts.index.manifest, plans, tuple(passages), FaissIndex.build(vectors), lexical)
    return Corpus(index, tuple(asked), tuple(asked_about))


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
    """Return the questions that name the place of `plan`, nothing larger that keeps its name, and that it alone answers."""
    place = _place_of(plan)
    if place is None:
        return []
    kept = [_short(name) for name in place.lineage[:-1]]
    return [
        each
        for each in questions
        if place.short in each.question and not any(name in each.question for name in kept)
        if each.evidence and not each.history
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


def _place_of(plan: Plan) -> Place | None:
    value = plan.metadata.value("place")
    return gazetteer().resolve(value)[0] if value else None


def _short(name: str) -> str:
    return gazetteer().resolve(name)[0].short


def _other_places(plans: Iterable[Plan]) -> Iterator[Place]:
    """Yield districts, counties and cities with names of three characters in places that are said in two.

    Each short name comes once, and none of the plans': 平山区 is not 平山县, but one of them is enough here.
    """
    seen = {place.short for plan in plans if (place := _place_of(plan))}
    for place in gazetteer().places:
        is_local = place.level in (PlaceLevel.PREFECTURE, PlaceLevel.COUNTY)
        names = (place.name, place.short, _short(place.lineage[-1])) if is_local and place.lineage else ()
        if list(map(len, names)) == [3, 2, 2] and place.short not in seen:
            seen.add(place.short)
            yield place
