"""Who leads, who is responsible, what a task says and by when: from the numbered tasks of a plan."""

import re
from collections.abc import Sequence

from corpus.plan import Plan, Span, Task, Unit
from corpus.quantities import read_numeral
from corpus.sentences import split_clauses, split_sentences
from index.query import Intent
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.material import Material
from service.answer.table_row import line_of_row, row_at

_NUMBER = re.compile(
    r"(?:第|no\.?|task|item|number|#)\s*(?P<number>\d{1,3})(?!\d|\s*[年月])|(?<!\d)(?P<behind>\d{1,3})\s*号(?:任务|举措|事项)",
    re.I,
)
_CHINESE_NUMBER = re.compile(r"第(?P<number>[一二三四五六七八九十百零]{1,6})(?:项|条|个任务|号)")
_ONE = r"(?:\d{1,3}|[一二三四五六七八九十百零]{1,6})"
# 第71、72项; 第3到5项; tasks 3 to 5.
_SEVERAL = re.compile(
    rf"(?:第|tasks?|items?)\s*(?P<numbers>{_ONE}(?:(?:项|条)?\s*(?:[、,，和及与到至~～—–-]|and|to)\s*第?\s*{_ONE})+)(?![\d年月])"
)
_RANGE = re.compile(rf"({_ONE})(?:项|条)?\s*(?:[到至~～—–-]|to)\s*第?\s*({_ONE})")
_LONGEST_RANGE = 20
_BY_NUMBER = re.compile(
    r"第[\d一二三四五六七八九十百零]+(?:[、,，和及与到至~～—–-]第?[\d一二三四五六七八九十百零]+)*(?:项|条|号|个)"
)
_OF_TASKS = re.compile(r"任务|牵头|责任单位|责任部门|\btasks?\b")
_ASKS_WHO = re.compile(
    r"牵头|迁头|责任(?:单位|部门)|配合|由?谁(?!的)|归(?:谁|哪)|(?:哪个|哪些|哪家|哪几个|什么|除了.{1,8}还有)(?:部门|单位|局|委|机构)|参与|有份|参加|协办|主办|承办|负责|who |lead|responsible|in charge|which (?:\w+ )?(?:unit|department|agency|bureau|bod)"
)
_ASKS_UNITS = re.compile(r"牵头|(?:责任|配合|协办|主办)(?:单位|部门)")
_ASKS_NUMBER = re.compile(r"第几|哪一?[项条]|which task|what number")
_ASKS_TEXT = re.compile(
    r"讲|说|内容|是什么|要?[干做]什么|要?[干做][啥嘛]|什么任务|写|哪年|什么时候|几时|时限|完成时间|多少|怎么|what|say|deadline|when"
)
_ASKS_WHEN = re.compile(r"哪[年天一]|什么时候|何时|几时|最晚|时限|期限|when|deadline")
_DATE = re.compile(r"20\d\d\s*年|\d+\s*月")
_FITS, _FITS_BETTER = 0.3, 1.0  # the latter where the best hit is no task
_LONGEST_QUOTE = 90
_NEAR = 0.8


def numbered(material: Material) -> Draft | None:
    """Return the tasks whose numbers the question gives, with their units; None when it gives none that there is."""
    numbers = numbers_in(material.asked)
    there = [(plan, task) for plan in material.near_plans for task in plan.tasks if numbers and task.number in numbers]
    if not there:
        return None
    missing = numbers - {task.number for _, task in there}
    return Draft(
        (
            *(line_of(material, plan, task) for plan, task in there),
            *(_not_there(material, number) for number in sorted(missing, key=int)),
        )
    )


def compose(material: Material) -> Draft | None:
    """Return the task that is meant with its units; None when no task is asked for, or none fits."""
    asks_who = (
        material.query.intent is Intent.TASK
        or bool(_ASKS_WHO.search(material.asked))
        or bool(_ASKS_NUMBER.search(material.asked))
    )
    if not asks_who or asks_for_unknown_number(material):
        return None
    found = _found(material)
    return None if found is None else Draft((line_of(material, *found),))


