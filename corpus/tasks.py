"""Tasks: what is to be done, and which units answer for it.

A document names the units in lines below the paragraph, in brackets behind it, or in columns of a table:

    2.健全党政同责、一岗双责、权责一致、失职追责的应急管理责任制。
    牵头单位:区应急
    责任单位:区纪委监委、区委组织部、区委编办、区政府办
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.assignments import (
    CLOSING,
    OPENING,
    SENTENCE_EDGE,
    SPACES,
    Assigned,
    Assignment,
    Role,
    find_assignments,
    join,
    read_value,
    role_of_column,
)
from corpus.lines import line_starts
from corpus.plan import Furniture, Section, Span, Table, Task, Unit
from corpus.spanset import SpanSet
from corpus.units import UnitNames

_BEFORE_WORDS = "*_#>|，,、；;。:：" + SPACES + CLOSING
_BEHIND_WORDS = "*_#>|，,、" + SPACES + OPENING
_FIELD = re.compile(r"[\s*_【]*[一-龥]{2,8}[】*_]*[:：]")

_TASK_COLUMNS = tuple(re.compile(words) for words in ("任务|事项", "措施|举措", "内容", "项目|工程|工作|目标|要求"))
_NUMBER_COLUMN = re.compile("序号|编号|^序$")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A task whose lists are not yet read."""

    number: str
    text: Span
    span: Span
    lists: tuple[Assigned, ...]
    deadline: str | None


def find_tasks(
    text: str, sections: Sequence[Section], furniture: Sequence[Furniture], tables: Sequence[Table] = ()
) -> tuple[Task, ...]:
    """Return the tasks of `text` in document order.

    `Task.number` is the number of the section or table row that carries it, without the dot: 1 for `1.` and 一 for
    `一、`, but （一） as it stands. Where several paragraphs of a section have units of their own, each is a task with
    the section's number. A task without 牵头单位 has no `lead`: the first of several 责任单位 is not taken for it.
    """
    in_tables = [draft for table in tables for draft in _read_table(text, table)]
    taken = [each.span for each in furniture] + [each.span for each in in_tables]
    assignments = find_assignments(text, SpanSet.merged(taken))
    drafts = sorted([*in_tables, *_Anchors(text, sections, assignments).drafts()], key=lambda draft: draft.span)
    names = UnitNames(text, (each.span for draft in drafts for each in draft.lists))
    tasks = (_task(text, draft, names) for draft in drafts)
    return tuple(task for task in tasks if task.lead or task.responsible or task.supporting)


def _task(text: str, draft: _Draft, names: UnitNames) -> Task:
    units: dict[Role, dict[str, Unit]] = {role: {} for role in Role}
    for role, span in draft.lists:
        for unit in names.read(span):
            units[role].setdefault(unit.name, unit)
    return Task(
        draft.number,
        draft.text.of(text),
        draft.text,
        tuple(units[Role.LEAD].values()),
        tuple(units[Role.RESPONSIBLE].values()),
        tuple(units[Role.SUPPORTING].values()),
        draft.deadline,
        draft.span,
    )


# Joining assignments to what they are about


