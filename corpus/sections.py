"""The heading tree of a plan.

A heading is a line that opens with a number of a known family; its rank among the open headings gives its level:

    四、重点工程                          level 1
    （一）应急物资和装备建设工程          level 2
    1.健全体制。市、县区…                 level 3, run in: heading and body share the line
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.lines import Line, split_lines
from corpus.plan import Furniture, Section, Span
from corpus.spanset import SpanSet

_NUMERAL = "[一二三四五六七八九十百零〇]+"
_NUMERAL_OR_DIGITS = f"(?:{_NUMERAL}|\\d+)"

# From the outermost family to the innermost. A family's rank is its position here.
_FAMILIES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"(?P<number>{number})(?P<gap>[ \t\u2002\u3000]*)")
    for number in (
        f"第{_NUMERAL_OR_DIGITS}编",
        f"第{_NUMERAL_OR_DIGITS}章",
        f"第{_NUMERAL_OR_DIGITS}节",
        f"第{_NUMERAL_OR_DIGITS}条",
        f"{_NUMERAL}[、．.]",
        f"[（(]{_NUMERAL}[）)]",
        # 1.5平方米 is a quantity, 1. a number; a bare 1 is a page number or a table cell.
        r"\d{1,3}(?:[．、]|\.(?!\d))",
        r"[（(]\d{1,3}[）)]",
        "[①-⑳]",
    )
)
_DIGITS = 6  # the rank of 1.
# 71加强 after 70.: a number that lost its dot. 3个 and 5年 are quantities.
_LOST_DOT = re.compile(r"(?P<number>\d{1,3})(?=[一-龥])(?![个年月日条项家支名人户处级类次万亿倍所座种])")
_DECORATION = re.compile(r"[#*\s]*")
# 健全领导指挥体制。 — the longest sentence that still reads as a heading.
_LONGEST_HEADING = 40
_SENTENCE_END = re.compile(r"[。！？]")
_NOT_A_TITLE = re.compile(r"[；;，,：:]$")


class _Heading(NamedTuple):
    rank: int
    number: str
    title: str
    span: Span


def find_sections(text: str, furniture: Sequence[Furniture]) -> tuple[Section, ...]:
    """Return the sections of the body in document order; each ends where the next of its level or above begins."""
    taken = SpanSet(each.span for each in furniture)
    headings: list[_Heading] = []
    last = 0  # the latest number of the family 1.
    for line in _body_lines(text, taken):
        heading = _read_heading(line.text, line.start, expected=last + 1)
        if heading is None:
            continue
        headings.append(heading)
        if heading.rank == _DIGITS:
            last = int(heading.number.rstrip("．、."))
        elif heading.rank < _DIGITS:
            last = 0
    return _close(_nest(headings), _body_end(text, taken))


def _body_lines(text: str, furniture: SpanSet) -> list[Line]:
    """Return the lines of the body; of a line with furniture in it, the first stretch that is free of it."""
    lines: list[Line] = []
    for line in split_lines(text):
        if not line.text.strip():
            continue
        span = line.span
        for free in furniture.gaps(span):
            if free.of(text).strip():
                lines.append(Line(free.of(text), free.start))
                break
    return lines


def _read_heading(line: str, offset: int, expected: int) -> _Heading | None:
    """Read the heading that opens `line`; `expected` is the number 1. that would come next."""
    indent = _DECORATION.match(line)
    start = indent.end() if indent else 0
    for rank, family in enumerate(_FAMILIES):
        match = family.match(line, start)
        if match is not None:
            return _heading(rank, match, line, offset)
    match = _LOST_DOT.match(line, start)
    if match is not None and expected > 1 and int(match["number"]) == expected:
        return _heading(_DIGITS, match, line, offset)
    return None


def _heading(rank: int, number: re.Match[str], line: str, offset: int) -> _Heading:
    title_end = _title_end(line, number.end())
    title = line[number.end() : title_end].strip().rstrip("*# 。")
    return _Heading(rank, number["number"], title, Span(offset + number.start(), offset + title_end))


def _title_end(line: str, start: int) -> int:
    """Return where the title ends that begins at `start`; `start` itself when the line is a numbered paragraph."""
    rest = line[start:].rstrip()
    sentence = _SENTENCE_END.search(rest)
    if sentence is not None and sentence.end() <= _LONGEST_HEADING:
        return start + sentence.end()
    if sentence is None and rest and len(rest) <= _LONGEST_HEADING and not _NOT_A_TITLE.search(rest):
        return start + len(rest)
    return start


def _nest(headings: list[_Heading]) -> list[Section]:
    sections: list[Section] = []
    open_at: list[int] = []
    ranks: list[int] = []
    for heading in headings:
        while ranks and ranks[-1] >= heading.rank:
            ranks.pop()
            open_at.pop()
        parent = open_at[-1] if open_at else None
        level = len(open_at) + 1
        sections.append(Section(heading.number, heading.title, level, heading.span, heading.span, parent))
        open_at.append(len(sections) - 1)
        ranks.append(heading.rank)
    return sections


def _close(sections: list[Section], body_end: int) -> tuple[Section, ...]:
    ends = [max(body_end, section.heading.end) for section in sections]
    still_open: list[int] = []
    for at, section in enumerate(sections):
        while still_open and sections[still_open[-1]].level >= section.level:
            ends[still_open.pop()] = section.heading.start
        still_open.append(at)
    return tuple(
        replace(section, span=Span(section.heading.start, end)) for section, end in zip(sections, ends, strict=True)
    )


def _body_end(text: str, furniture: SpanSet) -> int:
    """Return where the body ends: before the white space and the furniture that close the document."""
    end = len(text)
    for taken in reversed(furniture.spans):
        if text[taken.end : end].strip():
            break
        end = taken.start
    while end and text[end - 1].isspace():
        end -= 1
    return end