def asks_for_unknown_number(material: Material) -> bool:
    """Tell whether the question is about a numbered task that none of the plans has."""
    numbers = numbers_in(material.asked)
    tasks = {task.number for plan in material.near_plans for task in plan.tasks}
    if not numbers or numbers & tasks:
        return False
    if tasks:
        return bool(re.search(r"任务|项|条|task|item", material.asked))
    # Where no tasks are numbered 第三条 may be of anything, 第三项任务 and its units are not.
    return bool(_OF_TASKS.search(material.asked) and (material.english or _BY_NUMBER.search(material.asked)))


def numbers_in(question: str) -> frozenset[str]:
    """Return the numbers by which a question names tasks, as digits: 第36项, 第三十六条, task 36, 第3到5项."""
    found = {match["number"] or match["behind"] for match in _NUMBER.finditer(question)}
    found |= {match["number"] for match in _CHINESE_NUMBER.finditer(question)}
    numbers = {_digits(number) for number in found if number}
    for match in _SEVERAL.finditer(question):
        numbers |= {_digits(number) for number in re.findall(_ONE, match["numbers"])}
        for first, last in _RANGE.findall(match["numbers"]):
            if 0 < _digits(last) - _digits(first) < _LONGEST_RANGE:
                numbers |= set(range(_digits(first), _digits(last)))
    return frozenset(str(number) for number in numbers)


def _digits(number: str) -> int:
    return int(number) if number.isdecimal() else int(read_numeral(number) or 0)


def _not_there(material: Material, number: str) -> Line:
    return Line(f"Task {number}: not given by the plan" if material.english else f"原文没有第{number}项任务。")


def line_of(material: Material, plan: Plan, task: Task) -> Line:
    """Return `第57项“…”：牵头单位：…；责任单位：…`; of a table whose rows have no number, the row."""
    if not task.number and (found := row_at(plan, task.text_span)):
        return line_of_row(material, plan, *found)
    marks = [_said(material, plan, task)]
    groups = (
        ("牵头单位", "lead", task.lead, True),
        ("责任单位", "responsible", task.responsible, not task.lead),
        ("配合单位", "supporting", task.supporting, False),
    )
    parts = []
    for label, english, units, in_full in groups:
        if units:
            marks.append(Span(units[0].span.start, units[-1].span.end))
            parts.append(f"{english + ' ' if material.english else ''}{label}：{units_text(units, in_full=in_full)}")
    if task.deadline:
        parts.append(f"{'deadline: ' if material.english else '时限：'}{task.deadline}")
    quote = on_one_line(marks[0].of(plan.text)).rstrip("。；;,，.")
    name = f"“{quote}”"
    if task.number in task.span.of(plan.text):
        name = f"Task {task.number} {name}" if material.english else f"{ordinal(task)}{name}"
    text = f"{name}{': ' if material.english else '：'}{'；'.join(parts)}" if parts else name
    return material.line(plan, text, [Proof(plan, task.span, tuple(marks))])


def ordinal(task: Task) -> str:
    """Return how a task is counted: 第57项, or 第二节 where it is numbered so."""
    return task.number if task.number.startswith("第") else f"第{task.number}项"


def units_text(units: Sequence[Unit], *, in_full: bool) -> str:
    """Return names as printed; `in_full` the joined names, with the printed form where it differs (原文作“区应急”)."""
    if not in_full:
        return "、".join(on_one_line(unit.printed) for unit in units)
    return "、".join(
        f"{unit.name}（原文作“{on_one_line(unit.printed)}”）" if unit.inferred else unit.name for unit in units
    )


def opening(plan: Plan, task: Task) -> Span:
    """Return what names a task in a list: its first sentence, or clauses of it, up to a line long."""
    sentence = split_sentences(plan.text, task.text_span)[0]
    return _cut(plan.text, sentence) if len(sentence) > _LONGEST_QUOTE // 2 else sentence


