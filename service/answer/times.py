"""Whether a draft speaks of the time that was asked about: a year, what is to be, or what was."""

import re

from corpus.plan import Plan, Span
from service.answer.draft import Draft, Proof
from service.answer.material import Material

_YEAR = re.compile(r"20\d\d")
_PERIOD = re.compile(r"20\d\d年?\s*(?:[-—–~～至到]|to|and)+\s*20\d\d")
_ASKS_FIGURE = re.compile(r"多少|几(?!乎)|率|比例|占比|人数|面积|how (?:many|much)|rate|share", re.IGNORECASE)
# 要建, 计划新增: a figure that is to be reached.
_AHEAD = re.compile(
    r"目标(?!责任|考核)|十四五[”\"]?(?:期间|时期|末)|规划期内|[将要](?:新|改|扩)?[达降提建增设配]|(?:计划|打算|准备|预计)(?!的|里|中)|\bwill\b|\btargets?\b|\bby 20\d\d",
    re.IGNORECASE,
)
# A year or 十四五 alone may also name the plan in which a figure of the past is printed.
_PERHAPS_AHEAD = re.compile(rf"{_AHEAD.pattern}|十四五|20[23]\d年?|规划期|将|target|will", re.IGNORECASE)
_BACK = re.compile(
    r"十[一二三]五|以前|过去|已经?|现[在有状值]|目前|基(?:期|数|准[年值])|成效|回顾|[成关做]了|了多少|过多少|有几|13th|achiev|past|so far|current|\b(?:has|have|had|did|was|were)\b",
    re.IGNORECASE,
)
_ONLY_BACK = re.compile(r"十[一二三]五|以前|过去|回顾|13th|past", re.IGNORECASE)
# What a target is counted against is not the time that is asked about: 较“十三五”下降多少.
_BASE = re.compile(
    r"(?:较|比|与|跟|同|和|相对于?|相比于?)[“\"]?十[一二三]五[”\"]?(?:时期|期间|末|规划)?|[“\"]?十[一二三]五[”\"]?(?:时期|期间|末|规划)?的?基础"
)


def asks_back(asked: str) -> bool:
    """Tell whether a question may be about what was: 现在有多少 as well as 十三五期间."""
    return bool(_BACK.search(without_base(asked)))


def asks_only_back(material: Material) -> bool:
    """Tell whether a question is about what was, and names nothing that is to be."""
    if material.earlier_years:
        return True
    return asks_back(material.asked) and not _PERHAPS_AHEAD.search(without_base(material.asked))


def is_surely_back(asked: str) -> bool:
    """Tell whether a question names the past itself, so that no target answers it."""
    return bool(_ONLY_BACK.search(without_base(asked)))


def without_base(asked: str) -> str:
    """Return a question without what a target is counted against.

    >>> without_base("事故较十三五下降多少")
    '事故下降多少'
    """
    return _BASE.sub("", asked)


def misses(material: Material, draft: Draft) -> bool:
    """Tell whether a draft answers for another time than the one that the question asks about."""
    return _misses_year(material, draft) or _is_past_for_target(material, draft) or _is_target_for_past(material, draft)


def _misses_year(material: Material, draft: Draft) -> bool:
    """Tell whether the question names another year than a plan's last, and nothing quoted from the plan names it.

    Of the year before the plan's own, in which it was written, what is quoted may speak without naming it.
    """
    years = _YEAR.findall(_PERIOD.sub("", material.asked))
    for plan_id in {proof.plan.id for proof in draft.proofs} if years else ():
        plan = material.library[plan_id]
        period = _YEAR.findall(plan.metadata.value("period") or "")
        quoted = "".join(
            f"{proof.span.of(plan.text)} {_headings(plan, proof.span)}"
            for proof in draft.proofs
            if proof.plan.id == plan_id
        )
        if len(period) == 2:
            silent = {period[1], str(int(period[0]) - 1)}
            if any(year not in quoted for year in years if year not in silent):
                return True
    return False


def _is_past_for_target(material: Material, draft: Draft) -> bool:
    """Tell whether a figure to be reached is asked for, and all that the draft has are figures of what was."""
    asked = material.asked
    if material.earlier_years:  # 那2020年呢 after a question for a target
        return False
    if not _ASKS_FIGURE.search(asked) or not _AHEAD.search(asked) or _BACK.search(without_base(asked)):
        return False
    return any(map(_has_past, draft.proofs)) and not any(map(_has_target, draft.proofs))


def _is_target_for_past(material: Material, draft: Draft) -> bool:
    """Tell whether a figure of the years before is asked for, and all that the draft has are targets."""
    asked = without_base(material.asked)
    is_back = bool(material.earlier_years) or (_ONLY_BACK.search(asked) and not _AHEAD.search(asked))
    if not is_back or not _ASKS_FIGURE.search(asked):
        return False
    return any(map(_has_target, draft.proofs)) and not any(map(_has_past, draft.proofs))


def _has_past(proof: Proof) -> bool:
    return any(figure.span.overlaps(mark) for figure in proof.plan.past_figures for mark in _marks(proof))


def _has_target(proof: Proof) -> bool:
    return any(target.span.overlaps(mark) for target in proof.plan.indicators for mark in _marks(proof))


def _marks(proof: Proof) -> tuple[Span, ...]:
    return proof.marks or (proof.span,)


def _headings(plan: Plan, span: Span) -> str:
    return " ".join(section.label for section in plan.sections if section.span.contains(span))
