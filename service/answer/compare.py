"""One line a place, aligned on the same indicator or subject; what a place does not have is said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.plan import Plan
from index.query import Intent
from service.answer import mention
from service.answer.draft import Draft, Line
from service.answer.extract import pick_evidence
from service.answer.fact import line_of_evidence
from service.answer.indicator import asked_for, line_of
from service.answer.material import Material
from service.answer.names import grams_of

_ENOUGH = 0.5
# A place answers, too, when it is found nearly as well as the best.
_NEAR_BEST = 0.7
_SPEAKS_OF_IT = 0.55
# A sentence with this share of the question's words answers, and one with less than that is not even near.
_COVERS, _NEAREST = 0.6, 0.2
# No place is named, but places or plans are what is asked for.
_ACROSS = re.compile(
    r"(?:哪[些几个]|几个|各|每个|所有|不同|五个|各个)(?:地方|地区|城市|规划|区县|市|区|县|地|家)|各地|which (?:places|plans|cities|districts)|all (?:the )?plans|each plan",
    re.IGNORECASE,
)
_ASKS_FIGURE = re.compile(
    r"多少|百分之几|几[个支座处所名人]|(?:率|比例|占比|比重|面积|指标|人数|起数)(?:的?目标值?)?(?:分别)?(?:是|为|定|[？?]|$)|how (?:many|much)|percent"
)
# 全部规划里哪些指标是约束性的: all of them are wanted, not the nearest of each plan.
_LISTS_INDICATORS = re.compile(r"(?:哪些|有哪|几[个项]|多少[个项])(?:约束性|预期性|主要|核心)?(?:的)?指标(?!的)")
_STATES_FIGURE = re.compile(r"\d|[一二三四五六七八九十百]成|百分之|全覆盖|清零|零")
_SAME_INDICATOR = 0.6
_MOST_HITS = 4  # of a place
_MOST_PLANS = 12


def is_asked(material: Material) -> bool:
    """Tell whether several plans are to be set side by side."""
    if not 1 < len(material.plans) <= _MOST_PLANS:
        return False
    return (
        len(material.query.places) > 1
        or bool(_ACROSS.search(material.asked))
        or material.query.intent is Intent.COMPARE
    )


def compose(material: Material) -> Draft | None:
    """Return one line a plan; None unless several are asked about and one of them answers."""
    if not is_asked(material) or _LISTS_INDICATORS.search(material.asked):
        return None
    if draft := mention.compose(material):
        return draft
    material = replace_plans(material, _of_the_places(material))
    best = next(iter(asked_for(material, material.plans)), None)
    subject = grams_of(best.indicator.name) if best and best.score >= _ENOUGH else None
    enough = min(_ENOUGH, _NEAR_BEST * max((hit.score for hit in material.hits), default=0.0))
    answers = {plan.id: _line(material, plan, subject, enough) for plan in material.plans}
    if len(material.query.places) < 2:
        answers = _only_those_that_speak_of_it(material, answers)
    if not any(answered for _, answered in answers.values()):
        return None
    lines = [line for line, answered in answers.values() if line and (answered or len(material.query.places) > 1)]
    return Draft(tuple(lines))


def _of_the_places(material: Material) -> Sequence[Plan]:
    """Return the plans of the places that are compared: one without a place is searched as well, but was not asked about."""
    if len(material.query.places) < 2:
        return material.plans
    there = [plan for plan in material.plans if plan.metadata.place is not None]
    return there if len(there) > 1 else material.plans


def _line(material: Material, plan: Plan, subject: frozenset[str] | None, enough: float) -> tuple[Line | None, bool]:
    """Return the line of a plan and whether it answers."""
    found = asked_for(replace_plans(material, [plan]), [plan])
    if not found and subject:
        # Another plan has it as an indicator: here it may have a name that is nearer to that one's than to the question's.
        same = material.names.matches(subject, [plan.id], past=False)
        found = [each for each in same[:1] if each.score >= _SAME_INDICATOR]
    if found:
        lines = [line_of(replace_plans(material, [plan]), plan, each.indicator) for each in found]
        text = "；".join(line.text for line in lines)
        return material.line(plan, text, [proof for line in lines for proof in line.proofs]), True
    hits = [hit for hit in material.hits if hit.passage.plan_id == plan.id]
    if not hits:
        return material.line(plan, "not given by the plan" if material.english else "规划没有给出相应内容", ()), False
    best = pick_evidence(replace(material.query, places=()), hits[:_MOST_HITS], material.lexical)[0]
    line = line_of_evidence(replace_plans(material, [plan]), best)
    quote = line.text
    covered = material.covered(f"{best.hit.passage.heading} {quote}")
    # A sentence without the figure that is asked for is not the answer, however well it was found.
    lacks_figure = bool(_ASKS_FIGURE.search(material.asked)) and not _STATES_FIGURE.search(quote)
    if (best.hit.score >= enough or covered >= _COVERS) and not lacks_figure:
        return material.line(plan, quote, line.proofs), True
    missing = ("not given by the plan", "nearest: ") if material.english else ("规划没有给出相应内容", "最接近的是：")
    if covered < _NEAREST:
        return material.line(plan, missing[0], ()), False
    return material.line(
        plan, f"{missing[0]}{'; ' if material.english else '，'}{missing[1]}{quote}", line.proofs
    ), False


def _only_those_that_speak_of_it(
    material: Material, answers: dict[str, tuple[Line | None, bool]]
) -> dict[str, tuple[Line | None, bool]]:
    """Return the answers that have the words of the question nearly as well as the best of them: 哪些规划提到…"""
    covered = {plan_id: material.covered(line.text) if line else 0.0 for plan_id, (line, _) in answers.items()}
    most = max(covered.values())
    return {plan_id: answer for plan_id, answer in answers.items() if covered[plan_id] >= _SPEAKS_OF_IT * most}


def replace_plans(material: Material, plans: Iterable[Plan]) -> Material:
    """Return the material of some of the plans."""
    return replace(material, plans=tuple(plans))