def _said(material: Material, plan: Plan, task: Task) -> Span:
    """Return the part of the task's text that the question is about; the whole when that is what it asks for."""
    text = plan.text
    if numbers_in(material.asked) and _ASKS_TEXT.search(material.asked) and not re.search("牵头|责任", material.asked):
        return task.text_span
    sentences = split_sentences(text, task.text_span)
    dated = bool(_ASKS_WHEN.search(material.asked))
    best = max(
        sentences,
        key=lambda span: (
            material.covered(span.of(text)) + 0.5 * (dated and bool(_DATE.search(span.of(text)))),
            -span.start,
        ),
        default=task.text_span,
    )
    if len(best) <= _LONGEST_QUOTE // 3:
        # A sentence like a heading says nothing without the next.
        parts = [part for each in sentences[sentences.index(best) :] for part in _at_commas(text, each)]
        return _grown(parts, parts[0])
    if len(best) <= _LONGEST_QUOTE:
        return best
    if _ASKS_TEXT.search(material.asked):
        parts = [part for clause in split_clauses(text, best) for part in _at_commas(text, clause)]
        first = max(parts, key=lambda span: (material.covered(span.of(text)), -span.start))
        return _grown(parts, first)
    return _cut(text, best)


def _cut(text: str, sentence: Span) -> Span:
    """Return the opening clauses of a long sentence."""
    parts = _at_commas(text, sentence)
    end = parts[0].end
    for part in parts[1:]:
        if part.end - sentence.start > _LONGEST_QUOTE // 2:
            break
        end = part.end
    return Span(sentence.start, end)


def _grown(parts: Sequence[Span], first: Span) -> Span:
    """Return `first` with its neighbours, as long as the whole stays short."""
    at = parts.index(first)
    start, end = first.start, first.end
    for part in parts[at + 1 :]:
        if part.end - start > _LONGEST_QUOTE:
            break
        end = part.end
    for part in reversed(parts[:at]):
        if end - part.start > _LONGEST_QUOTE:
            break
        start = part.start
    return Span(start, end)


def _at_commas(text: str, span: Span) -> list[Span]:
    cuts = [
        span.start,
        *(match.end() for match in re.compile("[,，;；]").finditer(text, span.start, span.end)),
        span.end,
    ]
    parts = (Span(start, end).stripped(text) for start, end in zip(cuts, cuts[1:], strict=False))
    return [part for part in parts if len(part)]


def _found(material: Material) -> tuple[Plan, Task] | None:
    """Return the task of the best hits that has most of the question's words; None when the best hit is no task."""
    best_score = max((hit.score for hit in material.hits), default=0.0)
    # Prose says it first, and yet the units are told by the task.
    named = bool(_ASKS_UNITS.search(material.asked))
    is_task = True
    candidates: list[tuple[float, Plan, Task]] = []
    for rank, hit in enumerate(material.hits[:5]):
        plan = material.library[hit.passage.plan_id]
        tasks = [task for task in plan.tasks if task.span.overlaps(hit.passage.span)]  # a table of tasks is one passage
        if rank == 0:
            is_task = bool(tasks)
            if not tasks and not named:
                return None
        if hit.score >= _NEAR * best_score:
            shares = ((material.covered(_words_of(plan, task)), task) for task in tasks)
            candidates += (
                (share + 0.5 * hit.score / (best_score or 1.0), plan, task) for share, task in shares if share
            )
    if not candidates:
        return None
    score, plan, task = max(candidates, key=lambda each: (each[0], -each[2].span.start))
    return (plan, task) if score >= (_FITS if is_task else _FITS_BETTER) else None


def _words_of(plan: Plan, task: Task) -> str:
    """Return the words by which a task is found: of a row of a table also those of the cells before it."""
    return task.text if task.number else task.span.of(plan.text)
