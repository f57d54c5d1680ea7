"""Counts over records: which tasks a unit leads or is responsible for, which indicators are binding, how many there are."""

import re
from collections.abc import Callable, Iterable, Sequence

from corpus.plan import Plan, Task, Unit
from corpus.units import matching_units
from index.alternatives import plain
from index.query import Intent
from service.answer import extreme, indicator_list
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line, without_spaces
from service.answer.listing import count_text, is_counted, with_head
from service.answer.material import Material
from service.answer.task import line_of, opening, ordinal
from service.answer.tokens import tokens_of

# 教育局要做哪些事, 应急局有什么职责: what a unit is charged with, in everyday words.
_UNIT = r"(?:局|委|办|部|厅|院|队|中心|集团|公司|会|街镇|单位|分局)"
_DOES = (
    rf"{_UNIT}(?:主?要|该|都|应当?|具体|需要?)*(?:做|干|管|办|忙)(?:些|点|了)?(?:什么|啥|哪些)"
    rf"|{_UNIT}的?(?:主要|具体)?(?:有|是)?(?:哪些|什么|啥)(?:主要|具体)?(?:职责|任务|活儿?|分工)"
    rf"|{_UNIT}的?(?:主要|具体)?(?:职责|任务|分工)(?:有|是|包括)?(?:哪些|什么|啥)"
)
_ASKS_COUNT = re.compile(
    rf"{_DOES}"
    r"|多少|几[项条个件次]|数量|个数|总数|哪[些几]|(?:牵头|负责|承担|配合|参与)的?(?:什么|啥|几)|一共|总共|共有|都有什么|有什么|分别|列出|how many|which|what tasks|list",
    re.IGNORECASE,
)
_ASKS_ONE = re.compile(
    r"由?谁(?:来)?(?:牵头|负责|管)|(?:哪个|哪些|什么|哪几个|哪家)(?:部门|单位|局)|第几|who\b|牵头(?:单位|部门)?是谁|(?:牵头|责任|配合|协办|参与|主办)(?:单位|部门)(?:有|是|都|分|呢|为|[?？]?$)"
)
_ASKS_WHICH_NUMBER = re.compile("第几")
_LEAD = re.compile(r"牵头|主办|领衔|\bleads?\b|\bled\b")
# 负责 is any role where tasks are counted, and no role at all in 负责人 or 负责救援的队伍.
_CHARGED = re.compile(
    r"(?:负责|承担|担负)(?:了|着)?的?(?:什么|啥|哪[些几]|几|多少|任务|工作|举措|事项|指标)" + f"|{_DOES}"
)
_OTHERS = re.compile(r"配合|责任单位|协办|参与|协助|列为|参加|support|responsible|involv|take part")
_ANY = re.compile(rf"参与|涉及|有关|involv|take part|{_CHARGED.pattern}")
_ALL_ROLES = re.compile(
    # 负责牵头 and 牵头负责 are the one role.
    r"(?:牵头|主办)(?:[和与及或、以还有者]*(?:配合|参与|协办)|[和与及或、以还有者]+负责)|(?:(?:配合|参与|协办)[和与及或、以还有者]*|负责[和与及或、以还有者]+)(?:牵头|主办)|lead(?:s|ing)? (?:and|or) (?:support|take part|participat)"
)
_ROLES = (_LEAD, _OTHERS, _CHARGED)
# 区水务局牵头哪些任务: tasks of a unit are asked for, not the unit.
_TASKS_OF = re.compile(
    r"(?:局|委|办|部|厅|院|队|中心|集团|公司|会|街镇|单位|分局)(?:一共|总共|分别|各自?|都|要|共|在)*(?:牵头|负责|承担|配合|参与|主办|协办)(?:了|着)?的?(?:什么|啥|哪[些几]|几|多少|任务|工作)"
    r"|(?:which|what|how many) tasks .*\b(?:bureau|commission|office|department|committee|brigade|administration|agency)\b"
)
# 哪些任务与油气管道有关, 涉及油气管道的任务有哪些.
_ABOUT = re.compile(
    r"(?:哪些|几[项个]|多少[项个])(?:重点|主要)?任务(?:是|都|里)?(?:与|和|跟|同|涉及|提到|关于|有关)(?:到|了)?(?P<behind>[^，。？?,]{2,20}?)(?:有关|相关|的|吗|呢|[？?。]|$)"
    r"|^(?P<where>[^，。？?,]{2,20}?)(?:的|这项)?(?:任务|工作)?(?:是|在|排|列|属于)?(?:任务(?:分工)?)?(?:里|中)?的?第几[项条个]"
    r"|(?:与|和|跟|涉及|提到|关于)(?:到|了)?(?P<before>[^，。？?,]{2,20}?)(?:有关|相关)?的任务(?:有|是)?(?:哪|几|多少)"
)
# The rows of a table of indicators may have a unit in charge as tasks have; each is meant where it is named.
_OF_INDICATORS = re.compile(r"指标|\bindicators?\b|\btargets?\b")
_WITHOUT_LEAD = re.compile(
    r"(?:没有?|无|未|缺)(?:写明?|明确|指定|标明?|列出?)?牵头|(?:without|no) (?:a )?lead|牵头(?:单位|部门)?(?:为空|空缺|缺失)"
)
_UNIT_WORD = re.compile(r"(?:局|委|办|部|厅|院|支队|大队|中心|集团|公司|会|街镇|单位|分局|消防|应急|公安)")
_UNIT_END = re.compile(
    r"(?:局|委|办|部|厅|院|支队|大队|队|中心|集团|公司|会|街镇|镇|街道|单位|部门|政府|站|所|校|行|馆|室|组)$"
)
_TASKS = re.compile(
    r"(?:多少|(?<!第)几)[项条个](?:重[要点大]|主要|具体)?(?:任务|工作(?!日)|举措)|(?:任务|举措)(?:分工)?[^，。？?]{0,6}(?:多少|(?<!第)几)[项条件](?![一-龥])|how many tasks"
)
# 应急局和气象局分别牵头哪些任务
_JOINED = re.compile("[和与及、,，]")
_MOST_UNITS = 3
_FEW = 5  # so many tasks are quoted whole
_FILLER = re.compile(
    r"[西东南北]?[一-龥]{0,2}?(?:市|区|县|省)的?|任务里|任务分工|规划|负责(?=$|牵)|一共|分别|各自|要|把|让|由|请|哪些|多少|有|\d+项任务"
)


