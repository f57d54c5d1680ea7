"""One line a place, aligned on the same indicator or subject; what a place does not have is said."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.plan import Plan
from corpus.quantities import read_numeral
from index.query import Intent
from service.answer import extreme, indicator_list, mention, own_part
from service.answer.compared import (
    PLACES,
    asks_across,
    asks_figure,
    asks_indicator,
    asks_more,
    asks_which_places,
    counts_plans,
    named_only,
    replace_plans,
    share_in_common,
    without_measure,
)
from service.answer.draft import Draft, Line
from service.answer.indicator import asked_for, share_of_words
from service.answer.indicator_line import line_of
from service.answer.larger import Said, which_has_more, which_is_larger, which_is_larger_in_prose
from service.answer.material import Material
from service.answer.names import Match, grams_of, is_other_measure
from service.answer.side import LEAST_IN_COMMON, Side, as_nearest, in_prose

_ENOUGH = 0.5
_SPEAKS_OF_IT = 0.55
# 各地怎么定的 wants all of them, also one that says nothing; 哪些地方提到 only those that do.
_ALL_OF_THEM = re.compile(rf"各|每[个份]|所有|全部|分别|[两二三四五六七八九十][个份部]?{PLACES}")
# So much less of what is asked than the best of them has.
_HARDLY_SPEAKS_OF_IT = 0.4
# Who asks how several do it, or 哪几个 they are, gets them, and no number that no quote has.
_NO_COUNT = re.compile(rf"哪[几些]?[个份家]?{PLACES}|怎么|如何|什么|\bwhich\b")
_TAIL = re.compile(rf"[，,;；](?:都|分别|各)?是(?:哪[些几]?[个份家]?(?:{PLACES})?|谁)(?=[？?。]?$)")
_SO_MANY = re.compile(rf"(?P<number>[两二三四五六七八九十])[个份部]?{PLACES}")
# 全部规划里哪些指标是约束性的: all of them are wanted, not the nearest of each plan.
_LISTS_INDICATORS = re.compile(
    r"(?:哪些|有哪|几[个项]|多少[个项])(?:约束性|预期性|主要|核心)?(?:的)?指标(?!的)"
    r"|^(?:各|每[个份]|所有|全部|[两二三四五六七八九十几][个份]|规划|地方|主要|核心|约束性|预期性|发展|里|的|“?十四五”?)*指标(?:各自?|分别|都|一共|总共|共|的)*(?:是|有|包括)?(?:哪|几|多少[个项]|什么|数量|个数|总数)"
)
_SAME_INDICATOR, _PIECE = 0.5, 0.55
_FAR_BETTER = 0.2
_MOST_WORDS = 0.75
_JOINED = re.compile("[和与及、,，;；]|以及")
_SHORTEST_PIECE = 4
_MOST_PLANS = 12


def is_asked(material: Material) -> bool:
    """Tell whether several plans are to be set side by side."""
    if not 1 < len(material.plans) <= _MOST_PLANS:
        return False
    return len(material.query.places) > 1 or asks_across(material.asked) or material.query.intent is Intent.COMPARE


def compose(material: Material) -> Draft | None:
    """Return one line a plan; None unless several are asked about and one of them answers."""
    if not is_asked(material) or _LISTS_INDICATORS.search(material.asked) or indicator_list.is_named(material):
        return None
    if draft := mention.compose(_without_tail(material)) or extreme.compose(material):
        return draft
    material = replace_plans(material, _of_the_places(material))
    if draft := _parts(material):
        return draft
    given = _sides(material, meant := _meant(material))
    if meant and not asks_figure(material) and not any(each.answers for each in given.values()):
        # Asked for a goal that only another plan has as a figure.
        given = _sides(material, ())
    if len(material.query.places) < 2:
        given = _only_those_that_speak_of_it(material, given)
    else:
        given = _others_as_nearest(material, given)
    if not any(each.answers for each in given.values()):
        return None
    names_all = _names_all(material)
    if len(material.query.places) < 2 and _are_so_many(material, sum(1 for each in given.values() if each.answers)):
        names_all = False
    # What answers stands before what is only near to it.
    ordered = sorted(given.values(), key=lambda each: not each.answers)
    lines = [each.line for each in ordered if each.answers or names_all]
    if counts_plans(material.asked) and not _NO_COUNT.search(material.asked):
        return _counted(material, lines)
    larger = _larger(material, given)
    return Draft((*lines, larger) if larger else tuple(lines))


def _without_tail(material: Material) -> Material:
    """Return the material of the question without what it asks again at its end: 有几个规划提到…，都是哪些."""
    text = _TAIL.sub("", material.query.text)
    return replace(material, query=replace(material.query, text=text))


def _sides(material: Material, meant: Sequence[Match]) -> dict[str, Side]:
    return _those_of_each_place(material, {plan.id: _answer(material, plan, meant) for plan in material.plans})


def _larger(material: Material, given: dict[str, Side]) -> Line | None:
    """Return the line that says whose figure is the larger, where that is asked for and can be told."""
    if not any(each.answers and not each.found for each in given.values()):
        return which_is_larger(material, [each.found for each in given.values()])
    if not asks_figure(material):
        return None
    answering = {plan_id: each for plan_id, each in given.items() if each.answers}
    said = [Said(material.library[plan_id], each.found, each.line) for plan_id, each in answering.items()]
    return which_is_larger_in_prose(material, said)


def _counted(material: Material, lines: Sequence[Line]) -> Draft:
    """Return the lines below the number of plans that answer: 有几个规划要求…"""
    number = sum(1 for line in lines if line.proofs)
    head = f"{number} plans:" if material.english else f"写有相应内容的规划共 {number} 份："
    return Draft((Line(head, tuple(proof for line in lines for proof in line.proofs)), *lines), frozenset((number,)))


def _names_all(material: Material) -> bool:
    """Tell whether a place that does not answer is to be named."""
    several = len(material.query.places) > 1
    return several or bool(_ALL_OF_THEM.search(material.asked) and not asks_which_places(material.asked))


def _are_so_many(material: Material, answering: int) -> bool:
    """Tell whether as many places answer as the question speaks of: 两地 of three plans are the two that say it."""
    said = _SO_MANY.search(material.asked)
    return said is not None and read_numeral(said["number"].replace("两", "二")) == str(answering)


def _of_the_places(material: Material) -> Sequence[Plan]:
    """Return the plans of the places that are compared: one without a place is searched as well, but was not asked about."""
    if len(material.query.places) < 2:
        return material.plans
    there = [plan for plan in material.plans if plan.metadata.place is not None]
    return there if len(there) > 1 else material.plans


def _parts(material: Material) -> Draft | None:
    """Return what each plan has under a heading that plans have in common: 保障措施有什么不同, 重点工程各有几个."""
    material = named_only(material) if material.english else material
    found = {plan.id: own_part.of_plan(material, plan) for plan in material.plans}
    if not any(found.values()):
        return None
    lines: list[Line] = []
    silent = {material.place_of(plan) for plan in material.plans} - {
        material.place_of(plan) for plan in material.plans if found[plan.id]
    }
    for plan in material.plans:
        if part := found[plan.id]:
            lines += part.lines
        elif material.place_of(plan) in silent:
            silent.remove(material.place_of(plan))
            lines.append(mention.missing(material, plan))
    counts = [(plan, max(part.counted)) for plan in material.plans if (part := found[plan.id]) and part.counted]
    heads = [proof for each in found.values() if each and each.counted for proof in each.lines[0].proofs[:1]]
    if more := which_has_more(material, counts, heads):
        lines.append(more)
    return Draft(tuple(lines), frozenset().union(*(part.counted for part in found.values() if part)))


def _meant(material: Material) -> list[Match]:
    """Return the indicators that the question means, of whichever plan has them; none where it asks for no figure."""
    if not asks_indicator(material):
        return []
    named = named_only(material)
    here = [each for each in asked_for(named, material.plans) if each.score >= _ENOUGH]
    elsewhere = next(iter(material.names.matches(grams_of(named.query.text), material.library, past=False)), None)
    # 十万人口火灾死亡率 of another plan is what is meant, though the plans compared have a 百万人口因灾死亡率.
    best = here[0].score if here else _ENOUGH
    return [elsewhere] if elsewhere and elsewhere.score >= best + _FAR_BETTER else here


def _those_of_each_place(material: Material, given: dict[str, Side]) -> dict[str, Side]:
    """Return the answers, of the plans of one place those that answer; where none of them does, the one that is nearest.

    One that states the figure that is asked for says it for the place: what another document of it has in prose is besides.
    """
    of_place: dict[str, list[str]] = {}
    for plan_id in given:
        of_place.setdefault(material.place_of(material.library[plan_id]), []).append(plan_id)
    kept: set[str] = set()
    for plan_ids in of_place.values():
        answering = [each for each in plan_ids if given[each].answers]
        stating = [each for each in answering if given[each].found]
        nearest = max(plan_ids, key=lambda each: bool(given[each].line.proofs))
        kept.update(stating or answering or [nearest])
        if len(stating or answering) > 1:
            given = given | {each: _with_title(material, each, given[each]) for each in stating or answering}
    return {plan_id: each for plan_id, each in given.items() if plan_id in kept}


def _with_title(material: Material, plan_id: str, answer: Side) -> Side:
    """Return the answer of a plan of which others of its place answer as well: its line says which document it is from."""
    about = f"《{material.library[plan_id].metadata.title.value}》{': ' if material.english else '：'}"
    return replace(answer, line=replace(answer.line, about=about))


def _answer(material: Material, plan: Plan, meant: Sequence[Match]) -> Side:
    """Return the line of a plan, and whether it answers."""
    own = replace_plans(material, [plan])
    found = asked_for(named_only(own), [plan]) if asks_indicator(material) else []
    if not found and asks_indicator(material):
        found = _by_piece(material, plan) or _by_name(material, plan, meant)
    if asks_more(material):
        found = [each for each in found if not is_other_measure("数量", each.indicator.name)]
    same = tuple(each for each in found if _is_meant(material, each, meant))
    if not found:
        hits = [hit for hit in material.hits if hit.passage.plan_id == plan.id]
        return in_prose(material, plan, hits, meant) if hits else Side(mention.missing(material, plan), False)
    lines = [line_of(own, plan, each.indicator) for each in same or found]
    text = "；".join(line.text for line in lines)
    proofs = [proof for line in lines for proof in line.proofs]
    if same:
        return Side(material.line(plan, text, proofs), True, same)
    return Side(material.line(plan, as_nearest(material, text), proofs), False)


def _by_piece(material: Material, plan: Plan) -> list[Match]:
    """Return the indicators that a part of the question names: of 甲的较大事故和乙的重大事故 each place has one."""
    said = named_only(material).query.text
    pieces = [
        piece for piece in _JOINED.split(said) if len(piece) >= _SHORTEST_PIECE and grams_of(without_measure(piece))
    ]
    if len(pieces) < 2:
        return []
    best = [next(iter(material.names.matches(grams_of(each), [plan.id], past=False)), None) for each in pieces]
    return list({each.indicator.span: each for each in best if each and each.score >= _PIECE}.values())


def _by_name(material: Material, plan: Plan, meant: Sequence[Match]) -> list[Match]:
    """Return the indicator whose name is near to that of another plan's, though not to the words of the question."""
    names = (grams_of(each.indicator.name) for each in meant[:1])
    same = [each for name in names for each in material.names.matches(name, [plan.id], past=False)[:1]]
    return [each for each in same if each.score >= _SAME_INDICATOR]


