"""The automatic numbers of a Word document, counted as Word counts them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml.etree import _Element

from corpus.readers.numerals import format_number

# The namespace of the elements that make up a document.
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_DASHES = frozenset("—–─―")


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; `text` is such as `第%1章`, `restarts_after` a level or None for any above."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts_after: int | None = None
    paragraph_style: str | None = None


@dataclass(frozen=True, slots=True)
class _Numbering:
    """A w:num: the abstract list that it counts for, its levels, and the levels that it starts anew."""

    abstract: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(?P<level>[1-6])", re.IGNORECASE)


class Numbers:
    """Gives the paragraphs of one document their numbers; ask for them in document order, once each."""

    def __init__(self, numbering: _Element | None, styles: _Element | None) -> None:
        self._styles = (
            {} if styles is None else {each.get(f"{W}styleId", ""): each for each in styles.iter(f"{W}style")}
        )
        self._numberings = {} if numbering is None else dict(self._read(numbering))
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[str] = set()

    def next_number(self, paragraph: _Element) -> str:
        """Return what Word prints in front of the paragraph (（二）); empty when it has no number. Bullets are none."""
        num_id, at = self._place(paragraph)
        numbering = self._numberings.get(num_id)
        if numbering is None or at not in numbering.levels:
            return ""
        counts = self._counts[numbering.abstract]
        if num_id not in self._started:
            self._started.add(num_id)
            counts.update({each: start - 1 for each, start in numbering.starts.items()})
        level = numbering.levels[at]
        counts[at] = counts.get(at, level.start - 1) + 1
        for below in range(at + 1, _LEVELS):
            after = numbering.levels.get(below, _Level()).restarts_after
            if after is None or at < after:
                counts.pop(below, None)
        if level.style == "bullet":
            return level.text if level.text and set(level.text) <= _DASHES else ""

        def number_of(place: re.Match[str]) -> str:
            outer = int(place[1]) - 1
            counted = numbering.levels.get(outer, _Level())
            if counted.style == "none":
                return ""
            return format_number(counts.get(outer, counted.start), "decimal" if level.legal else counted.style)

        return _PLACE.sub(number_of, level.text).strip()

    def heading_level(self, paragraph: _Element) -> int:
        """Return the level (1 to 6) of a paragraph whose style makes it a heading; 0 for any other."""
        for style in self._lineage(_value(paragraph.find(f"{W}pPr/{W}pStyle"))):
            named = _HEADING_STYLE.fullmatch(_value(style.find(f"{W}name")) or "")
            if named:
                return int(named["level"])
        return 0

    def _place(self, paragraph: _Element) -> tuple[str, int]:
        """Return the w:num and the level of the paragraph, its own or those of its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style_id = _value(paragraph.find(f"{W}pPr/{W}pStyle"))
        num_id, at = _read_place(own)
        for style in self._lineage(style_id):
            if num_id and at is not None:
                break
            of_style, its_level = _read_place(style.find(f"{W}pPr/{W}numPr"))
            if of_style and not num_id:
                num_id = of_style
                # The list says which of its levels is for the style; what the style says itself is often left out.
                levels = self._numberings[num_id].levels if num_id in self._numberings else {}
                linked = (each for each, level in levels.items() if level.paragraph_style == style.get(f"{W}styleId"))
                its_level = next(linked, its_level)
            at = its_level if at is None else at
        return num_id or "0", at or 0

    def _lineage(self, style_id: str | None) -> Iterator[_Element]:
        seen: set[str] = set()
        if style_id is None:
            defaults = (
                name
                for name, each in self._styles.items()
                if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in {"1", "true"}
            )
            style_id = next(defaults, None)
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = _value(self._styles[style_id].find(f"{W}basedOn"))

    def _read(self, numbering: _Element) -> Iterator[tuple[str, _Numbering]]:
        abstracts = {each.get(f"{W}abstractNumId", ""): each for each in numbering.iter(f"{W}abstractNum")}
        by_style = {_value(each.find(f"{W}styleLink")): key for key, each in abstracts.items()}
        for num in numbering.iter(f"{W}num"):
            key = _value(num.find(f"{W}abstractNumId")) or ""
            abstract = abstracts.get(key)
            if abstract is None:
                continue
            linked = _value(abstract.find(f"{W}numStyleLink"))
            if linked is not None and linked in by_style:
                key = by_style[linked]
                abstract = abstracts[key]
            levels = {at: _read_level(each) for each in abstract.iter(f"{W}lvl") for at in [_whole(each, "ilvl")]}
            starts: dict[int, int] = {}
            for override in num.iter(f"{W}lvlOverride"):
                at = _whole(override, "ilvl")
                for own in override.iter(f"{W}lvl"):
                    levels[at] = _read_level(own)
                for start in override.iter(f"{W}startOverride"):
                    starts[at] = _whole(start, "val")
                    levels[at] = replace(levels.get(at, _Level()), start=starts[at])
            yield num.get(f"{W}numId", ""), _Numbering(key, levels, starts)


def _read_place(properties: _Element | None) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    level = properties.find(f"{W}ilvl")
    return _value(properties.find(f"{W}numId")), None if level is None else _whole(level, "val")


def _read_level(level: _Element) -> _Level:
    start, restart = level.find(f"{W}start"), level.find(f"{W}lvlRestart")
    legal = level.find(f"{W}isLgl")
    return _Level(
        # A level that does not say where it starts starts at nought.
        start=0 if start is None else _whole(start, "val"),
        style=_value(level.find(f"{W}numFmt")) or "decimal",
        text=_value(level.find(f"{W}lvlText")) or "",
        legal=legal is not None and _value(legal) not in {"0", "false"},
        restarts_after=None if restart is None else _whole(restart, "val"),
        paragraph_style=_value(level.find(f"{W}pStyle")),
    )


def _value(element: _Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _whole(element: _Element, name: str) -> int:
    match = re.fullmatch(r"-?\d{1,6}", element.get(f"{W}{name}", ""), re.ASCII)
    return int(match[0]) if match else 0
