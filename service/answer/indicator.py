"""What a target is: name, operator, value, unit, year, nature, base and footnote, from a table or from prose alike."""

import re
from collections.abc import Sequence

from corpus.plan import Indicator, Operator, Plan, Span, Table
from index.rank import wants_quantity
from service.answer.draft import Draft, Line, Proof, on_one_line, without_spaces
from service.answer.material import LONGEST_TABLE, Material
from service.answer.names import GRADES, Match, grams_of
from service.answer.times import BASE, ONLY_BACK

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
_YEAR = re.compile(r"20\d\d")
_PERIOD = re.compile(r"20\d\d年?\s*(?:[-—–~～至到]|to|and)+\s*20\d\d")
# What is left of a question when one indicator is taken from it: a second one, or of two joined by 和 the short end.
_LEFT, _JOINED_LEFT, _ALL_OF_IT = 0.25, 0.1, 0.9
_JOINED = re.compile("[和与及、,，]|\\band\\b")
_GRADED = re.compile(rf"(?:{'|'.join(sorted(GRADES))})[一-龥]{{2}}")
# A record that no retrieved passage holds must fit this well.
_WITHOUT_HIT = 0.75
# Another plan has what is asked, this one nothing like it.
_OTHERS_HAVE = 0.5
_NOTHING_LIKE = 0.6  # of the score there
_ASKS_INDICATOR = re.compile(
    r"指标|约束性|预期性|多少|几[个支名人起口处座天小]|目标|比例|占比|率|面积|控制在|降|达到|how (?:many|much)|target|rate|share|percent|by how|per (?:million|100)",
    re.IGNORECASE,
)
_ASKS_FIGURE = re.compile(
    r"多少|几[秒分天小个支人名处座起口次米公]|率|比例|占比|目标值|控制在|how (?:many|much)|what (?:share|percent|rate)|target for",
    re.IGNORECASE,
)
# So is one that is only named: 人均避难场所面积, 较大事故起数目标.
_NAMES_FIGURE = re.compile(rf"{_ASKS_FIGURE.pattern}|面积|人次|起数|人数|目标", re.IGNORECASE)
_ASKS_BACK = re.compile(
    r"十[一二三]五|以前|过去|已经?|现[在有]|目前|成效|回顾|建成了|关了|做了|有几|13th|achiev|past|so far|current|\bhas\b|\bhave\b|\bdid\b",
    re.IGNORECASE,
)
_ASKS_AHEAD = re.compile(r"十四五|20[23]\d年?|目标|规划期|将|要[达降提建增]|target|will", re.IGNORECASE)
_BASE_COLUMN = re.compile("现状|基期|基数|基准|现值|完成值|完成情况|实际")
_TARGET_COLUMN = re.compile("目标|预期|计划|规划")
# Counts and shares need no unit of their own, and a rate says in its name what it is counted in.
_NEEDS_NONE = re.compile(r"(?:数|人次|数量|率|比例|占比|比重|占[^，]*总值|指数|系数|得分|等级)(?:[（(].*[)）])?$")
_OPERATORS = {
    Operator.LESS: "<",
    Operator.AT_MOST: "≤",
    Operator.MORE: ">",
    Operator.AT_LEAST: "≥",
    Operator.FALL: "下降",
    Operator.RISE: "提高",
}
_PRINTED_BEFORE = re.compile(
    r"(?:[<>＜＞≤≥]|[降减增提][到至]|下降|降低|减少|提高|提升|增长|增加|上升|超过?|不低于|不少于|不超过|不高于|不大于|不小于|低于|高于|小于|大于|少于|多于|不足|至少|至多|最高|最多|最低|最少|达到?|控制在)+\s*$"
)
_PRINTED_AFTER = re.compile(r"^(?:以[上下内]|之?内|左右)")
_ABOUT = re.compile(r"^[余多]")  # 1500余家


def compose(material: Material) -> Draft | None:
    """Return the targets that the question names, one a line; None when no record is what is asked for."""
    if draft := _explained(material):
        return draft
    if not asks_for_indicator(material):
        return None
    found = _noted(material) if _ASKS_NOTE.search(material.asked) else asked_for(material, material.plans)
    if not found:
        return None
    back = _asks_only_back(material)
    return Draft(
        tuple(line_of(material, each.plan, each.indicator, labelled=back and not each.is_past) for each in found)
    )


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
    if not _asks_only_back(material):
        return _named(material, plans, past=None if _ASKS_BACK.search(material.asked) else False)
    found = _named(material, plans, past=True)
    if material.earlier_years:
        return [each for each in found if _is_of(material.earlier_years, each)]
    return found if found or ONLY_BACK.search(_without_base(material)) else _named(material, plans, past=False)


