"""The tasks that are due by a date: 2023年底前要完成哪些任务, 哪些任务在2024年完成."""

import re
from typing import NamedTuple

from corpus.plan import Plan, Task
from service.answer import due_in_prose
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line
from service.answer.listing import ASKS_COUNT, with_head
from service.answer.material import Material
from service.answer.task import opening

_ASKED = re.compile(
    r"(?:哪些|几[项个]|多少[项个]|什么|哪[几一]?[项个])(?:重点|主要|具体)?(?:的)?(?:任务|工作|举措|事项)|(?:任务|工作|举措|事项)(?:一共|总共|都|又)?(?:有|是)(?:哪|什么|多少|几)"
    r"|(?:which|what|how many) (?:\w+ )?tasks",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"完成|到期|截止|时限|期限|办结|落实|结束|[底末]?[以之]?前|[底末](?![下])|\bby\b|\bdue\b|\bbefore\b|finish|complet|deadline",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<year>20\d\d)(?:\s*年)?(?:\s*(?:[第]?(?P<quarter>[一二三四1-4])季度|(?P<half>上半年)|(?P<month>\d{1,2})\s*月))?"
)
_BEFORE = re.compile(r"\s*(?:份|\d{1,2}日)?(?P<end>[年]?[底末])?(?P<including>为止|止)?(?P<before>[以之]?前)?")
_BY = re.compile(r"\b(?:by|before)\s+(?:the end of\s+)?$|(?:截至|截止到?|不晚于|最迟)$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:份|\d{1,2}日)?[年]?[底末]?(?:[以之]后|后(?=[^一-龥]|完成|到期|截止|办结|落实|结束))")
_LATER = re.compile(r"\bafter\s+(?:the end of\s+)?$|\bsince\s+the end of\s+$", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\s+$", re.IGNORECASE)
# What is not done by a date is told by no plan. 不晚于 is a date all the same, and 有没有 is a question.
_NOT_DONE = re.compile(
    r"(?:(?<!有)没有?|未(?!来)|不(?!得?[晚迟]于))[^，。？?\d]{0,6}(?:完成|到期|办结|落实|结束)"
    r"|\b(?:not|never)\b[^.?\d]{0,12}(?:finish|complet|due)|unfinished|incomplete|uncompleted",
    re.IGNORECASE,
)
_NEVER = 12 * 10_000
_LONG_RUNNING = re.compile(r"长期|持续|常态|每年|ongoing|permanent", re.IGNORECASE)
_QUARTERS = {"一": 3, "二": 6, "三": 9, "四": 12}


class _Due(NamedTuple):
    """Months counted from year 0; the last one that counts, and the first, which is open for 2023年底前."""

    first: int
    last: int


def compose(material: Material) -> Draft | None:
    """Return the tasks whose deadline is what the question asks for; None unless it asks for tasks by their deadline.

    Of plans whose tasks have none it is what their sentences say.
    """
    if not any(task.deadline for plan in material.near_plans for task in plan.tasks):
        return due_in_prose.compose(material)
    if not _ASKED.search(material.asked):
        return None
    due = _asked_due(material.asked)
    if due is None and not (_LONG_RUNNING.search(material.asked) and _names_end(material.asked)):
        return None
    lines: list[Line] = []
    counts: set[int] = set()
    for plan in material.near_plans:
        found = [task for task in plan.tasks if task.deadline and _is_due(task.deadline, due)]
        if found:
            below = [_line(plan, task, english=material.english) for task in found[:MOST_CITATIONS]]
            counted = bool(ASKS_COUNT.search(material.asked)) or len(found) > len(below)
            lines += with_head(material, plan, below, len(found), counted=counted)
            counts.add(len(found))
    return Draft(tuple(lines), frozenset(counts)) if lines else None


def _asked_due(question: str) -> _Due | None:
    """Return the months in which the question has tasks end; None when it names no date by which anything ends.

    >>> _asked_due("2023年底前要完成哪些任务") == (0, 2023 * 12 + 12)
    True
    >>> _asked_due("哪些任务在2024年完成") == (2024 * 12 + 1, 2024 * 12 + 12)
    True
    >>> _asked_due("哪些任务在2022年之后完成").first == 2023 * 12 + 1
    True
    >>> _asked_due("which tasks are due since 2022").first == 2022 * 12 + 1
    True
    >>> _asked_due("2025年以前必须完成的任务") == (0, 2024 * 12 + 12)
    True
    """
    match = _DATE.search(question)
    if match is None or not _names_end(question):
        return None
    months = _months(match)
    if _AFTER.match(question, match.end()) or _LATER.search(question[: match.start()]):
        return _Due(months.last + 1, _NEVER)
    if _SINCE.search(question[: match.start()]):
        return _Due(months.first, _NEVER)
    after = _BEFORE.match(question, match.end())
    is_before = bool(after and after["before"])
    if is_before and after and not after["end"] and not match["month"]:
        # 2025年前 is before that year, 2025年底前 is by the end of it.
        return _Due(0, months.first - 1)
    return _Due(0, months.last) if is_before or _BY.search(question[: match.start()]) else months


def _names_end(question: str) -> bool:
    return bool(_DUE.search(question)) and not _NOT_DONE.search(question)


def _months(match: re.Match[str]) -> _Due:
    year = int(match["year"]) * 12
    if match["month"]:
        return _Due(year + int(match["month"]), year + int(match["month"]))
    if match["quarter"]:
        last = _QUARTERS.get(match["quarter"]) or 3 * int(match["quarter"])
        return _Due(year + last - 2, year + last)
    return _Due(year + 1, year + (6 if match["half"] else 12))


def _is_due(deadline: str, due: _Due | None) -> bool:
    """Tell whether a task with `deadline` ends in the months of `due`; without them, whether it never ends."""
    dates = [_months(match) for match in _DATE.finditer(deadline)]
    if due is None:
        return not dates and bool(_LONG_RUNNING.search(deadline))
    if not dates:
        return False
    last = dates[-1].last
    after = _BEFORE.match(deadline, list(_DATE.finditer(deadline))[-1].end())
    if after and after["before"] and not after["end"] and not re.search("月|季度|上半年", deadline):
        last = dates[-1].first - 1
    return due.first <= last <= due.last


def _line(plan: Plan, task: Task, *, english: bool) -> Line:
    said = opening(plan, task)
    quote = on_one_line(said.of(plan.text)).rstrip("。；;,，.")
    when = f" (deadline: {task.deadline})" if english else f"（时限：{task.deadline}）"
    return Line(f"{task.number}．{quote}{when}", (Proof(plan, task.span, (said,)),))
