"""What can be typed next: the places, indicators and sections of the library that fit what has been typed so far."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from corpus.places import gazetteer
from corpus.plan import Indicator, Plan, Section
from index.glossary import chinese_terms
from index.tokens import fold

_LONGEST_NAME = 30
_FEWEST_PARTS = 3  # a section with so many below it is a subject people ask about
# Enough of the typed words, or of the name, is the same.
_FITS = 0.5
_SAME_NAME = 3  # one indicator of many plans does not fill the list
# A title that looks back, or names no subject.
_NO_SUBJECT = re.compile(
    r"[\d“”\[\]]|成效|回顾|现状|工作情况|指导思想|基本原则|附[件则录]|形势|机遇|问题|挑战|有待|不足|总体要求|总体思路"
    r"|^(?:主要|规划|总体|发展|分类|分项|具体)?目标$"
)
_MARKS = re.compile(r"[\s,，.。;；:：?？!！、\"'“”‘’《》()（）]")
# Words of asking: a name has none of them.
_ASKING = re.compile(r"的|是多少|是什么|有哪些|哪些|哪个|什么|多少|怎么样?|如何|请问|关于|包括|内容|目标|规划|吗|呢")
_SPACE = re.compile(r"\s")
_LATIN = re.compile(r"[a-z]")


class Kind(StrEnum):
    """What a suggestion names."""

    PLACE = "place"
    INDICATOR = "indicator"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A name in the library, and the question that it stands for; of a place, the place itself, to be typed on."""

    kind: Kind
    text: str
    question: str
    plan_id: str
    place: str


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    text: str
    key: str
    grams: frozenset[str]
    plan_id: str
    place: str


@dataclass(frozen=True, slots=True)
class _PlaceKeys:
    """The names of a place: in full, by its last part, short, and in Latin letters."""

    chinese: tuple[str, ...]
    latin: tuple[str, ...]


_NO_KEYS = _PlaceKeys((), ())


class Suggester:
    """Completes questions from the names in `plans`. Read-only. Building it takes milliseconds a plan."""

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self._places = {plan.id: _place_of(plan) for plan in plans.values()}
        self._keys = {name: _keys_of(name) for name in dict.fromkeys(self._places.values()) if name}
        self._entries = {plan.id: tuple(_entries(plan)) for plan in plans.values()}
        self._all = [entry for entries in self._entries.values() for entry in entries]
        self._with: dict[str, list[int]] = defaultdict(
            list
        )  # a pair of characters, or a first one, to positions in _all
        for at, entry in enumerate(self._all):
            for gram in (*entry.grams, entry.key[:1]):
                self._with[gram].append(at)

    def suggest(self, typed: str, k: int, *, plan_ids: Sequence[str] = (), english: bool = False) -> list[Suggestion]:
        """Return up to `k` suggestions, best first: for nothing typed, a few good questions, the plans taking turns."""
        wanted = set(plan_ids)
        plans = [plan_id for plan_id in self._entries if not wanted or plan_id in wanted]
        text = _MARKS.sub("", fold(typed))
        found = self._fitting(text, fold(typed), plans, k) if text else self._starters(plans, k)
        return [_suggestion(entry, english=english) for entry in found[:k]]

    def _starters(self, plans: Sequence[str], k: int) -> list[_Entry]:
        # One plan opens with an indicator, the next with a section: a few of them show what can be asked.
        waiting = [_alternating(self._entries[plan_id], at % 2) for at, plan_id in enumerate(plans)]
        found: dict[str, _Entry] = {}
        while waiting and len(found) < k:
            for entries in waiting[: k - len(found)]:
                # A name that many plans have is asked about once.
                entry = next((each for each in entries if each.key not in found), None)
                if entry is None:
                    waiting.remove(entries)
                else:
                    found[entry.key] = entry
        return list(found.values())

    def _fitting(self, text: str, typed: str, plans: Sequence[str], k: int) -> list[_Entry]:
        named, rest = self._named_in(text, plans)
        places = [] if named else self._places_like(text, plans)
        wanted = _ASKING.sub("", rest)
        if not wanted:
            return places or self._starters(named, k)
        terms = fold(chinese_terms(typed)).split() if _LATIN.search(wanted) else []
        best: dict[int, float] = {}
        for form in (wanted, *terms):
            for at, score in self._scored(form, set(named or plans)):
                best[at] = max(score, best.get(at, 0.0))
        order = sorted(best, key=lambda at: (-best[at], at))  # equals in the order of the documents
        return places + _not_too_often(self._all[at] for at in order)

    def _scored(self, form: str, plans: Set[str]) -> Iterator[tuple[int, float]]:
        """Yield the positions of the names that fit `form`, each with how well."""
        grams = _grams(form)
        common = Counter(at for gram in grams or {form[:1]} for at in self._with.get(gram, ()))
        for at, count in common.items():
            entry = self._all[at]
            if entry.plan_id in plans and (score := _score(form, len(grams), count, entry)) >= _FITS:
                yield at, score

    def _named_in(self, text: str, plans: Sequence[str]) -> tuple[list[str], str]:
        """Return the plans whose place stands in `text`, and the text without it."""
        named: dict[str, str] = {}
        for plan_id in plans:
            keys = self._keys.get(self._places[plan_id], _NO_KEYS)
            for key in (*keys.chinese, *keys.latin):
                if key in text:
                    named[plan_id] = key
                    break
        rest = text
        for key in sorted(named.values(), key=len, reverse=True):
            rest = rest.replace(key, "")
        is_part_of_name = any(rest in key for plan_id in named for key in self._keys[self._places[plan_id]].chinese)
        return list(named), "" if is_part_of_name else rest

    def _places_like(self, text: str, plans: Sequence[str]) -> list[_Entry]:
        found: dict[str, _Entry] = {}
        for plan_id in plans:
            place = self._places[plan_id]
            keys = self._keys.get(place, _NO_KEYS)
            in_letters = len(text) > 1 and any(key.startswith(text) for key in keys.latin)
            if in_letters or any(key.startswith(text) or text in key for key in keys.chinese):
                found.setdefault(place, _entry(Kind.PLACE, place, plan_id, place))
        return list(found.values())


