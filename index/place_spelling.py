"""Misspelt places: 张液市, 北培, Fengtia."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from corpus.places import Place, PlaceLevel, gazetteer
from index.question import Correction
from index.spelling import is_one_edit, sound, sound_of
from index.tokens import cut, is_ordinary_word, is_word, named_divisions, word_boundaries

_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_SUFFIXES = "省市区县旗州盟"
_ENDS_NAME = re.compile(f"(?<=[\u4e00-\u9fff]{{2}})[{_SUFFIXES}]")
_BEFORE_PLACE = re.compile(r"(?:^|[那和与跟及、,，比在问\s])$")
_AFTER_PLACE = re.compile(r"$|[的和与跟及、,，呢有要怎?？\s]")
_OPENS = re.compile("^[\u4e00-\u9fff]{2,3}?(?=[的有要])")
# What many speakers do not tell apart: 三 and 山, 宁 and 林.
_SLURRED = ((re.compile("(?<=[zcs])h"), ""), (re.compile("(?<=[aei]n)g(?![aeiouv])"), ""), (re.compile("l"), "n"))
_LATIN = re.compile(r"(?<![A-Za-z])[A-Za-z]{5,}(?![A-Za-z])")
_AFTER_LATIN = re.compile(r"['’]s\b|\s+(?:district|city|county|province)\b|\s*[\u4e00-\u9fff]", re.IGNORECASE)


class PlaceNames:
    """The names of the covered places, found by their sound or with one character wrong."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.names: set[str] = set()
        self.lengths: set[int] = set()
        self.readings: set[str] = set()
        self._alike: dict[str, set[str]] = defaultdict(set)
        for place in places:
            readings = gazetteer().readings(place)
            self.readings.update(readings)
            for name in {place.name, place.short}:
                self.names.add(name)
                self.lengths.add(len(name))
                sounds = {sound(name), *(reading + sound(name[len(place.short) :]) for reading in readings)}
                for key in sounds | _with_gaps(name):
                    self._alike[key].add(name)

    def like(self, typed: str) -> set[str]:
        """Return the names that sound like `typed` or differ from it in one character."""
        keys = [sound(typed), *_with_gaps(typed)]
        return {name for key in keys for name in self._alike.get(key, ()) if len(name) == len(typed) and name != typed}


class Library(Protocol):
    """What is asked about the plans to correct a place."""

    @property
    def place_names(self) -> PlaceNames:
        """The names of the covered places."""

    def uses(self, word: str) -> bool:
        """Tell whether a plan has `word`."""


def correct_places(text: str, library: Library) -> tuple[str, tuple[Correction, ...]]:
    """Return `text` with misspelt places set right, and what was set right.

    A name that is itself a place, a word, or in a plan is never touched. A covered place is recognised by its sound, or
    with one character wrong; another one by about its sound and its suffix (成度市, 双鸭三市), or by its sound where it opens
    the question, so that it is known to be another.
    """
    corrections = list(_chinese(text, library))
    for typed, meant in corrections:
        text = text.replace(typed, meant)
    latin = list(_latin(text, library))
    for typed, meant in latin:
        text = re.sub(rf"\b{typed}(?![A-Za-z])", meant, text)
    return text, (*corrections, *latin)


def _chinese(text: str, library: Library) -> Iterator[Correction]:
    candidates = [*_like_covered(text, library.place_names), *_like_others(text)]
    if not candidates:
        return
    boundaries = word_boundaries(text)
    covered_names = library.place_names.names
    known = (
        each
        for each in gazetteer().find(text)
        if each.full or each.span.of(text) in covered_names or not is_ordinary_word(each.span.of(text))
    )
    taken = [*named_divisions(text), *((mention.span.start, mention.span.end) for mention in known)]
    for start, end, names, covered in candidates:
        typed = text[start:end]
        if any(other < end and start < other_end for other, other_end in taken):
            continue
        meant = [name for name in names if not covered or _is_meant(text, start, name, boundaries)]
        right = _is_known(typed, library) if covered else is_word(typed) or library.uses(typed)
        if len(meant) == 1 and (covered or start in boundaries) and not right:
            taken.append((start, end))
            yield Correction(typed, meant[0])