def _is_meant(material: Material, each: Match, meant: Sequence[Match]) -> bool:
    """Tell whether an indicator has of what is asked as much as the best has: 火灾死亡率 is no 因灾死亡率."""
    if is_other_measure(material.asked, each.indicator.name):
        return False
    name = each.indicator.name
    return (
        not meant
        or any(share_in_common(material, name, best) >= LEAST_IN_COMMON for best in meant)
        or share_of_words(named_only(material), name) >= _MOST_WORDS
    )


def _only_those_that_speak_of_it(material: Material, given: dict[str, Side]) -> dict[str, Side]:
    """Return the answers that have the words of the question nearly as well as the best of them: 哪些规划提到…"""
    covered = _covered(material, given)
    best = max(covered.values())
    kept = {}
    for plan_id, each in given.items():
        # An indicator may be called otherwise: 因自然灾害 for 因灾.
        if each.answers and covered[plan_id] >= best * (_HARDLY_SPEAKS_OF_IT if each.found else _SPEAKS_OF_IT):
            kept[plan_id] = each
        elif _names_all(material):
            kept[plan_id] = replace(
                each, line=mention.missing(material, material.library[plan_id]), answers=False, found=()
            )
    return kept


def _others_as_nearest(material: Material, given: dict[str, Side]) -> dict[str, Side]:
    """Return the answers, those with hardly any of the question's words called what is nearest to it."""
    covered = _covered(material, given)
    least = _HARDLY_SPEAKS_OF_IT * max(covered.values())
    return {
        plan_id: each
        if not each.answers or each.found or each.is_headed or covered[plan_id] >= least
        else replace(each, line=replace(each.line, text=as_nearest(material, each.line.text)))
        for plan_id, each in given.items()
    }


def _covered(material: Material, given: dict[str, Side]) -> dict[str, float]:
    """Return which share of the question's words each answer has, the words as its own plan has them: 安责险 in full."""
    of_plan = {plan_id: named_only(replace_plans(material, [material.library[plan_id]])) for plan_id in given}
    return {
        plan_id: of_plan[plan_id].covered(f"{each.heading} {each.line.text}") if each.answers else 0.0
        for plan_id, each in given.items()
    }
