"""What stands under the headings that plans have in common: aims, guiding thought, principles, tasks, projects.

丰台区“十四五”的主要目标是什么 asks for the section that this plan calls 规划目标, 取得了哪些成效 for the one called 工作情况.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.plan import Plan, Section, Span
from corpus.sentences import split_sentences
from index.alternatives import groups_of
from index.question import Intent
from index.tokens import simplify
from service.answer import execution
from service.answer.aggregate import listed, works
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.listing import ASKS_COUNT, is_box, items_below, lines_of, with_head
from service.answer.material import Material, heading_of

_LIKE = r"(?:主要|远景|长远|重点|重大|总体|分项|分类|发展|规划|工作|建设|预期|具体|基本|总|战略|组织)*"


class _Kind(NamedTuple):
    """A part that most plans have: how a question names it, and how a heading does."""

    asked: re.Pattern[str]
    heading: re.Pattern[str]


def _kind(asked: str, heading: str | None = None) -> _Kind:
    named = rf"{_LIKE}(?:{asked})"
    return _Kind(re.compile(named), re.compile(heading or named))


_AIM = _kind("目标")
# In a plan for 养老服务 they may be called 养老服务重点工程.
_OWN = r"(?:.{0,6}(?=主要|重点|重大))?"
_TASKS = _kind("任务", rf"{_OWN}{_LIKE}任务")
# A question and a heading mean the same part when both are of one of these.
_KINDS = (
    _AIM,
    _kind("指导思想"),
    _kind("原则"),
    _TASKS,
    _kind("工程项目|工程|项目", rf"{_OWN}{_LIKE}(?:工程|项目)"),
    _kind(
        "保障|保障措施|保障机制|实施保障|组织实施",
        rf"(?:强化|加强|健全|落实|完善)?{_LIKE}(?:规划)?(?:组织|实施)*保障(?:措施|机制|工作)?(?:[和与]?(?:监督|组织)?实施)?|(?:强化|加强|做好)?(?:规划)?(?:组织)?实施(?:机制|[与和]保障|[与和]评估)?",
    ),
    _kind(
        "(?:取得|已有)?(?:显著|主要)?(?:成效|成就|成绩|成果|进展)",
        r".{0,8}(?:成效|成就|成绩|成果|进展|工作情况|工作回顾|发展基础|发展现状)",
    ),
    _kind(
        "(?:存在|面临|现存|突出|主要)*(?:问题|挑战|不足|短板|困难)",
        r".{0,6}(?:问题|挑战|不足|短板|困难)(?:[和与及、](?:问题|挑战|不足|短板|困难))*",
    ),
    _kind("(?:面临|发展|新)*机遇", r".{0,6}机遇"),
)
# 分项目标 and 具体目标 are one thing, which 总体目标 is not.
_DETAILED = re.compile(r"分项|分类|具体|分领域|专项|分目标")
# 是什么, 有哪些, 这个规划的, “十四五”期间, 有什么不同: what a question says besides.
_ASIDE = re.compile(
    # 四个保障措施, 六条基本原则
    r"[两二三四五六七八九十\d]{1,3}(?:个|项|条|大|类|点|种)(?:方面)?的?(?=主要|重点|重大|基本|规划|保障|发展|工作|具体|目标|任务|原则|工程|项目|措施|挑战|问题|机遇|成效)|叫什么|"
    r"(?:数量|个数|总数|数(?=最))|(?:谁|哪[个家])的?(?:更|最)?[多少](?=\W|$)|[更最]?[多少](?=\W|$)|(?:谁|哪一?[个份家](?:地方|地区|规划|城市|区县|[市区县])?)的?|比(?!例|重)|[多少](?=几[项个]|多少[项个])|是什么|是啥|是|(?:一共|总共|共)?(?:有|分[了成为]?)?(?:哪|几|多少)[几些]?(?:大?[个项条类点种块]|方面|部分)*|有什么|什么|有啥|啥|介绍一下|介绍|请问|说说|怎么(?:说|写|规定|比)的?|如何|[“”\"《》]|十[一二三四五六]五|(?:时期|期间)|20\d\d年?"
    r"|(?:有|的)*(?:不同(?:之处)?|区别|差别|差异|异同)|(?:有没有|有无|不)?(?:一样|相同)的?吗?|名[称字](?=\W|$|有[没无]|一样|相同|[是都])|对比一?下?|比较一?下?|相比|(?:有没有|有无|有)?(?:重合|重复|共同|相似|类似|交叉)(?:的?地方|之处)?|(?:要|打算|计划|准备|将|需要)?(?:干|做|搞|抓|办|实施|开展|推进|建|部署|安排)(?:了|的)?(?=哪|什么|几|\W|$)|[两二三四五六七几各每]+(?:个|份|部)?(?:地方|地区|规划|区县|[地市区县])|各自?|分别|(?:^|(?<=\W))把|列出来?|列一下|全部|讲了?|写了?|提了?"
    r"|[这那][份个]|该|本(?=规划|市|区|县|省)|的|里面?|中|提出|确定|规定|设定|取得|了|都|呢|吗|主要(?=有哪|是|包括)|包括|包含|涵盖|涉及|具体(?=是|有)|内容|[，,。.？?！!、：:；;\s]"
)
# 这个规划主要讲什么, 主要内容有哪些, 概括一下.
_ASKS_GIST = re.compile(
    r"(?:主要|大概|大致|都|总体|整体|核心|重点|到底|究竟)*(?:讲|说|写|谈|管|关于)(?:了|的|到|些|是)*(?:什么|啥|哪些)(?:内容|方面|东西|事情?)?(?:的)?"
    r"|(?:主要|核心|重点|大致|大概|总体|整体|基本)(?:的)?内容|(?:包括|包含|有|涉及|涵盖)(?:了)?(?:哪些|什么|啥)内容|概括|概述|概要|总结|归纳|简介|摘要|简单介绍|介绍一?下"
)
_NOTHING = frozenset(("", "主要", "一下", "下", "个", "一下主要"))
_AND = re.compile("[和与及、]|以及")
_CHINESE = re.compile("[一-龥]+")
_WHICH = re.compile("哪[些几]|有哪|分别")
_BEHIND = re.compile("目标|任务|原则")
_NUMBERED = re.compile(r"^[\W\d_]*")
# So much of a section is quoted: its first sentences.
_LONGEST = 320
# What is longer is no title, and no run of one: each place of it is looked for in the other.
_LONGEST_TITLE, _LONGEST_NAME = 120, 40


def compose(material: Material) -> Draft | None:
    """Return the beginning of the part that the question names and nothing else, or its items where they have headings.

    None when the question names no such part, or no plan asked about has it.
    """
    if material.query.intent is not Intent.CHAT and (draft := execution.compose(material)):
        return draft
    if material.query.intent in (Intent.METADATA, Intent.TASK, Intent.CHAT):
        return None
    if draft := _gist(material):
        return draft
    lines: list[Line] = []
    counts: set[int] = set()
    for plan in material.near_plans:
        sections = asked_sections(material, plan)
        for section in sections:
            if len(sections) > 1:
                lines.append(Line(f"{heading_of(section)}：", (Proof(plan, section.heading),)))
            lines += _lines(material, plan, section)
            counts.add(_count(material, plan, section))
    return Draft(tuple(lines), frozenset(counts)) if lines else _numbered_tasks(material)


def _gist(material: Material) -> Draft | None:
    """Return of each plan what it aims at and its main tasks, or else its chapters: 这个规划主要讲什么."""
    if not _ASKS_GIST.search(material.asked) or material.english:
        return None
    beside = _ASIDE.sub(" ", _ASKS_GIST.sub(" ", material.asked))
    lines: list[Line] = []
    for plan in material.near_plans:
        if _without_own_name(plan, beside) not in _NOTHING:
            return None
        aim, tasks = (_section(plan, kind, "", counted=False) for kind in (_AIM, _TASKS))
        if aim and (opening := _opening(material, plan, aim, _items(plan, aim))):
            lines.append(material.line(plan, on_one_line(opening.of(plan.text)), [Proof(plan, opening, (opening,))]))
        items = (tasks and _items(plan, tasks)) or [each for each in plan.sections if each.level == 1]
        lines += lines_of(material, plan, items, counted=False) if items else []
    return Draft(tuple(lines)) if lines else None


def _numbered_tasks(material: Material) -> Draft | None:
    """Return all tasks of a plan that is no more than a list of tasks, where its tasks are asked for."""
    listing = [plan for plan in material.near_plans if plan.tasks and asks_for_tasks(material, plan)]
    return listed(material, lambda plan: works(plan) if plan in listing else ()) if listing else None


def asks_for_tasks(material: Material, plan: Plan) -> bool:
    """Tell whether the question asks for the tasks of the plan and nothing else."""
    return _kind_of(_without_own_name(plan, _said(material))) is _TASKS


def of_plan(material: Material, plan: Plan) -> Draft | None:
    """Return the parts of one of several plans that the question names; None where the plan lacks them.

    They are one line, unless they are to be counted: then each item has its own, below their number.
    """
    sections = asked_sections(material, plan)
    lines = [line for section in sections for line in _lines(material, plan, section)]
    if not lines or ASKS_COUNT.search(material.asked):
        counts = frozenset(_count(material, plan, section) for section in sections)
        return Draft(tuple(lines), counts) if lines else None
    proofs = [proof for line in lines for proof in line.proofs]
    return Draft((material.line(plan, "；".join(line.text for line in lines), proofs),))


def asked_sections(material: Material, plan: Plan) -> list[Section]:
    """Return the sections of a plan that the question names as parts of any plan and asks nothing else about."""
    asked = _without_own_name(plan, _said(material))
    if kind := _kind_of(asked):
        found = _section(plan, kind, asked, counted=bool(ASKS_COUNT.search(material.asked)))
        return [found] if found else []
    parts = [part for part in _AND.split(asked) if part]
    if len(parts) == 1 and (kind := _kind_of(parts[0])):
        found = _section(plan, kind, parts[0], counted=False)
        return [found] if found else []
    kinds = [kind for part in parts if (kind := _kind_of(part))]
    if len(parts) < 2 or len(kinds) < len(parts):
        return []
    sections = (_section(plan, kind, part, counted=False) for kind, part in zip(kinds, parts, strict=True))
    return list({section.span: section for section in sections if section}.values())


def _said(material: Material) -> str:
    """Return what a question says besides asking; of one in English its terms, as headings have them."""
    if not material.english:
        return _ASIDE.sub(" ", material.asked)
    terms = (next(filter(_kind_of, group), group[0]) for group in groups_of(material.query.words))
    return ("和" if " and " in material.asked else " ").join(terms)


def _kind_of(asked: str) -> _Kind | None:
    return next((each for each in _KINDS if each.asked.fullmatch(asked)), None)


def _without_own_name(plan: Plan, said: str) -> str:
    """Return what is said without the words that only name the plan: 应急管理 in a plan for it."""
    title = f"{simplify(plan.metadata.title.value[:_LONGEST_TITLE])} 规划"
    kept, at = "", 0
    while at < len(said):
        ends = range(min(len(said), at + _LONGEST_NAME), at + 1, -1)
        end = next((end for end in ends if said[at:end] in title and _only_names(said, at, end)), None)
        kept += said[at] if end is None else " "
        at = end or at + 1
    return "".join(kept.split())


def _only_names(said: str, start: int, end: int) -> bool:
    """Tell whether a run of a title only names the plan: 规划目标 is one word, 建设任务 another, and 目标 a part of a plan."""
    return _CHINESE.fullmatch(said, start, end) is not None and not (
        _kind_of(said[start:end]) or _BEHIND.match(said, end) or _BEHIND.match(said, end - 1)
    )


def _section(plan: Plan, kind: _Kind, asked: str, *, counted: bool) -> Section | None:
    """Return the section of the kind that is asked for: the one so called, else the first and highest of the kind.

    Of 主要目标 with 总体目标 and 分项目标 below it, it is 总体目标, unless 分项目标 or the like is asked for.
    """
    if kind is _TASKS and counted and asked == "任务":  # the numbered tasks with their units are meant
        return None
    titles = {at: _plain_title(plan, section) for at, section in enumerate(plan.sections)}
    of_kind = [at for at, title in titles.items() if kind.heading.fullmatch(title)]
    if kind is _AIM and _DETAILED.search(asked):
        detailed = next((at for at in of_kind if _DETAILED.search(titles[at])), None)
        return plan.sections[detailed] if detailed is not None else None
    found = min(
        of_kind,
        # 面临的挑战 rather than 面临的机遇和挑战 above it.
        key=lambda at: (titles[at] != asked, bool(_AND.search(titles[at])), plan.sections[at].level, at),
        default=None,
    )
    if found is None:
        return None
    # 发展基础 begins with 主要成效, but 组织保障 is no more than one of 保障措施.
    inner = plan.sections_below().get(found, ()) if kind is _AIM or titles[found] != asked else ()
    first = next(iter(inner), None)
    # 存在的问题 begins with 人才不足, which is one of them.
    return plan.sections[first if first in of_kind and kind.asked.fullmatch(titles[first]) else found]


def _plain_title(plan: Plan, section: Section) -> str:
    if len(section.title) > _LONGEST_TITLE:  # a paragraph: no part of a plan is called so
        return section.title
    title = re.sub("[“”的]|十[一二三四五六]五|时期|期间", "", simplify(section.title))
    title = _NUMBERED.sub("", title).strip("。.：: ")
    return _without_own_name(plan, title) or title


def _lines(material: Material, plan: Plan, section: Section) -> list[Line]:
    items = _items(plan, section)
    opening = _opening(material, plan, section, items)
    counted = bool(ASKS_COUNT.search(material.asked))
    lines = []
    is_listed = bool(items) and (counted or bool(_WHICH.search(material.asked) and not _is_aim(plan, section)))
    if opening is not None and not is_listed:
        lines.append(material.line(plan, on_one_line(opening.of(plan.text)), [Proof(plan, opening, (opening,))]))
    if items:
        return [*lines, *lines_of(material, plan, items, counted=counted)]
    rows = _rows(material, plan, section)
    return with_head(material, plan, rows, len(rows), counted=counted) if rows else lines


def _is_aim(plan: Plan, section: Section) -> bool:
    """Tell whether a section is of the aims, of which the first sentence is one."""
    return _AIM.heading.fullmatch(_plain_title(plan, section)) is not None


def _count(material: Material, plan: Plan, section: Section) -> int:
    return len(_items(plan, section)) or len(_rows(material, plan, section))


def _rows(material: Material, plan: Plan, section: Section) -> list[Line]:
    """Return what the rows of a section's table name, where it is a table of works and not of indicators."""
    table = next((each for each in plan.tables if section.span.contains(each.span) and len(each.rows) > 1), None)
    if table is None or any(table.span.contains(each.span) for each in plan.indicators):
        return []
    named = ((row, next((cell for cell in row.cells if _CHINESE.search(cell.text)), None)) for row in table.rows)
    return [
        Line(on_one_line(cell.text), (Proof(plan, material.around(plan, row.span), (cell.span,)),))
        for row, cell in named
        if cell is not None
    ]


