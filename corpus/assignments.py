"""Assignments: the words of a document that say who answers for what stands before them, and by when.

责任单位:区纪委监委、区委组织部、区委编办、区政府办
（责任单位：市科委、市经济信息化委；完成时限：2023年底）
（市教育局牵头，市公安局、市民政局按职责分工负责）
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import NamedTuple

from corpus.lines import line_starts
from corpus.margins import plain
from corpus.plan import Span
from corpus.spanset import SpanSet
from corpus.units import looks_like_unit, split_list


class Role(Enum):
    """What a unit has to do with a task, and the other things that are said beside it."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORTING = "supporting"
    DEADLINE = "deadline"
    OTHER = "other"  # 责任领导, 联系人: people, not units


_ROLES = {
    **dict.fromkeys(("牵头", "主责", "主办"), Role.LEAD),
    **dict.fromkeys(("责任", "负责", "实施", "落实", "承办"), Role.RESPONSIBLE),
    **dict.fromkeys(("配合", "协办", "协助", "协同", "参与", "参加", "支持"), Role.SUPPORTING),
}


def _spaced(words: Iterable[str]) -> str:
    """Return a pattern of any of `words`, with or without spaces between the characters: 责 任 单 位."""
    return "(?:" + "|".join(r"[ \t\u3000]{0,4}".join(word) for word in words) + ")"


