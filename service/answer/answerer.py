"""Answerer: question in, cited answer out."""

import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from corpus.plan import Plan
from index.query import Catalogue, Intent, Query, Turn, understand
from index.search import Hit, Searcher
from index.store import Read
from index.tokens import warm_up
from service.answer import (
    aggregate,
    article,
    assurance,
    compare,
    deadline,
    fact,
    indicator,
    listing,
    metadata,
    own_part,
    proof,
    task,
    times,
)
from service.answer.citations import PassageMap, cite, cite_draft, marked, markers
from service.answer.compared import words_to_search
from service.answer.decline import decline, nearest_section, not_covered_besides, questions_about
from service.answer.draft import Draft, quoted
from service.answer.material import Material
from service.answer.measures import lacks_measure
from service.answer.model import Answer, Citation, Status
from service.answer.names import IndicatorNames
from service.answer.naming import named
from service.errors import UnknownPlanFilter

DEFAULT_TOP_K = 5
# A question of which this much stands in no plan at all is about something else.
_OTHER_SUBJECT = 0.5
# So many hits are looked at, however few are to be cited.
_DEPTH = 8
_HITS_OF_A_PLAN = 4  # where several are compared
_MOST_SUGGESTING = 3
_MOST_KNOWN = 4096  # questions of which it is known whether they can be offered

_Composer = Callable[[Material], Draft | None]
# Records answer whatever was retrieved: each composer knows by the question whether it is meant.
_FROM_RECORDS: tuple[_Composer, ...] = (
    metadata.compose,
    listing.structure,
    own_part.compose,
    article.compose,
    deadline.compose,
    aggregate.compose,
    task.numbered,
)
# A question for a year, or for what was, is answered by what says that.
_OF_A_TIME: tuple[_Composer, ...] = (own_part.compose, task.compose, indicator.compose, listing.compose, fact.compose)