def _like_covered(text: str, known: PlaceNames) -> Iterator[tuple[int, int, set[str], bool]]:
    for length in sorted(known.lengths, reverse=True):
        for start in range(len(text) - length + 1):
            typed = text[start : start + length]
            if _CHINESE.fullmatch(typed) and (names := known.like(typed)):
                yield start, start + length, names, True


def _like_others(text: str) -> Iterator[tuple[int, int, set[str], bool]]:
    """Yield the places that sound like a name and share a character with it: one with a suffix, or a city's at the start."""
    for match in _ENDS_NAME.finditer(text):
        for length in (4, 3, 2):
            bare = text[max(0, match.start() - length) : match.start()]
            places = _by_about_sound().get(_slurred(sound(bare)), ()) if len(bare) == length else ()
            names = {
                place.name
                for place in places
                if place.name == place.short + match.group()
                and len(place.short) == length
                and set(bare) & set(place.short)
            }
            if names:
                yield match.start() - length, match.end(), names, False
    first = next(iter(cut(text)), "")
    opening = {match.group() for match in _OPENS.finditer(text)} | ({first} if _CHINESE.fullmatch(first) else set())
    for typed in sorted(opening):
        names = {
            place.short
            for place in _by_sound().get(sound(typed), ())
            if place.level < PlaceLevel.COUNTY and set(typed) & set(place.short)
        }
        yield 0, len(typed), {name for name in names if len(name) == len(typed)}, False


def _is_known(typed: str, library: Library) -> bool:
    """Tell whether `typed`, or a part of it, is a word (小区 in 和小区)."""
    if is_word(typed) or (len(typed) > 2 and any(is_word(part) for part in (typed[:-1], typed[-2:]))):
        return True
    return library.uses(typed)


def _is_meant(text: str, start: int, name: str, boundaries: frozenset[int]) -> bool:
    """Tell whether `name` may be meant at `start`: a name without a suffix only where a place stands."""
    end = start + len(name)
    typed = text[start:end]
    differing = [(a, b) for a, b in zip(typed, name, strict=True) if a != b]
    if name[-1] in _SUFFIXES and len(name) > 2:
        return typed[-1] == name[-1]
    after_break = _BEFORE_PLACE.search(text[:start]) is not None
    if all(sound_of(a) == sound_of(b) for a, b in differing):
        return len(differing) < len(name) and start in boundaries and (end in boundaries or after_break)
    near = len(differing) == 1 and is_one_edit(*map(sound_of, differing[0]))
    return near and after_break and _AFTER_PLACE.match(text[end:]) is not None


def _with_gaps(name: str) -> set[str]:
    return {f"{name[:at]}?{name[at + 1 :]}" for at in range(len(name))}


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for place in gazetteer().places:
        if place.level is not PlaceLevel.COUNTRY:
            for reading in gazetteer().readings(place):
                found[reading] = (*found.get(reading, ()), place)
    return found


@lru_cache(maxsize=1)
def _by_about_sound() -> dict[str, tuple[Place, ...]]:
    found: dict[str, tuple[Place, ...]] = {}
    for reading, places in _by_sound().items():
        found[_slurred(reading)] = (*found.get(_slurred(reading), ()), *places)
    return found


def _slurred(reading: str) -> str:
    for pattern, instead in _SLURRED:
        reading = pattern.sub(instead, reading)
    return reading


@lru_cache(maxsize=1)
def _syllables() -> re.Pattern[str]:
    """Return what matches pinyin (Zhanye) and hardly any English word (Helping)."""
    known = {sound_of(character) for place in gazetteer().places for character in place.short}
    return re.compile(f"(?:{'|'.join(sorted((each for each in known if each.isascii()), key=len, reverse=True))})+")


def _latin(text: str, library: Library) -> Iterator[Correction]:
    words = list(_LATIN.finditer(text))
    known = gazetteer().find_latin(text) if words else []
    chinese = _CHINESE.search(text) is not None
    for match in words:
        typed = match.group()
        if any(mention.span.start < match.end() and match.start() < mention.span.end for mention in known):
            continue
        named = typed[0].isupper() and (match.start() > 0 or _syllables().fullmatch(typed.lower()))
        if not (chinese or named or _AFTER_LATIN.match(text, match.end())):
            continue
        meant = [reading for reading in library.place_names.readings if is_one_edit(typed.lower(), reading)]
        if len(meant) == 1:
            yield Correction(typed, meant[0].capitalize())
