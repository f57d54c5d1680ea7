"""How a record is said: name, operator, value, unit, year, nature, base and footnote, as the plan prints them."""

import re

from corpus.plan import Indicator, Operator, Plan, Span, Table
from service.answer.draft import Line, Proof, on_one_line, without_spaces
from service.answer.material import LONGEST_TABLE, Material

_YEAR = re.compile(r"20\d\d")
_BASE_COLUMN = re.compile("现状|基期|基数|基准|现值|完成值|完成情况|实际")
_TARGET_COLUMN = re.compile("目标|预期|计划|规划")
# Counts and shares need no unit of their own, and a rate says in its name what it is counted in.
_NEEDS_NONE = re.compile(r"(?:数|人次|数量|率|比例|占比|比重|占[^，]*总值|指数|系数|得分|等级)(?:[（(].*[)）])?$")
_OPERATORS = {
    Operator.LESS: "<",
    Operator.AT_MOST: "≤",
    Operator.MORE: ">",
    Operator.AT_LEAST: "≥",
    Operator.FALL: "下降",
    Operator.RISE: "提高",
}
_PRINTED_BEFORE = re.compile(
    r"(?:[<>＜＞≤≥]|[降减增提][到至]|下降|降低|减少|提高|提升|增长|增加|上升|超过?|不低于|不少于|不超过|不高于|不大于|不小于|低于|高于|小于|大于|少于|多于|不足|至少|至多|最高|最多|最低|最少|达到?|控制在)+\s*$"
)
# 不低于在职执法人员的75%: between the word of comparison and the figure stands what it is a share of.
_COMPARED_WITH = re.compile(
    r"(?:不低于|不少于|不超过|不高于|不大于|不小于|超过|低于|高于|少于|多于|至少|至多)(?:[^\s,，。；;、\d]{1,16})$"
)
_PRINTED_AFTER = re.compile(r"^(?:以[上下内]|之?内|左右)")
_IN_WORDS = re.compile(r"\D{4,}")  # 完成省级下达任务: the words of a cell say all of it
_ABOUT = re.compile(r"^[余多]")  # 1500余家


def line_of(material: Material, plan: Plan, indicator: Indicator, *, labelled: bool = False) -> Line:
    """Return `名称：值单位（2025年，预期性，较…）`, with everything as the plan prints it; `labelled` says it is a target."""
    proofs = proofs_of(material, plan, indicator)
    quoted = without_spaces("".join(proof.span.of(plan.text) for proof in proofs))
    label = (" (target)" if material.english else "（目标）") if labelled else ""
    return material.line(
        plan, f"{indicator.name}{label}：{requirement(plan, indicator, quoted, english=material.english)}", proofs
    )


def requirement(plan: Plan, indicator: Indicator, quoted: str, *, english: bool = False) -> str:
    """Return operator, value and unit as printed and, in brackets, what else the record says and `quoted` shows."""
    details = [
        f"{indicator.year}年" if indicator.year and f"{indicator.year}年" in quoted else "",
        indicator.nature or "",
        f"较{indicator.base}" if indicator.base and without_spaces(indicator.base) in quoted else "",
        indicator.condition or "",
        (indicator.note or "").rstrip("。；;"),
        ("no unit is given" if english else "原文未给出单位") if lost_unit(indicator) else "",
    ]
    shown = [
        each
        for each in details
        if each and (each in quoted or each in ("原文未给出单位", "no unit is given") or each[0] == "较")
    ]
    if (before := figure_before(plan, indicator)) and all(without_spaces(part) in quoted for part in before):
        shown.append("：".join(before))
    return _value(plan, indicator) + (f"（{'，'.join(shown)}）" if shown else "")


