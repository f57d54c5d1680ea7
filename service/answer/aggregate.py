"""Counts over records: which tasks a unit leads or is responsible for, which indicators are binding, how many there are."""

import re
from collections.abc import Iterable, Sequence

from corpus.plan import Indicator, Plan, Task, Unit
from corpus.units import matching_units
from index.query import Intent
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line
from service.answer.indicator import proofs_of, requirement, table_of
from service.answer.listing import count_text
from service.answer.material import Material
from service.answer.names import LONGEST_NAME
from service.answer.task import opening

_ASKS_COUNT = re.compile(
    r"多少|几[项条个件]|哪[些几]|一共|总共|共有|都有什么|有什么|分别|列出|how many|which|what tasks|list", re.IGNORECASE
)
_ASKS_ONE = re.compile(
    r"由?谁(?:来)?(?:牵头|负责|管)|(?:哪个|哪些|什么|哪几个|哪家)(?:部门|单位|局)|第几|who\b|牵头(?:单位|部门)?是谁|责任单位(?:有|是|都|分)"
)
_LEAD = re.compile(r"牵头|主办|领衔|\blead")
_OTHERS = re.compile(r"配合|责任单位|协办|参与|协助|列为|参加|support|responsible|involv|take part")
_ANY = re.compile(r"参与|涉及|有关|involv|take part")
_UNIT_WORD = re.compile(r"(?:局|委|办|部|厅|院|支队|大队|中心|集团|公司|会|街镇|单位|分局|消防|应急|公安)")
_NATURE = re.compile(r"约束性|预期性|binding|anticipat|expected")
_HEADLINE = re.compile(r"主要|核心|总体|关键|指标表|headline|main|key|core")
_ALL_INDICATORS = re.compile(
    r"指标(?:都|一共|总共|共)?(?:有|是|分)?(?:哪|什么|多少|几)|(?:哪些|几[个项]|多少[个项])[^，。]{0,8}指标|(?:indicators|targets)\b"
)
_TASKS = re.compile(r"(?:多少|几)[项条个](?:任务|工作|举措)|how many tasks")
_FEW = 5  # so many tasks are quoted whole
_FILLER = re.compile(
    r"[西东南北]?[一-龥]{0,2}?(?:市|区|县|省)的?|任务里|任务分工|规划|一共|要|把|让|由|请|哪些|多少|有|\d+项任务"
)


def compose(material: Material) -> Draft | None:
    """Return the count and, one a line, everything counted; None when the question counts no records."""
    if not (_ASKS_COUNT.search(material.asked) or material.query.intent is Intent.AGGREGATE):
        return None
    return _by_unit(material) or _indicators(material) or _all_tasks(material)


def _by_unit(material: Material) -> Draft | None:
    if _ASKS_ONE.search(material.asked) or not (_LEAD.search(material.asked) or _OTHERS.search(material.asked)):
        return None
    lines: list[Line] = []
    counted: set[int] = set()
    for plan in material.near_plans:
        for name in _units_named(material, plan):
            found = list(_tasks_of(material, plan, name))
            if found:
                counted.add(len(found))
                lines += _unit_lines(material, plan, name, found)
    return Draft(tuple(lines), frozenset(counted | _left_out(counted))) if lines else None


def _left_out(counted: Iterable[int]) -> set[int]:
    return {count - MOST_CITATIONS for count in counted if count > MOST_CITATIONS}


def _units_named(material: Material, plan: Plan) -> tuple[str, ...]:
    """Return the units of the plan's tasks that the question names: the longest form of a name that it has decides."""
    if not plan.tasks:
        return ()
    forms = {
        form
        for task in plan.tasks
        for unit in (*task.lead, *task.responsible, *task.supporting)
        for form in (unit.name, on_one_line(unit.printed))
    }
    said = sorted(
        (form for form in forms if len(form) > 1 and form in material.asked), key=lambda form: (-len(form), form)
    )
    if said:
        return matching_units(plan.tasks, said[0])[:2]
    cue = _LEAD.search(material.asked) or _OTHERS.search(material.asked)
    before = material.asked[: cue.start()] if cue else ""
    run = re.findall(r"[一-龥]+", _FILLER.sub(" ", before))
    # 应急管理局, 教育部门: read from the end of what stands before the verb, the longest first.
    for tail in (run[-1][at:] for at in range(max(0, len(run[-1]) - 10), len(run[-1]) - 1)) if run else ():
        if _UNIT_WORD.search(tail) and (names := matching_units(plan.tasks, tail)):
            return names[:2]
    return ()


def _tasks_of(material: Material, plan: Plan, name: str) -> Iterable[tuple[Task, Unit]]:
    """Yield the tasks that name the unit in the role that is asked for, with the unit as it stands there."""
    for task in plan.tasks:
        others = (*task.responsible, *task.supporting)
        if _ANY.search(material.asked):
            units: Sequence[Unit] = (*task.lead, *others)
        elif _LEAD.search(material.asked):
            units = task.lead
        else:
            units = others
        unit = next((unit for unit in units if unit.name == name), None)
        if unit is not None:
            yield task, unit


