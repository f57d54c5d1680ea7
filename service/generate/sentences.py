"""Takes a draft apart as it comes: thoughts left out, sentences with their markers, claims between markers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MARKER = re.compile(r"\[(\d{1,4})\]")
# ［1］ 【1】 [^1] [来源1] [1,2] [1-3] are ways to write [1], [1][2]; a range is left alone, and is no marker.
_ANY_MARKER = re.compile(
    r"[\[［【]\s*\^?(?:来源|出处|段落|passage|source)?\s*(\d{1,4}(?:\s*[,，、;；]\s*\d{1,4})*)\s*[\]］】]",
    re.IGNORECASE,
)
_THOUGHT = ("<think>", "</think>")
# 。 or a new line ends a sentence, and so does a full stop before a space, but not in "No. 3" or "1. ".
_END = re.compile(
    r"(?P<stop>[。！？!?]+[”’』」）)\"]*|(?<!\bNo)(?<!^\d)(?<!^\d\d)(?<!\n\d)(?<!\n\d\d)\.[\"”)]*(?=\s|[\[［【]|$))(?P<tail>(?:\s*[\[［【][^\[\]［］【】\n]{1,12}[\]］】])*)|\n+"
)
_UNFINISHED = re.compile(r"\s*(?:[\[［【][^\[\]［］【】\n]{0,12})?$")
_BULLET = re.compile(r"^\s*(?:[-*•·]+\s+|#+\s+|>\s+|\d{1,2}[.)、）]\s*(?!\d)|[(（]\d{1,2}[)）]\s*)")
_EMPHASIS = re.compile(r"\*{1,3}|`+|__")
_CONTENT = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said before a marker, without it, and the citations that are to prove it."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft in its own words, its markers written [n]; `breaks` tells that a new line follows it."""

    text: str
    breaks: bool = False

    @property
    def claims(self) -> tuple[Claim, ...]:
        """What it says, marker by marker; words after the last marker belong to it. One claim without numbers if unmarked."""
        claims: list[Claim] = []
        at = 0
        for group in re.finditer(r"(?:\[\d{1,4}\]\s*)+", self.text):
            numbers = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(group.group())))
            claims.append(Claim(self.text[at : group.start()], numbers))
            at = group.end()
        rest = self.text[at:]
        if not claims:
            return (Claim(self.text, ()),)
        if _CONTENT.search(rest):
            claims[-1] = Claim(claims[-1].text + rest, claims[-1].numbers)
        return tuple(claims)

    def marked(self, number: int) -> "Sentence":
        """Return the sentence with a marker at its end."""
        return Sentence(f"{self.text}[{number}]", self.breaks)


def marked_numbers(text: str) -> set[int]:
    """Return the numbers of the markers in `text`."""
    return {int(number) for number in _MARKER.findall(text)}


@dataclass
class SentenceReader:
    """Cuts a draft that comes in pieces into sentences."""

    _left: str = ""
    _thinking: bool = field(default=False)
    _begun: bool = field(default=False)

    def feed(self, piece: str) -> Iterator[Sentence]:
        """Yield the sentences that are certainly at their end, with their markers."""
        self._left += piece
        if self._is_thought():
            return
        yield from self._sentences(at_end=False)

    def finish(self) -> Iterator[Sentence]:
        """Yield what is left."""
        if not self._thinking:
            yield from self._sentences(at_end=True)

    def _is_thought(self) -> bool:
        """Leave out what a model thinks before it speaks; tell whether it still does."""
        if not self._begun:
            self._left = self._left.lstrip()
            if _THOUGHT[0].startswith(self._left[: len(_THOUGHT[0])]) and len(self._left) < len(_THOUGHT[0]):
                return True
            self._begun = True
            self._thinking = self._left.startswith(_THOUGHT[0])
        if self._thinking:
            _, closing, rest = self._left.partition(_THOUGHT[1])
            self._thinking = not closing
            self._left = rest.lstrip() if closing else self._left
        return self._thinking

    def _sentences(self, *, at_end: bool) -> Iterator[Sentence]:
        start = 0
        for match in _END.finditer(self._left):
            rest = self._left[match.end() :]
            # Markers may still follow, and a full stop may turn out to be a decimal point.
            if not at_end and match["stop"] and _UNFINISHED.fullmatch(rest) and not rest.startswith("\n"):
                break
            breaks = not match["stop"] or rest.startswith("\n")
            yield from _sentence(self._left[start : match.end()], breaks=breaks)
            start = match.end()
        self._left = self._left[start:]
        if at_end:
            yield from _sentence(self._left, breaks=False)
            self._left = ""


def _sentence(printed: str, *, breaks: bool) -> Iterator[Sentence]:
    text = _EMPHASIS.sub("", _BULLET.sub("", printed)).strip()
    text = _ANY_MARKER.sub(lambda match: "".join(f"[{number}]" for number in re.findall(r"\d+", match[1])), text)
    if _CONTENT.search(_MARKER.sub("", text)):
        yield Sentence(re.sub(r"\s+", " ", text), breaks)