def figure_before(plan: Plan, indicator: Indicator) -> tuple[str, str] | None:
    """Return the head of the column and the figure that a table gives for the year before the plan: 2020年, 38."""
    table = table_of(plan, indicator)
    row = next((row for row in table.rows if row.span.contains(indicator.value_span)), None) if table else None
    if table is None or row is None or len(row.cells) != len(table.header):
        return None
    for head, cell in zip(table.header, row.cells, strict=True):
        year = _YEAR.search(head.text)
        earlier = year is not None and (indicator.year is None or int(year[0]) < indicator.year)
        is_base = bool(_BASE_COLUMN.search(head.text)) or (earlier and not _TARGET_COLUMN.search(head.text))
        # A target in words (村村通) has its base in words, too; a dash is none.
        stated = re.search(r"\d" if re.search(r"\d", indicator.value) else r"[\d一-龥]", cell.text)
        if is_base and stated and not cell.span.overlaps(indicator.value_span):
            return on_one_line(head.text), on_one_line(cell.text)
    return None


def lost_unit(indicator: Indicator) -> bool:
    """Tell whether a unit is wanted and the source gives none: of 预警时效 5-10, but not of 事故起数 0."""
    if indicator.unit or indicator.value == "0" or re.search(r"[年月日%‰:一-龥]", indicator.value):
        return False
    return not _NEEDS_NONE.search(indicator.name)


def proofs_of(material: Material, plan: Plan, indicator: Indicator) -> tuple[Proof, ...]:
    """Return the whole table, or header and row of a long one; the passage where prose says it."""
    table = table_of(plan, indicator)
    if table is None:
        own = Proof(plan, material.around(plan, indicator.span), (indicator.span,))
        return (own, *_year_proof(material, plan, indicator, own.span))
    if len(table.span) <= LONGEST_TABLE:
        return (Proof(plan, table.span, (indicator.span,)), *_year_proof(material, plan, indicator, table.span))
    header = [cell.span for cell in table.header if len(cell.span)]
    head = (Proof(plan, Span(table.span.start, header[-1].end)),) if header else ()
    notes = tuple(Proof(plan, note.span) for note in table.notes if indicator.note and note.text == indicator.note)
    return (Proof(plan, indicator.span, (indicator.span,)), *head, *notes)


def _year_proof(material: Material, plan: Plan, indicator: Indicator, quoted: Span) -> tuple[Proof, ...]:
    """Return where the section says for which year its targets are, when the quote itself does not."""
    year = f"{indicator.year}年"
    if indicator.year is None or year in quoted.of(plan.text):
        return ()
    section = max(
        (each.span for each in plan.sections if each.span.contains(indicator.span)),
        key=lambda span: span.start,
        default=None,
    )
    at = plan.text.rfind(year, section.start, quoted.start) if section else -1
    if at < 0:
        return ()
    said = Span(at, at + len(year))
    return (Proof(plan, material.around(plan, said), (said,)),)


def table_of(plan: Plan, indicator: Indicator) -> Table | None:
    """Return the table that an indicator was read from; None when it was prose."""
    return next((table for table in plan.tables if table.span.contains(indicator.span)), None)


def _value(plan: Plan, indicator: Indicator) -> str:
    """Return the figure as printed with the words of comparison at its sides: ＜1, 下降9%, 2起以内, 1.5平方米."""
    printed = indicator.value_span.of(plan.text)
    if _IN_WORDS.fullmatch(indicator.value):
        return on_one_line(printed)
    before = _PRINTED_BEFORE.search(plan.text, indicator.span.start, indicator.value_span.start)
    after = _PRINTED_AFTER.search(plan.text[indicator.value_span.end : indicator.span.end + 2])
    about = _ABOUT.search(plan.text[indicator.value_span.end : indicator.span.end])
    printed += about[0] if about else ""
    compared = _COMPARED_WITH.search(plan.text, indicator.span.start, indicator.value_span.start)
    operator = (
        before[0].strip()
        if before
        else compared[0]
        if compared
        else ""
        if after or about
        else _said_apart(plan, indicator)
    )
    unit = indicator.unit if indicator.unit and not without_spaces(printed).endswith(indicator.unit) else ""
    unit = "" if re.search(r"[一-龥%‰％]$", printed) and len(unit) < 3 else unit
    return on_one_line(f"{operator}{printed}{unit}{after[0] if after else ''}")


def _said_apart(plan: Plan, indicator: Indicator) -> str:
    """Return the operator where the source says it apart from the figure, 下降 in the name of a row; none of our own making."""
    operator = _OPERATORS.get(indicator.operator, "")
    return operator if operator in indicator.span.of(plan.text) else ""
