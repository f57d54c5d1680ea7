"""Says what looks wrong in a plan after it was read, so that a person can look at the document."""

import re
from collections import Counter
from collections.abc import Iterator

from corpus.grids import MOST_ROWS
from corpus.indicators import MOST_READ
from corpus.plan import Plan
from corpus.tables import may_miss_tables

_FIGURE = re.compile(r"\d+")
_FEWEST_TASKS = 3
_FEWEST_CHARACTERS = 1000  # a shorter document may well have no headings


def doubts(plan: Plan) -> Iterator[str]:
    """Yield one Chinese sentence for each thing that a reader of `plan` should check; none for a plan that reads well."""
    if not plan.sections and len(plan.text) >= _FEWEST_CHARACTERS:
        yield "没有找到标题，整篇按一节处理"
    if plan.metadata.place is None:
        yield "没有读出地区，可在同名 .toml 中写明 place"
    elif plan.metadata.place.alternatives:
        yield f"地区有歧义（{'、'.join(plan.metadata.place.alternatives)}），可在同名 .toml 中写明 place"
    if sum(1 for _ in _FIGURE.finditer(plan.text)) > MOST_READ:
        yield f"数字超过 {MOST_READ} 处，后面的量化指标可能没有读全，请分成几份"
    if sum(len(table.rows) for table in plan.tables) >= MOST_ROWS:
        yield f"表格达到 {MOST_ROWS} 行，后面的表格可能没有读出，请分成几份"
    if may_miss_tables(plan.text, plan.furniture):
        yield "像表头的行太多，后面一格一行的表格可能没有读出，请分成几份"
    for table in plan.tables:
        name = table.title or "（无表名）"
        if not table.rows:
            yield f"表格“{name}”有表头而没有内容"
        elif any(not cell.text for cell in table.rows[-1].cells):
            yield f"表格“{name}”最后一行不完整，可能没有读完"
    without_units = _without_units(plan)
    if without_units:
        yield f"编号 {'、'.join(without_units[:10])} 与其他任务并列，但没有责任单位"


def _without_units(plan: Plan) -> list[str]:
    """Return the numbers of the sections that stand among tasks, in one list with most of them, and name no unit."""
    sections = {section.heading.start: section for section in plan.sections}
    of_tasks = {task.span.start for task in plan.tasks}
    lists = Counter(sections[start].parent for start in of_tasks if start in sections)
    return [
        section.number
        for section in plan.sections
        if section.heading.start not in of_tasks
        and lists[section.parent] >= _FEWEST_TASKS
        and section.number[:1].isdigit() == next(iter(plan.tasks)).number[:1].isdigit()
    ]
