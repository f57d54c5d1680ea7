"""How well the quantified targets of a plan are found, against lists that were marked by hand.

The lists are in `eval/targets`, one file a plan. They hold every figure that shall be reached, kept, fall or rise by,
be built or be done by a date, and figures of the past and the present, which are no targets. `=` stands for a figure
without a comparison (达到100%, 建成2支), `≥` only where the plan says so (80%以上, 不少于15名). A deadline is a date by
which something definite is to be done; where a date only dates a figure (到2025年…达到100%) it is the figure's `year`.
Two words stand for figures: 清零 or “零”发生 is marked 0, 实现…全覆盖 is marked 全覆盖. No targets are what has neither
figure nor date (杜绝重特大事故), a date of nothing that can be checked (2025年…显著提升) and the count within a slogan or a
title (“七大系统”, 三年行动).
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table

from corpus.library import read_library
from corpus.plan import Indicator, Operator, Plan, Span

FIELDS = ("name", "operator", "unit", "year", "nature", "base")

_CHINESE_DIGITS = str.maketrans("零一二两三四五六七八九", "01223456789")
_TENS = re.compile(r"(\d?)十(\d?)")
_LETTER_FOR_ONE = re.compile(r"[lI](?=\d)|(?<=\d)[lI]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_DASH = re.compile(r"[—–−~至]+")
_DATE = re.compile(r"[到至]?(\d{4}年?(?:\d{1,2}月?)?)(?:年?[底末]|以?前|之前)*")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


class Kind(StrEnum):
    """Where a target stands, or that it is a date."""

    TABLE = "table"
    PROSE = "prose"
    DEADLINE = "deadline"


class Target(BaseModel):
    """One figure that a reader marked. `quote` is the clause or the row, verbatim, and stands in its plan exactly once.

    The other words are those of `Indicator`. `doubtful`: two readers could disagree whether this is a target.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    plan: str
    quote: str = Field(min_length=1)
    name: str = Field(min_length=1)
    operator: Operator
    value: str = Field(pattern=r"^(?:\d|全覆盖$)")
    unit: str
    year: int | None
    nature: Literal["约束性", "预期性"] | None
    base: str | None
    condition: str | None
    past: bool
    kind: Kind
    doubtful: bool = False

    def place(self, plan: Plan) -> Span:
        """Return where the quote stands. Raises ValueError when the plan does not hold it."""
        start = plan.text.index(self.quote)
        return Span(start, start + len(self.quote))


@dataclass(frozen=True, slots=True)
class Match:
    """A marked figure and what was found for it."""

    target: Target
    found: Indicator


