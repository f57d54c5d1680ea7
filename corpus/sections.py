"""The heading tree of a plan: which lines are headings, and which stands below which.

    四、重点工程                          level 1
    （一）应急物资和装备建设工程          level 2
    1.健全体制。市、县区…                 level 3, run in: heading and body share the line
    专栏1  自然灾害风险防治               a box below the heading before it, with a numbering of its own

Within a scope (the document, or a box) the rank of a number's family among the open headings gives the level.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.asked import read_questions
from corpus.headings import (
    Family,
    Heading,
    Number,
    is_bracketed,
    is_count,
    read_annex,
    read_box,
    read_heading,
    read_number,
)
from corpus.lines import Line, split_lines
from corpus.plan import Furniture, FurnitureKind, Section, Span, Table
from corpus.spanset import SpanSet
from corpus.unnumbered import read_run_ins, read_unnumbered_headings

_LISTS_OF_DIGITS = (Family.HALF_BRACKETED_DIGITS, Family.BRACKETED_DIGITS, Family.DIGITS)
_LOOKED_AHEAD = 40
_ITEM_ENDS = ("。", "；", ";")
_ANNEX_LIST = re.compile(r"\s*附\s?件\s*[:：]\s*[1１一]\s*[.．、]")
_ANNEX_ENTRY = re.compile(r"\s*[0-9０-９一二三四五六七八九十]{1,2}\s*[.．、][^。；;]{2,60}$")
# What follows the last sentence: 抄送：…  公开属性：…  附件：  丰政发〔2022〕3号
_COLOPHON = re.compile(
    r"[\s*（(\[【]*(?:抄\s?送|公开属性|公开方式|公开选项|信息公开|主题词|(?P<annex>附件\s*[:：]?\s*$)|[一-龥]{2,12}[〔\[（(](?:19|20)\d\d[〕\]）)]\s*\d{1,4}\s*号\s*$)"
)
_COLOPHON_LINES = 12


@dataclass(frozen=True, slots=True)
class _Open:
    """A heading whose section is not closed yet; `box` tells that what follows is numbered anew."""

    at: int
    family: int
    value: int
    box: bool = False


def find_sections(text: str, furniture: Sequence[Furniture], tables: Sequence[Table] = ()) -> tuple[Section, ...]:
    """Return the sections of the body in document order; each ends where the next of its level or above begins."""
    leftovers = [each.span for each in furniture if each.kind is FurnitureKind.LEFTOVER]
    others = [each.span for each in furniture if each.kind is not FurnitureKind.LEFTOVER]
    taken = SpanSet.merged([*others, *map(_below_caption, tables)])
    lines = _body_lines(_masked(text, leftovers), taken)
    end = _body_end(text, SpanSet(each.span for each in furniture), lines, tables[-1].span.end if tables else 0)
    lines = [line for line in lines if line.start < end]
    tree = _Tree()
    numbers = [read_number(line.text) for line in lines]
    styled = read_unnumbered_headings(lines, numbers)
    run_ins = read_run_ins(lines, numbers)
    questions = read_questions(lines, numbers)
    listed = _listed_annexes(lines)
    below_captions = SpanSet.merged(map(_below_caption, tables))
    for at, (line, number) in enumerate(zip(lines, numbers, strict=True)):
        if at and below_captions.overlapping(Span(lines[at - 1].start, line.start)):
            tree.add_text()
        box = read_box(line.text, line.start)
        annex = read_annex(line.text, line.start)
        if at in styled or at in questions:
            tree.add(styled.get(at) or questions[at])
        elif box is not None:
            tree.add_box(box)
        elif annex is not None:
            tree.add_annex(annex)
        elif at in listed:
            continue
        elif number is not None:
            family = tree.family_of(number, numbers[at + 1 : at + 1 + _LOOKED_AHEAD])
            if family is not None:
                has_body = _has_body(numbers, at)
                is_item = line.text.rstrip().endswith(_ITEM_ENDS) and tree.is_item(family)
                heading = read_heading(line.text, line.start, number, family, has_body=has_body, is_item=is_item)
                tree.add(heading, number.value, numbers[at + 1 : at + 1 + _LOOKED_AHEAD])
            else:
                tree.add_text()
        elif at in run_ins and tree.sections:
            tree.add(run_ins[at])
        else:
            tree.add_text()
    return _close(tree.sections, end)


class _Tree:
    """The sections found so far, and which of them are open."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self._open: list[_Open] = []
        self._is_bare = False  # whether nothing stands below the title of the open box yet

    def add(self, heading: Heading, value: int = 0, following: Sequence[Number | None] = ()) -> None:
        """Nest a heading below the open ones that outrank it, closing the box it lies outside of."""
        if self._leaves_box(heading.family, value, following):
            while not self._open.pop().box:
                pass
        while self._open and not self._open[-1].box and self._open[-1].family >= heading.family:
            self._open.pop()
        self._append(heading, value)

    def add_box(self, heading: Heading) -> None:
        """Nest a box below the innermost numbered heading; a box never lies in a box."""
        while any(each.box for each in self._open):
            self._open.pop()
        while self._open and self._open[-1].family >= Family.ORDER:
            self._open.pop()
        self._append(heading, 0, box=True)
        self._is_bare = True

    def add_text(self) -> None:
        """Take note of a line that is no heading."""
        self._is_bare = False

    def add_annex(self, heading: Heading) -> None:
        """Close everything; what is numbered in the annex stands beside its title, not below it."""
        self._open.clear()
        self._append(heading, 0)

    def is_item(self, family: Family) -> bool:
        """Tell whether a number of `family` is of a list within an article: 第五条 有下列情形之一的： and below it （一）."""
        return family > Family.ARTICLE and any(each.family == Family.ARTICLE for each in self._scope())

    def family_of(self, number: Number, following: Sequence[Number | None]) -> Family | None:
        """Return the family of a number; of a damaged one, that of the open list which it goes on; None when it is none."""
        if number.family is Family.HALF_BRACKETED_DIGITS:
            return self._list_awaiting(number.value) or number.family
        if number.family in {Family.ORDER, Family.DASH}:
            return number.family if self._open else None
        if number.family in {Family.DECIMAL, Family.SUBDECIMAL}:
            return number.family if self._is_next_decimal(number) else None
        if number.family is not None:
            return number.family
        if is_count(number):
            return self._damaged_count(number, following)
        found = self._list_awaiting(number.value)
        if found is None and number.value == 1 and _opens_a_list(following):
            in_list = any(each.family == Family.DIGITS for each in self._scope())
            return Family.BRACKETED_DIGITS if in_list or is_bracketed(number) else Family.DIGITS
        return found

    def _is_next_decimal(self, number: Number) -> bool:
        """Tell whether 2.3 comes next below an open 2 or chapter 2, and 2.3.1 below an open 2.3; 1.5 may be a quantity."""
        outer = [int(part) for part in re.split("[.．]", number.printed.rstrip(".．"))][-2]
        return number.value in {1, self._last(number.family or Family.DECIMAL) + 1} and any(
            each.value == outer and each.family < (number.family or Family.DECIMAL) for each in self._scope()
        )

    def _damaged_count(self, number: Number, following: Sequence[Number | None]) -> Family | None:
        if number.printed == "、":
            return Family.COUNT
        if number.printed.endswith("、"):  # a whole 一、 is no damaged one; 、二、三 in a sentence is neither
            return None
        for family in (Family.BRACKETED_COUNT,) if is_bracketed(number) else (Family.BRACKETED_COUNT, Family.COUNT):
            last = self._last(family)
            if number.value == last + 1 and (last or is_bracketed(number)):
                return family
        # 一　总则, and below it 二　组织体系: set apart by white space alone.
        return Family.COUNT if number.value == 1 and _is_followed_by_two_counted(following) else None

    def _list_awaiting(self, value: int) -> Family | None:
        """Return the innermost open list of digits whose next number is `value`."""
        for each in reversed(self._scope()):
            if each.family in _LISTS_OF_DIGITS and each.value + 1 == value:
                return Family(each.family)
        return None

    def _leaves_box(self, family: int, value: int, following: Sequence[Number | None]) -> bool:
        """Tell whether a heading goes on a list around the open box rather than one inside it.

        The first （一） below a chapter is of the box if nothing else is, and （二） is of the box if another follows that
        can be of the chapter.
        """
        box = next((at for at, each in enumerate(self._open) if each.box), None)
        if box is None or family >= Family.ORDER:
            return False
        inside = self._last(family) + 1
        outside = next((each.value + 1 for each in self._open[:box] if each.family == family), 1)
        if value == inside == outside and family == Family.BRACKETED_COUNT:
            return not (self._is_bare if value == 1 else _comes_again(following, family, value))
        if family <= Family.BRACKETED_COUNT:
            return value == outside or value != inside
        return value == outside and value != inside

    def _last(self, family: int) -> int:
        return next((each.value for each in reversed(self._scope()) if each.family == family), 0)

    def _scope(self) -> list[_Open]:
        box = next((at for at, each in enumerate(self._open) if each.box), -1)
        return self._open[box + 1 :]

    def _append(self, heading: Heading, value: int, *, box: bool = False) -> None:
        parent = self._open[-1].at if self._open else None
        level = len(self._open) + 1
        self.sections.append(Section(heading.number, heading.title, level, heading.span, heading.span, parent))
        self._open.append(_Open(len(self.sections) - 1, heading.family, value, box))
        self._is_bare = False