def compose(material: Material) -> Draft | None:
    """Return the count and, one a line, everything counted; None when the question counts no records."""
    if draft := extreme.compose(material):
        return draft
    if (
        not _ASKS_COUNT.search(material.asked)
        and not indicator_list.is_named(material)
        and material.query.intent is not Intent.AGGREGATE
    ):
        return None
    if _WITHOUT_LEAD.search(material.asked):
        return _without_lead(material)
    return _by_unit(material) or _about(material) or indicator_list.compose(material) or _all_tasks(material)


def asks_for_unknown_unit(material: Material) -> bool:
    """Tell whether the tasks of a unit are asked for that no list of tasks names: those of another are no answer."""
    plans = [plan for plan in material.near_plans if plan.tasks]
    return (
        len(plans) == len(material.near_plans)
        and bool(_TASKS_OF.search(material.asked))
        and not _ASKS_ONE.search(material.asked)
        and not any(_units_named(material, plan) for plan in plans)
    )


def _by_unit(material: Material) -> Draft | None:
    if _ASKS_ONE.search(material.asked) or not any(role.search(material.asked) for role in _ROLES):
        return None
    lines: list[Line] = []
    counted: set[int] = set()
    for plan, name in _units_asked(material):
        found = list(_tasks_of(material, plan, name))
        if found:
            counted.add(len(found))
            lines += _unit_lines(material, plan, name, found)
        elif _TASKS_OF.search(material.asked):
            others = list(_tasks_of(material, plan, name, any_role=True))
            counted.add(len(others))
            lines += _unit_lines(material, plan, name, others, instead=True)
    return Draft(tuple(lines), frozenset(counted)) if lines else None


