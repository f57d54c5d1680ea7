"""The honest refusals: why there is no answer, what is nearest, and what can be asked instead."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from corpus.plan import Indicator, Plan
from index.glossary import english_for
from index.query import Intent, Language, Query
from service.answer.english_names import in_both, in_english
from service.answer.material import Material
from service.answer.model import Status

_MOST_NAMED = 10
_MOST_QUESTIONS = 3
# A refusal proves nothing, so it states no number: nothing that has one is named in it.
_NUMBER = re.compile(r"[\d\[\]]")
_LONGEST_TITLE = 24
_MOST_TRIED = 6
_IS_PLAN = re.compile("[规規][划劃][”》）)]*$")
# Looks back, or would be quoted inside quotation marks.
_NOT_OFFERED = re.compile(r"[“”]|十[一二三]五|成效|回顾|现状|工作情况")


def decline(
    status: Status,
    query: Query,
    covered: Sequence[str],
    *,
    chosen: bool = False,
    nearest: str | None = None,
    questions: Sequence[str] = (),
) -> str:
    """Return in the asker's language why there is no answer, what is covered, what is nearest and what can be asked.

    `chosen` tells that the asker restricted the plans: then it is the choice, not the library, that lacks a place.
    """
    english = query.language is Language.EN
    text = _reason(status, query, _covered(covered, english), english=english, chosen=chosen)
    if nearest:
        title = nearest.replace("“", "‘").replace("”", "’")
        text += f" The nearest section is “{title}”." if english else f"最接近的章节是“{title}”。"
    if questions:
        text += (" You can ask: " if english else "可以这样问：") + (" " if english else "").join(questions)
    return text


def nearest_section(material: Material) -> str | None:
    """Return the title of the section of the best hit, without its number; None when nothing was found."""
    for hit in material.hits:
        plan = material.library[hit.passage.plan_id]
        for at in reversed(plan.path(hit.passage.section)):
            title = plan.sections[at].title.strip("。.：: ")
            if 1 < len(title) <= _LONGEST_TITLE and not _NUMBER.search(title):
                return title
    return None


def questions_about(material: Material, plans: Sequence[Plan], is_answered: Callable[[str], bool]) -> list[str]:
    """Return up to three questions that `plans` answer, from their records; those nearest to the question first."""
    found: dict[str, None] = {}
    for plan in plans:
        for question in islice(_offered(material, plan), _MOST_TRIED):
            if len(found) < _MOST_QUESTIONS and is_answered(question):
                found.setdefault(question)
                if len(plans) > 1:
                    break
    return list(found)


def _offered(material: Material, plan: Plan) -> Iterator[str]:
    if material.english:
        place = in_english(material.place_of(plan))
        return _english_questions(material, plan, place) if place else iter(())
    return (f"{material.place_of(plan)}{question}" for question in _questions(material, plan))


def _english_questions(material: Material, plan: Plan, place: str) -> Iterator[str]:
    named = (english_for(indicator.name) for indicator in _indicators(material, plan))
    for name in islice(filter(None, named), 1):
        yield f"What is the target for the {name} in {place}?"
    yield f"What are the main tasks in the plan for {place}?"
    yield f"What are the key projects in the plan for {place}?"
    yield f"When was the plan for {place} issued?"
    yield f"Who issued the plan for {place}?"


def _indicators(material: Material, plan: Plan) -> list[Indicator]:
    near = [match.indicator for match in material.names.matches(material.query.words, [plan.id], past=False)]
    return [*near, *plan.indicators][:20]


def _questions(material: Material, plan: Plan) -> Iterator[str]:
    for indicator in _indicators(material, plan):
        if indicator.unit and len(indicator.name) <= _LONGEST_TITLE and not _NUMBER.search(indicator.name):
            yield f"的“{indicator.name}”目标是多少？"
            break
    for task in plan.tasks[:1]:
        if task.lead:
            yield f"的{task.lead[0].name}牵头哪些任务？"
    if plan.metadata.issuer is not None:
        yield _who_issued(material.place_of(plan))
    below = plan.sections_below()
    for at, section in enumerate(plan.sections):
        if (
            len(below.get(at, ())) > 2
            and 1 < len(section.title) <= _LONGEST_TITLE
            and not _NUMBER.search(section.title)
            and not _NOT_OFFERED.search(section.title)
        ):
            yield f"的“{section.title}”包括哪些内容？"


def _who_issued(name: str) -> str:
    """Return what is asked after the name of a plan, which is that of its place or its own."""
    return "是谁印发的？" if _IS_PLAN.search(name) else "的规划是谁印发的？"


def not_covered_besides(query: Query) -> list[str]:
    """Return the sentence that stands below an answer, of what was asked about besides and is not covered; none for none.

    The number of a document stands in no quote of the answer, so that it is not repeated.
    """
    if not query.unknown_places:
        return []
    named = [each for each in query.unknown_places if not _NUMBER.search(each)]
    if query.language is Language.EN:
        return [f"There is no plan for {'、'.join(named) or 'the document asked for'} here."]
    return [f"资料库没有收录{'、'.join(named) or '所问文号'}的规划。"]


def _reason(status: Status, query: Query, named: str, *, english: bool, chosen: bool) -> str:
    if query.intent is Intent.CHAT:
        if english:
            return f"I answer questions from the text of government plans, with exact quotes. Covered: {named}."
        return f"我只根据已收录的规划原文回答问题，并给出原文出处。目前收录：{named}。"
    if query.unknown_places:
        places = _joined(query.unknown_places, english)
        if chosen:
            if english:
                return f"The chosen plans have none for {places}. Chosen: {named}."
            return f"选定的规划里没有{places}的。选定的是：{named}。"
        if english:
            return f"There is no plan for {places} here, and no other place's plan is quoted in its stead. Covered: {named}."
        return f"资料库没有收录{places}的规划，也不会用其他地方的规划代答。目前收录：{named}。"
    if status is Status.OUT_OF_SCOPE:
        if english:
            return f"This does not look like a question about the plans that are covered: {named}."
        return f"这个问题不像是在问已收录的规划。目前收录：{named}。"
    asked = _joined(query.places, english)
    if english:
        return f"The plans{f' for {asked}' if asked else ''} do not say. Covered: {named}."
    return f"{f'{asked}的' if asked else '已收录的'}规划里没有找到能回答这个问题的内容。目前收录：{named}。"


def _covered(names: Sequence[str], english: bool) -> str:
    shown = _joined(names[:_MOST_NAMED], english)
    return shown + ((" and others" if english else "等") if len(names) > _MOST_NAMED else "")


def _joined(names: Sequence[str], english: bool) -> str:
    return ", ".join(map(in_both, names)) if english else "、".join(names)