def _comes_again(following: Sequence[Number | None], family: int, value: int) -> bool:
    """Tell whether a number comes once more before its list ends: another list goes on with it."""
    for number in following:
        if number is not None and number.family is not None and number.family <= family:
            if number.family < family or number.value == 1:
                return False
            if number.value == value:
                return True
    return False


def _below_caption(table: Table) -> Span:
    """Return the table without its caption, which may be the heading of a box."""
    return Span(table.header[0].span.start, table.span.end) if table.header else table.span


def _listed_annexes(lines: Sequence[Line]) -> frozenset[int]:
    """Return the positions of the lines that go on a list of annexes (附件：1.…)."""
    listed: set[int] = set()
    for at, line in enumerate(lines):
        if "附" in line.text and _ANNEX_LIST.match(line.text) or at - 1 in listed and _ANNEX_ENTRY.match(line.text):
            listed.add(at)
    return frozenset(listed)


def _opens_a_list(following: Sequence[Number | None]) -> bool:
    """Tell whether a damaged 1 is a number: the next numbered line, not far below, is a 2, or a 1.1."""
    number = next((each for each in following if each is not None), None)
    if number is None or is_count(number):
        return False
    return number.printed.startswith(("1.1", "1．1")) if number.family is Family.DECIMAL else number.value == 2