def _entries(plan: Plan) -> Iterator[_Entry]:
    place = _place_of(plan)
    yield from (_entry(Kind.INDICATOR, name, plan.id, place) for name in dict.fromkeys(_indicator_names(plan)))
    yield from (_entry(Kind.SECTION, title, plan.id, place) for title in dict.fromkeys(_section_titles(plan)))


def _indicator_names(plan: Plan) -> Iterator[str]:
    printed = _SPACE.sub("", plan.text)

    def is_plain(indicator: Indicator) -> bool:
        name = indicator.name
        # A name put together from the pieces of a clause is nobody's words.
        return len(name) <= _LONGEST_NAME and not _NO_SUBJECT.search(name) and _SPACE.sub("", name) in printed

    tables = [table.span for table in plan.tables]
    # What stands in a table of targets has the name that its plan uses; what was read from prose may be a clause.
    listed = [each for each in plan.indicators if any(table.contains(each.span) for table in tables)]
    yield from (each.name for each in [*listed, *plan.indicators] if is_plain(each))


def _section_titles(plan: Plan) -> Iterator[str]:
    """Yield the titles that name a subject; those with much below them first."""

    def is_subject(section: Section) -> bool:
        return 3 < len(section.title) <= _LONGEST_NAME and not _NO_SUBJECT.search(section.title)

    below = plan.sections_below()
    wide = [each for at, each in enumerate(plan.sections) if len(below.get(at, ())) >= _FEWEST_PARTS]
    yield from (each.title.strip("。.：: ") for each in [*wide, *plan.sections] if is_subject(each))


def _entry(kind: Kind, text: str, plan_id: str, place: str) -> _Entry:
    key = _MARKS.sub("", fold(text))
    return _Entry(kind, text, key, _grams(key), plan_id, place)


def _place_of(plan: Plan) -> str:
    return plan.metadata.value("place") or ""


def _keys_of(name: str) -> _PlaceKeys:
    chinese = {fold(name): None}
    latin: dict[str, None] = {}
    for place in gazetteer().resolve(name):
        chinese |= {fold(place.name): None, fold(place.short): None}
        latin |= dict.fromkeys(gazetteer().readings(place))
    return _PlaceKeys(tuple(chinese), tuple(latin))


def _alternating(entries: Sequence[_Entry], first: int) -> Iterator[_Entry]:
    order = (Kind.SECTION, Kind.INDICATOR) if first else (Kind.INDICATOR, Kind.SECTION)
    kinds = [[entry for entry in entries if entry.kind is kind] for kind in order]
    return (entry for pair in zip_longest(*kinds) for entry in pair if entry)


def _not_too_often(entries: Iterable[_Entry]) -> list[_Entry]:
    seen: dict[str, int] = {}
    kept = []
    for entry in entries:
        seen[entry.key] = seen.get(entry.key, 0) + 1
        if seen[entry.key] <= _SAME_NAME:
            kept.append(entry)
    return kept


def _score(form: str, grams: int, common: int, entry: _Entry) -> float:
    """Return how well a name fits: above 1 where it has all that was typed, below where it shares pairs of characters."""
    if common >= grams and form in entry.key:
        return 2.0 if entry.key.startswith(form) else 1.5
    if common < 2 and grams != 1:
        return 0.0
    return max(common / max(grams, 1), common / max(len(entry.grams), 1)) if grams else 0.0


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _suggestion(entry: _Entry, *, english: bool) -> Suggestion:
    return Suggestion(entry.kind, entry.text, _question(entry, english=english), entry.plan_id, entry.place)


def _question(entry: _Entry, *, english: bool) -> str:
    if entry.kind is Kind.PLACE:
        return entry.text
    if english:
        where = f" in {entry.place}" if entry.place else ""
        asks = "What is the target for" if entry.kind is Kind.INDICATOR else "What is planned under"
        return f"{asks} “{entry.text}”{where}?"
    asks = "目标是多少？" if entry.kind is Kind.INDICATOR else "包括哪些内容？"
    return f"{entry.place}的“{entry.text}”{asks}" if entry.place else f"“{entry.text}”{asks}"
