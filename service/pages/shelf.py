"""The library as pages list it: its plans by place, kind and year, and what is known of all of them together."""

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from corpus.plan import Plan
from index.passages import split
from service.answer.names import IndicatorNames
from service.pages.document import Part, document_of

# How titles end: 西青区应急管理“十四五”规划任务分工 assigns tasks, whatever is planned before.
_KIND = re.compile(
    r"(任务分工|责任清单|实施方案|工作方案|行动计划|行动方案|三年计划|年度计划|工作要点|实施意见|指导意见|管理办法|实施细则"
    r"|规划纲要|规划|计划|方案|预案|意见|纲要|办法|要点|清单|分工|报告|条例|规定|通知)(?:[（(][^（）()]*[）)])?\W*$"
)
_YEAR = re.compile(r"^(?:19|20)\d\d")
_MOST_RECENT = 32
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that the list can be narrowed to, and how many plans it leaves."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """The plans of one province, or of what stands in its place."""

    name: str
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What is covered, in figures."""

    plans: int
    places: int
    indicators: int
    tasks: int
    characters: int


class Shelf:
    """The plans of one index. What takes time is made at its first use and kept."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self.plans = dict(sorted(plans.items(), key=lambda each: (_region(each[1]), place_of(each[1]), each[0])))
        self._recent: OrderedDict[str, Any] = OrderedDict()
        self._kept: dict[str, Any] = {}
        self._lock = Lock()

    def parts(self, plan_id: str) -> tuple[Part, ...]:
        """Return the document of a plan; those read last are kept."""
        return self.recent(f"parts {plan_id}", lambda: self._document(self.plans[plan_id]))

    @staticmethod
    def _document(plan: Plan) -> tuple[Part, ...]:
        return document_of(plan, (passage.span for passage in split(plan)))

    def recent(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` made when it was last asked for by this name; what was not asked for lately is made anew."""
        with self._lock:
            if name in self._recent:
                self._recent.move_to_end(name)
                known: T = self._recent[name]
                return known
        made = make()
        with self._lock:
            self._recent[name] = made
            while len(self._recent) > _MOST_RECENT:
                self._recent.popitem(last=False)
        return made

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` made when it was first asked for by this name."""
        if name not in self._kept:
            self._kept[name] = make()
        made: T = self._kept[name]
        return made

    def chosen(self, place: str = "", kind: str = "", year: str = "", words: str = "") -> list[Plan]:
        """Return the plans in `place` (or in a place within it), of a kind and a year, with `words` in title or place."""
        return [
            plan
            for plan in self.plans.values()
            if (not place or place_of(plan).startswith(place))
            and (not kind or kind_of(plan) == kind)
            and (not year or year_of(plan) == year)
            and all(word in f"{plan.metadata.title.value} {place_of(plan)}" for word in words.split())
        ]

    @cached_property
    def places(self) -> list[Choice]:
        """The places, those that hold others first."""
        counts = Counter(place_of(plan) for plan in self.plans.values() if place_of(plan))
        around: Counter[str] = Counter()
        for plan in self.plans.values():
            for name in {_region(plan), plan.metadata.value("place_parents") or ""} - {"", place_of(plan)}:
                around[name] += 1
        return [Choice(name, count) for name, count in sorted((counts | around).items())]

    @cached_property
    def kinds(self) -> list[Choice]:
        """The kinds of plans, the most frequent first."""
        counts = Counter(kind_of(plan) for plan in self.plans.values() if kind_of(plan))
        return [Choice(name, count) for name, count in counts.most_common()]

    @cached_property
    def years(self) -> list[Choice]:
        """The years in which plans were issued, the latest first."""
        counts = Counter(year_of(plan) for plan in self.plans.values() if year_of(plan))
        return [Choice(name, count) for name, count in sorted(counts.items(), reverse=True)]

    @cached_property
    def groups(self) -> list[Group]:
        """The plans by province."""
        found: dict[str, list[Plan]] = {}
        for plan in self.plans.values():
            found.setdefault(_region(plan), []).append(plan)
        return [
            Group(name, tuple(plans)) for name, plans in sorted(found.items(), key=lambda each: (not each[0], each[0]))
        ]

    @cached_property
    def totals(self) -> Totals:
        """What is covered, in figures."""
        plans = self.plans.values()
        return Totals(
            plans=len(plans),
            places=len({place_of(plan) for plan in plans} - {""}),
            indicators=sum(len(plan.indicators) for plan in plans),
            tasks=sum(len(plan.tasks) for plan in plans),
            characters=sum(len(plan.text) for plan in plans),
        )

    @cached_property
    def names(self) -> IndicatorNames:
        """The names of the indicators."""
        return IndicatorNames(self.plans)


def place_of(plan: Plan) -> str:
    """Return the place of a plan with what it lies in; empty where it is not known."""
    return plan.metadata.value("place") or ""


def kind_of(plan: Plan) -> str:
    """Return what kind of document a plan is, as its title says; empty where it does not."""
    found = _KIND.search(plan.metadata.title.value.strip())
    return found[1] if found else ""


def year_of(plan: Plan) -> str:
    """Return the year in which a plan was issued, or else published; empty where neither is known."""
    found = _YEAR.match(plan.metadata.value("issued_on") or plan.metadata.value("published_on") or "")
    return found[0] if found else ""


def _region(plan: Plan) -> str:
    """Return the province of a plan: 甘肃省 of 甘肃省张掖市."""
    found = re.match(r".+?(?:省|自治区|特别行政区|市)", place_of(plan))
    return found[0] if found else place_of(plan)
