"""Cuts a plan into passages: whole sentences inside one section, about 120 to 350 characters each."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

from corpus.plan import Plan, Span, Table
from corpus.sentences import split_clauses, split_sentences
from corpus.spanset import SpanSet

_SHORTEST, _LONGEST = 120, 350
# A region somewhat over the limit is better whole than cut.
_TOLERATED = 420
# A sentence longer than this is cut at its semicolons.
_LONGEST_SENTENCE = 450
# Nobody writes such a sentence: text without any mark, which is cut anywhere.
_LONGEST_UNCUT = 3 * _LONGEST_SENTENCE
# Lines like these, several in a row, are a table flattened to one cell a line: they stay together.
_LONGEST_CELL = 40
_FEWEST_CELLS = 4
_LINE = re.compile(r"[^\n]+")
_COMMA = re.compile("[，,]")
_SENTENCE_END = re.compile(r"[。！？；：:]$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a plan that can be found and quoted: `plan.text[span.start:span.end] == text`.

    `id` depends on the plan's id and the text only, so it is stable as long as they are. `section` is a position in
    `Plan.sections`, None before the first heading. `heading` is the plan's title and the section's path: it is searched
    with the text and is not part of the quote.
    """

    id: str
    plan_id: str
    span: Span
    section: int | None
    heading: str
    text: str

    @property
    def searchable(self) -> str:
        """What is embedded and what BM25 sees: heading, then text."""
        return f"{self.heading}\n{self.text}"


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece that is never cut. `opens` tells that a paragraph begins with it, which makes a good place to cut before."""

    span: Span
    opens: bool


def split(plan: Plan) -> list[Passage]:
    """Return the passages of `plan` in document order. Together they hold every sentence of its body exactly once."""
    furniture = SpanSet(each.span for each in plan.furniture)
    tables = SpanSet(table.span for table in plan.tables)
    parts = [
        (section, span, "")
        for section, region in _regions(plan)
        for free in furniture.gaps(region)
        for text in tables.gaps(free)
        for span in _cut(plan.text, text)
    ]
    parts += [
        (_section_at(plan, table.span), span, header) for table in plan.tables for span, header in _rows(plan, table)
    ]
    times: Counter[str] = Counter()
    passages: list[Passage] = []
    bounded = ((section, piece, header) for section, span, header in parts for piece in _bounded(plan.text, span))
    for section, span, header in sorted(bounded, key=lambda part: part[1]):
        text = span.of(plan.text)
        times[text] += 1
        passages.append(
            Passage(
                id=_passage_id(plan.id, text, times[text]),
                plan_id=plan.id,
                span=span,
                section=section,
                heading=" ".join(filter(None, [heading_of(plan, section), header])),
                text=text,
            )
        )
    return passages


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """Yield `span`, in pieces where it is longer than any sentence or row of a table: a model reads only its beginning."""
    if len(span) <= _LONGEST_UNCUT:
        yield span
        return
    for start in range(span.start, span.end, _LONGEST_SENTENCE):
        piece = Span(start, min(start + _LONGEST_SENTENCE, span.end)).stripped(text)
        if len(piece):
            yield piece


def heading_of(plan: Plan, section: int | None) -> str:
    """Return the plan's title and the headings above a passage of `section`, outermost first, on one line."""
    path = plan.path(section)
    labels = [plan.sections[at].label for at in path if plan.sections[at].title]
    lead = _lead_in(plan, path[-2]) if len(path) > 1 else ""
    return " ".join(filter(None, [plan.metadata.title.value, *labels, lead]))


def _lead_in(plan: Plan, at: int) -> str:
    """Return the sentence with which an untitled section opens its items (申请人必须满足以下条件), else nothing.

    An article has no heading: what its items are about is said above them, in the sentence that ends with a colon.
    """
    section = plan.sections[at]
    if section.title or at + 1 == len(plan.sections) or plan.sections[at + 1].parent != at:
        return ""
    own = Span(section.heading.end, plan.sections[at + 1].span.start).stripped(plan.text)
    if len(own) > _TOLERATED or own.of(plan.text)[-1:] not in ("：", ":"):
        return ""
    return split_sentences(plan.text, own)[-1].of(plan.text).rstrip("：:")


def _is_itemised(plan: Plan, at: int) -> bool:
    """Tell whether a section is a sentence and its items, none of them long: people quote these as one."""
    if len(plan.sections[at].span) > _TOLERATED or not _lead_in(plan, at):
        return False
    end = plan.sections[at].span.end
    inside = takewhile(lambda each: each.span.start < end, plan.sections[at + 1 :])
    return all(each.parent == at and not each.title for each in inside)


def _passage_id(plan_id: str, text: str, time: int) -> str:
    digest = hashlib.sha256(f"{plan_id}\n{text}".encode()).hexdigest()[:12]
    return f"{plan_id}-{digest}" if time == 1 else f"{plan_id}-{digest}-{time}"


