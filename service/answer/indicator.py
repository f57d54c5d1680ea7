"""What a target is: name, operator, value, unit, year, nature, base and footnote, from a table or from prose alike."""

import re
from collections.abc import Iterator, Sequence

from corpus.plan import Plan
from index.question import Intent
from index.rank import wants_quantity
from index.tokens import cut, split_word
from service.answer import times
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.indicator_line import figure_before, line_of, requirement, table_of
from service.answer.material import LONGEST_TABLE, Material
from service.answer.measures import amount_of
from service.answer.names import GRADES, Match, grams_of, is_other_measure
from service.answer.sought import asks_who

# Where a match begins to mean the same, and where another in the same question does.
_SAME_NAME = 0.62
_NAMED_IN_ENGLISH = 0.5
_ALSO_ASKED = 0.5
# Whether a target is binding is asked of none but the indicators that say so, however loosely they are named.
_NATURE_ASKED = 0.35
_ASKS_NATURE = re.compile(r"约束性|预期性|硬约束|什么性质|binding|anticipat")
# 2支省级、5支市级社会救援力量: named together, meant together.
_SIBLING, _NEAR_BY, _MOST = 0.92, 60, 4
_ASKS_NOTE = re.compile(r"星号|\*|＊|脚注|注释|footnote|asterisk")
_ASKS_MEANING = re.compile(
    r"(?:包括|包含|涵盖)(?:了)?(?:哪[些几]|什么|谁|啥)(?:人员|人)?|指(?:的是|的)?(?:什么|啥|哪[些几]|谁)(?:人员|人)?|是?什么意思|是?啥意思|的?含义|怎么(?:算|界定|定义)|口径|是?怎么(?:说明|解释)的?"
)
_EXPLAINS = 0.8
_MEANS = re.compile(r"(?<![^；;。：:])(?P<word>[一-龥]{2,12}?)(?:包括|包含|是指|指)[^；;。]{2,200}")
_YEAR = re.compile(r"20\d\d")
# What is left of a question when one indicator is taken from it: a second one, or of two joined by 和 the short end.
_LEFT, _JOINED_LEFT, _ALL_OF_IT = 0.25, 0.1, 0.9
_FEWEST_WORDS = 2
_JOINED = re.compile("[和与及、,，]|\\band\\b")
_GRADED = re.compile(rf"(?:{'|'.join(sorted(GRADES))})[一-龥]{{2}}")
# A record that no retrieved passage holds must fit this well.
_WITHOUT_HIT = 0.75
# Another plan has what is asked, this one nothing like it.
_OTHERS_HAVE = 0.5
_NOTHING_LIKE = 0.6  # of the score there
_ASKS_INDICATOR = re.compile(
    r"指标|约束性|预期性|多少|(?<!哪)几[个支名人起口处座天小]|目标|比例|占比|率|面积|控制在|降|达到|how (?:many|much)|target|rate|share|percent|by how|per (?:million|100)",
    re.IGNORECASE,
)
_ASKS_FIGURE = re.compile(
    r"多少|(?<!哪)几[秒分天小个支人名处座起口次米公]|率|比例|占比|目标值|控制在|how (?:many|much)|what (?:share|percent|rate)|target for",
    re.IGNORECASE,
)
# So is one that is only named: 人均避难场所面积, 较大事故起数目标.
_NAMES_FIGURE = re.compile(rf"{_ASKS_FIGURE.pattern}|面积|人次|起数|人数|目标|现状?值|基(?:期|数|准值)", re.IGNORECASE)
# 每千名老年人床位 is another figure than 床位.
_PER_HEAD = re.compile(r"每(?:[百千万亿十\d]|名|人|个|户|平方)")
_PER_HEAD_MALUS = 0.2
# 从多少提高到多少: the figure of before is asked for as well.
_ASKS_FROM = re.compile(r"[从由](?:多少|几|百分之|哪)|\bfrom what\b|\bfrom how\b", re.IGNORECASE)


def compose(material: Material) -> Draft | None:
    """Return the targets that the question names, one a line; None when no record is what is asked for."""
    if draft := _explained(material):
        return draft
    question = material.query.question
    # 普惠托位占比由谁负责 names a figure and asks for none.
    is_of_body = material.query.intent is Intent.TASK and (asks_who(question) or not _ASKS_FIGURE.search(question))
    if is_of_body or not asks_for_indicator(material):
        return None
    found = (
        _noted(material)
        if _ASKS_NOTE.search(material.asked)
        else [each for each in asked_for(material, material.plans) if _states_what_is_asked(material, each)]
    )
    if not found:
        return None
    back = times.asks_only_back(material)
    lines = [_line(material, each, labelled=back and not each.is_past) for each in found]
    if asks_for_meaning(material.asked):
        lines += (line for each in found for line in _meaning(each))
    return Draft(tuple(lines))


