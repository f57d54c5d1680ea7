"""Answerer: question in, cited answer out."""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from corpus.plan import Plan
from index.query import Catalogue, Intent, Language, Query, Turn, understand
from index.search import Hit, Searcher
from service.answer.citations import cite
from service.answer.decline import decline
from service.answer.extract import Evidence, pick_evidence
from service.answer.model import Answer, Citation, Status
from service.errors import UnknownPlanFilter

DEFAULT_TOP_K = 5
# A hit below this rarely answers the question; see index.search.Hit.
_ENOUGH = 0.5
# A question of which this much stands in no plan at all is about something else.
_OTHER_SUBJECT = 0.5


class Answerer:
    """Answers questions from one index. Read-only, safe to use from several threads at once."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._catalogue = Catalogue(searcher.index.plans)

    @property
    def plans(self) -> dict[str, Plan]:
        """The plans by id."""
        return self._searcher.index.plans

    @property
    def index_version(self) -> str:
        """The version of the index that answers come from."""
        return self._searcher.index.manifest.version

    def passage_count(self, plan_id: str) -> int:
        """Return the number of passages of a plan."""
        return len(self._searcher.index.rows_of[plan_id])

    def warm_up(self) -> None:
        """Load what the first question would otherwise wait for."""
        self._searcher.warm_up()
        understand("和平区 Heping", self._catalogue)  # loads the gazetteer with its pinyin

    def answer(
        self,
        question: str,
        *,
        plan_ids: Sequence[str] | None = None,
        history: Sequence[Turn] = (),
        top_k: int = DEFAULT_TOP_K,
    ) -> Answer:
        """Return the answer to `question` with up to `top_k` citations. Raises UnknownPlanFilter."""
        clock = _Clock()
        with clock.step("understand"):
            catalogue = self._restricted(plan_ids)
            query = understand(question, catalogue, history)
        with clock.step("retrieve"):
            found = [] if query.intent is Intent.CHAT else self._searcher.search(query, top_k)
            hits = [hit for hit in found if hit.score > 0]
        with clock.step("answer"):
            status, text, citations = self._compose(query, hits, catalogue)
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

    def _restricted(self, plan_ids: Sequence[str] | None) -> Catalogue:
        if plan_ids is None:
            return self._catalogue
        for plan_id in plan_ids:
            if plan_id not in self.plans:
                raise UnknownPlanFilter(plan_id, list(self.plans))
        return self._catalogue.only(list(dict.fromkeys(plan_ids)))

    def _compose(self, query: Query, hits: list[Hit], catalogue: Catalogue) -> tuple[Status, str, tuple[Citation, ...]]:
        if not hits or hits[0].score < _ENOUGH:
            status = self._reason(query)
            covered = list(dict.fromkeys(self._name(plan_id, catalogue) for plan_id in catalogue.plan_ids))
            return status, decline(status, query, covered, chosen=catalogue is not self._catalogue), ()
        evidence = pick_evidence(query, hits, self._searcher.index.lexical)
        citations = cite(self.plans, hits, evidence)
        return Status.ANSWERED, _text(query, evidence, citations), citations

    def _reason(self, query: Query) -> Status:
        if query.intent is Intent.CHAT or (query.unknown_places and not query.places):
            return Status.OUT_OF_SCOPE
        unseen = self._searcher.index.lexical.unseen_share(query.words)
        return Status.OUT_OF_SCOPE if unseen >= _OTHER_SUBJECT else Status.NO_EVIDENCE

    def _name(self, plan_id: str, catalogue: Catalogue) -> str:
        return catalogue.place_of(plan_id) or self.plans[plan_id].metadata.title.value


def _text(query: Query, evidence: Sequence[Evidence], citations: Sequence[Citation]) -> str:
    number_of = {citation.passage.id: citation.id for citation in citations}
    place_of = {citation.passage.id: citation.plan.metadata.place for citation in citations}
    lines: list[str] = []
    for each in evidence:
        passage_id = each.hit.passage.id
        place = place_of[passage_id]
        quote, marker = each.text, f"[{number_of[passage_id]}]"
        if query.language is Language.EN:
            lines.append(f"The plan{f' for {place.value}' if place else ''} says: “{quote}”{marker}")
        elif len(query.places) != 1 and place:
            lines.append(f"{place.value}：{quote}{marker}")
        else:
            lines.append(f"{quote}{marker}")
    return "\n".join(lines + _missing(query))


def _missing(query: Query) -> list[str]:
    if not query.unknown_places:
        return []
    places = "、".join(query.unknown_places)
    if query.language is Language.EN:
        return [f"There is no plan for {places} here."]
    return [f"资料库没有收录{places}的规划。"]


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