class Answerer:
    """Answers questions from one index. Read-only, safe to use from several threads at once."""

    def __init__(self, searcher: Searcher, before: "Answerer | None" = None) -> None:
        """What the answerer `before` knows of the same plans is taken over."""
        self._searcher = searcher
        plans = searcher.index.plans
        self._catalogue: Catalogue = Catalogue.after(before._catalogue, plans) if before else Catalogue(plans)
        self._names: IndicatorNames = IndicatorNames(plans, before._names if before else None)
        self._passages: PassageMap = PassageMap(searcher.index, before._passages if before else None)
        self._offered: dict[str, bool] = {}

    @property
    def plans(self) -> dict[str, Plan]:
        """The plans by id."""
        return self._searcher.index.plans

    @property
    def index_parts(self) -> Read:
        """The plans and passages by what they were read from, for the index after this one."""
        return self._searcher.index.parts

    @property
    def index_version(self) -> str:
        """The version of the index that answers come from."""
        return self._searcher.index.manifest.version

    @property
    def index_created_at(self) -> datetime:
        """When that index was built."""
        return datetime.fromisoformat(self._searcher.index.manifest.created_at)

    def passage_count(self, plan_id: str) -> int:
        """Return the number of passages of a plan."""
        return len(self._searcher.index.rows_of[plan_id])

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        warm_up()
        with ThreadPoolExecutor(1) as beside:
            # The model works outside of the interpreter, which reads the dictionaries meanwhile.
            embedded = beside.submit(self._searcher.warm_up)
            understand("和平区 Heping", self._catalogue)  # loads the gazetteer with its pinyin
            embedded.result()

    def warm_up_english(self) -> None:
        """Load the English terms, and the dictionary for other words: what only a question in English waits for."""
        understand("shelter umbrellas", self._catalogue)

    def answer(
        self,
        question: str,
        *,
        plan_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        top_k: int = DEFAULT_TOP_K,
    ) -> Answer:
        """Return the answer to `question` with up to `top_k` citations, or as many as what it lists needs.

        Raises UnknownPlanFilter.
        """
        clock = _Clock()
        with clock.step("understand"):
            catalogue = self._restricted(plan_ids)
            query = understand(question, catalogue, history)
        with clock.step("retrieve"):
            depth, searched = self._to_search(query, top_k)
            found = self._searcher.retrieve(searched)
        with clock.step("rank"):
            hits = tuple(hit for hit in self._searcher.rank(found, depth) if hit.score > 0)
        with clock.step("answer"):
            status, text, citations = self._compose(query, hits, catalogue, top_k)
        return Answer(
            f"a-{uuid.uuid4().hex[:12]}",
            status,
            text,
            citations,
            query,
            self.index_version,
            clock.milliseconds(),
        )

    def search(self, question: str, *, plan_ids: Sequence[str] | None = None, k: int = 10) -> tuple[Citation, ...]:
        """Return up to `k` passages for `question`, ranked, without an answer. Raises UnknownPlanFilter."""
        query = understand(question, self._restricted(plan_ids))
        return cite(self.plans, self._searcher.search(query, k))

    def undecided(self, question: str, history: Sequence[Turn] = ()) -> Material | None:
        """Return what an answer would be made of; None where nothing is searched, or where records decide."""
        query = understand(question, self._catalogue, history)
        depth, searched = self._to_search(query, DEFAULT_TOP_K)
        material = self._material(query, tuple(self._searcher.search(searched, depth)))
        if not material.hits or metadata.is_asked(material) or compare.is_asked(material):
            return None
        decided = task.asks_for_unknown_number(material) or aggregate.asks_for_unknown_unit(material)
        return None if decided or any(compose(material) for compose in _FROM_RECORDS) else material

    def passage(self, passage_id: str) -> Citation | None:
        """Return a passage by its id, None when this index has none of that id."""
        found = self._passages.named(passage_id)
        return cite(self.plans, [Hit(found, 1.0)])[0] if found else None

    def _restricted(self, plan_ids: Sequence[str] | None) -> Catalogue:
        if plan_ids is None:
            return self._catalogue
        for plan_id in plan_ids:
            if plan_id not in self.plans:
                raise UnknownPlanFilter(plan_id, list(self.plans))
        return self._catalogue.only(list(dict.fromkeys(plan_ids)))

    def _to_search(self, query: Query, top_k: int) -> tuple[int, Query]:
        """Return how many hits are to be looked at, and for what."""
        if query.intent is Intent.CHAT:
            return 0, replace(query, plan_ids=())
        asked = self._material(query)
        depth = max(top_k, _DEPTH)
        if compare.is_asked(asked) and len(query.places) < 2:
            # Each plan has its turn, as though all their places were named.
            query = replace(query, places=tuple(plan.id for plan in asked.plans))
        if compare.is_asked(asked):
            depth = max(depth, _HITS_OF_A_PLAN * len(asked.plans))
            query = replace(query, words=words_to_search(asked))
        return depth, query

    def _material(self, query: Query, hits: tuple[Hit, ...] = ()) -> Material:
        plans = tuple(self.plans[plan_id] for plan_id in query.plan_ids)
        lexical = self._searcher.index.lexical
        return Material(query, plans, self.plans, hits, lexical, self._names, self._passages)

    def _compose(
        self, query: Query, hits: tuple[Hit, ...], catalogue: Catalogue, top_k: int
    ) -> tuple[Status, str, tuple[Citation, ...]]:
        material = self._material(query, hits)
        if query.intent is not Intent.CHAT and material.plans and not query.years_beyond:
            for compose in self._composers(material):
                draft = compose(material)
                if draft and compose in _OF_A_TIME and times.misses(material, draft):
                    continue
                if draft and compose is indicator.compose and _is_in_another_measure(material, draft):
                    continue
                if draft is not None and compose in _OF_A_TIME:
                    draft = named(material, draft)
                if draft is not None and (sent := self._proved(draft, material, top_k)) is not None:
                    text, citations = sent
                    return Status.ANSWERED, text, citations
        status = self._reason(query, material)
        chosen = None if catalogue is self._catalogue else tuple(catalogue.plan_ids)
        covered = list(dict.fromkeys(self._name(plan_id, catalogue) for plan_id in catalogue.plan_ids))
        inside = [each for each in catalogue.plan_ids if _lies_in(catalogue.place_of(each), query.unknown_places)]
        offered = inside or catalogue.plan_ids
        suggested = material.near_plans or tuple(self.plans[plan_id] for plan_id in offered[:_MOST_SUGGESTING])
        text = decline(
            status,
            query,
            covered,
            chosen=chosen is not None,
            nearest=nearest_section(material) if status is Status.NO_EVIDENCE else None,
            questions=questions_about(material, suggested, lambda question: self._has_record_for(question, chosen)),
        )
        return status, text, ()

    def _composers(self, material: Material) -> Iterator[_Composer]:
        if compare.is_asked(material) and not metadata.is_asked(material):
            yield compare.compose
        yield from _FROM_RECORDS
        if task.asks_for_unknown_number(material) or aggregate.asks_for_unknown_unit(material):
            return
        likely = assurance.likely(material)
        if not likely.by_name:
            return
        if likely.found:
            yield task.compose
        if metadata.is_asked(material) or indicator.lacking(material) or fact.asks_for_base(material):
            return
        yield from (indicator.compose, listing.compose)
        # What no place of several answers is not answered by a sentence of whichever is nearest.
        if likely.found and not (compare.is_asked(material) and len(material.query.places) > 1):
            yield fact.compose

    def _proved(self, draft: Draft, material: Material, top_k: int) -> tuple[str, tuple[Citation, ...]] | None:
        """Return the text of a draft and its citations; None when a line of it is not proved by what it cites."""
        citations = cite_draft(draft, self.plans, material.hits, self._passages, top_k)
        proved: list[tuple[str, list[int]]] = []
        for line in draft.lines:
            numbers = markers(line.proofs, citations)
            if line.proofs and not numbers:  # more than may be cited
                continue
            quotes = [citations[number - 1].quote for number in numbers]
            text = line.text
            if proof.faults(text, quotes, draft.counted):
                # The words of the plan themselves are proved where what was made of them is not.
                text = quoted(line)
                if not text or proof.faults(text, quotes, draft.counted):
                    if draft.counted or len(draft.lines) == 1:
                        return None
                    continue
            proved.append((line.about + text, numbers))
        if not proved:
            return None
        lines = marked(proved)
        lines += not_covered_besides(material.query)
        return "\n".join(lines), citations

    def _reason(self, query: Query, material: Material) -> Status:
        if query.intent is Intent.CHAT or (query.unknown_places and not query.places):
            return Status.OUT_OF_SCOPE
        if (
            metadata.is_asked(material)
            or task.asks_for_unknown_number(material)
            or aggregate.asks_for_unknown_unit(material)
        ):
            return Status.NO_EVIDENCE
        if query.places:
            return Status.NO_EVIDENCE
        unseen = self._searcher.index.lexical.unseen_share(query.words)
        return Status.OUT_OF_SCOPE if unseen >= _OTHER_SUBJECT else Status.NO_EVIDENCE

    def _has_record_for(self, question: str, chosen: tuple[str, ...] | None) -> bool:
        """Tell whether the records alone answer a question about the chosen plans, or all, so that it can be offered."""
        if chosen is not None:
            return self._find_record_for(question, self._restricted(chosen))
        found = self._offered.get(question)
        if found is None:
            found = self._find_record_for(question, self._catalogue)
            if len(self._offered) >= _MOST_KNOWN:
                self._offered.clear()
            self._offered[question] = found
        return found

    def _find_record_for(self, question: str, catalogue: Catalogue) -> bool:
        material = self._material(understand(question, catalogue))
        return any(compose(material) is not None for compose in (*_FROM_RECORDS, indicator.compose))

    def _name(self, plan_id: str, catalogue: Catalogue) -> str:
        return catalogue.place_of(plan_id) or self.plans[plan_id].metadata.title.value


def _is_in_another_measure(material: Material, draft: Draft) -> bool:
    """Tell whether a question wants its number in a measure (几支队伍) in which the records have none (100%)."""
    return lacks_measure(material.query.text, "".join(line.text for line in draft.lines))


def _lies_in(place: str, larger: Sequence[str]) -> bool:
    return any(place.startswith(each) for each in larger)


class _Clock:
    """Times steps that follow one another."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self._steps[name] = time.perf_counter() - begun

    def milliseconds(self) -> dict[str, float]:
        steps = {**self._steps, "total": time.perf_counter() - self._begun}
        return {name: round(seconds * 1000, 2) for name, seconds in steps.items()}