def _units_asked(material: Material) -> list[tuple[Plan, str]]:
    """Return the units that the question names, of each plan; where one is so called, no other that is like it.

    县财政局 is the one of the county, though another plan has a 市财政局 that the word 财政局 would mean too.
    """
    named = [(plan, name) for plan in material.near_plans for name in _units_named(material, plan)]
    return [(plan, name) for plan, name in named if name in material.asked] or named


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
        (form for form in forms if len(form) > 1 and _is_said(form, material.asked)),
        key=lambda form: (-len(form), form),
    )
    if said and not _JOINED.search(material.asked):
        return matching_units(plan.tasks, said[0])[:2]
    if material.english:
        words = re.sub(r"任务|牵头|负责|责任|配合|参与|单位|[a-z\d]", "", plain(material.query.words)).split()
        if found_units := matching_units(plan.tasks, "".join(words))[:2] if len("".join(words)) > 2 else ():
            return found_units
        # water bureau is 水 and 局 to the list of terms: the one unit that has both is meant.
        having = [form for form in sorted(forms) if all(word in form for word in words)] if len(words) > 1 else []
        units_having = {name for form in having for name in matching_units(plan.tasks, form)}
        return tuple(units_having) if len(units_having) == 1 else ()
    cue = next((found for role in _ROLES if (found := role.search(material.asked))), None)
    before = material.asked[: cue.start()] if cue else ""
    names: dict[str, None] = {}
    for form in said:
        if form in before:
            names |= dict.fromkeys(matching_units(plan.tasks, form)[:2])
            before = before.replace(form, "，")
    for part in _JOINED.split(before):
        run = re.findall(r"[一-龥]+", _FILLER.sub(" ", part))
        # 应急管理局, 教育部门: read from the end of what stands before the verb, the longest first.
        for tail in (run[-1][at:] for at in range(max(0, len(run[-1]) - 10), len(run[-1]) - 1)) if run else ():
            if _UNIT_WORD.search(tail) and (units := matching_units(plan.tasks, tail)):
                names |= dict.fromkeys(units[:2])
                break
    return tuple(names)[:_MOST_UNITS] or (matching_units(plan.tasks, said[0])[:2] if said else ())


def _is_said(form: str, asked: str) -> bool:
    """Tell whether a question names a unit: 应急, printed so for 应急局, only where a role follows it (应急牵头)."""
    if _UNIT_END.search(form):
        return form in asked
    return bool(
        re.search(rf"{re.escape(form)}(?:分别|一共|总共|都|要|共)*(?:牵头|负责|承担|配合|参与|主办|协办)", asked)
    )


def _tasks_of(material: Material, plan: Plan, name: str, *, any_role: bool = False) -> Iterable[tuple[Task, Unit]]:
    """Yield the tasks that name the unit in the role that is asked for, with the unit as it stands there."""
    rows = {each.span for each in plan.indicators}
    about_rows = bool(_OF_INDICATORS.search(material.asked))
    is_one_sort = all(task.span in rows for task in plan.tasks) or not any(task.span in rows for task in plan.tasks)
    for task in plan.tasks:
        if not is_one_sort and (task.span in rows) is not about_rows:
            continue
        others = (*task.responsible, *task.supporting)
        if any_role or _is_any(material):
            units: Sequence[Unit] = (*task.lead, *others)
        elif _LEAD.search(material.asked):
            units = task.lead
        else:
            units = others
        unit = next((unit for unit in units if unit.name == name), None)
        if unit is not None:
            yield task, unit


def _is_any(material: Material) -> bool:
    if _ALL_ROLES.search(material.asked):
        return True
    return bool(_ANY.search(material.asked)) and not _LEAD.search(material.asked)


def _role_of(task: Task, unit: Unit, *, english: bool) -> str:
    if unit in task.lead:
        return "lead 牵头" if english else "牵头"
    if unit in task.responsible:
        return "responsible 责任单位" if english else "责任单位"
    return "supporting 配合单位" if english else "配合单位"


