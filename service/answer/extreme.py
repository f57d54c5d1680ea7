"""Which of a plan's records has the most or the least: 哪个指标下降最多, 投资最大的项目, 哪个部门牵头的任务最多.

Only figures of one kind and one unit are set side by side; where there are none such, nothing is said.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from corpus.plan import Indicator, Operator, Plan, Span, Task, Unit
from corpus.units import matching_units
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line, without_spaces
from service.answer.indicator_line import figure_before, line_of
from service.answer.indicator_list import headline
from service.answer.listing import items_below
from service.answer.material import Material, heading_of
from service.answer.table_row import line_of_row
from service.answer.task import opening

_SUPERLATIVE = re.compile(
    r"最(?P<way>[大多高快贵长小少低短])|\b(?:most|least|largest|smallest|highest|lowest|biggest)\b"
)
_LEAST = re.compile(r"最[小少低短]|\b(?:least|smallest|lowest)\b")
_FALLS = re.compile(r"[下减]降|降低|减少|降幅|压减|降得")
_RISES = re.compile(r"增长|提高|提升|上升|增加|增幅|涨幅|提得|涨得")
_INDICATORS = re.compile("指标")
_WORKS = re.compile(r"项目|工程|建设")
_MEASURES = (
    (re.compile(r"投资|花钱|花费|资金|经费|最贵|造价"), r"投资|资金|经费|金额|造价"),
    (re.compile(r"面积|占地"), r"面积|占地"),
    (re.compile(r"床位"), r"床位"),
    (re.compile(r"里程|长度|最长"), r"里程|长度"),
)
_BODY = "单位|部门|局|委|机构|谁"
_TASKS = re.compile(
    rf"(?:{_BODY}).{{0,10}}(?:任务|工作|事项).{{0,6}}最[多少]|(?:任务|工作|事项)最[多少]的?.{{0,6}}(?:{_BODY})"
    r"|\b(?:unit|department|bureau|office|agency|body|who)\b.{0,40}\b(?:most|fewest|least)\b.{0,20}\btasks\b",
    re.IGNORECASE,
)
# 除了应急局以外，哪个部门…
_BESIDES = re.compile(r"(?:除了?|不算|不含)(?P<units>[^，,。？?]{2,20}?)(?:以外|之外|外|[，,])")
_LEAD = re.compile(r"牵头|主办|负责|\bleads?\b")
_AMOUNT = r"(?P<figure>\d+(?:\.\d+)?)\s*(?P<times>[万亿])?\s*(?P<unit>元|平方米|公顷|亩|公里|千米|米|张)?"
_TIMES = {"": 1.0, "万": 1e4, "亿": 1e8}
_IN_HEAD = re.compile(r"(?P<times>[万亿])?(?P<unit>元|平方米|公顷|亩|公里|张)")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_BRACKETS = re.compile("[（(][^（()）]{0,20}[)）]")
_WORDS = re.compile("[一-龥]{2}")
_SUM = re.compile(r"\s*(?:合计|总计|小计|共计)\s*")
_MOST_PROOFS = 12


class _Candidate(NamedTuple):
    """A line that may be the answer, what it is compared by, and what may be compared with it."""

    line: Line
    figure: float
    unit: str


def compose(material: Material) -> Draft | None:
    """Return, of each plan, the records with the most or the least of what the question asks for."""
    if not _SUPERLATIVE.search(material.asked):
        return None
    if _TASKS.search(material.asked):
        return _busiest(material)
    lines: list[Line] = []
    for plan in material.near_plans:
        lines += _best(material, list(_candidates(material, plan)))
    return Draft(tuple(lines)) if lines else None


def _candidates(material: Material, plan: Plan) -> Iterable[_Candidate]:
    asked = material.asked
    if _INDICATORS.search(asked) and (_FALLS.search(asked) or _RISES.search(asked)):
        return _changes(material, plan, falls=bool(_FALLS.search(asked)))
    measure = next((words for question, words in _MEASURES if question.search(asked)), None)
    if measure is not None and _WORKS.search(asked):
        return [*_rows(material, plan, re.compile(measure)), *_items(material, plan, measure)]
    return _rows(material, plan, None)


def _changes(material: Material, plan: Plan, *, falls: bool) -> Iterable[_Candidate]:
    """Yield the indicators that are to fall, or to rise, with by how much: as the plan says it, else against the base."""
    found = headline(plan, every=False)
    wanted = Operator.FALL if falls else Operator.RISE
    said = [each for each in found if each.operator is wanted and _FIGURE.fullmatch(each.value)]
    if said:
        for each in said:
            yield _Candidate(line_of(material, plan, each), float(each.value), each.unit)
        return
    for each in found:
        change = _change(plan, each)
        if change is not None and (change < 0) is falls and change:
            yield _Candidate(line_of(material, plan, each), abs(change), each.unit)


def _change(plan: Plan, indicator: Indicator) -> float | None:
    """Return target less base of a share; shares alone are alike enough to be told from each other by how far they go."""
    before = figure_before(plan, indicator)
    base = _FIGURE.search(before[1]) if before else None
    last = Material.last_year(plan)
    if indicator.unit != "%" or base is None or not _FIGURE.fullmatch(indicator.value):
        return None
    if indicator.operator in (Operator.FALL, Operator.RISE) or (last and indicator.year not in (None, last)):
        return None
    return round(float(indicator.value) - float(base[0]), 6)


def _rows(material: Material, plan: Plan, measure: re.Pattern[str] | None) -> Iterable[_Candidate]:
    """Yield the rows of the tables that have a column for the measure; without one, for what the question names as its head.

    Indicators are each of a kind of their own, so that none of them is the largest.
    """
    for table in plan.tables:
        if measure is None and any(table.span.contains(each.span) for each in plan.indicators):
            continue
        for at, head in enumerate(table.header):
            if not (measure.search(head.text) if measure else _is_named(head.text, material.asked)):
                continue
            unit = _IN_HEAD.search(head.text)
            for row in table.rows:
                cell = row.cells[at].text if at < len(row.cells) else ""
                figure = _FIGURE.fullmatch(cell.replace(",", "").strip())
                if figure and not any(_SUM.fullmatch(each.text) for each in row.cells):
                    times = _TIMES[(unit and unit["times"]) or ""]
                    said = line_of_row(material, plan, table, row)
                    yield _Candidate(said, float(figure[0]) * times, unit["unit"] if unit else "")


def _is_named(head: str, asked: str) -> bool:
    """Tell whether a question names the head of a column: 床位 for 床位（张）."""
    name = without_spaces(_BRACKETS.sub("", head))
    return _WORDS.search(name) is not None and name in asked


def _items(material: Material, plan: Plan, measure: str) -> Iterable[_Candidate]:
    """Yield the works under a heading or in a box whose own text gives the measure."""
    amount = re.compile(rf"(?:{measure})(?:规模|总?额|约|达到?|为|共|合计|[:：])*\s*{_AMOUNT}")
    seen: set[Span] = set()
    positions = {section.span: at for at, section in enumerate(plan.sections)}
    below = plan.sections_below()
    for at, section in enumerate(plan.sections):
        if not _WORKS.search(section.title):
            continue
        for item in items_below(plan, at):
            found = amount.search(plan.text, item.span.start, item.span.end)
            if found is None or item.span in seen or len(below.get(positions[item.span], ())) > 1:
                continue
            seen.add(item.span)
            said = Span(*found.span())
            proof = Proof(plan, item.span, (item.heading, said))
            line = material.line(plan, f"{heading_of(item)}：{on_one_line(found[0])}", [proof])
            yield _Candidate(line, float(found["figure"]) * _TIMES[found["times"] or ""], found["unit"] or "")


def _best(material: Material, candidates: Sequence[_Candidate]) -> list[Line]:
    """Return the line with the most or the least, or several that have the same; none unless there is a choice."""
    if len(candidates) < 2 or len({each.unit for each in candidates}) > 1:
        return []
    figures = [each.figure for each in candidates]
    wanted = min(figures) if _LEAST.search(material.asked) else max(figures)
    others = [each.line.proofs[0] for each in candidates if each.figure != wanted][:_MOST_PROOFS]
    way = "最小" if _LEAST.search(material.asked) else "最大"
    label = "Of the figures listed: " if material.english else f"所列数值中{way}的："
    return [
        Line(f"{label}{each.line.text}", (*each.line.proofs, *others), each.line.about)
        for each in candidates
        if each.figure == wanted
    ]


def _busiest(material: Material) -> Draft | None:
    """Return which unit leads, or takes part in, the most tasks or the fewest, and how many they are."""
    lines: list[Line] = []
    counted: set[int] = set()
    leads = bool(_LEAD.search(material.asked))
    for plan in material.near_plans:
        of_unit: dict[str, list[tuple[Task, Unit]]] = defaultdict(list)
        for task in plan.tasks:
            for unit in task.lead if leads else (*task.responsible, *task.supporting):
                of_unit[unit.name].append((task, unit))
        besides = _BESIDES.search(material.asked)
        left_out = matching_units(plan.tasks, besides["units"]) if besides else ()
        if len(of_unit) < 2 or set(of_unit) <= set(left_out):
            continue
        for name in left_out:
            of_unit.pop(name, None)
        wanted = (min if _LEAST.search(material.asked) else max)(map(len, of_unit.values()))
        for name, tasks in of_unit.items():
            if len(tasks) == wanted:
                proofs = [Proof(plan, task.span, (unit.span,)) for task, unit in tasks[:MOST_CITATIONS]]
                role = "牵头" if leads else "参与"
                text = f"{name}: {wanted} tasks" if material.english else f"{name}{role}的任务共 {wanted} 项"
                lines.append(material.line(plan, text, proofs))
                said = (on_one_line(opening(plan, task).of(plan.text)).rstrip("。；;,，.") for task, _ in tasks)
                lines += [Line(f"“{quote}”", (proof,)) for quote, proof in zip(said, proofs, strict=False)]
                counted.add(wanted)
    return Draft(tuple(lines), frozenset(counted)) if lines else None