def _asks_only_back(material: Material) -> bool:
    asked = _without_base(material)
    if material.earlier_years:
        return True
    return bool(_ASKS_BACK.search(asked)) and not _ASKS_AHEAD.search(asked)


def _is_of(years: Sequence[int], match: Match) -> bool:
    """Tell whether a figure is of one of the years: it says so, or stands among such without a year of its own."""
    said = _YEAR.findall(match.indicator.span.of(match.plan.text))
    if match.indicator.year in years or any(str(year) in said for year in years):
        return True
    start = Material.first_year(match.plan)
    return match.indicator.year is None and match.indicator.base is None and not said and start == max(years) + 1


def _without_base(material: Material) -> str:
    return BASE.sub("", material.asked)


def _named(material: Material, plans: Sequence[Plan], *, past: bool | None) -> list[Match]:
    left = _asked_grams(material)
    if not left:
        return []
    plan_ids = [plan.id for plan in plans]
    chosen: list[Match] = []
    all_asked = material.names.weight(left)
    enough = 0.0
    while left:
        matches = material.names.matches(left, plan_ids, past=past)
        best = next(
            (each for each in matches if each.asked >= enough and _fits(material, each, first=not chosen)), None
        )
        if best is None or any(best.indicator is each.indicator for each in chosen):
            break
        siblings = [
            each
            for each in matches
            if each.plan is best.plan
            and each.score >= _SIBLING * best.score
            and abs(each.indicator.span.start - best.indicator.span.start) < _NEAR_BY
            and table_of(each.plan, each.indicator) is None
        ]
        chosen += siblings
        left -= frozenset().union(*(each.common for each in siblings), best.common)
        if best not in siblings:
            chosen.append(best)
        share = material.names.weight(left) / all_asked
        if share < (_JOINED_LEFT if _JOINED.search(material.asked) else _LEFT) or len(chosen) >= _MOST:
            break
        enough = _ALL_OF_IT if share < _LEFT else 0.0
    return sorted(chosen[:_MOST], key=lambda each: (plan_ids.index(each.plan.id), each.indicator.span))


def lacking(material: Material) -> bool:
    """Tell whether the question names an indicator that only other plans than those asked about have."""
    grams = _asked_grams(material)
    if _is_of_another_grade(material, grams):
        return True
    others = [plan_id for plan_id in material.library if all(plan_id != plan.id for plan in material.plans)]
    if not others or not grams or not _NAMES_FIGURE.search(material.asked):
        return False
    past = True if _asks_only_back(material) else None
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
    near = next(iter(material.names.matches(grams - GRADES, plan_ids)), None)
    return (
        near is not None
        and near.score >= _SAME_NAME
        and bool(grams_of(near.indicator.name) & GRADES)
        and not (same is not None and same.score >= _SAME_NAME)
        and not any(phrase in hit.passage.text for phrase in graded for hit in material.hits[:5])
    )


def line_of(material: Material, plan: Plan, indicator: Indicator, *, labelled: bool = False) -> Line:
    """Return `名称：值单位（2025年，预期性，较…）`, with everything as the plan prints it; `labelled` says it is a target."""
    proofs = proofs_of(material, plan, indicator)
    quoted = without_spaces("".join(proof.span.of(plan.text) for proof in proofs))
    label = (" (target)" if material.english else "（目标）") if labelled else ""
    return material.line(
        plan, f"{indicator.name}{label}：{requirement(plan, indicator, quoted, english=material.english)}", proofs
    )


def requirement(plan: Plan, indicator: Indicator, quoted: str, *, english: bool = False) -> str:
    """Return operator, value and unit as printed and, in brackets, what else the record says and `quoted` shows."""
    details = [
        f"{indicator.year}年" if indicator.year and f"{indicator.year}年" in quoted else "",
        indicator.nature or "",
        f"较{indicator.base}" if indicator.base and without_spaces(indicator.base) in quoted else "",
        indicator.condition or "",
        indicator.note or "",
        ("no unit is given" if english else "原文未给出单位") if lost_unit(indicator) else "",
    ]
    shown = [
        each
        for each in details
        if each and (each in quoted or each in ("原文未给出单位", "no unit is given") or each[0] == "较")
    ]
    if (before := _figure_before(plan, indicator)) and all(without_spaces(part) in quoted for part in before):
        shown.append("：".join(before))
    return _value(plan, indicator) + (f"（{'，'.join(shown)}）" if shown else "")


