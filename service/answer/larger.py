"""Which of the figures set side by side is the larger, or whether they are the same: said only where they can be compared."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.plan import Indicator, Operator, Plan, Span
from corpus.quantities import find_quantities, to_half_width
from service.answer.draft import Line, Proof
from service.answer.indicator_line import proofs_of
from service.answer.material import Material
from service.answer.names import Match

_MORE = r"(?:高|低|多(?!少)|(?<!多)少(?!于)|大(?!于)|小(?!于)|严|长|短)"
_ASKS = re.compile(
    rf"相?差(?:了|距)?(?:多少|多大|几|是)|(?:更|最|比(?![例重]))[^，。？?]{{0,12}}?{_MORE}|(?:谁|哪一?[个区市县家地里])的?[^，。？?]{{0,12}}?{_MORE}|[高低大小]吗|多还是"
    r"|\b(?:higher|lower|larger|smaller|more|less|stricter|highest|lowest|largest|smallest|strictest)\b",
    re.IGNORECASE,
)
_ASKS_SAME = re.compile(r"一样|相同|一致|\bsame\b", re.IGNORECASE)
_SMALLER = re.compile(r"低|(?<!多)少|小|短|\b(?:lower|smaller|less|lowest|smallest)\b", re.IGNORECASE)
_STRICTER = re.compile(r"严|\bstrict", re.IGNORECASE)
_LIMITS = (Operator.LESS, Operator.AT_MOST)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Said(NamedTuple):
    """What one plan says: the indicators it states, or a line of its prose."""

    plan: Plan
    found: Sequence[Match]
    line: Line


class _Stated(NamedTuple):
    """A figure that can be set beside another of the same sort."""

    plan: Plan
    figure: float
    sort: tuple[str, str]
    proofs: tuple[Proof, ...]


def which_is_larger_in_prose(material: Material, said: Sequence[Said]) -> Line | None:
    """Return which plan has the larger figure where some of them say it in a sentence; None unless it can be told.

    Each sentence must have one figure alone in the unit that all of them have: 75%, and 数量不低于…的80%.
    """
    if not _ASKS.search(material.asked) or len(said) < 2 or _STRICTER.search(material.asked):
        return None
    every = [_stated(material, each) for each in said]
    shared = set.intersection(*({each.sort for each in stated} for stated in every))
    if len(shared) != 1:
        return None
    ones = [each for stated in every for each in stated if each.sort in shared]
    if len(ones) > len(said) or len({each.figure for each in ones}) < 2:
        return None
    smaller = bool(_SMALLER.search(material.asked))
    proofs = [proof for each in ones for proof in each.proofs]
    return _extreme(material, [(each.plan, each.figure) for each in ones], proofs, smaller=smaller)


def _stated(material: Material, said: Said) -> list[_Stated]:
    """Return the figures of a plan that has a unit: of its one indicator, or of its sentence."""
    if said.found:
        return [
            _Stated(said.plan, figure, _sort(each.indicator), proofs_of(material, said.plan, each.indicator))
            for each in said.found
            if each.indicator.unit and (figure := _figure(each.indicator)) is not None
        ]
    text = to_half_width(said.line.text)
    return [
        _Stated(said.plan, float(each.value), _sort_of(each.operator, each.unit), said.line.proofs)
        for each in find_quantities(text, Span(0, len(text)))
        if each.unit and _FIGURE.fullmatch(each.value)
    ]


def which_is_larger(material: Material, found: Sequence[Sequence[Match]]) -> Line | None:
    """Return which plan has the larger figure, or the smaller where that is asked for; None unless it can be told.

    `found` are the indicators of each plan. They can be compared when each plan has one, all of one unit and operator.
    """
    asks_same = bool(_ASKS_SAME.search(material.asked))
    if not asks_same and not _ASKS.search(material.asked):
        return None
    ones = [each[0] for each in found if len(each) == 1]
    if len(ones) < 2 or len(ones) < sum(map(bool, found)) or len({_sort(each.indicator) for each in ones}) > 1:
        return None
    figures = {each.plan.id: _figure(each.indicator) for each in ones}
    if any(figure is None for figure in figures.values()):
        return None
    proofs = [proof for each in ones for proof in proofs_of(material, each.plan, each.indicator)]
    values = {figure for figure in figures.values() if figure is not None}
    if len(values) == 1:
        return Line("The figures listed are the same." if material.english else "所列数值相同。", tuple(proofs))
    if asks_same:
        return Line("The figures listed differ." if material.english else "所列数值不同。", tuple(proofs))
    smaller = _wants_smaller(material.asked, [each.indicator for each in ones])
    return _extreme(material, [(each.plan, figures[each.plan.id] or 0.0) for each in ones], proofs, smaller=smaller)


def which_has_more(material: Material, counts: Sequence[tuple[Plan, int]], proofs: Sequence[Proof]) -> Line | None:
    """Return which plan has the most of what is counted of each, or the fewest where that is asked for."""
    if not _ASKS.search(material.asked) or len({count for _, count in counts}) < 2:
        return None
    return _extreme(material, counts, proofs, smaller=bool(_SMALLER.search(material.asked)))


def _extreme(
    material: Material, figures: Sequence[tuple[Plan, float]], proofs: Sequence[Proof], *, smaller: bool
) -> Line:
    wanted = (min if smaller else max)(figure for _, figure in figures)
    places = "、".join(material.place_of(plan) for plan, figure in figures if figure == wanted)
    # Names of places are not proved: 四川 counts nothing.
    if material.english:
        return Line("", tuple(proofs), f"Of the figures listed, the {'smallest' if smaller else 'largest'}: {places}")
    return Line("", tuple(proofs), f"所列数值中{'较小' if smaller else '较大'}的：{places}")


def asks_which_is_larger(asked: str) -> bool:
    """Tell whether a question asks which figure is the larger, or whether they are the same."""
    return bool(_ASKS.search(asked) or _ASKS_SAME.search(asked))


def _wants_smaller(asked: str, indicators: Sequence[Indicator]) -> bool:
    if _STRICTER.search(asked):
        return any(each.operator in _LIMITS for each in indicators)
    return bool(_SMALLER.search(asked))


def _sort(indicator: Indicator) -> tuple[str, str]:
    return _sort_of(indicator.operator, indicator.unit)


def _sort_of(operator: Operator | None, unit: str) -> tuple[str, str]:
    return operator.value if operator in (Operator.FALL, Operator.RISE) else "", unit


def _figure(indicator: Indicator) -> float | None:
    return float(indicator.value) if _FIGURE.fullmatch(indicator.value) else None
