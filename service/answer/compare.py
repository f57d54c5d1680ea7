"""One line a place, aligned on the same indicator or subject; what a place does not have is said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.plan import Plan
from index.query import Intent
from index.search import Hit
from service.answer import extreme, indicator_list, mention, own_part, times
from service.answer.draft import Draft, Line
from service.answer.extract import Evidence, pick_evidence
from service.answer.fact import line_of_evidence, within_plan
from service.answer.indicator import asked_for, asks_for_indicator, share_of_words
from service.answer.indicator_line import line_of
from service.answer.larger import asks_which_is_larger, which_is_larger
from service.answer.material import Material
from service.answer.names import Match, grams_of, is_other_measure

_ENOUGH = 0.5
# A place answers, too, when it is found nearly as well as the best.
_NEAR_BEST = 0.7
_SPEAKS_OF_IT = 0.55
# A sentence with this share of the question's words answers, and one with less than that is not even near.
_COVERS, _NEAREST = 0.6, 0.35
_PLACES = r"(?:地方|地区|城市|规划|文件|方案|区县|市|区|县|地|家)"
# No place is named, but places or plans are what is asked for.
_ACROSS = re.compile(
    rf"(?:哪[些几个]|几个?|各个?|每[个份]?|所有|全部|不同|[两二三四五六七八九十\d]+[个份部])(?:的)?{_PLACES}(?![域级分])|[两二三四五]地(?![区方震])|各地|双方"
    r"|多少[个份](?:规划|文件|方案|地方|城市)|which (?:places|plans|cities|districts)|all (?:the )?plans|each plan",
    re.IGNORECASE,
)
# 各地怎么定的 wants all of them, also one that says nothing; 哪些地方提到 only those that do.
_ALL_OF_THEM = re.compile(rf"各|每[个份]|所有|全部|分别|[两二三四五六七八九十][个份部]?{_PLACES}")
_SOME_OF_THEM = re.compile(r"哪[些几个]|谁|which", re.IGNORECASE)
# 谁要建企业消防队: those that do, of several that are named.
_ASKS_WHO_DOES = re.compile(
    r"谁(?!的)|哪(?:一?个|些|几个|家)(?:[区市县地]|地方|规划)?(?:要|提|有|写|明确|计划|打算|推动|建|设)|which of",
    re.IGNORECASE,
)
_HARDLY_SPEAKS_OF_IT = 0.45
_ASKS_FIGURE = re.compile(
    r"多少|百分之几|什么数|数字|几[个支座处所名人起]|(?<![频效汇])率(?![先领])|比例|占比|比重|面积|人数|起数|人次|目标值|指标(?:分别|各|都|[，,]|是|为|[？?]|$)|how (?:many|much)|percent"
)
# 全部规划里哪些指标是约束性的: all of them are wanted, not the nearest of each plan.
_LISTS_INDICATORS = re.compile(
    r"(?:哪些|有哪|几[个项]|多少[个项])(?:约束性|预期性|主要|核心)?(?:的)?指标(?!的)"
    r"|^(?:各|每[个份]|所有|全部|[两二三四五六七八九十几][个份]|规划|地方|主要|核心|约束性|预期性|发展|里|的|“?十四五”?)*指标(?:各自?|分别|都|一共|总共|共|的)*(?:是|有|包括)?(?:哪|几|多少[个项]|什么|数量|个数|总数)"
)
_STATES_FIGURE = re.compile(r"\d|[一二三四五六七八九十百]成|百分之|全覆盖|清零|零")
# What was done and what is wanting is told apart from what is planned.
_BACK = re.compile("成效|成就|成绩|工作情况|回顾|进展|现状|发展基础|挑战|问题|形势|短板|不足|机遇")
_ASKS_BACK = re.compile(rf"{_BACK.pattern}|十[一二三]五|已经?|现[在有]|目前|过去|以前|建成|achiev|past|current")
_ASKS_SHARE = re.compile("(?<![频效汇])率|比例|占比|比重|百分")
_STATES_SHARE = re.compile(r"[%％‰]|百分之|[一二三四五六七八九十\d]成|全覆盖|分之|[<>＜＞≤≥]")
# What sets side by side and names nothing: 谁的…更高, …有什么不同, 从高到低.
_ASIDE = re.compile(
    r"谁的?|哪(?:一?[个区市县家里地些]|几[个家])|对比一?下?|比较一?下?|相比|比起来|分别|各自?|都|定了|设定|提出|规定|要求|一样吗?|相同吗?|有?什么?(?:不同|区别|差异|差别)|从[高大低小]到[高大低小]|降幅|增幅|幅度"
    r"|更|最|(?<![占])比(?![例重])|[跟和与同](?=[的比]|$)|高一?些?|低一?些?|多一?些?|严格?一?些?|[大小少]一些|方面|情况|还是"
)
_SAME_INDICATOR, _PIECE = 0.5, 0.55
_LEAST_IN_COMMON, _MOST_WORDS = 0.6, 0.75
_JOINED = re.compile("[和与及、,，;；]|以及")
_SHORTEST_PIECE = 4
_MOST_HITS = 4  # of a place
_MOST_PLANS = 12
_LONGEST_PAIR = 260


@dataclass(frozen=True, slots=True)
class _Answer:
    """The line of a plan, whether it answers, and the indicators that it states."""

    line: Line
    answers: bool
    found: tuple[Match, ...] = ()


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
    if not is_asked(material) or _LISTS_INDICATORS.search(material.asked) or indicator_list.is_named(material):
        return None
    if draft := mention.compose(material) or extreme.compose(material):
        return draft
    material = replace_plans(material, _of_the_places(material))
    if draft := _parts(material):
        return draft
    meant = _meant(material)
    enough = min(_ENOUGH, _NEAR_BEST * max((hit.score for hit in material.hits), default=0.0))
    given = {plan.id: _answer(material, plan, meant, enough) for plan in material.plans}
    if len(material.query.places) < 2:
        given = _only_those_that_speak_of_it(material, given)
    elif _ASKS_WHO_DOES.search(material.asked) and not asks_which_is_larger(material.asked):
        given = _others_as_nearest(material, given)
    if not any(each.answers for each in given.values()):
        return None
    lines = [each.line for each in given.values() if each.answers or _names_all(material)]
    larger = which_is_larger(material, [each.found for each in given.values()])
    return Draft((*lines, larger) if larger else tuple(lines))


def _names_all(material: Material) -> bool:
    """Tell whether a place that does not answer is to be named."""
    several = len(material.query.places) > 1
    return several or bool(_ALL_OF_THEM.search(material.asked) and not _SOME_OF_THEM.search(material.asked))


def _of_the_places(material: Material) -> Sequence[Plan]:
    """Return the plans of the places that are compared: one without a place is searched as well, but was not asked about."""
    if len(material.query.places) < 2:
        return material.plans
    there = [plan for plan in material.plans if plan.metadata.place is not None]
    return there if len(there) > 1 else material.plans


def _parts(material: Material) -> Draft | None:
    """Return what each plan has under a heading that plans have in common: 保障措施有什么不同, 重点工程各有几个."""
    if material.english:
        return None
    found = {plan.id: own_part.of_plan(material, plan) for plan in material.plans}
    if not any(found.values()):
        return None
    lines: list[Line] = []
    for plan in material.plans:
        part = found[plan.id]
        lines += part.lines if part else [mention.missing(material, plan)]
    return Draft(tuple(lines), frozenset().union(*(part.counted for part in found.values() if part)))


def _meant(material: Material) -> list[Match]:
    """Return the indicators that the question means, of whichever plan has them; none where it asks for no figure."""
    if not _asks_indicator(material):
        return []
    return [each for each in asked_for(_named_only(material), material.plans) if each.score >= _ENOUGH]


def _asks_indicator(material: Material) -> bool:
    return asks_for_indicator(material) or bool(_ASKS_FIGURE.search(material.asked))


def _named_only(material: Material) -> Material:
    """Return the material of the question without the words that only set places side by side."""
    text = _ASIDE.sub(" ", _ACROSS.sub(" ", material.asked))
    if material.english or not text.strip():
        return material
    return replace(material, query=replace(material.query, text=text, words=text))


def _answer(material: Material, plan: Plan, meant: Sequence[Match], enough: float) -> _Answer:
    """Return the line of a plan, and whether it answers."""
    own = replace_plans(material, [plan])
    found = asked_for(_named_only(own), [plan]) if _asks_indicator(material) else []
    if not found and _asks_indicator(material):
        found = _by_piece(material, plan) or _by_name(material, plan, meant)
    same = tuple(each for each in found if _is_meant(material, each, meant))
    if not found:
        hits = [hit for hit in material.hits if hit.passage.plan_id == plan.id]
        return (
            _in_prose(material, plan, hits, meant, enough) if hits else _Answer(mention.missing(material, plan), False)
        )
    lines = [line_of(own, plan, each.indicator) for each in same or found]
    text = "；".join(line.text for line in lines)
    proofs = [proof for line in lines for proof in line.proofs]
    if same:
        return _Answer(material.line(plan, text, proofs), True, same)
    return _Answer(material.line(plan, _nearest(material, text), proofs), False)


def _by_piece(material: Material, plan: Plan) -> list[Match]:
    """Return the indicators that a part of the question names: of 甲的较大事故和乙的重大事故 each place has one."""
    said = _named_only(material).query.text
    pieces = [piece for piece in _JOINED.split(said) if len(piece) >= _SHORTEST_PIECE and grams_of(piece)]
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
        or any(_has_of(material, name, best) >= _LEAST_IN_COMMON for best in meant)
        or share_of_words(_named_only(material), name) >= _MOST_WORDS
    )


def _has_of(material: Material, text: str, best: Match) -> float:
    """Return which share, by weight, `text` has of what the question and its best indicator have in common."""
    return material.names.weight(best.common & grams_of(text)) / (material.names.weight(best.common) or 1.0)


def _in_prose(material: Material, plan: Plan, hits: Sequence[Hit], meant: Sequence[Match], enough: float) -> _Answer:
    """Return what the sentences found say; one without the figure that is asked for answers nothing."""
    own = replace_plans(material, [plan])
    figure = _figure_wanted(material, meant)
    ahead = [hit for hit in hits if not _BACK.search(hit.passage.heading)]
    tried = [hits] if _ASKS_BACK.search(material.asked) or not ahead else [ahead, hits]
    nearest: _Answer | None = None
    for some in tried:
        picked = pick_evidence(replace(material.query, places=()), some[:_MOST_HITS], material.lexical)
        if figure:
            picked = [each for each in picked if figure.search(each.text)] or picked
        best = picked[0]
        line = line_of_evidence(own, best)
        said = f"{best.hit.passage.heading} {line.text}"
        covered = material.covered(said)
        fits = (not figure or bool(figure.search(line.text))) and not _is_other_record(material, plan, best, line)
        fits = fits and not times.misses(material, Draft((line,)))
        if figure and meant and not any(_has_of(material, said, each) >= _LEAST_IN_COMMON for each in meant):
            fits = False
        if fits and (best.hit.score >= enough or covered >= _COVERS):
            return _Answer(_with_second(material, own, plan, line, picked), True)
        if nearest is None and covered >= _NEAREST:
            nearest = _Answer(material.line(plan, _nearest(material, line.text), line.proofs), False)
    return nearest or _Answer(mention.missing(material, plan), False)


def _figure_wanted(material: Material, meant: Sequence[Match]) -> re.Pattern[str] | None:
    """Return what a sentence must state where a figure is asked for: a share where it is one."""
    if not meant and not _ASKS_FIGURE.search(material.asked):
        return None
    return _STATES_SHARE if _ASKS_SHARE.search(material.asked) else _STATES_FIGURE


def _is_other_record(material: Material, plan: Plan, best: Evidence, line: Line) -> bool:
    """Tell whether a line states an indicator that is measured otherwise than what is asked for."""
    span = within_plan(best.hit, best.span)
    return any(
        is_other_measure(material.asked, each.name)
        for each in plan.indicators
        if each.span.overlaps(span) and line.text.startswith(each.name)
    )


def _with_second(material: Material, own: Material, plan: Plan, line: Line, picked: Sequence[Evidence]) -> Line:
    """Return the line with the second sentence that was found beside it, where both are short."""
    others = [line_of_evidence(own, each) for each in picked[1:2]]
    texts = [line.text, *(each.text for each in others if each.text not in line.text)]
    if len(texts) > 1 and sum(map(len, texts)) <= _LONGEST_PAIR:
        return material.line(plan, " ".join(texts), [*line.proofs, *others[0].proofs])
    return material.line(plan, line.text, line.proofs)


def _nearest(material: Material, text: str) -> str:
    missing, near = (
        ("not given by the plan; ", "nearest: ") if material.english else ("规划没有给出相应内容，", "最接近的是：")
    )
    return f"{missing}{near}{text}"


def _only_those_that_speak_of_it(material: Material, given: dict[str, _Answer]) -> dict[str, _Answer]:
    """Return the answers that have the words of the question nearly as well as the best of them: 哪些规划提到…"""
    named = _named_only(material)
    covered = {plan_id: named.covered(each.line.text) if each.answers else 0.0 for plan_id, each in given.items()}
    most = max(covered.values())
    kept = {}
    for plan_id, each in given.items():
        if covered[plan_id] >= _SPEAKS_OF_IT * most and each.answers:
            kept[plan_id] = each
        elif _names_all(material):
            kept[plan_id] = replace(
                each, line=mention.missing(material, material.library[plan_id]), answers=False, found=()
            )
    return kept


def _others_as_nearest(material: Material, given: dict[str, _Answer]) -> dict[str, _Answer]:
    """Return the answers, those with hardly any of the question's words called what is nearest to it."""
    named = _named_only(material)
    covered = {plan_id: named.covered(each.line.text) if each.answers else 0.0 for plan_id, each in given.items()}
    least = _HARDLY_SPEAKS_OF_IT * max(covered.values())
    return {
        plan_id: each
        if not each.answers or each.found or covered[plan_id] >= least
        else replace(each, line=replace(each.line, text=_nearest(material, each.line.text)))
        for plan_id, each in given.items()
    }


def replace_plans(material: Material, plans: Iterable[Plan]) -> Material:
    """Return the material of some of the plans."""
    return replace(material, plans=tuple(plans))