def _figure_before(plan: Plan, indicator: Indicator) -> tuple[str, str] | None:
    """Return the head of the column and the figure that a table gives for the year before the plan: 2020年, 38."""
    table = table_of(plan, indicator)
    row = next((row for row in table.rows if row.span.contains(indicator.value_span)), None) if table else None
    if table is None or row is None or len(row.cells) != len(table.header):
        return None
    for head, cell in zip(table.header, row.cells, strict=True):
        year = _YEAR.search(head.text)
        earlier = year is not None and (indicator.year is None or int(year[0]) < indicator.year)
        is_base = bool(_BASE_COLUMN.search(head.text)) or (earlier and not _TARGET_COLUMN.search(head.text))
        if is_base and re.search(r"\d", cell.text) and not cell.span.overlaps(indicator.value_span):
            return on_one_line(head.text), on_one_line(cell.text)
    return None


def lost_unit(indicator: Indicator) -> bool:
    """Tell whether a unit is wanted and the source gives none: of 预警时效 5-10, but not of 事故起数 0."""
    if indicator.unit or indicator.value == "0" or re.search(r"[年月日%‰:一-龥]", indicator.value):
        return False
    return not _NEEDS_NONE.search(indicator.name)


def proofs_of(material: Material, plan: Plan, indicator: Indicator) -> tuple[Proof, ...]:
    """Return the whole table, or header and row of a long one; the passage where prose says it."""
    table = table_of(plan, indicator)
    if table is None:
        own = Proof(plan, material.around(plan, indicator.span), (indicator.span,))
        return (own, *_year_proof(material, plan, indicator, own.span))
    if len(table.span) <= LONGEST_TABLE:
        return (Proof(plan, table.span, (indicator.span,)), *_year_proof(material, plan, indicator, table.span))
    header = [cell.span for cell in table.header if len(cell.span)]
    head = (Proof(plan, Span(table.span.start, header[-1].end)),) if header else ()
    notes = tuple(Proof(plan, note.span) for note in table.notes if indicator.note and note.text == indicator.note)
    return (Proof(plan, indicator.span, (indicator.span,)), *head, *notes)


def _year_proof(material: Material, plan: Plan, indicator: Indicator, quoted: Span) -> tuple[Proof, ...]:
    """Return where the section says for which year its targets are, when the quote itself does not."""
    year = f"{indicator.year}年"
    if indicator.year is None or year in quoted.of(plan.text):
        return ()
    section = max(
        (each.span for each in plan.sections if each.span.contains(indicator.span)),
        key=lambda span: span.start,
        default=None,
    )
    at = plan.text.rfind(year, section.start, quoted.start) if section else -1
    if at < 0:
        return ()
    said = Span(at, at + len(year))
    return (Proof(plan, material.around(plan, said), (said,)),)


def table_of(plan: Plan, indicator: Indicator) -> Table | None:
    """Return the table that an indicator was read from; None when it was prose."""
    return next((table for table in plan.tables if table.span.contains(indicator.span)), None)


def _value(plan: Plan, indicator: Indicator) -> str:
    """Return the figure as printed with the words of comparison at its sides: ＜1, 下降9%, 2起以内, 1.5平方米."""
    printed = indicator.value_span.of(plan.text)
    before = _PRINTED_BEFORE.search(plan.text, indicator.span.start, indicator.value_span.start)
    after = _PRINTED_AFTER.search(plan.text[indicator.value_span.end : indicator.span.end + 2])
    about = _ABOUT.search(plan.text[indicator.value_span.end : indicator.span.end])
    printed += about[0] if about else ""
    operator = before[0].strip() if before else "" if after or about else _said_apart(plan, indicator)
    unit = indicator.unit if indicator.unit and not without_spaces(printed).endswith(indicator.unit) else ""
    unit = "" if re.search(r"[一-龥%‰％]$", printed) and len(unit) < 3 else unit
    return on_one_line(f"{operator}{printed}{unit}{after[0] if after else ''}")


def _said_apart(plan: Plan, indicator: Indicator) -> str:
    """Return the operator where the source says it apart from the figure, 下降 in the name of a row; none of our own making."""
    operator = _OPERATORS.get(indicator.operator, "")
    return operator if operator in indicator.span.of(plan.text) else ""


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
    """Tell whether the question names a year later than the one that the indicator is for."""
    years = [int(year) for year in _YEAR.findall(material.asked)]
    return bool(years) and max(years) > (match.indicator.year or material.last_year(match.plan) or max(years))
