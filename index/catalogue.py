"""The plans that can be asked about, as the understanding of a question needs them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from zlib import crc32

from corpus.places import Gazetteer, Place, PlaceLevel, gazetteer
from corpus.plan import Plan
from index.dictionary import Dictionary
from index.partial_titles import Called, called
from index.place_spelling import PlaceNames
from index.spelling import Vocabulary
from index.text_pairs import TextPairs
from index.tokens import fold, is_ordinary_word, simplify

# Words of the library are collected from so many characters, evenly over the plans: a second, for any size.
_SAMPLE = 500_000
_OPENING = 300  # characters in which a document says whose it is
_FEW = 3  # plans whose texts are searched without asking first whether any plan may have the word
_NUMBER_MARKS = re.compile(r"[\s〔〕\[\]()（）【】〈〉年第]")
_YEAR_OF_NUMBER = re.compile(r"(?<=\D)(?:19|20)\d\d(?=\d)")
_TITLE_MARKS = re.compile(r"[\s《》“”\"'‘’「」()（）,，、：:]")
_SENTENCE = re.compile("[^。；;\n]+")
_LAST_YEAR = re.compile(r"(?:19|20)\d\d$")
# What is named by its title: a document, not a heading that happens to be a common word.
_DOCUMENT = re.compile(
    r".{4}(?:规划|计划|方案|纲要|分工|要点|意见|通知|办法|措施|规定|条例|细则|决定|公告|预案|指南|政策|清单|行动)$"
)
# The last words of a title say what kind of document it is (任务分工), unless every document is one (规划).
_KIND = 4


class Catalogue:
    """The plans that can be asked about: which place each is for, and which words they use."""

    def __init__(
        self,
        plans: Mapping[str, Plan],
        vocabulary: Vocabulary | None = None,
        plain_texts: dict[str, str] | None = None,
    ) -> None:
        self._plans = plans
        self._plain_texts = {} if plain_texts is None else plain_texts
        self._readings = {plan_id: _readings(plan) for plan_id, plan in plans.items()}
        self._uses = lru_cache(maxsize=4096)(self._search_texts)
        self._known_vocabulary = vocabulary
        self._gone = 0  # plans whose pairs are still among those of the others

    @classmethod
    def after(cls, before: "Catalogue", plans: Mapping[str, Plan]) -> "Catalogue":
        """Return the catalogue of `plans`, in which what was collected `before` of the same ones is taken over."""
        same = {plan_id for plan_id, plan in plans.items() if before._plans.get(plan_id) is plan}
        made = cls(plans, plain_texts={key: text for key, text in before._plain_texts.items() if key in same})
        new = [plan_id for plan_id in plans if plan_id not in same]
        # The pairs of plans that are gone stay for a while: what they cost is a search in vain.
        made._gone = before._gone + len(before._plans) - len(same)
        if made._gone <= len(plans):
            made._pairs = before._pairs.joined(map(made._plain_text, new))
        else:
            made._gone = 0
        if made._share == before._share:
            gone = [plan_id for plan_id in before._plans if plan_id not in same]
            samples = made._samples(plans), before._samples(gone), made._samples(new)
            made.vocabulary = before.vocabulary.changed(*samples)
        return made

    @property
    def plan_ids(self) -> tuple[str, ...]:
        """The ids of all plans."""
        return tuple(self._plans)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the plans by sound, collected at first use."""
        return self._known_vocabulary or Vocabulary(self._samples(self._plans))

    @property
    def _share(self) -> int:
        """How many characters of each plan words are collected from; the same for about as many plans."""
        return _SAMPLE >> (len(self._plans) - 1).bit_length()

    def _samples(self, plan_ids: Iterable[str]) -> Iterator[str]:
        """Yield a stretch of each plan, from another place of each: they open alike, and what they are about comes later."""
        for plan_id in plan_ids:
            text = self._plans[plan_id].text
            start = crc32(plan_id.encode()) % max(1, len(text) - self._share + 1)
            yield _plain_text(text[start : start + self._share])

    @cached_property
    def dictionary(self) -> Dictionary:
        """The words of the plans by their English meanings, collected at first use."""
        return self.vocabulary.dictionary

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The places that the plans are for."""
        names = {name for readings in self._readings.values() for name in readings}
        return tuple(place for name in names for place in _named(name))

    @cached_property
    def unlisted(self) -> Gazetteer:
        """The places that the plans are for and no gazetteer has."""
        return Gazetteer(place for place in self.places if not place.code)

    @cached_property
    def place_names(self) -> PlaceNames:
        """The names of the places that the plans are for, collected at first use."""
        return PlaceNames(self.places)

    def place_of(self, plan_id: str) -> str:
        """Return the place of a plan as the metadata give it; empty when they give none."""
        place = self._plans[plan_id].metadata.place
        return place.value if place else ""

    def covering(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return the plans that are for one of `places`."""
        found = {plan_id for place in places for plan_id in self._of_place.get(place.full_name, ())}
        return tuple(sorted(found, key=self._order.__getitem__))

    @cached_property
    def unplaced(self) -> tuple[str, ...]:
        """The plans whose place is not known."""
        return tuple(plan_id for plan_id, readings in self._readings.items() if not readings)

    def unplaced_with(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the plans whose place is not known and whose text has one of `names`: a place named there may be theirs."""
        wanted = tuple(names)
        return tuple(plan_id for plan_id in self.unplaced if any(self.uses(name, (plan_id,)) for name in wanted))

    @cached_property
    def placeless(self) -> tuple[str, ...]:
        """The plans whose place is not known and whose title and opening name none: they may be of any place."""
        return tuple(plan_id for plan_id in self.unplaced if not _names_place(self._plans[plan_id]))

    def unplaced_beside(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return the plans whose place is not known and may be one of `places`.

        A text that names none of them, nor what they lie in, and names another place that has plans is about that one.
        """
        asked = tuple(places)
        return tuple(
            plan_id
            for plan_id in self.unplaced
            if not self._named[plan_id]
            or any(place.within(named) or named.within(place) for place in asked for named in self._named[plan_id])
            or any(self.uses(place.short, (plan_id,)) for place in asked)
        )

    def around(self, places: Iterable[Place]) -> tuple[str, ...]:
        """Return the plans that are for a larger place in which one of `places` lies."""
        outer = {place.full_name[:end] for place in places for end in range(2, len(place.full_name))}
        found = {plan_id for name in outer for plan_id in self._of_place.get(name, ())}
        return tuple(sorted(found, key=self._order.__getitem__))

    def at_home(self, suffix: str) -> tuple[str, ...]:
        """Return the plans of the one place whose name ends in `suffix` (我区); none when there are several or no such places."""
        places = {self.place_of(plan_id) for plan_id in self._plans} - {""}
        local = [place for place in places if place.endswith(suffix)]
        return tuple(each for each in self._plans if self.place_of(each) == local[0]) if len(local) == 1 else ()

    def has_place_of(self, suffix: str) -> bool:
        """Tell whether the name of a place that a plan is for ends in `suffix`."""
        return any(self.place_of(plan_id).endswith(suffix) for plan_id in self._plans)

    def numbered(self, number: str) -> tuple[str, ...]:
        """Return the plans with a document number, however its brackets are typed, and with or without its year."""
        plain = _plain_number(number)
        return self._numbers.get(plain) or self._short_numbers.get(plain, ())

    def titled(self, text: str) -> tuple[str, ...]:
        """Return the plans whose whole title stands in `text`, or whose kind does when they are the only one of it."""
        plain = _plain_title(text)
        whole = tuple(plan_id for plan_id, title in self._titles.items() if title in plain and _DOCUMENT.search(title))
        # One whose title is not known may be of the same kind.
        if whole or len(self._plans) < 2 or not self._all_titled:
            return whole
        return tuple(
            plan_ids[0]
            for kind, plan_ids in self._kinds.items()
            if len(plan_ids) == 1
            and re.search(rf"(?:[这那]份|[这那]个|按照?|根据){kind}|{kind}(?:[里中上表]|方案|文件|规定)", plain)
        )

    def called(self, text: str, plan_ids: Iterable[str]) -> list[Called]:
        """Return those of the plans that `text` calls by a part of their title, each alone among them."""
        return called(text, {plan_id: self._titles[plan_id] for plan_id in plan_ids})

    def quoted(self, title: str) -> tuple[str, ...]:
        """Return the plans whose title is `title`, or has it in it."""
        plain = _plain_title(title)
        return tuple(
            plan_id for plan_id, each in self._titles.items() if plain and (plain in each or (each and each in plain))
        )

    def have_tasks(self, plan_ids: Iterable[str]) -> bool:
        """Tell whether one of the plans has numbered tasks."""
        return any(self._plans[plan_id].tasks for plan_id in plan_ids)

    def last_year(self, plan_ids: Iterable[str]) -> int | None:
        """Return the last year that the plans are for; None when one of them does not say."""
        found = [self._last_years[plan_id] for plan_id in plan_ids]
        return max(found, default=0) if found and all(found) else None

    def uses(self, word: str, plan_ids: Sequence[str] | None = None) -> bool:
        """Tell whether `word` stands in the text of one of the plans (of all plans by default)."""
        return self._uses(word, tuple(plan_ids) if plan_ids is not None else self.plan_ids)

    def sentences_with(self, word: str, plan_ids: Sequence[str]) -> Iterator[str]:
        """Yield the sentences of the plans that have the simplified `word`, themselves simplified."""
        for plan_id in plan_ids:
            text = self._plain_text(plan_id)
            at = text.find(word)
            while at >= 0:
                start = max(text.rfind(mark, 0, at) for mark in "。；;\n") + 1
                match = _SENTENCE.match(text, start)
                end = match.end() if match else at + len(word)
                yield text[start:end]
                at = text.find(word, end)

    def only(self, plan_ids: Sequence[str]) -> "Catalogue":
        """Return the catalogue of some of the plans; misspellings are still told by the words of all."""
        return Catalogue({plan_id: self._plans[plan_id] for plan_id in plan_ids}, self.vocabulary, self._plain_texts)

    @cached_property
    def _of_place(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for plan_id, readings in self._readings.items():
            for name in readings:
                found[name].append(plan_id)
        return {name: tuple(plan_ids) for name, plan_ids in found.items()}

    @cached_property
    def _order(self) -> dict[str, int]:
        return {plan_id: at for at, plan_id in enumerate(self._plans)}

    @cached_property
    def _all_titled(self) -> bool:
        return all(_DOCUMENT.search(title) for title in self._titles.values())

    @cached_property
    def _last_years(self) -> dict[str, int]:
        """The last year of each plan, 0 where it does not say."""
        found = {
            plan_id: _LAST_YEAR.search(plan.metadata.value("period") or "") for plan_id, plan in self._plans.items()
        }
        return {plan_id: int(match.group()) if match else 0 for plan_id, match in found.items()}

    @cached_property
    def _pairs(self) -> TextPairs:
        return TextPairs(map(self._plain_text, self._plans))

    @cached_property
    def _named(self) -> dict[str, tuple[Place, ...]]:
        """For each plan whose place is not known, those places of the other plans that its text names."""
        return {
            plan_id: tuple(place for place in self.places if place.short in self._plain_text(plan_id))
            for plan_id in self.unplaced
        }

    @cached_property
    def _numbers(self) -> dict[str, tuple[str, ...]]:
        numbers = {plan_id: plan.metadata.value("doc_number") for plan_id, plan in self._plans.items()}
        return _by_value({plan_id: _plain_number(number) for plan_id, number in numbers.items() if number})

    @cached_property
    def _short_numbers(self) -> dict[str, tuple[str, ...]]:
        """The numbers without their year, of those that no other plan has the same without it."""
        short = _by_value({ids[0]: _YEAR_OF_NUMBER.sub("", number) for number, ids in self._numbers.items()})
        return {number: ids for number, ids in short.items() if len(ids) == 1}

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {plan_id: _plain_title(plan.metadata.title.value) for plan_id, plan in self._plans.items()}

    @cached_property
    def _kinds(self) -> dict[str, tuple[str, ...]]:
        ends = {plan_id: re.escape(title[-_KIND:]) for plan_id, title in self._titles.items() if len(title) > _KIND}
        return {kind: ids for kind, ids in _by_value(ends).items() if not kind.endswith("规划")}

    def _search_texts(self, word: str, plan_ids: tuple[str, ...]) -> bool:
        few, plain = len(plan_ids) <= _FEW, simplify(word)
        return (few or self._pairs.may_have(plain)) and any(plain in self._plain_text(plan_id) for plan_id in plan_ids)

    def _plain_text(self, plan_id: str) -> str:
        """Return the text in which the words of a question are found, whichever script the plan is in."""
        if plan_id not in self._plain_texts:
            self._plain_texts[plan_id] = _plain_text(self._plans[plan_id].text)
        return self._plain_texts[plan_id]


def _plain_text(text: str) -> str:
    """Return `text` simplified; itself, and no copy, when none of its letters would change."""
    letters = "".join(filter(str.isalnum, set(text)))
    return text if simplify(letters) == letters else simplify(text)


@lru_cache(maxsize=4096)
def _named(full_name: str) -> tuple[Place, ...]:
    listed = tuple(place for place in gazetteer().resolve(full_name) if place.full_name == full_name)
    return listed or (Place("", full_name, PlaceLevel.COUNTY),)


def _names_place(plan: Plan) -> bool:
    opening = simplify(f"{plan.metadata.title.value} {plan.text[:_OPENING]}")
    return any(mention.full or not is_ordinary_word(mention.span.of(opening)) for mention in gazetteer().find(opening))


def _by_value(values: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    inverted: dict[str, tuple[str, ...]] = {}
    for key, value in values.items():
        inverted[value] = (*inverted.get(value, ()), key)
    return inverted


def _plain_number(number: str) -> str:
    return _NUMBER_MARKS.sub("", fold(number))


def _plain_title(title: str) -> str:
    return _TITLE_MARKS.sub("", fold(title))


def _readings(plan: Plan) -> frozenset[str]:
    place = plan.metadata.place
    return frozenset(place.alternatives or (place.value,)) if place else frozenset()