def _states_what_is_asked(material: Material, match: Match) -> bool:
    """Tell whether a record has its figure in the measure that is asked for: 100口 tells not how large they are."""
    amount = amount_of(material.query.text)
    if amount is None or amount.is_any or not amount.is_needed:
        return True
    return amount.is_stated(f"{match.indicator.name}\t{requirement(match.plan, match.indicator, '')}\t")


def asks_for_meaning(question: str) -> bool:
    """Tell whether a question asks what a word of an indicator means: 包括哪些人员, 怎么算."""
    return bool(_ASKS_MEANING.search(question))


def _meaning(match: Match) -> Iterator[Line]:
    """Yield what the notes of its table say that a word of an indicator's name means: 应急力量包括…, of 应急力量增长率."""
    table = table_of(match.plan, match.indicator)
    for note in table.notes if table else ():
        for said in _MEANS.finditer(note.text):
            if said["word"] in match.indicator.name:
                quoted = table.span if table and len(table.span) <= LONGEST_TABLE else note.span
                yield Line(on_one_line(said[0]), (Proof(match.plan, quoted, (note.span,)),))


def _line(material: Material, match: Match, *, labelled: bool) -> Line:
    years = material.earlier_years
    if years and match.indicator.year is not None and match.indicator.year not in years:
        # Its clause names the year that is asked for and another: 由2015年的53%提高到2020年的57%.
        span = match.indicator.span
        proof = Proof(match.plan, material.around(match.plan, span), (span,))
        return material.line(match.plan, on_one_line(span.of(match.plan.text)), [proof])
    return line_of(material, match.plan, match.indicator, labelled=labelled)


def asks_for_indicator(material: Material) -> bool:
    """Tell whether a figure may be what is asked for."""
    return bool(_ASKS_INDICATOR.search(material.asked) or _NAMES_FIGURE.search(material.asked)) or wants_quantity(
        material.query
    )


def _explained(material: Material) -> Draft | None:
    """Return the note below a table that says what a word of it means: 应急力量包括哪些人."""
    asked = grams_of(_ASKS_MEANING.sub(" ", material.asked))
    if not asked or not _ASKS_MEANING.search(material.asked):
        return None
    for plan in material.plans:
        for table in plan.tables:
            for note in table.notes:
                said = grams_of(note.text)
                if not note.mark and material.names.weight(asked & said) >= _EXPLAINS * material.names.weight(asked):
                    quoted = table.span if len(table.span) <= LONGEST_TABLE else note.span
                    return Draft((material.line(plan, on_one_line(note.text), [Proof(plan, quoted, (note.span,))]),))
    return None


def asked_for(material: Material, plans: Sequence[Plan]) -> list[Match]:
    """Return the indicators of `plans` that the question names, best first, one for each thing that it names.

    Where only the past is asked for, past figures; targets only where there are none and 现在 may mean them.
    """
    if not times.asks_only_back(material):
        past = None if times.asks_back(material.asked) else False
        found = _named(material, plans, past=past) or _with_all_words(material, plans, past=past)
        return _with_figures_before(material, found) if _ASKS_FROM.search(material.asked) else found
    found = _named(material, plans, past=True)
    if material.earlier_years:
        return [each for each in found if _is_of(material.earlier_years, each)]
    return found if found or times.is_surely_back(material.asked) else _named(material, plans, past=False)


def _with_figures_before(material: Material, found: Sequence[Match]) -> list[Match]:
    """Return the matches, each after the past figure of the same name where its own row gives none."""
    both: list[Match] = []
    for each in found:
        if not each.is_past and figure_before(each.plan, each.indicator) is None:
            before = material.names.matches(grams_of(each.indicator.name), [each.plan.id], past=True)
            both += [other for other in before if _is_same_name(other, each)][:1]
        both.append(each)
    return both


def _is_of(years: Sequence[int], match: Match) -> bool:
    """Tell whether a figure is of one of the years: it says so, or stands among such without a year of its own."""
    said = _YEAR.findall(match.indicator.span.of(match.plan.text))
    if match.indicator.year in years or any(str(year) in said for year in years):
        return True
    start = Material.first_year(match.plan)
    return match.indicator.year is None and match.indicator.base is None and not said and start == max(years) + 1