@dataclass(frozen=True, slots=True)
class Comparison:
    """The targets of one plan beside its list.

    `matches` and `missed` are the marked targets, without the doubtful ones; `false` is what was found and is none of
    them, and `past_as_targets` the part of `false` that is marked as past. `past` and `past_matches` are the marked
    past figures and those of them that the plan gives as such.
    """

    matches: tuple[Match, ...]
    missed: tuple[Target, ...]
    false: tuple[Indicator, ...]
    past_as_targets: tuple[Match, ...]
    past: tuple[Target, ...]
    past_matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The measures over some plans, all marks pooled; a share of nothing is None.

    - `precision`: of the found targets, the share that match a marked one; found ones in a doubtful quote do not count.
    - `recall`: of the marked targets, the share that are matched; `recall_of` the same by kind.
    - `right`: of the matches that ask for a field, the share where it is right, see `judge`.
    - `past_as_targets`: how many marked past figures were found as targets; `past_recall`: the share found as past.
    """

    marked: int
    found: int
    matched: int
    precision: float | None
    recall: float | None
    recall_of: Mapping[Kind, float | None]
    right: Mapping[str, float | None]
    past_as_targets: int
    past_recall: float | None


def default_files() -> list[Path]:
    """Return the lists of this package."""
    return sorted(Path(str(files("eval").joinpath("targets"))).glob("*.jsonl"))


def read_targets(paths: Iterable[Path]) -> list[Target]:
    """Return the marks of several lists. Raises ValueError for a line that is none."""
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").split("\n"))
    return [Target.model_validate_json(line) for line in lines if line.strip()]


def check_targets(targets: Sequence[Target], plans: Mapping[str, Plan]) -> list[str]:
    """Return what is wrong with the marks, one sentence each: a quote that is not once in its plan, a figure not in it."""
    faults: list[str] = []
    for target in targets:
        count = plans[target.plan].text.count(target.quote) if target.plan in plans else 0
        if count != 1:
            faults.append(f"{target.plan} holds {target.quote!r} {count} times")
        missing = set(_FIGURE.findall(target.value)) - set(_FIGURE.findall(_normal(target.quote)))
        if missing:
            faults.append(f"{target.plan}: {target.quote!r} does not hold {', '.join(sorted(missing))}")
    return faults


def normal_value(value: str) -> str:
    """Return `value` in the form in which two readings of one figure are equal.

    >>> [normal_value(each) for each in ("l00", "１,500余", "4—6万", "两", "十二", "2022年底前")]
    ['100', '1500', '4-6万', '2', '12', '2022']
    """
    normal = _normal("".join(value.split())).rstrip("余多")
    if date := _DATE.fullmatch(normal):
        return date[1].rstrip("年月")
    return _DASH.sub("-", normal)


def _normal(text: str) -> str:
    text = _THOUSANDS.sub("", unicodedata.normalize("NFKC", text))
    text = _LETTER_FOR_ONE.sub("1", text).translate(_CHINESE_DIGITS)
    return _TENS.sub(lambda ten: str(10 * int(ten[1] or 1) + int(ten[2] or 0)), text)


def alike(one: str, other: str) -> bool:
    """Tell whether two names are loosely the same: equal letters, or a Dice coefficient of letter pairs of 0.5 or more.

    Punctuation and spaces are no letters. A name of one letter has no pairs and is like its equal alone.
    """
    letters = ["".join(filter(str.isalnum, unicodedata.normalize("NFKC", each))) for each in (one, other)]
    pairs = [Counter(pairwise(each)) for each in letters]
    common, total = (pairs[0] & pairs[1]).total(), pairs[0].total() + pairs[1].total()
    return letters[0] == letters[1] or (total > 0 and 2 * common >= 0.5 * total)


def compare(plan: Plan, targets: Sequence[Target]) -> Comparison:
    """Lay what was found in `plan` beside `targets`, which are marks of this plan.

    A found figure matches a mark when it stands (`value_span`) in the mark's quote and the two values are equal in
    their normal form. Each matches at most one: the same figure given twice is once right and once false.
    """
    firm = [each for each in targets if not each.past and not each.doubtful]
    past = [each for each in targets if each.past and not each.doubtful]
    doubtful = [each.place(plan) for each in targets if each.doubtful]
    matches = tuple(_match(plan, firm, plan.indicators))
    right = {id(each.found) for each in matches}
    false = tuple(
        each
        for each in plan.indicators
        if id(each) not in right and not any(each.value_span.overlaps(place) for place in doubtful)
    )
    matched = {each.target for each in matches}
    return Comparison(
        matches=matches,
        missed=tuple(each for each in firm if each not in matched),
        false=false,
        past_as_targets=tuple(_match(plan, past, false)),
        past=tuple(past),
        past_matches=tuple(_match(plan, past, plan.past_figures)),
    )


def _match(plan: Plan, targets: Sequence[Target], found: Sequence[Indicator]) -> Iterator[Match]:
    left = list(found)
    for target in targets:
        place, value = target.place(plan), normal_value(target.value)
        for at, each in enumerate(left):
            if each.value_span.overlaps(place) and normal_value(each.value) == value:
                yield Match(target, left.pop(at))
                break


def judge(match: Match) -> dict[str, bool]:
    """Tell, for each field that the match asks for, whether it is right.

    The name is always asked, and is right when alike. Operator and unit are asked unless the target is a deadline, the
    year where the mark has one, nature and base where either side has one: one that is made up is wrong.
    """
    target, found = match.target, match.found
    right = {"name": alike(target.name, found.name)}
    if target.kind is not Kind.DEADLINE:
        right["operator"] = target.operator is found.operator
        right["unit"] = unicodedata.normalize("NFKC", found.unit) == unicodedata.normalize("NFKC", target.unit)
    if target.year is not None:
        right["year"] = target.year == found.year
    if target.nature or found.nature:
        right["nature"] = target.nature == found.nature
    if target.base or found.base:
        right["base"] = alike(target.base or "", found.base or "")
    return right


def summarise(comparisons: Sequence[Comparison]) -> Summary:
    """Return the measures over `comparisons`; over none of them every share is None."""
    matches = [each for one in comparisons for each in one.matches]
    missed = [each for one in comparisons for each in one.missed]
    false = sum(len(one.false) for one in comparisons)
    judged = [judge(each) for each in matches]
    return Summary(
        marked=len(matches) + len(missed),
        found=len(matches) + false,
        matched=len(matches),
        precision=_share(len(matches), len(matches) + false),
        recall=_share(len(matches), len(matches) + len(missed)),
        recall_of={kind: _recall_of(kind, matches, missed) for kind in Kind},
        right={
            name: _share(sum(each.get(name, False) for each in judged), sum(name in each for each in judged))
            for name in FIELDS
        },
        past_as_targets=sum(len(one.past_as_targets) for one in comparisons),
        past_recall=_share(
            sum(len(one.past_matches) for one in comparisons), sum(len(one.past) for one in comparisons)
        ),
    )


def _recall_of(kind: Kind, matches: Sequence[Match], missed: Sequence[Target]) -> float | None:
    found = sum(each.target.kind is kind for each in matches)
    return _share(found, found + sum(each.kind is kind for each in missed))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def show(
    corpus: Annotated[Path, typer.Option("--corpus", help="folder of the plans")] = Path("corpus/plans"),
    verbose: Annotated[bool, typer.Option("--verbose", help="list what was missed and what is false")] = False,
) -> None:
    """Measure the targets found in the plans against the lists, plan by plan and over all."""
    out = Console(width=None if sys.stdout.isatty() else 180)
    targets = read_targets(default_files())
    marked = {each.plan for each in targets}
    plans = {plan.id: plan for plan in read_library(corpus).plans if plan.id in marked}
    compared = {
        plan_id: compare(plan, [each for each in targets if each.plan == plan_id]) for plan_id, plan in plans.items()
    }
    out.print(_table({**{name: [one] for name, one in compared.items()}, "all": list(compared.values())}))
    if verbose:
        for line in _faults(plans, compared):
            out.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(groups: Mapping[str, Sequence[Comparison]]) -> Table:
    heads = [
        "marked",
        "found",
        "matched",
        "precision",
        "recall",
        *(f"of {kind}" for kind in Kind),
        *FIELDS,
        "past as target",
        "past recall",
    ]
    table = Table("plan", box=None)
    for head in heads:
        table.add_column(head, justify="right")
    for name, comparisons in groups.items():
        summary = summarise(comparisons)
        shares = (summary.precision, summary.recall, *summary.recall_of.values(), *summary.right.values())
        table.add_row(
            name,
            *map(str, (summary.marked, summary.found, summary.matched)),
            *map(_percent, shares),
            str(summary.past_as_targets),
            _percent(summary.past_recall),
        )
    return table


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _faults(plans: Mapping[str, Plan], compared: Mapping[str, Comparison]) -> Iterator[str]:
    """Yield a line for each target missed, each found one that is false (or past), and each match with a wrong field."""
    for name, one in compared.items():
        past = {id(each.found) for each in one.past_as_targets}
        for target in one.missed:
            yield f"{name} missed {target.value}{target.unit} | {_flat(target.quote)}"
        for found in one.false:
            word = "past" if id(found) in past else "false"
            yield f"{name} {word} {found.value}{found.unit} | {found.name} | {_flat(found.span.of(plans[name].text))}"
        for match in one.matches:
            for field, right in judge(match).items():
                if not right:
                    yield f"{name} {field}: {getattr(match.found, field)} for {getattr(match.target, field)}"


def _flat(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    typer.run(show)