_ROLE = _spaced(_ROLES)
_DEADLINES = (
    *("完成时限", "办结时限", "工作时限", "时限要求", "完成时间", "完成期限", "完成日期", "时间进度", "时间安排"),
    *("时间节点", "时间要求", "进度安排", "工作进度", "进度要求", "实施时间", "实施期限", "时限"),
)
_PEOPLE = (
    *("牵头领导", "责任领导", "分管领导", "联系领导", "市级领导", "区级领导", "县级领导"),
    *("责任人", "负责人", "联系人", "联系电话"),
)
_RANKS = ("第一", "主要", "共同")
_OPENERS = "".join(sorted({words[0] for words in (*_DEADLINES, *_PEOPLE, *_RANKS, *_ROLES)}))
_KEY = re.compile(
    rf"(?=[{_OPENERS}])(?:(?P<deadline>{_spaced(_DEADLINES)})|(?P<other>{_spaced(_PEOPLE)})"
    rf"|(?:{'|'.join(_RANKS)})?(?P<role>{_ROLE})(?:[（(]?[及和与、/]?{_ROLE}[）)]?)?[ \t\u3000]{{0,4}}{_spaced(('单位', '部门', '处室', '科室', '股室', '机构', '主体'))}"
    r"(?:[及和、]责任人)?)"
    r"(?:(?P<colon>[*_ \t\u3000]*[:：】\]］][*_]*)|(?P<equals>[为是]))?"
)
# 責任單位, 牽頭單位, 主辦, 時限: what no document in simplified characters has.
_TRADITIONAL = re.compile("[責單牽辦時協參]")
OPENING, CLOSING = "（(【[〔［", "）)】]〕］"
_LIST_MARK = r"(?:[（(]?\d{1,2}[）)．.、]|[①-⑳])"
_LIST_NUMBER = re.compile(rf"{_LIST_MARK}|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
_BEFORE_KEY = re.compile(rf"[\s*_>#|\-—•·]*{_LIST_MARK}?[\s*_]*")
_LONGEST_MARK = 24
_BETWEEN = re.compile(rf"(?:[\s*_>#|\-—•·。；;，,、）)】\]〕］]|{_LIST_MARK})*")
_CLOSE = re.compile(r"[*_]*[）)】\]〕］]*[*_]*[。；;]?")
# A value ends with its sentence, its line, or the bracket around it.
_VALUE = re.compile(r"(?:[^（()）【】\[\]〔〕［］。\n]++|[（(][^（()）\n]*[）)])*")
_GOES_ON = re.compile(r"[、，,；;及和]\s*\Z")
_LINE_END = re.compile(r"[ \t\u3000]*\n\s*")

_VERBS = "牵头|配合|协办|协助|协同|参与|参加|支持|负责|承办|主办|组织实施|落实|实施|推进|完成"
_ANY_VERB = re.compile(_VERBS)
_VERB = re.compile(
    r"(?:分别|共同|具体|主要|联合|统一|各自|(?:按照?|依据?|根据)?(?:各自)?的?(?:职责|职能|任务)(?:分工|权限)?|按分工)*"
    rf"(?:[、和]?(?P<verb>{_VERBS})(?:工作|等)?)+$"
)
_REMARK = re.compile(r"[（(]([^（()）\n]{2,60})[）)]")
_CLAUSE = re.compile(r"(?:[^，,；;。（(]++|[（(][^（()）\n]*[）)]|[（(])+")
_AFTER_VERB = re.compile(r"(?<=牵头|负责|配合|参与|协办)[、和及\s]")
_COMPLETED = re.compile(r"(?<=[前底末内])(?:基本|全部|全面)?完成$")
_DATE = re.compile(r"\d{2,4}\s*年|\d{1,2}\s*月|年底|长期|持续|每年|全年|常年|常态|立即")
_BRACKET = re.compile(r"[（(【\[〔［](?:[^（()）【】\[\]〔〕［］\n]++|[（(][^（()）\n]*[）)])++[）)】\]〕］]")
# …，由市教育局牵头，市人社局配合。 at the end of a paragraph
_BY = re.compile(
    r"(?<=[。；;，,\n])(?P<said>[ \t\u3000]*由(?P<value>[^。；;！？!?\n]{4,200}))[。；;]?(?=[ \t\u3000]*(?:\n|\Z))"
)
# A bracket with nothing but units must name one in full and may not explain a word: （以下简称市安委办）
_IN_FULL = re.compile(r"各|.{2,}(?:[局委厅办]|(?<![总内全])部|政府|办公室|委员会)$")
_EXPLAINS = re.compile("以下|简称|原|含|包括|如|除|见|即|指|或")
_LINE_CLOSES = re.compile(r"[*_]*[。；;]?[*_ \t\u3000]*(?:\n|\Z)")
_LONGEST_REMARK = 400
_LONGEST_CLAUSE = 200
_LONGEST_NAME = 40
_LONGEST_SHORT_NAME = 15
SENTENCE_EDGE = "。；;！？!?\n"
_BEFORE_INLINE_KEY = "。；;，,、！？!?：:" + CLOSING
SPACES = " \t\n\r\xa0\u2002\u2003\u3000"


class Assigned(NamedTuple):
    """A list of units as printed, and their role."""

    role: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who answers for what stands before `span`; `inline` when that stands on the same line."""

    span: Span
    lists: tuple[Assigned, ...]
    deadline: str | None
    inline: bool = False

    @property
    def roles(self) -> set[Role]:
        """The roles of its lists, and whether it has a deadline."""
        return {each.role for each in self.lists} | ({Role.DEADLINE} if self.deadline else set())


def find_assignments(text: str, taken: SpanSet) -> list[Assignment]:
    """Return the assignments of `text` outside `taken`, in order; only punctuation parts the words of one.

    A bracket without a key counts at the edge of a sentence alone: 由（消防部门负责）的 assigns nothing.
    """
    if not _TRADITIONAL.search(text):
        return _Finder(text, taken).find()
    simplified = plain(text)
    return [_as_printed(each, simplified, text) for each in _Finder(simplified, taken).find()]


def _as_printed(assignment: Assignment, simplified: str, text: str) -> Assignment:
    """Return the assignment with its deadline in the characters of `text`."""
    if assignment.deadline is None:
        return assignment
    at = simplified.find(assignment.deadline, assignment.span.start)
    return replace(assignment, deadline=text[at : at + len(assignment.deadline)] if at >= 0 else assignment.deadline)


def read_value(text: str, span: Span, role: Role | None) -> tuple[list[Assigned], str | None]:
    """Return the lists in a value and its deadline: 市应急局、市财政局，各区政府配合，2023年底前完成.

    Without a `role` only a clause with a verb has one, which clauses before it without a verb share.
    """
    if role is Role.DEADLINE:
        return [], _COMPLETED.sub("", span.of(text).strip("*_；;，,、。:：" + SPACES)) or None
    if role is Role.OTHER:
        return [], None
    lists: list[Assigned] = []
    waiting: list[Span] = []
    deadline: str | None = None
    for clause in _clauses(text, span):
        printed = clause.of(text)
        verb = _VERB.search(printed) if len(clause) <= _LONGEST_CLAUSE else None
        units = Span(clause.start, clause.start + verb.start()) if verb else clause
        if not _names_units(text, units, is_certain=role is not None):
            if deadline is None and _DATE.search(printed):
                deadline = _COMPLETED.sub("", printed)
        elif verb is None and role is None:
            waiting.append(units)
        else:
            found = _role_of(verb, role)
            lists += [Assigned(found, each) for each in (*waiting, units)]
            waiting = []
    return lists, deadline


def _names_units(text: str, span: Span, *, is_certain: bool) -> bool:
    """Tell whether `span` is a list of units; behind 责任单位: also names that do not look like one (工信)."""
    names = [part.of(text) for part in split_list(text, span)]
    if not names or ":" in span.of(text) or "：" in span.of(text):
        return False
    if is_certain and not _DATE.search(span.of(text)):
        return any(len(name) <= _LONGEST_NAME for name in names)
    return all(looks_like_unit(name) for name in names)


def _role_of(verb: re.Match[str] | None, role: Role | None) -> Role:
    found = _ROLES.get(verb["verb"], Role.RESPONSIBLE) if verb else None
    if verb and ("牵头" in verb[0] or "主办" in verb[0]):
        found = Role.LEAD
    if role is None:
        return found or Role.RESPONSIBLE
    return found if found in (Role.LEAD, Role.SUPPORTING) else role


def _clauses(text: str, span: Span) -> Iterator[Span]:
    """Yield the clauses of a value; a remark such as （各街镇配合） is one, after the list it stands in."""
    remarks = [each for each in _REMARK.finditer(text, span.start, span.end) if _VERB.search(each[1])]
    for stretch in SpanSet(Span(*each.span()) for each in remarks).gaps(span) if remarks else [span]:
        for clause in _CLAUSE.finditer(text, stretch.start, stretch.end):
            start = clause.start()
            for cut in _AFTER_VERB.finditer(text, *clause.span()):
                yield from _stripped(text, start, cut.start())
                start = cut.end()
            yield from _stripped(text, start, clause.end())
    yield from (Span(*each.span(1)) for each in remarks)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    span = Span(start, end).stripped(text)
    if len(span):
        yield span


class _Finder:
    """Finds the assignments in one text."""

    def __init__(self, text: str, taken: SpanSet) -> None:
        self._text = text
        self._taken = taken
        self._lines = line_starts(text)

    def find(self) -> list[Assignment]:
        """Return the assignments, in order."""
        found = sorted([*self._keyed(), *self._bracketed(), *self._said()], key=lambda assignment: assignment.span)
        groups: list[list[Assignment]] = []
        end = 0
        for assignment in found:
            # Inside the last one lie the keys of a bracket that was read as a whole.
            if groups and (
                assignment.span.start < end or _BETWEEN.fullmatch(self._text, end, assignment.span.start) is not None
            ):
                groups[-1].append(assignment)
            else:
                groups.append([assignment])
            end = max(end, assignment.span.end)
        joined = (join(group) for group in groups)
        closed = (replace(each, span=Span(each.span.start, self._close(each.span.end))) for each in joined)
        return [each for each in closed if each.roles]

    def _line_start(self, at: int) -> int:
        return self._lines[bisect_right(self._lines, at) - 1]

    def _close(self, end: int) -> int:
        close = _CLOSE.match(self._text, end)
        return close.end() if close else end

    def _keyed(self) -> Iterator[Assignment]:
        """Yield what each key says: 责任单位：市科委、市经济信息化委."""
        text = self._text
        keys = [key for key in _KEY.finditer(text) if not self._taken.overlapping(Span(*key.span()))]
        bounds = [key.start() for key in keys if key["colon"]] + [len(text)]
        end = 0  # of the value before
        for key in keys:
            start, opens = self._key_start(key)
            if start is None and key["colon"] and key.start() == end:
                start = end  # 牵头单位:区应急局责任单位:区司法局
            if start is None:
                continue
            value = self._value(key, bounds[bisect_left(bounds, key.end())], opens)
            lists, deadline = read_value(text, value, _key_role(key))
            if not (lists or deadline) and not key["colon"]:
                continue
            start, end = max(start, min(end, key.start())), max(value.end, key.end())
            yield Assignment(Span(start, end), tuple(lists), deadline, self._is_inline(start))

    def _key_start(self, key: re.Match[str]) -> tuple[int | None, bool]:
        """Return where `key` starts with the marks before it, None inside a sentence; and if it opens line or bracket."""
        text, line = self._text, self._line_start(key.start())
        if key.start() - line <= _LONGEST_MARK and _BEFORE_KEY.fullmatch(text, line, key.start()):
            marks = text[line : key.start()]
            return key.start() - len(marks.lstrip()), True
        at = key.start()
        while at > line and text[at - 1] in SPACES + "*_":
            at -= 1
        if at > line and text[at - 1] in OPENING:
            return at - 1, True
        if (key["colon"] or key["equals"]) and (at < key.start() or text[at - 1] in _BEFORE_INLINE_KEY):
            return at, False
        return None, False

    def _value(self, key: re.Match[str], bound: int, opens: bool) -> Span:
        """Return the value of `key`, which also stands on the next line, or goes on there behind 、."""
        end = self._value_end(key.end(), bound)
        value = Span(key.end(), end).stripped(self._text)
        while opens or len(value):
            following = _LINE_END.match(self._text, end, bound)
            if following is None or not (_GOES_ON.search(value.of(self._text)[-2:]) if len(value) else opens):
                break
            end = self._value_end(following.end(), bound)
            below = Span(following.end(), end).stripped(self._text)
            if not self._is_value(below, key, is_certain=bool(key["colon"] or len(value))):
                break
            value = Span(value.start, below.end) if len(value) else below
        if key["colon"] or self._is_value(value, key, is_certain=False):
            return value
        return Span(key.end(), key.end())

    def _value_end(self, start: int, bound: int) -> int:
        value = _VALUE.match(self._text, start, bound)
        return value.end() if value else start

    def _is_value(self, span: Span, key: re.Match[str], *, is_certain: bool) -> bool:
        """Tell whether what no colon announces, or a line before, is the value of `key` and not the next paragraph."""
        printed = span.of(self._text)
        if not printed or len(printed) > _LONGEST_CLAUSE or _KEY.match(printed) or _LIST_NUMBER.match(printed):
            return False
        if key["deadline"]:
            return len(printed) <= _LONGEST_NAME and _DATE.search(printed) is not None
        names = [part.of(self._text) for part in split_list(self._text, span)]
        return all(looks_like_unit(name) or (is_certain and len(name) <= _LONGEST_SHORT_NAME) for name in names)

    def _bracketed(self) -> Iterator[Assignment]:
        """Yield what brackets at the edge of a sentence say without a key: （市应急局、市财政局按职责分工负责）."""
        for bracket in _BRACKET.finditer(self._text):
            span = Span(*bracket.span())
            inside = Span(span.start + 1, span.end - 1)
            if not 1 < len(inside) <= _LONGEST_REMARK or self._taken.overlapping(span):
                continue
            lists: Sequence[Assigned] = ()
            deadline = None
            if _ANY_VERB.search(self._text, inside.start, inside.end) and self._ends_sentence(span):
                lists, deadline = read_value(self._text, inside, None)
            if not lists and _LINE_CLOSES.match(self._text, span.end):
                lists, deadline = self._bare_units(inside)
            if lists:
                yield Assignment(span, tuple(lists), deadline, self._is_inline(span.start))

    def _bare_units(self, inside: Span) -> tuple[list[Assigned], str | None]:
        """Return the units of a bracket that closes a paragraph and holds nothing else: （省能源局、发展改革委，各市政府）.

        A single one counts behind a whole sentence alone: in 市场监管局（市知识产权局） it is a second name.
        """
        text = self._text
        if _EXPLAINS.match(text, inside.start, inside.end) or re.search("[:：]", inside.of(text)):
            return [], None
        before = text[self._line_start(inside.start) : inside.start - 1].rstrip(SPACES + "*_")
        before = before or text[max(0, inside.start - 9) : inside.start - 1].rstrip(SPACES + "*_")[-1:]
        lists: list[Assigned] = []
        names: list[str] = []
        deadline: str | None = None
        for clause in _clauses(text, inside):
            parts = [part.of(text) for part in split_list(text, clause)]
            if parts and all(looks_like_unit(part) or part.startswith(("相关", "有关")) for part in parts):
                names += parts
                lists.append(Assigned(Role.RESPONSIBLE, clause))
            elif _DATE.search(text, clause.start, clause.end) and deadline is None:
                deadline = _COMPLETED.sub("", clause.of(text))
            else:
                return [], None
        closes = before.endswith(("。", "；", ";"))
        in_line = len(names) > 1 and len(before) > 1 and not looks_like_unit(before[-_LONGEST_NAME:])
        if not (closes or in_line) or 2 * sum(map(bool, map(_IN_FULL.match, names))) < len(names):
            return [], None
        return lists, deadline

    def _said(self) -> Iterator[Assignment]:
        """Yield what the last words of a paragraph say without a bracket: 由市教育局牵头，市人社局配合。"""
        for match in _BY.finditer(self._text):
            span, value = Span(*match.span("said")), Span(*match.span("value"))
            if self._taken.overlapping(span):
                continue
            lists, deadline = read_value(self._text, value, None)
            clauses = sum(1 for _ in _clauses(self._text, value))
            if lists and len({each.span for each in lists}) + (deadline is not None) == clauses:
                yield Assignment(span, tuple(lists), deadline, self._is_inline(match.start("value") - 1))

    def _ends_sentence(self, bracket: Span) -> bool:
        before = self._text[max(0, bracket.start - 4) : bracket.start].rstrip(" \t\u3000*_")
        behind = self._text[bracket.end : bracket.end + 4].lstrip(" \t\u3000*_")
        return before[-1:] in SENTENCE_EDGE or behind[:1] in SENTENCE_EDGE + OPENING

    def _is_inline(self, start: int) -> bool:
        line = self._line_start(start)
        return start - line > _LONGEST_MARK or not _BEFORE_KEY.fullmatch(self._text, line, start)


def role_of_column(header: str) -> Role | None:
    """Return what a column of a table holds: 牵头单位, 责任部门（单位）, 完成时限; None where it is none of these."""
    key = _KEY.match(plain("".join(header.split())))
    return _key_role(key) if key and len(header) <= _LONGEST_MARK else None


def _key_role(key: re.Match[str]) -> Role:
    if key["deadline"]:
        return Role.DEADLINE
    return Role.OTHER if key["other"] else _ROLES["".join(key["role"].split())]


def join(assignments: Sequence[Assignment]) -> Assignment:
    """Return what all of them, which are in order, say; a list that is in two of them counts once."""
    lists: list[Assigned] = []
    for each in sorted((each for assignment in assignments for each in assignment.lists), key=lambda each: each.span):
        if not lists or each.span.start >= lists[-1].span.end:
            lists.append(each)
    span = Span(assignments[0].span.start, max(each.span.end for each in assignments))
    deadline = next((each.deadline for each in assignments if each.deadline), None)
    return Assignment(span, tuple(lists), deadline, assignments[0].inline)
