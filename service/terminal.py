"""What the command line shows: plans, answers and builds as aligned tables, trees and quotes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text
from rich.tree import Tree

from corpus.plan import Indicator, Origin, Plan, Span, Table, Unit
from service.schemas import AskResponse

if TYPE_CHECKING:
    from index.build import BuildReport

_ORIGINS = {Origin.READ: "原文", Origin.INFERRED: "推断", Origin.GIVEN: "另行给出"}
METADATA_LABELS = {
    "title": "标题",
    "notice_title": "通知标题",
    "place": "地区",
    "place_level": "地区级别",
    "place_parents": "上级地区",
    "doc_number": "文号",
    "issuer": "发文机关",
    "issued_on": "印发日期",
    "published_on": "上网日期",
    "period": "规划期",
    "validity": "有效性",
    "repealed_on": "废止日期",
    "copied_to": "抄送",
    "disclosure": "公开属性",
}


def metadata_grid(plan: Plan) -> RenderableType:
    """Return every value of the metadata with its origin and place in the text."""
    grid = _grid("项目", "值", "来源", "位置", "说明")
    for name, fact in plan.metadata.items():
        note = " / ".join([fact.reason, *fact.alternatives]).strip(" /")
        _add(grid, METADATA_LABELS[name], fact.value, _ORIGINS[fact.origin], _where(fact.span), note)
    return grid


def outline_tree(plan: Plan) -> RenderableType:
    """Return the heading tree with the span of each section."""
    tree = Tree(Text(plan.metadata.title.value))
    branches: dict[int | None, Tree] = {None: tree}
    for at, section in enumerate(plan.sections):
        label = Text(section.label or section.heading.of(plan.text))
        label.append(f"  {_where(section.span)}", style="dim")
        branches[at] = branches[section.parent].add(label)
    return tree


def tables_view(plan: Plan) -> RenderableType:
    """Return the tables of a plan, each with its footnotes below it."""
    if not plan.tables:
        return Text("没有表格")
    return Group(*(part for table in plan.tables for part in _table(table)))


def _table(table: Table) -> Iterable[RenderableType]:
    yield Text(f"{table.title or '（无表名）'}  {_where(table.span)}", style="bold")
    grid = _grid(*(cell.text or " " for cell in table.header))
    for row in table.rows:
        _add(grid, *(cell.text for cell in row.cells))
    yield grid
    for note in table.notes:
        yield Text(f"{note.mark} {note.text}".strip())
    yield Text("")


def tasks_grid(plan: Plan) -> RenderableType:
    """Return the tasks with their units; a name that was completed is followed by what is printed."""
    if not plan.tasks:
        return Text("没有带责任单位的任务")
    grid = _grid("序号", "任务", "牵头单位", "责任单位", "配合单位", "时限", "位置")
    for task in plan.tasks:
        units = (_units(task.lead), _units(task.responsible), _units(task.supporting))
        _add(grid, task.number, _short(task.text), *units, task.deadline or "", _where(task.span))
    return grid


def indicators_grid(plan: Plan) -> RenderableType:
    """Return the targets, then the figures of the past."""
    parts: list[RenderableType] = []
    for title, indicators in (("目标", plan.indicators), ("已有情况", plan.past_figures)):
        grid = _grid("名称", "要求", "年份", "性质", "基期", "条件", "注", "位置")
        for each in indicators:
            _add(
                grid,
                _short(each.name),
                requirement(each),
                str(each.year or ""),
                each.nature or "",
                each.base or "",
                each.condition or "",
                _short(each.note or ""),
                _where(each.span),
            )
        parts += [Text(f"{title} {len(indicators)} 项", style="bold"), grid if indicators else Text("无"), Text("")]
    return Group(*parts)


def requirement(indicator: Indicator) -> str:
    """Return operator, value and unit on one line: ≥95%, 下降15%, 1.5平方米."""
    operator = "" if indicator.operator == "=" else indicator.operator
    return f"{operator}{indicator.value}{indicator.unit}"


def build_grid(report: "BuildReport") -> RenderableType:
    """Return what was found in each plan that a build read."""
    grid = _grid("规划", "标题", "地区", "标题数", "表格", "任务", "指标", "段落数")
    passages = Counter(passage.plan_id for passage in report.passages)
    for plan in report.plans:
        found = (plan.sections, plan.tables, plan.tasks, plan.indicators)
        place = plan.metadata.place.value if plan.metadata.place else "—"
        _add(
            grid, plan.id, plan.metadata.title.value, place, *(str(len(each)) for each in found), str(passages[plan.id])
        )
    return grid


def print_answer(console: Console, response: AskResponse) -> None:
    """Print an answer and, below it, each quote with its place and its highlights."""
    console.print(Text(response.answer, style="bold" if response.citations else ""))
    for citation in response.citations:
        where = " · ".join([citation.plan.title, *citation.section_path])
        console.print(Text(f"\n[{citation.id}] {where}  {citation.url}", style="cyan"))
        quote = Text(citation.quote)
        for start, end in citation.highlights:
            quote.stylize("reverse", start, end)
        console.print(quote)


def _grid(*columns: str) -> Grid:
    return Grid(*columns, box=None, header_style="bold")


def _add(grid: Grid, *cells: str) -> None:
    grid.add_row(*map(Text, cells))


def _units(units: Sequence[Unit]) -> str:
    return "、".join(f"{unit.name}（{unit.printed}）" if unit.inferred else unit.name for unit in units)


def _short(text: str, most: int = 40) -> str:
    text = "".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _where(span: Span | None) -> str:
    return f"{span.start}-{span.end}" if span else ""
