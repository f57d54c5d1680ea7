"""What stands under the headings that plans have in common: aims, guiding thought, principles, tasks, projects.

丰台区“十四五”的主要目标是什么 asks for the section that this plan calls 规划目标.
"""

import re
from collections.abc import Sequence

from corpus.plan import Plan, Section, Span
from corpus.sentences import split_sentences
from index.question import Intent
from index.tokens import cut, simplify
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.listing import ASKS_COUNT, lines_of
from service.answer.material import Material

_LIKE = r"(?:主要|重点|重大|总体|分项|分类|发展|规划|工作|建设|预期|具体|基本|总|战略|组织)*"
# A question and a heading mean the same part when both end in one of these.
_KINDS = tuple(
    re.compile(rf"{_LIKE}(?:{kind})")
    for kind in ("目标", "指导思想", "原则", "任务", "工程|项目", "保障|保障措施|实施保障")
)
# 是什么, 有哪些, 这个规划的, “十四五”期间: what a question says besides.
_ASIDE = re.compile(
    r"是什么|是啥|是|有哪些|有什么|哪些|什么|介绍一下|介绍|请问|说说|怎么(?:说|写|规定)的?|如何|[“”\"《》]|十四五|十五五|(?:时期|期间)|20\d\d年?"
    r"|这份|这个|该|本(?=规划|市|区|县|省)|的|里面?|中|提出|确定|规定|设定|了|主要(?=有哪|是|包括)|包括|[，,。.？?！!、：:\s]"
)
_NUMBERED = re.compile(r"^[\W\d_]*")
# So much of a section is quoted: its first sentences.
_LONGEST = 320


def compose(material: Material) -> Draft | None:
    """Return the beginning of the part that the question names and nothing else, or its items where they have headings.

    None when the question names no such part, or no plan asked about has it.
    """
    if material.english or material.query.intent not in (Intent.FACT, Intent.LIST, Intent.INDICATOR):
        return None
    if ASKS_COUNT.search(material.asked):
        return None
    lines: list[Line] = []
    for plan in material.near_plans:
        section = _asked_section(plan, _without_own_name(plan, material.asked))
        if section is not None:
            lines += _lines(material, plan, section)
    return Draft(tuple(lines)) if lines else None


def _without_own_name(plan: Plan, asked: str) -> str:
    """Return what is asked without the words that only name the plan: 应急管理 in a plan for it."""
    rest = _ASIDE.sub(" ", asked)
    for word in sorted({*cut(simplify(plan.metadata.title.value)), "规划"}, key=len, reverse=True):
        # 规划目标 is one word, 建设任务 another.
        if len(word) > 1:
            rest = re.sub(rf"{re.escape(word)}(?!目标|任务|原则)", " ", rest)
    return "".join(rest.split())


def _asked_section(plan: Plan, asked: str) -> Section | None:
    """Return the section of the kind that is asked for: the one so called, else the first and highest of the kind.

    Of 主要目标 with 总体目标 and 分项目标 below it, it is 总体目标.
    """
    kind = next((each for each in _KINDS if each.fullmatch(asked)), None)
    if kind is None:
        return None
    titles = {at: _plain_title(section) for at, section in enumerate(plan.sections)}
    of_kind = [at for at, title in titles.items() if kind.fullmatch(title)]
    found = min(of_kind, key=lambda at: (titles[at] != asked, plan.sections[at].level, at), default=None)
    if found is None:
        return None
    first = next(iter(plan.sections_below().get(found, ())), None)
    return plan.sections[first if first in of_kind else found]


def _plain_title(section: Section) -> str:
    return simplify(_NUMBERED.sub("", section.title).strip("。.：: "))


def _lines(material: Material, plan: Plan, section: Section) -> list[Line]:
    items = _items(plan, section)
    opening = _opening(plan, section, items)
    lines = []
    if opening is not None:
        lines.append(material.line(plan, on_one_line(opening.of(plan.text)), [Proof(plan, opening, (opening,))]))
    return [*lines, *lines_of(material, plan, items, counted=False)] if items else lines


def _items(plan: Plan, section: Section) -> Sequence[Section]:
    at = plan.sections.index(section)
    below = [plan.sections[inner] for inner in plan.sections_below().get(at, ())]
    return below if len(below) > 1 else ()


def _opening(plan: Plan, section: Section, items: Sequence[Section]) -> Span | None:
    """Return the first sentences of the section's own text; None where its items follow at once."""
    end = items[0].span.start if items else section.span.end
    sentences = [
        each
        for each in split_sentences(plan.text, Span(min(section.heading.end, end), end))
        if not any(furniture.span.overlaps(each) for furniture in plan.furniture)
        and not any(table.span.overlaps(each) for table in plan.tables)
    ]
    if not sentences:
        return None
    last = sentences[0]
    for each in sentences[1:]:
        if each.end - sentences[0].start > _LONGEST:
            break
        last = each
    return Span(sentences[0].start, last.end)
