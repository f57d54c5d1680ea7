"""What one of several plans says of what is compared, where its sentences say it and no record does."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.plan import Plan, Span
from index.alternatives import Wanted
from index.question_words import without_asking
from index.search import Hit
from index.tokens import cut, fold, is_name_of_thing, split_word
from service.answer import mention, terms, times
from service.answer.assurance import probability, signs_of
from service.answer.compared import (
    amount_asked,
    asks_figure,
    asks_which_places,
    counts_plans,
    named_only,
    replace_plans,
    share_in_common,
    states_figure,
    without_measure,
)
from service.answer.draft import Draft, Line
from service.answer.extract import Evidence
from service.answer.fact import line_of_evidence, lines_of_evidence, within_plan
from service.answer.material import Material
from service.answer.measures import states_number
from service.answer.names import Match, is_other_measure
from service.answer.stretches import LONGEST_QUOTE, stretches
from service.answer.tokens import tokens_of

# A sentence with less than this share of the question's words is not even near.
_NEAREST = 0.35
# (probability, share of the words): a plan answers where, asked alone, it would, and has the more of the words the less sure that is.
_SURE = ((0.6, 0.2), (0.4, 0.35))
LEAST_IN_COMMON = 0.6
# So much of the question's words, less those of its measure, stands beside the figure.
_BESIDE = 0.25
_COVERED_IN_ENGLISH = 0.6  # of all words
# What was done and what is wanting is told apart from what is planned.
_WANTING = re.compile("挑战|问题|形势|短板|不足|机遇")
_BACK = re.compile(f"成效|成就|成绩|工作情况|回顾|进展|现状|发展基础|{_WANTING.pattern}")
_ASKS_BACK = re.compile(rf"{_BACK.pattern}|十[一二三]五|已经?|现[在有]|目前|过去|以前|建成|achiev|past|current")
_AIMS = re.compile(r"20\d\d\s*年|达到|达\d|实现|建成|不[低少]于|以[上内]")
_OF_THE_BEST = 0.7  # of its share of the question's words
_MOST_HITS = 4  # of a place
_LONGEST_PAIR = 260
_LONG_TITLE = 6
_PAIR = 2  # characters of most words


@dataclass(frozen=True, slots=True)
class Side:
    """The line of a plan, whether it answers, the indicators that it states, and whether its heading is what is asked about.

    `heading` is that of the passage where prose says it.
    """

    line: Line
    answers: bool
    found: tuple[Match, ...] = ()
    is_headed: bool = False
    heading: str = ""


def in_prose(material: Material, plan: Plan, hits: Sequence[Hit], meant: Sequence[Match]) -> Side:
    """Return what the sentences found say; one without the figure that is asked for answers nothing."""
    own = replace_plans(material, [plan])
    of_section = _of_named_section(material, plan, hits)
    hits = of_section or hits
    nearest: Side | None = None
    for alone in _tried(material, plan, hits):
        picked = [_with_what_follows(each) for each in alone.evidence]
        if _wants_figure(material, meant):
            stating = [each for each in picked if _answers_with_figure(alone, material, each, meant)]
            picked = stating or [*_with_figure(alone, material, meant), *picked]
        best = picked[0]
        line = _whole(own, plan, best)
        said = f"{best.hit.passage.heading} {line.text}"
        fits = not _wants_figure(material, meant) or _is_of_it(alone, material, said, line.text, meant)
        fits = fits and not _is_other_record(material, plan, best, line) and not times.misses(material, Draft((line,)))
        if meant and not any(share_in_common(material, said, each) >= LEAST_IN_COMMON for each in meant):
            fits = False
        if fits and _is_sure(alone, said):
            return Side(
                _with_second(material, own, plan, line, picked), True, (), bool(of_section), best.hit.passage.heading
            )
        if nearest is None and alone.covered(said) >= _NEAREST:
            nearest = Side(material.line(plan, as_nearest(material, line.text), line.proofs), False)
    return nearest or Side(mention.missing(material, plan), False)


def _of_named_section(material: Material, plan: Plan, hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the hits below the heading that the question names in full, or else its first passage; none where there is none."""
    titles = (each.title.strip("。.：: ") for each in plan.sections)
    named = [
        (len(title), section)
        for title, section in zip(titles, plan.sections, strict=True)
        if len(title) >= _LONG_TITLE and title in material.asked
    ]
    if not named:
        return []
    section = max(named, key=lambda each: each[0])[1]
    below = [hit for hit in hits if section.span.contains(hit.passage.span)]
    first = None if below else material.passages.at(plan.id, section.span)
    return [Hit(first, hits[0].score)] if first else below