def _named(material: Material, plans: Sequence[Plan], *, past: bool | None) -> list[Match]:
    left = _asked_grams(material)
    if not left:
        return []
    plan_ids = [plan.id for plan in plans]
    chosen: list[Match] = []
    all_asked = material.names.weight(left)
    enough = 0.0
    while left:
        matches = _ranked(material, material.names.matches(left, plan_ids, past=past))
        best = next(
            (each for each in matches if each.asked >= enough and _fits(material, each, first=not chosen)), None
        )
        if best is None or any(best.indicator is each.indicator for each in chosen):
            break
        best, *of_other_years = _by_year(material, best, matches)
        siblings = [
            each
            for each in matches
            if each.plan is best.plan
            and each.score >= _SIBLING * best.score
            and abs(each.indicator.span.start - best.indicator.span.start) < _NEAR_BY
            and table_of(each.plan, each.indicator) is None
            and (each is best or not _is_same_name(each, best))
        ]
        chosen += siblings
        left -= frozenset().union(*(each.common for each in siblings), best.common)
        chosen += [each for each in (best, *of_other_years) if each not in siblings]
        share = material.names.weight(left) / all_asked
        if share < (_JOINED_LEFT if _JOINED.search(material.asked) else _LEFT) or len(chosen) >= _MOST:
            break
        enough = _ALL_OF_IT if share < _LEFT else 0.0
    return sorted(chosen[:_MOST], key=lambda each: (plan_ids.index(each.plan.id), each.indicator.span))


def _ranked(material: Material, matches: Sequence[Match]) -> list[Match]:
    """Return the matches best first, those behind that are counted per head where the question is not."""

    def worth(match: Match) -> float:
        condition = match.indicator.condition or ""
        per_head = bool(_PER_HEAD.match(condition)) and not _PER_HEAD.search(material.asked)
        return match.score - _PER_HEAD_MALUS * per_head

    return sorted(matches, key=worth, reverse=True)


def _by_year(material: Material, best: Match, matches: Sequence[Match]) -> list[Match]:
    """Return the record of the same name for the year that is asked for.

    Where no year is asked for, of a record for a year after the plan's own the one for its last year, and of a row of a
    table all years that it has targets for.
    """
    others = (each for each in matches if each is not best and each.is_past is best.is_past)
    same = [best, *(each for each in others if _is_same_name(each, best))]
    if years := material.query.years:
        asked = [each for each in same if each.indicator.year in years]
        return list({each.indicator.year: each for each in reversed(asked)}.values())[::-1] or [best]
    if _ASKS_FROM.search(material.asked):
        same.sort(key=lambda each: figure_before(each.plan, each.indicator) is None)
    last = material.last_year(best.plan)
    in_time = [each for each in same if last is None or (each.indicator.year or last) <= last] or same
    row = in_time[0].indicator.span
    return [each for each in in_time if each.indicator.span == row]


def _is_same_name(one: Match, other: Match) -> bool:
    return (
        one.plan is other.plan
        and grams_of(one.indicator.name) == grams_of(other.indicator.name)
        and one.indicator.condition == other.indicator.condition
    )


def _with_all_words(material: Material, plans: Sequence[Plan], *, past: bool | None) -> list[Match]:
    """Return the one indicator whose name has every word of the question, though others between: 较大事故 in 较大生产安全事故起数."""
    having = _having_all_words(material, plans, past=past)
    return having[:1] if len({each.indicator.name for each in having}) == 1 else []


def _having_all_words(material: Material, plans: Sequence[Plan], *, past: bool | None) -> list[Match]:
    if material.english or len(plans) > 1 or len(_words(material)) < _FEWEST_WORDS:
        return []
    matches = material.names.matches(_asked_grams(material), [plan.id for plan in plans], past=past)
    return [
        each
        for each in matches
        if share_of_words(material, each.indicator.name) >= 1.0
        and not is_other_measure(material.asked, each.indicator.name)
    ]


def share_of_words(material: Material, name: str) -> float:
    """Return which share of the question's words, by weight, a name has: all of 较大事故 are in 较大生产安全事故."""
    weights = {word: material.lexical.idf(word) for word in _words(material)}
    known = grams_of(name)
    had = sum(weight for word, weight in weights.items() if word in name or grams_of(word) <= known)
    return had / (sum(weights.values()) or 1.0)