class _Anchors:
    """Joins each assignment to the paragraphs it is about."""

    def __init__(self, text: str, sections: Sequence[Section], assignments: Iterable[Assignment]) -> None:
        self._text = text
        self._sections = sections
        self._lines = line_starts(text)
        self._section_starts = [section.heading.start for section in sections]
        self._children = Counter(self._numbered(section.parent) for section in sections if section.number)
        groups: list[tuple[list[Assignment], int | None]] = []
        for assignment in assignments:
            section = self._section_of(assignment)
            if groups and groups[-1][1] == section and self._goes_on(groups[-1][0], assignment):
                groups[-1][0].append(assignment)
            else:
                groups.append(([assignment], section))
        anchored = ((join(group), section) for group, section in groups)
        self._anchored = [(assignment, section) for assignment, section in anchored if assignment.lists]
        self._starts = [assignment.span.start for assignment, _ in self._anchored]

    def drafts(self) -> Iterator[_Draft]:
        """Yield a draft for each assignment that has words before it."""
        in_section = Counter(section for _, section in self._anchored)
        end, latest = 0, None
        for assignment, section in self._anchored:
            if section is None:
                draft = self._outside(assignment, end)
            else:
                draft = self._inside(
                    assignment, section, end, is_first=latest != section, is_only=in_section[section] == 1
                )
            if draft is not None:
                yield draft
            end, latest = assignment.span.end, section

    def _section_of(self, assignment: Assignment) -> int | None:
        at: int | None = bisect_left(self._section_starts, assignment.span.start) - 1
        if at == -1:
            return None
        while at is not None and self._sections[at].span.end <= assignment.span.start:
            at = self._sections[at].parent
        return self._numbered(at)

    def _numbered(self, at: int | None) -> int | None:
        """Return the innermost of the section `at` and those around it that has a number."""
        while at is not None and not self._sections[at].number:
            at = self._sections[at].parent
        return at

    def _goes_on(self, group: list[Assignment], following: Assignment) -> bool:
        """Tell whether only other fields of the same task (工作目标：…) stand between the two."""
        if group[0].inline or following.inline or any(each.roles & following.roles for each in group):
            return False
        return _FIELD.match(self._text, group[-1].span.end, following.span.start) is not None

    def _inside(self, assignment: Assignment, at: int, after: int, *, is_first: bool, is_only: bool) -> _Draft | None:
        at = self._whole(assignment, at) if is_only else at
        section = self._sections[at]
        begin = _number_end(section)
        if not is_only:
            line = self._line_start(assignment.span.start)
            if not is_first:
                begin = after
            elif self._text[section.heading.end : line].strip("*_ \t\u3000\n"):
                begin = section.heading.end
            begin = max(begin, line) if assignment.inline else begin
        words = _trimmed(self._text, begin, assignment.span.start)
        while not words and is_first and (parent := self._numbered(section.parent)) is not None:
            section = self._sections[parent]
            begin = max(_number_end(section), after)
            words = _trimmed(self._text, begin, assignment.span.start)
        if not words:
            return None
        start = section.heading.start if section.heading.start < begin <= section.heading.end else words.start
        number = section.number.rstrip("．、.")
        return _Draft(number, words, Span(start, assignment.span.end), assignment.lists, assignment.deadline)

    def _whole(self, assignment: Assignment, at: int) -> int:
        """Return the section whose paragraphs (1), (2) and (3) share the units below the last of them, else `at`."""
        parent = self._numbered(self._sections[at].parent)
        if assignment.inline or parent is None or self._children[parent] < 2:
            return at
        span = self._sections[parent].span
        if self._sections[at].span.end != span.end:
            return at
        is_alone = bisect_left(self._starts, span.end) - bisect_left(self._starts, span.start) == 1
        return parent if is_alone else at

    def _outside(self, assignment: Assignment, after: int) -> _Draft | None:
        """Read a task of a document without numbers: the paragraph before the assignment, or what of it is on its line."""
        start = assignment.span.start
        if not assignment.inline:
            while start > after and self._text[start - 1].isspace():
                start -= 1
            if self._text[start - 1 : start] not in tuple(SENTENCE_EDGE):
                return None  # 责任部门 among the particulars of a web page
        words = _trimmed(self._text, max(after, self._line_start(max(start - 1, 0))), assignment.span.start)
        return (
            _Draft("", words, Span(words.start, assignment.span.end), assignment.lists, assignment.deadline)
            if words
            else None
        )

    def _line_start(self, at: int) -> int:
        return self._lines[bisect_right(self._lines, at) - 1]


def _number_end(section: Section) -> int:
    return section.heading.start + len(section.number)


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return what stands between without the marks around it; empty where only marks do."""
    inside = text[start:end]
    kept = inside.rstrip(_BEHIND_WORDS)
    return Span(start + len(kept) - len(kept.lstrip(_BEFORE_WORDS)), start + len(kept)) if kept else Span(start, start)


# Reading tables


def _read_table(text: str, table: Table) -> Iterator[_Draft]:
    """Yield a draft for each row of a table with a column of units: 序号 | 主要任务 | 牵头单位 | 责任单位 | 完成时限."""
    header = ["".join(cell.text.split()) for cell in table.header]
    roles = {at: role for at, name in enumerate(header) if (role := role_of_column(name))}
    if not {*roles.values()} & {Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING}:
        return
    number = next((at for at, name in enumerate(header) if _NUMBER_COLUMN.search(name)), None)
    free = [at for at in range(len(header)) if at not in roles and at != number]
    named = (at for words in _TASK_COLUMNS for at in free if words.search(header[at]))
    task = next(named, max(free, key=lambda at: sum(len(row.cells[at].text) for row in table.rows), default=None))
    if task is None:
        return
    for row in table.rows:
        lists: list[Assigned] = []
        deadlines: list[str] = []
        for at, role in roles.items():
            found, deadline = read_value(text, row.cells[at].span, role)
            lists += found
            deadlines += [deadline] if deadline else []
        if lists and row.cells[task].text:
            printed = row.cells[number].text.rstrip("．、.") if number is not None else ""
            yield _Draft(printed, row.cells[task].span, row.span, tuple(lists), next(iter(deadlines), None))
