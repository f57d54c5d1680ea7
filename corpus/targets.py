"""Targets in prose: the figures of a sentence, what they measure, and by when.

到2025年,建成2支省级社会救援力量和5支市级社会救援力量。
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from operator import attrgetter
from typing import NamedTuple

from corpus.clauses import cut_clauses
from corpus.conditions import AIM, each_before, per_before, read_condition
from corpus.counting import IS_MEASURED, counts
from corpus.deadlines import name_of_deed, read_deed
from corpus.phrases import (
    ACT,
    LONGEST_NAME,
    RULE,
    clean_name,
    is_place,
    list_items,
    name_elsewhere,
    object_behind,
    strip_lead,
    subject_before,
    without_verb,
)
from corpus.plan import Indicator, Operator, Span
from corpus.quantities import CHANGES, Quantity, find_quantities
from corpus.spanset import SpanSet
from corpus.tenses import AHEAD, DONE, TALLIED
from corpus.years import Year, find_bases, find_five_years, find_titles, find_years, read_base

_NATURE = re.compile("约束性|预期性")

_SCALE = re.compile("[一-龥]{0,4}(?:规模|用量|需求)")  # 保障2500人、1个月救治规模: of what was named before
_SHORT = 5
_LIMITS = (Operator.AT_LEAST, Operator.AT_MOST)
# A sentence with more is a table that lost its lines, or none at all; what it has beyond these is not read.
_MOST_FIGURES = 500
# So many characters before a figure may hold its verb.
_REACH = 200
_NEAR = 12
_START, _YEAR_START, _FIGURE_START = map(attrgetter, ("start", "span.start", "quantity.span.start"))


class Setting(NamedTuple):
    """What is known around a sentence: whether it looks back, by when its goals stand, against what they count.

    `first_year` is the first of the years planned for.
    """

    is_past: bool = False
    year: int | None = None
    base: str | None = None
    first_year: int | None = None


def read_targets(printed: str, text: str, span: Span, setting: Setting) -> list[Indicator]:
    """Return the targets and figures of the sentence at `span`, in order; `text` is `printed` in half width."""
    sentence = _Sentence(printed, text, span, setting)
    if not (sentence.accepted or sentence.years):
        return []
    sentence.read_tense()
    found = [*sentence.figures(), *sentence.deadlines()]
    return sorted(found, key=attrgetter("value_span.start", "value_span.end")) if len(found) > 1 else found


class _Figure(NamedTuple):
    """A quantity that counts as an indicator, with the words up to its neighbours in the clause."""

    quantity: Quantity
    clause: int
    left: Span
    right: Span

    def without(self, taken: Span) -> "_Figure":
        """Return the figure without the words on its left up to the end of `taken`."""
        return self._replace(left=Span(min(max(self.left.start, taken.end), self.left.end), self.left.end))


class _Sentence:
    """One sentence, cut into clauses between commas and into groups of clauses between semicolons."""

    def __init__(self, printed: str, text: str, span: Span, setting: Setting) -> None:
        self.printed = printed
        self.text = text
        self.span = span
        self.setting = setting
        self.clauses, self.groups = cut_clauses(text, span)
        self.years = find_years(text, span)[:_MOST_FIGURES]
        self.bases = SpanSet(find_bases(text, span))
        self.titles = SpanSet(find_titles(text, span))
        self.base = (read_base(text, span) if self.bases.spans else None) or setting.base
        every = chain.from_iterable(map(self._accepted, range(len(self.clauses))))
        self.accepted = list(islice(every, _MOST_FIGURES))

    def read_tense(self) -> None:
        """Find what tells whether the sentence looks back."""
        self.done_at = self._past_from(DONE)
        self.tallied_at = self._past_from(TALLIED)
        named = find_five_years(self.text, self.span)
        self.five_years = [each for each in named if not self.bases.covers(each[0])]

    @cached_property
    def _sets_limits(self) -> bool:
        """Tell whether there is a limit or an aim: what was done is told in figures alone."""
        return AIM.search(self.text, self.span.start, self.span.end) is not None or any(
            each.quantity.has_suffix or each.quantity.operator in _LIMITS for each in self.accepted
        )

    def _past_from(self, sign: re.Pattern[str]) -> int:
        """Return where what is done begins, the end of the sentence if nothing is.

        It begins with 已, with the clause of 建成了 and with all that stands before 同比.
        """
        match = sign.search(self.text, self.span.start, self.span.end)
        if match is None:
            return self.span.end
        if match.group() == "同比":
            return self.groups[self._group_at(match.start())].start
        return self.clauses[self._clause_at(match.start())].start if match.group().endswith("了") else match.start()

    def figures(self) -> Iterator[Indicator]:
        """Yield an indicator for each figure that has a name."""
        shared = self._shared_names() if len(self.accepted) > 1 else {}
        name: Span | None = None
        latest: Span | None = None
        before: _Figure | None = None
        operator = Operator.EQUAL
        for at, figure in enumerate(self.accepted):
            condition = words = None
            if before is None or not self._goes_on(before, figure):
                name = None
            # 20% in 分别下降43.9%、20% has the operator of the figure before it.
            if figure.quantity.operator is not None or not (at and self._adjoins(at)):
                operator = figure.quantity.operator or Operator.EQUAL
            if at in shared:
                name = shared[at]
            else:
                own = self._name(figure if name is None else figure.without(name))
                if (
                    own is not None
                    and name is not None
                    and before is not None
                    and self._is_place(own, name, before, figure)
                ):
                    words = name_elsewhere(name.of(self.text), own.of(self.printed))
                    condition = None if words else own.of(self.printed)
                else:
                    if own is not None and name is not None and _SCALE.fullmatch(own.of(self.text)):
                        words = clean_name(name.of(self.printed) + own.of(self.printed))
                    else:
                        name = own or name
            if name is None and before is not None and self._is_next_year(before, figure):
                name = latest
            if name is not None:
                found = self._indicator(figure, name, operator, condition)
                yield replace(found, name=words) if words else found
                latest = name
            before = figure

    def deadlines(self) -> Iterator[Indicator]:
        """Yield an indicator for each year by which something definite is to be done and no figure says how much."""
        for at, year in enumerate(self.years):
            end = self.groups[self._group_at(year.printed.start)].end
            if at + 1 < len(self.years):
                end = min(end, self.years[at + 1].span.start)
            figures = self._figures_before(end) - self._figures_before(year.printed.end)
            if figures or self._is_past(year.span.end):
                continue
            clause = self._clause_at(year.printed.start)
            ahead = Span(year.span.end, max(end, year.span.end))
            done = read_deed(self.text, ahead, self.clauses[clause : bisect_left(self.clauses, ahead.end, key=_START)])
            if done is None or self.text.startswith(("：", ":"), done.end):
                continue  # 到2025年，实现下列目标：
            yield Indicator(
                name=name_of_deed(self.text, done).of(self.printed),
                operator=Operator.AT_MOST,
                value=year.printed.of(self.text).replace(" ", ""),
                unit="",
                span=Span(self.clauses[clause].start, done.end),
                value_span=year.printed,
                year=year.value,
                condition=self._condition(done.end, clause),
            )

    def _accepted(self, clause: int) -> Iterator[_Figure]:
        """Yield the figures of one clause that count."""
        span = self.clauses[clause]
        quantities: list[Quantity] = []
        for each in find_quantities(self.text, span, 2 * _MOST_FIGURES):
            if self.titles.covers(each.figure) or self.bases.covers(each.figure):
                continue
            if counts(self.text, each, span, follows=bool(quantities), is_past=self.setting.is_past):
                quantities.append(each)
        for at, each in enumerate(quantities):
            left = quantities[at - 1].span.end if at else span.start
            # 1支30人以上的专业队伍: both have the words behind the second.
            last = at + (at + 1 < len(quantities) and quantities[at + 1].span.start <= each.span.end)
            right = quantities[last + 1].span.start if last + 1 < len(quantities) else span.end
            end = max(each.span.end, quantities[last].span.end)
            yield _Figure(each, clause, Span(left, max(left, each.span.start)), Span(end, max(end, right)))

    def _is_fact(self, figure: _Figure) -> bool:
        """Tell whether a count is of what there is already: 健全4个专项指挥部的职能."""
        quantity = figure.quantity
        if quantity.operator is not None or not quantity.is_count:
            return False
        start = max(self.clauses[figure.clause].start, quantity.span.start - _REACH)
        return ACT.search(self.text, start, quantity.span.start) is None and self._object(figure) is not None

    def _shared_names(self) -> dict[int, Span]:
        """Name figures that follow each other after the things they measure: 甲、乙、丙分别下降43.9%、20%、25.1%."""
        named: dict[int, Span] = {}
        at = 0
        while at < len(self.accepted):
            end = at + 1
            while end < len(self.accepted) and self._adjoins(end):
                end += 1
            if end - at > 1:
                names = list_items(self.text, self.accepted[at].left)
                if not names and self.accepted[at].clause:
                    names = list_items(self.text, self.clauses[self.accepted[at].clause - 1])
                if len(names) == end - at:
                    named |= dict(zip(range(at, end), names, strict=True))
            at = end
        return named

    def _adjoins(self, at: int) -> bool:
        """Tell whether nothing but 、 stands between a figure and the one before it, and both have one unit."""
        one, other = self.accepted[at - 1], self.accepted[at]
        start, end = one.quantity.span.end, other.quantity.span.start
        return (
            end - start < 4
            and one.clause == other.clause
            and one.quantity.unit == other.quantity.unit
            and not self.text[start:end].strip("、和及与 ")
        )

    def _name(self, figure: _Figure) -> Span | None:
        """Return the words that say what the figure measures; None when there are none."""
        quantity = figure.quantity
        subject = subject_before(self.text, figure.left)
        behind = self._object(figure)
        if behind is None and RULE.match(self.text, figure.right.start, figure.right.end):
            return self._neighbour(figure, 1)
        if quantity.is_count and behind is not None:
            return behind
        if subject is not None and not quantity.is_share and not quantity.is_duration and not quantity.has_prefix:
            made = without_verb(self.text, subject)
            # 村(社区)实现网格员职责落实全覆盖, but 微型消防站实现社区全覆盖
            subject = subject if quantity.is_word and len(made) < _SHORT else made
        if subject is not None and behind is not None:
            is_whole = quantity.is_share and IS_MEASURED.search(subject.of(self.text))
            return subject if is_whole else Span(subject.start, behind.end)
        name = subject or behind
        return name if name is not None and len(name) > 1 else self._neighbour(figure, -1)

    def _object(self, figure: _Figure) -> Span | None:
        """Return the words behind the figure that say what is counted."""
        more = figure.right.end < self.clauses[figure.clause].end
        return object_behind(self.text, figure.right, counted=figure.quantity.is_count, more=more)

    def _neighbour(self, figure: _Figure, step: int) -> Span | None:
        """Take the name from the clause before (…场所建设,完成3处以上) or behind (按照3年轮1次的要求,对…开展培训)."""
        at = figure.clause + step
        if figure.left.start != self.clauses[figure.clause].start or not 0 <= at < len(self.clauses):
            return None
        clause = self.clauses[at]
        first = self._figures_before(clause.start)
        if first < len(self.accepted):
            clause = Span(clause.start, max(clause.start, min(clause.end, _FIGURE_START(self.accepted[first]))))
        return subject_before(self.text, clause)

    def _goes_on(self, before: _Figure, figure: _Figure) -> bool:
        """Tell whether a figure may be of what the one before it is of: in one clause, or 防洪标准达到50年一遇，县城达到20年一遇."""
        return before.clause == figure.clause or (
            before.clause + 1 == figure.clause
            and before.quantity.unit == figure.quantity.unit
            and is_place(figure.left.of(self.text))
        )

    def _is_next_year(self, before: _Figure, figure: _Figure) -> bool:
        """Tell whether a figure is of what the clause before is of, a year on: 2024年完成320座水库加固，2025年完成280座."""
        at = bisect_left(self.years, figure.left.start, key=_YEAR_START)
        return (
            before.clause + 1 == figure.clause
            and before.quantity.unit == figure.quantity.unit
            and at < len(self.years)
            and self.years[at].span.start < figure.left.end
        )

    def _is_place(self, own: Span, name: Span, before: _Figure, figure: _Figure) -> bool:
        """Tell whether `own` says only where the thing named before is measured: 标准应达到6000人、偏远街镇应达到200人."""
        return (
            figure.quantity.operator is Operator.EQUAL
            and figure.quantity.unit == before.quantity.unit
            and IS_MEASURED.search(name.of(self.text)) is not None
            and IS_MEASURED.search(own.of(self.text)) is None
        )

    def _indicator(self, figure: _Figure, name: Span, operator: Operator, condition: str | None) -> Indicator:
        quantity = figure.quantity
        clause = self.clauses[figure.clause]
        year, is_past = self._year(quantity.span.start), self._is_past(quantity.span.start) or self._is_fact(figure)
        first = figure.clause if name.start >= clause.start else self._clause_at(name.start)
        if year is not None and first and self._clause_at(year.printed.start) == first - 1:
            first -= 1
        nature = _NATURE.search(self.text, quantity.span.end, min(clause.end, quantity.span.end + _NEAR))
        return Indicator(
            name=self._words(name, quantity.span),
            operator=operator,
            value=quantity.value,
            unit=quantity.unit,
            span=Span(self.clauses[first].start, max(clause.end, name.end)),
            value_span=quantity.figure,
            year=year.value if year is not None else None if is_past else self.setting.year,
            nature=nature.group() if nature else None,
            base=self.base if operator in CHANGES else None,
            condition=condition
            or per_before(self.text, figure.left)
            or each_before(self.text, figure.left)
            or self._condition(quantity.figure.end, figure.clause),
            is_past=is_past,
        )

    def _words(self, name: Span, figure: Span) -> str:
        """Return the name as printed, without the figure that may stand inside it."""
        words = name.of(self.printed)
        if name.contains(figure):
            before = subject_before(self.text, Span(name.start, figure.start))
            rule = RULE.match(self.text, figure.end, name.end)
            behind = Span(rule.end() if rule else figure.end, name.end)
            words = (before.of(self.printed) if before else "") + behind.of(self.printed)
        return clean_name(words)

    def _clause_at(self, position: int) -> int:
        return max(bisect_right(self.clauses, position, key=_START) - 1, 0)

    def _group_at(self, position: int) -> int:
        return max(bisect_right(self.groups, position, key=_START) - 1, 0)

    def _figures_before(self, position: int) -> int:
        return bisect_left(self.accepted, position, key=_FIGURE_START)

    def _year(self, position: int) -> Year | None:
        """Return the year that governs `position`: the last before it in its group, else that which opens the sentence."""
        before = bisect_left(self.years, position, key=_YEAR_START)
        if not before:
            return None
        if self.years[before - 1].span.start >= self.groups[self._group_at(position)].start:
            return self.years[before - 1]
        opening = Span(self.span.start, self.years[0].span.start)
        is_opening = len(opening) < LONGEST_NAME and strip_lead(self.text, opening) is None
        return self.years[0] if is_opening else None

    def _is_past(self, position: int) -> bool:
        """Tell whether the sentence looks back at `position`."""
        year, first = self._year(position), self.setting.first_year
        if year is not None and first is not None:
            if year.value < first:
                return True
            if AHEAD.match(year.span.of(self.text)):
                return False
        if self.done_at <= position or (self.tallied_at <= position and not self._sets_limits):
            return True
        if first is not None and self.five_years and self.five_years[0][0].start < position:
            return self.five_years[0][1] < first
        return self.setting.is_past

    def _condition(self, end: int, clause: int) -> str | None:
        start = self.clauses[clause].start
        return read_condition(self.text, start, self.groups[self._group_at(start)].start, end)
