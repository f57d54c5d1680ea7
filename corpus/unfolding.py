"""Gives a document that lost its line breaks lines again: a plan pasted as one paragraph, a page saved as one line.

    某市人民政府关于印发某规划的通知 某政发〔2022〕3号 各县区人民政府：… 一、总体要求 （一）指导思想。以…为指导。（二）…

Breaks are put in for the parser alone; what it finds is told by offsets of the text as it came.
"""

import re
from bisect import bisect_left
from collections.abc import Hashable, Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar, cast

from corpus.doc_numbers import find_standing_numbers, number_at
from corpus.headings import value_of
from corpus.issuers import is_organisation
from corpus.keys import KEY_WORDS
from corpus.plan import Span

T = TypeVar("T")

# Paragraphs are shorter: lines this long on average are no paragraphs.
_LONG_LINES = 600
_NUMERAL = "[一二三四五六七八九十百零〇]{1,4}"
_SENTENCE_EDGE = frozenset("。；;！？!?：:”’）)》】]")
_MARKER = re.compile(
    rf"(?P<chapter>第(?P<c>{_NUMERAL}|\d{{1,3}})[编篇章](?![的为是和与，,、规]))"
    rf"|(?P<division>第(?P<d>{_NUMERAL}|\d{{1,3}})节(?![的为是和与，,、规]))"
    rf"|(?P<article>第(?P<a>{_NUMERAL}|\d{{1,3}})条(?![的是和与至、，,第规款]))"
    rf"|(?<![一二三四五六七八九十百第])(?P<count>(?P<n>{_NUMERAL})、(?!{_NUMERAL}[、，,]))"
    rf"|(?<![第附款条件项])(?P<bracketed>[（(](?P<b>{_NUMERAL})[）)](?![项款条]))"
    r"|(?<![\d.．])(?P<digits>(?P<g>\d{1,2})[.．、] ?(?=[一-龥“《]))"
    r"|(?<![第附款条件项])(?P<inner>[（(](?P<i>\d{1,2})[）)](?=[一-龥“《]))"
)
_FAMILIES = ("chapter", "division", "article", "count", "bracketed", "digits", "inner")
_VALUES = "cdanbgi"
# A list of these may be a list within a sentence: a first one counts only where a second comes.
_PAIRED = frozenset(("count", "bracketed", "digits", "inner"))
_LONGEST_HEADING = 30
_MOST_LOST = 2  # numbers of a list that may be missing
_ONLY_MARKER = re.compile(
    rf"(?:第(?:{_NUMERAL}|\d{{1,3}})[编篇章节条]|{_NUMERAL}、|[（(](?:{_NUMERAL}|\d{{1,2}})[）)]|\d{{1,2}}[.．、]|(?:附件|专栏|表)\s*\d{{0,2}}|[#*]+)"
)
_NUMBERED_TITLE = re.compile(rf"{_ONLY_MARKER.pattern} ?[^，。；：,;:\d]{{2,20}}")
_SPACE = re.compile(r"[ \t\u3000\xa0\u2002\u2003]+")
_WIDE = re.compile("[一-龥“”‘’《》〈〉（）【】〔〕，。；：！？、—…]")
_DATE = re.compile(r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日")
_DIGITS_OPEN = re.compile(rf"{_DATE.pattern}|\d{{1,2}}[.．、](?!\d)|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}")
_DATE_BEFORE = re.compile(r"\d[-./]\d{1,2}[-./]\d{1,2}$")
_SHORTEST_WORDS = 6  # on average between two spaces, if these are not for spacing letters out

_ASKED = re.compile(r"(?:记者)?问\s?[：:](?=[^？?]{2,300}[？?](?:[^？?答]{0,100}[？?])?\s{0,4}答\s?[：:])")
_ANSWERED = re.compile(r"(?<=[？?])\s{0,4}(?=答\s?[：:])")
# 晨报：夜校怎样报名？李青：凭身份证报名。 — behind a sentence, or behind who published the interview.
_SPOKEN = re.compile(
    r"(?:(?<=[。！？!?”）)会局厅府])|(?<=办公室))\s?(?P<who>[一-龥A-Za-z（）()·]{2,16})[：:]"
    r"[^：:\n]{2,300}?[？?](?=\s?[一-龥·]{2,6}[：:])"
)
_FEWEST_SPOKEN = 2  # one question like this may be of a text

_HEAD = 1200  # characters in which a document names itself and those it is sent to
_KIND = "规划|计划|方案|意见|办法|规定|条例|细则|预案|要点|纲要|措施|规程|指南"
_NOTICE = re.compile(
    r"[^。；：:！？\n]{0,60}?关于[^。；：:！？\n]{3,120}?(?:的(?:通知|意见|决定|公告|通告|报告|函|复函|批复|请示|通报|指导意见|实施意见|若干措施|工作方案))(?![，。、》”])"
    r"(?:[（(][^（）()\n]{1,30}[）)])?"
)
_TITLE = re.compile(
    rf"[^。；：:！？，,\n]{{3,60}}?(?:{_KIND})(?:[（(][^（）()\n]{{1,30}}[）)])?"
    rf"(?=为(?!民)|根据|按照|依据|第一[章条编]|前言|序言|目录|{_NUMERAL}、|[（(]{_NUMERAL}[）)]|各[市县区镇乡街有])"
)
_ADDRESSED = re.compile(
    r"\s*(?:各|有关|相关|[一-龥]{2,12}(?:人民政府|委员会|局|厅|办公室)[，、：:])[^。；：:！？\n]{0,120}[：:]"
)
_KEYED = re.compile(rf"(?:{KEY_WORDS})[*]{{0,2}}[：:]")
_SIGNED = re.compile(
    rf"(?<=[。）)！”])\s{{0,4}}(?P<name>[一-龥（）()、 ]{{4,60}}?)\s{{0,4}}(?P<date>{_DATE.pattern})(?![，、前后起至印召发])"
)
_COLOPHON = re.compile(r"(?<=[。；日）)])\s{0,4}(?=抄送[：:]|[（(]此件|附件[：:])")


class Unfolded(NamedTuple):
    """A text with line feeds put in, and where those stand in it."""

    text: str
    added: list[int]

    def fold(self, value: T) -> T:
        """Return `value`, a plan or any part of one, with its spans as they are in the text before."""
        return cast(T, self._folded(value))

    def _folded(self, value: Any) -> Any:  # noqa: ANN401 - any field of any value of a plan
        kind = type(value)
        if kind is Span:
            return Span(self._position(value.start), self._position(value.end))
        if kind is tuple:
            return tuple(map(self._folded, value))
        names = _field_names(cast(Hashable, kind))  # a class is one, which mypy does not see
        return kind(*[self._folded(getattr(value, name)) for name in names]) if names else value

    def _position(self, at: int) -> int:
        return at - bisect_left(self.added, at)


@lru_cache(maxsize=64)
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def unfold(text: str) -> Unfolded | None:
    """Return `text` with a line feed where each line began; None where it has its lines."""
    filled = [line for line in text.split("\n") if line.strip()]
    if not filled or (len(filled) > 1 and sum(map(len, filled)) < _LONG_LINES * len(filled)):
        return None
    breaks: set[int] = set()
    for line in re.finditer(r"[^\n]+", text):
        span = Span(*line.span())
        breaks |= set(_at_spaces(text, span))
        breaks |= set(_around_head(text, span))
        breaks |= set(_around_signatures(text, span))
        breaks |= set(_around_questions(text, span))
        breaks |= set(_before_markers(text, span, breaks))
    found = sorted(at for at in breaks if 0 < at < len(text) and text[at - 1] != "\n")
    if not found:
        return None
    parts = [text[start:end] for start, end in zip([0, *found], [*found, len(text)], strict=True)]
    return Unfolded("\n".join(parts), [at + count for count, at in enumerate(found)])


def _at_spaces(text: str, line: Span) -> Iterator[int]:
    """Yield where a line began behind white space: not within a number (2022 年) nor a word that is spaced out (总 则)."""
    spaces = [Span(*each.span()) for each in _SPACE.finditer(text, line.start, line.end)]
    if not spaces or len(line) < _SHORTEST_WORDS * len(spaces):
        return
    start = line.start
    for at, space in enumerate(spaces):
        end = spaces[at + 1].start if at + 1 < len(spaces) else line.end
        before = text[max(start, space.start - _LONGEST_HEADING) : space.start].strip()
        if not before or space.end >= line.end or (len(before) < 8 and _ONLY_MARKER.fullmatch(before)):
            continue
        last = spaces[at - 1].end if at else line.start
        if before[-1] not in _SENTENCE_EDGE and 1 in (space.start - last, end - space.end):
            continue
        if _opens_line(text, before, space.end):
            yield space.end
            start = space.end


def _opens_line(text: str, before: str, at: int) -> bool:
    """Tell whether the words at `at`, behind a space, stood on a line of their own."""
    if before[-1] in "。；！？：" or before.endswith("--"):
        return True
    if text[at].isdecimal() and not _NUMBERED_TITLE.fullmatch(before):
        return _DIGITS_OPEN.match(text, at) is not None
    if text[at].isdecimal():
        return True
    is_after_words = _WIDE.match(before[-1]) is not None and before[-1] not in "，、"
    return (is_after_words or _DATE_BEFORE.search(before) is not None) and _WIDE.match(text, at) is not None


def _around_head(text: str, line: Span) -> Iterator[int]:
    """Yield where title, document number, keys and the list of those addressed begin and end."""
    head = Span(line.start, min(line.end, line.start + _HEAD))
    for key in _KEYED.finditer(text, head.start, head.end):
        yield key.start()
        yield number_at(text, key.end()) or key.start()
    for standing in find_standing_numbers(text, head):
        yield from (standing.start, standing.end)
    at = head.start
    while text[at : at + 1] in {" ", "\u3000", "#"}:
        at += 1
    number = number_at(text, at)
    if number is not None:
        yield number
        at = number
    title = _NOTICE.match(text, at, head.end) or _TITLE.match(text, at, head.end)
    if title is not None:
        yield title.end()
        number = number_at(text, title.end())
        at = number or title.end()
        yield at
        addressed = _ADDRESSED.match(text, at, head.end)
        if addressed is not None:
            yield addressed.end()


def _around_signatures(text: str, line: Span) -> Iterator[int]:
    """Yield where an organisation, its date and what follows begin: …施行。某市人民政府2022年7月15日某市某规划为…"""
    for signed in _SIGNED.finditer(text, line.start, line.end):
        if not is_organisation(signed["name"].strip()):
            continue
        yield signed.start("name")
        yield signed.start("date")
        yield signed.end()
        title = _TITLE.match(text, signed.end(), line.end)
        if title is not None:
            yield title.end()
    for colophon in _COLOPHON.finditer(text, line.start, line.end):
        yield colophon.end()


def _around_questions(text: str, line: Span) -> Iterator[int]:
    """Yield where a question and its answer begin: 问：…？答：… or 晨报：…？李青：…"""
    spoken = list(_SPOKEN.finditer(text, line.start, line.end))
    if len(spoken) >= _FEWEST_SPOKEN:
        for each in spoken:
            yield each.start("who")
            yield each.end()
    for asked in _ASKED.finditer(text, line.start, line.end):
        yield asked.start()
    for answered in _ANSWERED.finditer(text, line.start, line.end):
        yield answered.end()


def _before_markers(text: str, line: Span, breaks: set[int]) -> Iterator[int]:
    """Yield where a number of the outline begins: it counts on, and stands behind a sentence, a heading or a break."""
    numbered = [(each, _family_of(each)) for each in _MARKER.finditer(text, line.start, line.end)]
    seconds = {family: each.start() for each, family in numbered if _value(each, family) == 2}
    last: dict[int, int] = {}
    end, outer = line.start, -1  # of the latest number, and its family
    for each, family in numbered:
        value, at = _value(each, family), each.start()
        # What is cut out of a longer document begins with any number.
        opens = not last and (at in breaks or not text[line.start : at].strip())
        counts_on = value == last.get(family, 0) + 1 or opens
        if value != 1 and not (counts_on or last.get(family, 0) < value <= last.get(family, 0) + _MOST_LOST + 1):
            continue
        if value == 1 and not opens and _FAMILIES[family] in _PAIRED and at > seconds.get(family, -1):
            continue
        # 责任单位：区司法局7.逐步建成… has no mark before the next of a long list.
        is_next_of_list = counts_on and value > 1 and _FAMILIES[family] == "digits"
        between = text[end:at]
        is_heading_before = (
            family > outer >= 0 and len(between) <= _LONGEST_HEADING and not re.search("[。，,；;：]", between)
        )
        if at in breaks or _edge_before(text, at) or (counts_on or value == 1) and is_heading_before or is_next_of_list:
            yield at
            last[family] = value
            end, outer = each.end(), family


def _edge_before(text: str, at: int) -> bool:
    before = text[max(0, at - 4) : at].rstrip()
    return not before or before[-1] in _SENTENCE_EDGE


def _family_of(marker: re.Match[str]) -> int:
    return next(at for at, family in enumerate(_FAMILIES) if marker[family])


def _value(marker: re.Match[str], family: int) -> int:
    return value_of(marker[_VALUES[family]])