def _unit_lines(
    material: Material, plan: Plan, name: str, found: Sequence[tuple[Task, Unit]], *, instead: bool = False
) -> list[Line]:
    """Return the tasks below a line that says what they are and, if that was asked, how many.

    `instead` says first that there is none in the role that was asked for.
    """
    shown = found[:MOST_CITATIONS]
    proofs = [Proof(plan, task.span, (opening(plan, task), unit.span)) for task, unit in shown]
    with_role = _is_any(material) or instead
    is_lead = bool(_LEAD.search(material.asked)) and not _is_any(material)
    role = "牵头" if is_lead else "参与" if _is_any(material) else "列为责任单位或配合单位"
    joined = sorted({on_one_line(unit.printed) for _, unit in shown if unit.inferred})
    counted = is_counted(material, len(found))
    if material.english:
        what = f"{name}: none in that role, in another" if instead else f"{name}:"
        head = f"{what} {count_text(len(found), len(shown), english=True)}" if counted else what.rstrip(":")
        rule = f" (also printed as {'、'.join(joined)})" if joined else ""
    else:
        noun = "指标" if _OF_INDICATORS.search(material.asked) else "任务"
        what = f"{name}{role}的{noun}"
        if instead:
            asked = f"由{name}牵头" if role == "牵头" else f"把{name}{role}"
            other = "列为责任单位或配合单位" if role == "牵头" else "牵头"
            what = f"原文没有{asked}的{noun}；{other}的"
        head = what + (count_text(len(found), len(shown), english=False) if counted else "有" if instead else "")
        rule = f"（原文也作{'、'.join(f'“{each}”' for each in joined)}，视为相同单位）" if joined else ""
    whole = len(shown) <= _FEW
    lines = [material.line(plan, head + rule + ("" if counted else ":" if material.english else "："), proofs)]
    for (task, unit), proof in zip(shown, proofs, strict=True):
        quote = on_one_line((task.text_span if whole else opening(plan, task)).of(plan.text)).rstrip("。；;,，.")
        printed = f"（原文作“{on_one_line(unit.printed)}”）" if unit.inferred else ""
        label = f"Task {task.number}" if material.english else ordinal(task)
        if with_role:
            said = _role_of(task, unit, english=material.english)
            label += f" ({said}) " if material.english else f"（{said}）"
        lines.append(Line(f"{label}“{quote}”{printed}", (proof,)))
    return lines


def _about(material: Material) -> Draft | None:
    """Return the tasks whose text has the subject that the question names."""
    asked = _ABOUT.search(material.asked)
    subject = (asked["behind"] or asked["before"] or asked["where"]) if asked else None
    if not subject:
        return None
    # Its words, not their pairs of characters: 油气管道 is in 油气长输管道.
    words = {token for token in tokens_of(subject) if not token.startswith("2:")}

    def of_subject(plan: Plan) -> list[Task]:
        return [
            task
            for task in plan.tasks
            if subject in without_spaces(task.text) or (words and words <= tokens_of(task.text))
        ]

    if _ASKS_ONE.search(material.asked) and len(material.near_plans) == 1:
        # 牵头的是哪个部门, after the tasks were listed: each with its units.
        plan = material.near_plans[0]
        lines = tuple(line_of(material, plan, task) for task in of_subject(plan))
        return Draft(lines) if lines and not _ASKS_WHICH_NUMBER.search(material.asked) else listed(material, of_subject)
    return listed(material, of_subject)


def _without_lead(material: Material) -> Draft | None:
    """Return the tasks without a leading unit; a line that says so where there are none."""
    if draft := listed(material, lambda plan: [task for task in plan.tasks if not task.lead]):
        return draft
    plans = [plan for plan in material.near_plans if plan.tasks]
    lines = []
    for plan in plans:
        proofs = [Proof(plan, task.span, (task.lead[0].span,)) for task in (plan.tasks[0], plan.tasks[-1])]
        text = "every task has a lead unit" if material.english else "原文没有缺少牵头单位的任务，每项任务都有牵头单位"
        lines.append(material.line(plan, text, proofs))
    return Draft(tuple(lines)) if lines else None


def _all_tasks(material: Material) -> Draft | None:
    if not _TASKS.search(material.asked) or _LEAD.search(material.asked) or _OTHERS.search(material.asked):
        return None
    return listed(material, works)


def works(plan: Plan) -> Sequence[Task]:
    """Return the tasks of a plan without the rows of its table of indicators, which have a unit in charge as well."""
    rows = {each.span for each in plan.indicators}
    return [task for task in plan.tasks if task.span not in rows] or plan.tasks


def listed(material: Material, tasks_of: Callable[[Plan], Sequence[Task]]) -> Draft | None:
    """Return the tasks that `tasks_of` names, each by its number and its opening, and how many there are."""
    lines: list[Line] = []
    counted: set[int] = set()
    for plan, tasks in ((plan, found) for plan in material.near_plans if (found := tasks_of(plan))):
        counted.add(len(tasks))
        below: list[Line] = []
        for task in tasks[:MOST_CITATIONS]:
            said = opening(plan, task)
            quote = on_one_line(said.of(plan.text)).rstrip("。；;,，.")
            below.append(Line(f"{task.number}．{quote}", (Proof(plan, task.span, (said,)),)))
        lines += with_head(material, plan, below, len(tasks), counted=is_counted(material, len(tasks)))
    return Draft(tuple(lines), frozenset(counted)) if lines else None
