"""Questions that a library answers, made from its records, one kind after another; each was asked before it is shown."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.plan import Plan
from service.answer.names import LONGEST_NAME, grams_of
from service.pages.shelf import Shelf, place_of

_MOST_TRIED = 5
_LONGEST = 18
# A number, a quotation or a remark in a name makes a question that nobody would ask.
_UNFIT = re.compile(r"[\d“”\"《》（(、,，。]")
_ACTION = re.compile(r"(?:健全|完善|加强|提升|推进|建立|强化|构建|优化|提高|深化|夯实|增强|严格|落实|加快|防范)")
_LOOKS_BACK = re.compile(r"十[一二三]五|成效|现状|回顾|形势|挑战|机遇|问题|通知|说明|附[件则]")


@dataclass(frozen=True, slots=True)
class Example:
    """A question and the kind that it stands for: a key of the words of the pages."""

    kind: str
    question: str


@dataclass(frozen=True, slots=True)
class _Wording:
    indicator: str
    fact: str
    listing: str
    task: str
    aggregate: str
    compare: str
    metadata: str


_WORDINGS = {
    "zh": _Wording(
        indicator="{place}的“{name}”目标是多少？",
        fact="{place}如何{name}？",
        listing="{place}的“{name}”包括哪些内容？",
        task="{place}{name}牵头哪些任务？",
        aggregate="{place}的规划有多少项约束性指标？",
        compare="{place}和{other}的“{name}”目标分别是多少？",
        metadata="{place}的规划是什么时候印发的，文号是什么？",
    ),
    "en": _Wording(
        indicator="What is the target for “{name}” in {place}?",
        fact="What does the plan for {place} say about {name}?",
        listing="What does “{name}” of the plan for {place} include?",
        task="Which tasks does {name} lead in {place}?",
        aggregate="How many binding indicators (约束性指标) does the plan for {place} have?",
        compare="Compare the target for “{name}” in {place} and {other}.",
        metadata="When was the plan for {place} issued, and what is its document number?",
    ),
}


def examples(shelf: Shelf, language: str, is_answered: Callable[[str], bool]) -> list[Example]:
    """Return one question of each kind that `is_answered`, in turn from different plans."""
    wording = _WORDINGS[language]
    plans = [plan for plan in shelf.plans.values() if place_of(plan)]
    makers: dict[str, Callable[[Sequence[Plan]], Iterator[dict[str, str]]]] = {
        "indicator": _indicators,
        "fact": _actions,
        "listing": _lists,
        "task": _units,
        "compare": _shared,
        "aggregate": _binding,
        "metadata": _numbered,
    }
    found: list[Example] = []
    for turn, (kind, make) in enumerate(makers.items()):
        at = turn % max(1, len(plans))
        for values in islice(make([*plans[at:], *plans[:at]]), _MOST_TRIED):
            question = str(getattr(wording, kind)).format(**values)
            if is_answered(question):
                found.append(Example(kind, question))
                break
    return found


def _indicators(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        for indicator in plan.indicators[:10]:
            if _fits(indicator.name):
                yield {"place": _short(plan), "name": indicator.name}
                break


def _actions(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        below = plan.sections_below()
        for at, section in enumerate(plan.sections):
            if at not in below and _ACTION.match(section.title) and _fits(section.title):
                yield {"place": _short(plan), "name": section.title}
                break


def _lists(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        below = plan.sections_below()
        for at, section in enumerate(plan.sections):
            if len(below.get(at, ())) > 2 and _fits(section.title):
                yield {"place": _short(plan), "name": section.title}


def _units(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        leading = Counter(unit.name for task in plan.tasks for unit in task.lead if _fits(unit.name))
        for name, _ in leading.most_common()[1:2] or leading.most_common(1):  # the first leads nearly everything
            yield {"place": _short(plan), "name": name}


def _shared(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    seen: dict[frozenset[str], tuple[Plan, str]] = {}
    for plan in plans:
        for indicator in plan.indicators:
            if len(indicator.name) > LONGEST_NAME or not _fits(indicator.name):
                continue
            first, name = seen.setdefault(grams_of(indicator.name), (plan, indicator.name))
            if place_of(first) != place_of(plan):
                yield {"place": _short(first), "other": _short(plan), "name": name}


def _binding(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        if any(indicator.nature == "约束性" for indicator in plan.indicators):
            yield {"place": _short(plan)}


def _numbered(plans: Sequence[Plan]) -> Iterator[dict[str, str]]:
    for plan in plans:
        if plan.metadata.issued_on and plan.metadata.doc_number:
            yield {"place": _short(plan)}


def _fits(name: str) -> bool:
    return 2 < len(name) <= _LONGEST and not _UNFIT.search(name) and not _LOOKS_BACK.search(name)


def _short(plan: Plan) -> str:
    """Return the place without what it lies in: 张掖市 of 甘肃省张掖市."""
    place = place_of(plan)
    return place.removeprefix(plan.metadata.value("place_parents") or "") or place
