"""What people call a place, exchanged for its name: 魔都, 科右中旗."""

import re
import tomllib
from collections import defaultdict
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

from corpus.places import Place, gazetteer
from index.question import Correction
from index.tokens import word_boundaries

# 科尔沁右翼中旗 is called 科右中旗, 阿拉善左旗 阿左旗: the first character, and what tells the neighbours apart.
_BANNER = re.compile("^(?P<first>[一-龥])[一-龥]+?(?P<wing>[左右])?翼?(?P<part>[前中后])?旗$")
_SHORTEST_BANNER = 5
_OWN_BANNER = re.compile("(?<![\u4e00-\u9fff])[左右前中后]旗|(?<=[咱我们是和在])[左右前中后]旗")


class Library(Protocol):
    """What is asked about the plans to tell what a nickname means."""

    @property
    def places(self) -> tuple[Place, ...]:
        """The places that the plans are for."""

    def uses(self, word: str) -> bool:
        """Tell whether a plan has `word`."""


def exchange_nicknames(text: str, library: Library) -> tuple[str, tuple[Correction, ...]]:
    """Return a Chinese `text` with the nicknames of places exchanged for their names, and what was exchanged.

    What goes on as a word that a plan has (山城步道) or as a place of its own (山城区) is none, nor what a covered place is
    really called.
    """
    corrections: list[Correction] = []
    boundaries = word_boundaries(text)

    def exchange(match: re.Match[str]) -> str:
        typed = match.group()
        start, end = match.span()
        inside = start not in boundaries and end not in boundaries
        if inside or _is_part_of_name(text, start, end) or _is_taken(typed, library):
            return typed
        if end < len(text) and library.uses(text[start : end + 1]):
            return typed
        meant = _known().names[typed]
        corrections.append(Correction(typed, meant))
        return meant

    def own(match: re.Match[str]) -> str:
        ending = [place.full_name for place in library.places if place.name.endswith(match.group())]
        if len(ending) != 1:
            return match.group()
        corrections.append(Correction(match.group(), ending[0]))
        return ending[0]

    kept = _OWN_BANNER.sub(own, _known().pattern.sub(exchange, text))
    return kept, tuple(dict.fromkeys(corrections))


def _is_taken(typed: str, library: Library) -> bool:
    """Tell whether a covered place bears the name itself."""
    return any(place.short == typed or place.name == typed for place in library.places)


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """Tell whether a nickname is only a part of the name of a place, or of one with the place's own name in front of it."""
    return any(
        mention.full and mention.span.start <= start and end <= mention.span.end and len(mention.span) > end - start
        for mention in gazetteer().find(text)
    )


class _Names:
    def __init__(self) -> None:
        table = tomllib.loads(files("index").joinpath("place_nicknames.toml").read_text(encoding="utf-8"))
        self.names: dict[str, str] = {**_banners(), **table["nicknames"]}
        longest_first = sorted(self.names, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, longest_first)))


@lru_cache(maxsize=1)
def _known() -> _Names:
    return _Names()


def _banners() -> dict[str, str]:
    """Return the short names of the banners that several share a name with, each with its full name."""
    found: dict[str, set[str]] = defaultdict(set)
    for place in gazetteer().places:
        match = _BANNER.match(place.name)
        if match and len(place.name) >= _SHORTEST_BANNER and (match["wing"] or match["part"]):
            found[f"{match['first']}{match['wing'] or ''}{match['part'] or ''}旗"].add(place.full_name)
    return {short: next(iter(full)) for short, full in found.items() if len(full) == 1}