def _words(material: Material) -> list[str]:
    """Return the words of the question that may stand in a name; of a compound its parts: 较大 and 事故."""
    found: list[str] = []
    for word in cut(material.query.text):
        at, parts = 0, []
        for part in split_word(word):
            if part != word and word.startswith(part, at):
                parts.append(part)
                at += len(part)
        found += parts if at == len(word) else [word]
    return [word for word in dict.fromkeys(found) if len(word) > 1 and grams_of(word)]


def lacking(material: Material) -> bool:
    """Tell whether the question names an indicator that only other plans than those asked about have."""
    grams = _asked_grams(material)
    past = True if times.asks_only_back(material) else None
    if _having_all_words(material, material.plans, past=past):
        return False
    if _is_of_another_grade(material, grams):
        return True
    others = [plan_id for plan_id in material.library if all(plan_id != plan.id for plan in material.plans)]
    if not others or not grams or not _NAMES_FIGURE.search(material.asked):
        return False
    matches = material.names.matches(grams, others, past=past)
    elsewhere = next((each for each in matches if each.score >= _OTHERS_HAVE), None)
    here = next(iter(material.names.matches(grams, [plan.id for plan in material.plans])), None)
    if elsewhere is None or (here is not None and here.score >= _NOTHING_LIKE * elsewhere.score):
        return False
    # What prose says of it without a record would have its words.
    return not any(
        material.names.weight(grams_of(sentence) & elsewhere.common) >= 0.7 * material.names.weight(elsewhere.common)
        for hit in material.hits[:5]
        for sentence in re.split("[。；;]", hit.passage.text)
    )


def _is_of_another_grade(material: Material, grams: frozenset[str]) -> bool:
    """Tell whether 重大事故起数 is asked for where the plans have one of 较大事故起数 and do not speak of 重大事故."""
    graded = _GRADED.findall(material.asked)
    if not graded or not _NAMES_FIGURE.search(material.asked):
        return False
    plan_ids = [plan.id for plan in material.plans]
    same = next(iter(material.names.matches(grams, plan_ids)), None)
    near = [each for each in material.names.matches(grams - GRADES, plan_ids) if each.score >= _SAME_NAME]
    grades = [grams_of(each.indicator.name) & GRADES for each in near]
    return (
        bool(grades and grades[0])
        and not any(grams & each for each in grades)
        and not (same is not None and same.score >= _SAME_NAME)
        and not any(phrase in hit.passage.text for phrase in graded for hit in material.hits[:5])
    )


def speaks_of(material: Material, text: str) -> bool:
    """Tell whether `text` has a word of what a question for a figure asks about; always true for other questions."""
    wanted = _asked_grams(material) | grams_of(material.query.words)
    return material.english or not wanted or not _ASKS_FIGURE.search(material.asked) or bool(wanted & grams_of(text))


def _asked_grams(material: Material) -> frozenset[str]:
    words = material.query.words if material.english else material.query.text
    return grams_of(words)


def _fits(material: Material, match: Match, *, first: bool) -> bool:
    if first and _ASKS_NATURE.search(material.asked) and match.indicator.nature:
        return match.score >= _NATURE_ASKED
    if match.score < (_SAME_NAME if first else _ALSO_ASKED) or _is_other_year(material, match):
        return False
    # Of a question in English only the terms in the list are known: one word in common is no name.
    if material.english and match.named < _NAMED_IN_ENGLISH:
        return False
    near = any(
        hit.passage.plan_id == match.plan.id and hit.passage.span.overlaps(match.indicator.span)
        for hit in material.hits[:5]
    )
    return near or match.score >= _WITHOUT_HIT


def _noted(material: Material) -> list[Match]:
    """Return the indicators with a footnote whose figure the question repeats, else all that have one."""
    noted = [
        Match(plan, each, False, 1.0, 1.0, 1.0, frozenset())
        for plan in material.plans
        for each in plan.indicators
        if each.note
    ]
    said = [each for each in noted if each.indicator.value_span.of(each.plan.text).strip() in material.asked]
    return said or noted


def _is_other_year(material: Material, match: Match) -> bool:
    """Tell whether the question names a year later than the one that the indicator is for, or that of a far aim not at all."""
    years = [int(year) for year in _YEAR.findall(material.asked)]
    if not years:
        return False
    own, last = match.indicator.year, material.last_year(match.plan)
    is_far_aim = own is not None and last is not None and own > last
    return max(years) > (own or last or max(years)) or (is_far_aim and own not in years)