def _tried(material: Material, plan: Plan, hits: Sequence[Hit]) -> list[Material]:
    """Return the material of the same question asked of one plan: without what looks back, and with it.

    With it first where that has far more of the words.

    What the plan finds wanting states figures, and says nothing else of what is planned.
    """
    if _ASKS_BACK.search(material.asked):
        return [_asked_alone(material, plan, hits)]
    every = _asked_alone(material, plan, hits)
    kept = [hit for hit in hits if not _is_found_wanting(hit)]
    if not asks_figure(material) and 0 < len(kept) < len(hits):
        planned = _asked_alone(material, plan, kept)
        # 应急避难场所缺乏统筹规划 may be all that a plan says of it, and yet it is none of those that want to have them.
        some = asks_which_places(material.asked) or counts_plans(material.asked)
        if some or _best_covered(planned) >= _OF_THE_BEST * _best_covered(every):
            hits, every = kept, planned
    ahead = [hit for hit in hits if not _BACK.search(hit.passage.heading)]
    if not 0 < len(ahead) < len(hits):
        return [every]
    first = _asked_alone(material, plan, ahead)
    return [first, every] if _best_covered(first) >= _OF_THE_BEST * _best_covered(every) else [every, first]


def _best_covered(alone: Material) -> float:
    """Return the largest share of the question's words that one of the sentences picked has with its heading."""
    return max((alone.covered(_headed(each)) for each in alone.evidence), default=0.0)


def _is_found_wanting(hit: Hit) -> bool:
    """Tell whether a passage tells what is wanting: 形势分析 has 工作成效 below it as well."""
    parts = _BACK.findall(hit.passage.heading)
    return bool(parts) and _WANTING.fullmatch(parts[-1]) is not None


def _headed(each: Evidence) -> str:
    return f"{each.hit.passage.heading} {each.text}"


def _with_what_follows(each: Evidence) -> Evidence:
    """Return the evidence; one that is no more than the title of its passage with the sentence that follows: 旅游安全。严格落实…"""
    text = each.hit.passage.text
    if not each.hit.passage.heading.endswith(each.text.strip("。.：: ")):
        return each
    following = next((span for span in stretches(text) if span.start >= each.span.end), None)
    whole = Span(each.span.start, following.end) if following else each.span
    return replace(each, span=whole) if len(whole) <= LONGEST_QUOTE else each


def _whole(own: Material, plan: Plan, best: Evidence) -> Line:
    """Return the line that quotes a sentence, one that ends with a colon together with the items that it announces."""
    lines = lines_of_evidence(own, best)
    text = " ".join(line.text for line in lines)
    return own.line(plan, text, lines[0].proofs) if len(text) <= _LONGEST_PAIR else lines[0]


def _asked_alone(material: Material, plan: Plan, hits: Sequence[Hit]) -> Material:
    """Return the material of the same question asked of one plan."""
    named = named_only(replace_plans(material, [plan]))
    query = replace(named.query, places=(material.place_of(plan),), plan_ids=(plan.id,))
    return replace(named, query=query, plans=(plan,), hits=tuple(hits[:_MOST_HITS]))


def _is_sure(alone: Material, said: str) -> bool:
    """Tell whether a plan, asked alone, would answer with what it says."""
    if alone.english:
        return terms.is_likely(alone)
    # Without what only asks, any question is no more than a name.
    likely, covered = probability(replace(signs_of(alone), unnamed=0.0)), alone.covered(said)
    return any(likely >= least and covered >= share for least, share in _SURE)


def _answers_with_figure(alone: Material, material: Material, each: Evidence, meant: Sequence[Match]) -> bool:
    return _is_of_it(alone, material, _headed(each), each.text, meant)