def _regions(plan: Plan) -> Iterator[tuple[int | None, Span]]:
    """Yield each section's own text: from its heading to its first subsection. The root's comes first.

    A heading with a line of its own is not part of the region, unless the section is nothing but its heading. A sentence
    with short items below it is one region.
    """
    starts = [section.span.start for section in plan.sections] + [len(plan.text)]
    tasks = {task.span.start for task in plan.tasks}
    yield None, Span(0, starts[0])
    whole = 0
    for at, section in enumerate(plan.sections):
        if section.span.start < whole:
            continue
        if _is_itemised(plan, at):
            whole = section.span.end
            yield at, section.span
            continue
        end = max(min(starts[at + 1], section.span.end), section.heading.end)
        line_end = plan.text.find("\n", section.heading.end, end)
        rest_of_line = plan.text[section.heading.end : end if line_end < 0 else line_end]
        body = plan.text[section.heading.end : end]
        is_leaf = at + 1 == len(plan.sections) or plan.sections[at + 1].parent != at
        # A heading that is a sentence belongs to what follows: 37.完善风险研判制度。 and, below it, the units of the task.
        is_sentence = bool(body.strip()) and (plan.text[section.heading.end - 1] == "。" or section.span.start in tasks)
        if is_sentence or rest_of_line.strip() or (is_leaf and not body.strip()):
            yield at, Span(section.heading.start, end)
        else:
            yield at, Span(section.heading.end, end)
    last = max((section.span.end for section in plan.sections if section.level == 1), default=len(plan.text))
    if plan.sections and last < len(plan.text):
        yield None, Span(last, len(plan.text))


def _rows(plan: Plan, table: Table) -> Iterator[tuple[Span, str]]:
    """Yield a table in runs of whole rows, the first with title and header; with each later run, the header to search it by."""
    if len(table.span) <= _TOLERATED or not table.rows:
        yield table.span, ""
        return
    header = " ".join(filter(None, [table.title, *(cell.text for cell in table.header)]))
    ends = [*(row.span.start for row in table.rows[1:]), table.span.end]
    start, opened = table.span.start, ""
    for row, end in zip(table.rows, ends, strict=True):
        if row.span.start > start and end - start > _LONGEST:
            yield Span(start, row.span.start).stripped(plan.text), opened
            start, opened = row.span.start, header
    yield Span(start, table.span.end).stripped(plan.text), opened


def _section_at(plan: Plan, span: Span) -> int | None:
    """Return the innermost section that holds `span`."""
    holding = (at for at, section in enumerate(plan.sections) if section.span.contains(span))
    return max(holding, key=lambda at: plan.sections[at].level, default=None)


def _cut(text: str, region: Span) -> list[Span]:
    # Lines of marks alone (--- or ** before a bold heading) are nothing to quote.
    lines = [line for line in _lines(text, region) if any(character.isalnum() for character in line.of(text))]
    if not lines:
        return []
    whole = Span(lines[0].start, lines[-1].end).stripped(text)
    if len(whole) <= _TOLERATED:
        return [whole]
    return _pack(_atoms(text, whole))


def _lines(text: str, region: Span) -> list[Span]:
    return [Span(*match.span()) for match in _LINE.finditer(text, region.start, region.end)]


def _atoms(text: str, region: Span) -> list[_Atom]:
    """Return sentences, long ones cut at semicolons, and runs of table cells kept whole where they are short enough."""
    atoms: list[_Atom] = []
    cells: list[Span] = []

    def close_cells() -> None:
        if len(cells) >= _FEWEST_CELLS and cells[-1].end - cells[0].start <= _LONGEST:
            atoms.append(_Atom(Span(cells[0].start, cells[-1].end), opens=True))
        else:
            atoms.extend(_Atom(cell, opens=at == 0) for at, cell in enumerate(cells))
        cells.clear()

    line_start = -1
    for sentence in split_sentences(text, region):
        content = sentence.of(text)
        newline = text.rfind("\n", region.start, sentence.start)
        opens = newline != line_start or not atoms
        line_start = newline
        if opens and len(content) <= _LONGEST_CELL and not _SENTENCE_END.search(content):
            cells.append(sentence)
            continue
        close_cells()
        parts = [sentence]
        if len(sentence) > _LONGEST_SENTENCE:
            clauses = split_clauses(text, sentence)
            parts = [part for clause in clauses for part in _at_commas(text, clause)]
        atoms.extend(_Atom(part, opens and at == 0) for at, part in enumerate(parts))
    close_cells()
    return atoms


def _at_commas(text: str, clause: Span) -> list[Span]:
    """Return a clause, cut at its commas when it is longer than a sentence may be."""
    if len(clause) <= _LONGEST_SENTENCE:
        return [clause]
    cuts = [clause.start, *(match.end() for match in _COMMA.finditer(text, clause.start, clause.end)), clause.end]
    return [part for start, end in pairwise(cuts) if len(part := Span(start, end).stripped(text))]


def _pack(atoms: list[_Atom]) -> list[Span]:
    """Join neighbouring atoms into spans of the wanted length, cutting between paragraphs where that costs little.

    Shortest path over the cut points; a span outside 120..350 characters, a cut inside a paragraph, and each span cost.
    """
    best: list[float] = [0.0] + [float("inf")] * len(atoms)
    came_from = [0] * (len(atoms) + 1)
    for end in range(1, len(atoms) + 1):
        for start in range(end - 1, -1, -1):
            length = atoms[end - 1].span.end - atoms[start].span.start
            if length > _TOLERATED and start < end - 1:
                break
            cost = best[start] + _cost(length) + (0.0 if atoms[start].opens else 0.15)
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    spans: list[Span] = []
    end = len(atoms)
    while end:
        start = came_from[end]
        spans.append(Span(atoms[start].span.start, atoms[end - 1].span.end))
        end = start
    return spans[::-1]


def _cost(length: int) -> float:
    if length < _SHORTEST:
        return 0.05 + (_SHORTEST - length) / _SHORTEST
    return 0.05 + max(0, length - _LONGEST) / 100