def _items(plan: Plan, section: Section) -> Sequence[Section]:
    below = items_below(plan, plan.sections.index(section))
    if len(below) == 1:  # 重点工程 with nothing but 专栏1 below it
        below = items_below(plan, plan.sections.index(below[0]))
    return below if len(below) > 1 else ()


def _opening(material: Material, plan: Plan, section: Section, items: Sequence[Section]) -> Span | None:
    """Return the first sentences of the section's own text, those for the year that is asked for where it has such.

    None where its items follow at once.
    """
    end = items[0].span.start if items else section.span.end
    sentences = [
        each
        for each in split_sentences(plan.text, Span(min(section.heading.end, end), end))
        if not any(furniture.span.overlaps(each) for furniture in plan.furniture)
        and not any(table.span.overlaps(each) for table in plan.tables)
        and not any(is_box(inner) and inner.heading.contains(each) for inner in plan.sections)
    ]
    if not sentences:
        return None
    for_year = (
        at for at, each in enumerate(sentences) if any(str(year) in each.of(plan.text) for year in material.query.years)
    )
    sentences = sentences[next(for_year, 0) :]
    last = sentences[0]
    for each in sentences[1:]:
        if each.end - sentences[0].start > _LONGEST:
            break
        last = each
    return Span(sentences[0].start, last.end)