def _is_followed_by_two_counted(following: Sequence[Number | None]) -> bool:
    """Tell whether a damaged 二 comes next among the damaged counts."""
    counts = (each for each in following if each is not None and each.family is None and is_count(each))
    number = next(counts, None)
    return number is not None and number.value == 2


def _has_body(numbers: Sequence[Number | None], at: int) -> bool:
    """Tell whether text or a lower heading follows a numbered line, rather than the next number of its own list."""
    if at + 1 >= len(numbers):
        return False
    here, below = numbers[at], numbers[at + 1]
    if here is None or here.family is None or below is None or below.family is None:
        return True
    return below.family > here.family


def _masked(text: str, leftovers: Sequence[Span]) -> str:
    """Return `text` with spaces in place of `leftovers`, so that a heading is read across them and offsets stay."""
    if not leftovers:
        return text
    parts: list[str] = []
    at = 0
    for span in leftovers:
        parts += [text[at : span.start], " " * len(span)]
        at = span.end
    return "".join([*parts, text[at:]])


def _body_lines(text: str, taken: SpanSet) -> list[Line]:
    """Return the lines of the body; of a line with something taken in it, the first stretch that is free."""
    filled = [line for line in split_lines(text) if line.text.strip()]
    if not taken.spans:
        return filled
    lines: list[Line] = []
    at = 0  # among the spans taken, which are in order as the lines are
    for line in filled:
        while at < len(taken.spans) and taken.spans[at].end <= line.start:
            at += 1
        if at == len(taken.spans) or taken.spans[at].start >= line.start + len(line.text):
            lines.append(line)
            continue
        if taken.spans[at].start <= line.start and taken.spans[at].end >= line.start + len(line.text):
            continue
        for free in taken.gaps(line.span):
            if free.of(text).strip():
                lines.append(Line(free.of(text), free.start))
                break
    return lines


def _close(sections: list[Section], body_end: int) -> tuple[Section, ...]:
    ends = [max(body_end, section.heading.end) for section in sections]
    still_open: list[int] = []
    for at, section in enumerate(sections):
        while still_open and sections[still_open[-1]].level >= section.level:
            ends[still_open.pop()] = section.heading.start
        still_open.append(at)
    return tuple(
        Section(each.number, each.title, each.level, each.heading, Span(each.heading.start, end), each.parent)
        for each, end in zip(sections, ends, strict=True)
    )


def _body_end(text: str, furniture: SpanSet, lines: Sequence[Line], tables_end: int) -> int:
    """Return where the body ends: before the colophon (抄送：…), the white space and the furniture that close the document.

    A lone 附件 above a table opens the annex that the table is.
    """
    end = len(text)
    for line in lines[-_COLOPHON_LINES:]:
        if read_number(line.text) is not None:
            end = len(text)
        elif end == len(text) and (colophon := _COLOPHON.match(line.text)):
            end = len(text) if colophon["annex"] and line.start < tables_end else line.start
    for taken in reversed([span for span in furniture.spans if span.end <= end]):
        if text[taken.end : end].strip():
            break
        end = taken.start
    while end and text[end - 1].isspace():
        end -= 1
    return end
