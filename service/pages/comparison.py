"""One indicator, or a few, in several plans side by side; and the same as a file for a spreadsheet."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from corpus.plan import Indicator, Operator, Plan
from service.answer.names import LONGEST_NAME, Match, grams_of
from service.pages.looks import address
from service.pages.shelf import Shelf, place_of

_SAME_NAME, _SAME_THING = 0.62, 0.8
# What a name measures: however much else is the same, a rate is not a number of deaths.
_MEASURES = (
    ("share", re.compile("率|比例|比重|占比")),
    ("people", re.compile("人数|人次|人口数")),
    ("cases", re.compile("起数|次数|件数")),
    ("area", re.compile("面积")),
    ("time", re.compile("时间|时效|时长")),
    ("money", re.compile("损失|金额|投入|资金")),
)
# What a rate is of: 每十万人 is not 每百万人. Where only one name says it, the other may mean the same.
_BASE = re.compile(r"(百亿|亿|千万|百万|十万|10万|100万|万)(?=元|人|名|吨|车|公里|户|例)")
_SPELLED = {"10万": "十万", "100万": "百万"}
_MOST_NAMES = 200
# A spreadsheet reads a cell that begins so as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SIGNS = {Operator.EQUAL: ""}
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as the local code page


@dataclass(frozen=True, slots=True)
class Cell:
    """What one plan says of one indicator."""

    plan: Plan
    indicator: Indicator

    @property
    def value(self) -> str:
        """The target as a person reads it: 下降15%, ≥1.5平方米."""
        operator = self.indicator.operator
        return f"{_SIGNS.get(operator, operator.value)}{self.indicator.value}{self.indicator.unit}"

    @property
    def quote(self) -> str:
        """The words that prove it."""
        return self.indicator.span.of(self.plan.text)

    @property
    def address(self) -> str:
        """Where the reader marks them."""
        return address(self.indicator.span)


@dataclass(frozen=True, slots=True)
class Row:
    """One plan and what it says of each indicator, None where it says nothing."""

    plan: Plan
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The indicators that were asked for, and the plans that have one of them; `without` are those that have none."""

    indicators: tuple[str, ...]
    rows: tuple[Row, ...]
    without: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class NameCount:
    """The name of an indicator and how many plans have it."""

    name: str
    plans: int


def compare(shelf: Shelf, indicators: Sequence[str], plans: Sequence[Plan]) -> Comparison:
    """Return what `plans` say of `indicators`; two names mean the same when what tells names apart is in both."""
    columns = [_column(shelf, name, [plan.id for plan in plans]) for name in indicators]
    rows = [Row(plan, tuple(column.get(plan.id) for column in columns)) for plan in plans]
    return Comparison(
        tuple(indicators),
        tuple(row for row in rows if any(row.cells)),
        tuple(row.plan for row in rows if not any(row.cells)),
    )


def shared_names(shelf: Shelf) -> list[NameCount]:
    """Return the names of the indicators, those that most plans have first."""
    found: dict[frozenset[str], tuple[str, set[str]]] = {}
    for plan in shelf.plans.values():
        for indicator in plan.indicators:
            grams = grams_of(indicator.name)
            if grams and len(indicator.name) <= LONGEST_NAME:
                found.setdefault(grams, (indicator.name, set()))[1].add(plan.id)
    ranked = sorted(found.values(), key=lambda each: -len(each[1]))
    return [NameCount(name, len(ids)) for name, ids in ranked[:_MOST_NAMES]]


def to_csv(comparison: Comparison, header: Sequence[str], reader: str) -> str:
    """Return a comparison as CSV, one line for each plan and indicator; `reader` is the address in front of /plans/."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(header)
    for row in comparison.rows:
        for asked, cell in zip(comparison.indicators, row.cells, strict=True):
            if cell is not None:
                writer.writerow([_harmless(value) for value in _values(asked, cell, reader)])
    return BYTE_ORDER_MARK + lines.getvalue()


def _values(asked: str, cell: Cell, reader: str) -> list[str]:
    metadata, indicator = cell.plan.metadata, cell.indicator
    return [
        place_of(cell.plan),
        metadata.title.value,
        metadata.value("doc_number") or "",
        asked,
        indicator.name,
        cell.value,
        str(indicator.year or ""),
        indicator.nature or "",
        indicator.base or "",
        indicator.condition or "",
        cell.quote,
        f"{reader}/plans/{quote(cell.plan.id, safe='')}?mark={cell.address}#{cell.address}",
    ]


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _column(shelf: Shelf, name: str, plan_ids: Sequence[str]) -> dict[str, Cell]:
    asked = _best(shelf.names.matches(name, plan_ids, past=False), name)
    top = max(asked.values(), key=lambda match: match.score, default=None)
    found = {plan_id: match for plan_id, match in asked.items() if match.score >= _SAME_NAME}
    if top is not None and top.score >= _SAME_NAME:
        # Elsewhere it may have a name that is nearer to that plan's than to what was asked for.
        same = _best(shelf.names.matches(grams_of(top.indicator.name), plan_ids, past=False), top.indicator.name)
        found = {plan_id: match for plan_id, match in same.items() if match.score >= _SAME_THING} | found
    return {plan_id: Cell(match.plan, match.indicator) for plan_id, match in found.items()}


def _best(matches: Sequence[Match], name: str) -> dict[str, Match]:
    """Return the best match of each plan that does not measure something else than `name`, or by another base."""
    best: dict[str, Match] = {}
    for match in matches:
        found = match.indicator.name
        if _fit(_measure(name), _measure(found)) and _fit(_base(name), _base(found)):
            best.setdefault(match.plan.id, match)
    return best


def _measure(name: str) -> str:
    """Return what a name measures by the measure it ends with: 损失占生产总值比例 is a share; empty where none is named."""
    ends = [(found.end(), kind) for kind, pattern in _MEASURES for found in pattern.finditer(name)]
    return max(ends, default=(0, ""))[1]


def _base(name: str) -> str:
    """Return what a rate is counted on: 百万 of 每百万人口受灾人次; empty where none is named."""
    found = _BASE.search(name)
    return _SPELLED.get(found[1], found[1]) if found else ""


def _fit(wanted: str, found: str) -> bool:
    return not wanted or found in ("", wanted)