def _is_of_it(alone: Material, material: Material, said: str, text: str, meant: Sequence[Match]) -> bool:
    """Tell whether a text states such a figure; one of what is asked about, where no indicator is meant that says so."""
    if not states_figure(material, text):
        return False
    return bool(meant) or (_names_subject(alone, said) and _is_beside(alone, material, text))


def _names_subject(alone: Material, said: str) -> bool:
    """Tell whether a text has the rarest thing that the question names, of those that stand in any plan."""
    if alone.english:
        return alone.covered(said) >= _COVERED_IN_ENGLISH
    words = cut(without_measure(without_asking(alone.query.text)))
    # 信息员 is too rare for the dictionary to tell what it is.
    things = [each for each in words if (is_name_of_thing(each) or len(each) > _PAIR) and alone.lexical.has(each)]
    rarest = max(things, key=alone.lexical.idf, default="")
    plain = fold(said)
    parts = [each for each in split_word(rarest) if each != rarest]
    return rarest in plain or (bool(parts) and all(each in plain for each in parts))


def _is_beside(alone: Material, material: Material, text: str) -> bool:
    """Tell whether words of the question stand beside an amount such as it asks for."""
    amount = amount_asked(material)
    if amount is None:
        return True
    wanted = Wanted.build(without_measure(alone.query.words), alone.lexical.idf, without=amount.measure_tokens)
    if not wanted.tokens:
        return True
    return any(wanted.share(tokens_of(context)) >= _BESIDE for context in amount.contexts(text))


def _with_figure(alone: Material, material: Material, meant: Sequence[Match]) -> Sequence[Evidence]:
    """Return the one sentence of the best hits that states such a figure and has most of the question's words, if it has enough."""

    def stating() -> Iterator[tuple[float, Evidence]]:
        for hit in alone.hits:
            text = hit.passage.text
            for span in stretches(text):
                said = f"{hit.passage.heading} {span.of(text)}"
                if _is_of_it(alone, material, said, span.of(text), meant):
                    covered = alone.covered(said)
                    yield covered, Evidence(hit, span, covered)

    covered, best = max(stating(), key=lambda each: each[0], default=(0.0, None))
    return [best] if best is not None and covered >= _NEAREST else []


def _wants_figure(material: Material, meant: Sequence[Match]) -> bool:
    return bool(meant or asks_figure(material))


def _is_other_record(material: Material, plan: Plan, best: Evidence, line: Line) -> bool:
    """Tell whether a line states an indicator that is measured otherwise than what is asked for."""
    span = within_plan(best.hit, best.span)
    return any(
        is_other_measure(material.asked, each.name)
        for each in plan.indicators
        if each.span.overlaps(span) and line.text.startswith(each.name)
    )


def _with_second(material: Material, own: Material, plan: Plan, line: Line, picked: Sequence[Evidence]) -> Line:
    """Return the line with a second sentence beside it, where both are short: the one with the target, or the next best."""
    aimed = None if states_number(line.text) else _with_target(own, picked[0])
    second = aimed or next(iter(picked[1:2]), None)
    if second is None:
        return material.line(plan, line.text, line.proofs)
    other = line_of_evidence(own, second)
    texts = [line.text, other.text]
    if other.text in line.text or sum(map(len, texts)) > _LONGEST_PAIR:
        return material.line(plan, line.text, line.proofs)
    return material.line(plan, " ".join(texts), [*line.proofs, *other.proofs])


def _with_target(own: Material, best: Evidence) -> Evidence | None:
    """Return the sentence of the same passage that says how far the subject of the best one is to be brought, and by when."""
    text = best.hit.passage.text
    named = named_only(own)
    least = _OF_THE_BEST * named.covered(best.text)
    stated = (
        span
        for span in stretches(text)
        if not span.overlaps(best.span) and states_number(span.of(text)) and _AIMS.search(span.of(text))
    )
    return next((replace(best, span=span) for span in stated if named.covered(span.of(text)) >= least), None)


def as_nearest(material: Material, text: str) -> str:
    """Return `text` as what comes nearest to what the plan does not say."""
    missing, near = (
        ("not given by the plan; ", "nearest: ") if material.english else ("规划没有给出相应内容，", "最接近的是：")
    )
    return f"{missing}{near}{text}"