def _unit_lines(material: Material, plan: Plan, name: str, found: Sequence[tuple[Task, Unit]]) -> list[Line]:
    shown = found[:MOST_CITATIONS]
    proofs = [Proof(plan, task.span, (opening(plan, task), unit.span)) for task, unit in shown]
    role = (
        "牵头" if _LEAD.search(material.asked) else "参与" if _ANY.search(material.asked) else "列为责任单位或配合单位"
    )
    joined = sorted({on_one_line(unit.printed) for _, unit in shown if unit.inferred})
    if material.english:
        head = f"{name}: {count_text(len(found), len(found) - len(shown), english=True)}"
        rule = f" (also printed as {'、'.join(joined)})" if joined else ""
    else:
        head = f"{name}{role}的任务{count_text(len(found), len(found) - len(shown), english=False)}"
        rule = f"（原文也作{'、'.join(f'“{each}”' for each in joined)}，按同一单位合并计数）" if joined else ""
    whole = len(shown) <= _FEW
    lines = [material.line(plan, head + rule, proofs)]
    for (task, unit), proof in zip(shown, proofs, strict=True):
        quote = on_one_line((task.text_span if whole else opening(plan, task)).of(plan.text)).rstrip("。；;,，.")
        printed = f"（原文作“{on_one_line(unit.printed)}”）" if unit.inferred else ""
        label = f"Task {task.number}" if material.english else f"第{task.number}项"
        lines.append(Line(f"{label}“{quote}”{printed}", (proof,)))
    return lines


def _all_tasks(material: Material) -> Draft | None:
    if not _TASKS.search(material.asked) or _LEAD.search(material.asked) or _OTHERS.search(material.asked):
        return None
    lines: list[Line] = []
    counted: set[int] = set()
    for plan in (plan for plan in material.near_plans if plan.tasks):
        shown = plan.tasks[:MOST_CITATIONS]
        counted |= {len(plan.tasks), len(plan.tasks) - len(shown)}
        proofs = [Proof(plan, task.span, (opening(plan, task),)) for task in shown]
        text = count_text(len(plan.tasks), len(plan.tasks) - len(shown), english=material.english)
        lines.append(material.line(plan, text, proofs))
        for task, proof in zip(shown, proofs, strict=True):
            quote = on_one_line(opening(plan, task).of(plan.text)).rstrip("。；;,，.")
            lines.append(Line(f"{task.number}．{quote}", (proof,)))
    return Draft(tuple(lines), frozenset(counted)) if lines else None


def _indicators(material: Material) -> Draft | None:
    nature = _NATURE.search(material.asked)
    several = _ALL_INDICATORS.search(material.asked)
    if not several and not (nature and re.search(r"哪[些几]|几[个项]|多少[个项]|which|how many", material.asked)):
        return None
    lines: list[Line] = []
    counted: set[int] = set()
    for plan in material.near_plans:
        found = headline(plan, every=not _HEADLINE.search(material.asked))
        if nature:
            kind = "预期性" if nature[0] in ("预期性", "expected") or nature[0].startswith("anticip") else "约束性"
            found = [each for each in found if each.nature == kind]
        if found:
            counted |= {len(found), len(found) - min(len(found), MOST_CITATIONS)}
            lines += _indicator_lines(material, plan, found)
    return Draft(tuple(lines), frozenset(counted)) if lines else None


def headline(plan: Plan, *, every: bool) -> list[Indicator]:
    """Return the indicators of the plan's tables, else those of the section called 指标, else all of them if `every`."""
    tabled = [each for each in plan.indicators if table_of(plan, each)]
    if tabled:
        return tabled
    for section in plan.sections:
        if "指标" in section.label:
            inside = [each for each in plan.indicators if section.span.contains(each.span)]
            if len(inside) > 1:
                return inside
    return [each for each in plan.indicators if len(each.name) <= LONGEST_NAME] if every else []


def _indicator_lines(material: Material, plan: Plan, found: Sequence[Indicator]) -> list[Line]:
    shown = found[:MOST_CITATIONS]
    proofs = [proof for each in shown for proof in proofs_of(material, plan, each)]
    text = count_text(len(found), len(found) - len(shown), english=material.english)
    lines = [material.line(plan, text, proofs)]
    for each in shown:
        own = proofs_of(material, plan, each)
        quoted = "".join("".join(proof.span.of(plan.text).split()) for proof in own)
        colon = ": " if material.english else "："
        lines.append(Line(f"{each.name}{colon}{requirement(plan, each, quoted, english=material.english)}", own))
    return lines
