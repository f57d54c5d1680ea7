"""A row of a table that holds no indicator: a project with its contents, cost and years, said with the heads of its columns."""

import re
from typing import NamedTuple

from corpus.plan import Cell, Plan, Row, Span, Table
from service.answer.draft import Line, Proof, on_one_line
from service.answer.material import Material

_CHINESE = re.compile("[一-龥]")
_NUMBER_COLUMN = re.compile(r"^(?:序号|编号|No\.?)$", re.IGNORECASE)
_NAME_COLUMN = re.compile("(?:名称|指标(?:内容)?|项目|工程)$")
_BRACKETS = re.compile(r"[（(].*?[)）]")
# How a question asks for what a column holds, and how its head says it.
_ASKED = (
    (re.compile(r"投资|花多少钱|多少钱|经费|资金|how much|cost|invest"), re.compile("投资|资金|经费|金额|造价")),
    (re.compile(r"什么时候|哪[几一]?年|何时|几时|多久|时限|期限|年限|工期|when"), re.compile("年限|时间|时限|期限|年份|工期|进度|起止")),
    (re.compile(r"谁|哪[个些家]?(?:部门|单位|局)|责任|牵头|负责|主体|who|which (?:unit|department)"), re.compile("单位|部门|主体|责任|牵头")),
    (re.compile(r"建[设些]?什么|建设内容|内容|规模|干什么|做什么|多大|面积"), re.compile("内容|规模|任务|面积")),
    (re.compile(r"(?:在|建在)?哪(?:里|儿|个地方)|地点|位置|选址|where"), re.compile("地点|位置|地址|选址")),
)  # fmt: skip


class _Column(NamedTuple):
    head: str
    cell: Cell


def row_at(plan: Plan, span: Span) -> tuple[Table, Row] | None:
    """Return the row of a table that holds `span`; None outside of tables."""
    return next(
        ((table, row) for table in plan.tables for row in table.rows if row.span.contains(span)),
        None,
    )


def name_of(table: Table, row: Row) -> Cell | None:
    """Return the cell that names what a row is about: by the head of its column, else the first that has words."""
    named = (each.cell for each in _columns(table, row) if _NAME_COLUMN.search(_BRACKETS.sub("", each.head)))
    return next(named, next((cell for cell in row.cells if _CHINESE.search(cell.text)), None))


def line_of_row(material: Material, plan: Plan, table: Table, row: Row) -> Line:
    """Return `名称：总投资(万元)：3800；建设年限：2021-2023`: the columns that the question asks for, all where it names none."""
    name = name_of(table, row)
    columns = [each for each in _columns(table, row) if each.cell is not name]
    wanted = [each for each in columns if _is_asked(material.asked, each.head)] or columns
    said = "；".join(f"{each.head}：{on_one_line(each.cell.text)}" for each in wanted)
    proof = Proof(plan, material.around(plan, row.span), (row.span,))
    about = f"{on_one_line(name.text)}：" if name else ""
    return material.line(plan, f"{about}{said}".rstrip("："), [proof])


def _columns(table: Table, row: Row) -> list[_Column]:
    heads = [cell.text for cell in table.header] if len(table.header) == len(row.cells) else [""] * len(row.cells)
    columns = (_Column(on_one_line(head), cell) for head, cell in zip(heads, row.cells, strict=True) if cell.text)
    return [each for each in columns if each.head and not _NUMBER_COLUMN.match(each.head)]


def _is_asked(asked: str, head: str) -> bool:
    named = _BRACKETS.sub("", head)
    return named in asked or any(question.search(asked) and column.search(named) for question, column in _ASKED)
