"""Which indicator is meant: names of indicators against the words of a question.

每百万人口因灾死亡率 asks for 年均每百万人口因自然灾害死亡率, 煤矿百万吨死亡率 does not: what names have in common (死亡率)
weighs little, what tells them apart weighs much.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus.plan import Indicator, Plan
from index.tokens import fold

# Two ways to say one thing; after them both sides read alike.
_SAME = (
    (re.compile(r"gdp|地区生产总值|国内生产总值"), "生产总值"),
    (re.compile(r"自然灾害"), "灾害"),
    (re.compile(r"因灾(?!害)"), "因灾害"),
    (re.compile(r"重特大"), "重大特大"),
    (re.compile(r"安责险|安全生产责任险"), "安全生产责任保险"),
    (re.compile(r"危化品"), "危险化学品"),
    (re.compile(r"高危行业(?:企业)?|高危企业"), "高危企业"),
    (re.compile(r"人口"), "人"),
    (re.compile(r"消防栓"), "消火栓"),
    (re.compile(r"(?<!\d)10万"), "十万"),
    (re.compile(r"(?<!\d)100万"), "百万"),
    (re.compile(r"每(?=[十百千万亿单])"), ""),
    (re.compile(r"避难面积"), "避难场所面积"),
    (re.compile(r"死(?:的)?人数?(?!人)"), "死亡人数"),
    (re.compile(r"(?:占比|比例|比重)"), "比例"),
)
# What a question says of an indicator beside its name, and what many names carry that nobody says.
_ASIDE = re.compile(
    r"[“”\"'《》]|十[一二三四五]五|(?:到|至|截至)?20\d\d年?[底末]?前?|规划|目标值?|现状?值|基期值?|基数|基准值|指标表?|预期值|约束性|预期性|硬约束|预期的|性质|核心|主要"
    r"|多少|几[支个人名万年天小次处座家公项种类起]|百分之|是什么|什么|哪[些个一]?|分别|各是|各|最多|最少|至少|以[内上下]|控制在|控制|达到|提高到?|降低到?|下降到?|减少|增加到|增长到|增加(?=多少)|从(?=多少|几|百分之|哪|\d)"
    r"|要求|允许|必须|应当|应该|需要|打算|计划|想要?|能不能|是不是|是否|有没有|定[的在]|算是?|要[到求]?|会不会|[是为在的了吗呢吧啊呀和与跟及还这那把被让给对有]"
    r"|我[市区县]|本[市区县]|全[市区县省]|年均|时期|期间|[,，。；;：:？?！!、\s]"
)
# Of these a name has one; with another it is another thing, however much else is the same.
GRADES = frozenset(("一般", "较大", "重大", "特大"))
# A longer one is a stretch of text that was taken for a name.
LONGEST_NAME = 60
# What is counted: a rate is no number of people, and neither is an area.
_MEASURES = (
    ("share", re.compile(r"率|比例|占比|比重|百分比|系数|占[^，。]{0,8}总值")),
    (
        "number",
        re.compile(r"(?:人|起|次|户|张|件|处|个|总)数(?![据字])|数量|人次|几[起人名张处座个户]|多少[起人名张处座个户]"),
    ),
    ("area", re.compile(r"面积")),
    ("length", re.compile(r"里程|长度")),
)
_GRAM = re.compile(r"[一-龥]+|[a-z]+|\d+(?:\.\d+)?")


_Entry = tuple[str, Indicator, bool, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator that a question may mean. `score` is 1 where question and name say the same, `asked` is the share of
    the question that the name has, `named` the share of the name that the question has.
    """

    plan: Plan
    indicator: Indicator
    is_past: bool
    score: float
    asked: float
    named: float
    common: frozenset[str]


class IndicatorNames:
    """The names of all indicators of a library."""

    def __init__(self, plans: Mapping[str, Plan], before: "IndicatorNames | None" = None) -> None:
        """What was read `before` of the same plans is taken over."""
        self._plans = plans
        self._own: dict[str, list[_Entry]] = {
            plan_id: before._own[plan_id] if before and before._plans.get(plan_id) is plan else _entries(plan)
            for plan_id, plan in plans.items()
        }
        self._entries = [entry for own in self._own.values() for entry in own]
        self._holding: dict[str, list[int]] = defaultdict(list)
        for at, (*_, grams) in enumerate(self._entries):
            for gram in grams:
                self._holding[gram].append(at)
        counts = Counter({gram: len(entries) for gram, entries in self._holding.items()})
        size = len(self._entries) + 1
        self._weights = {gram: math.log(1 + size / (count + 0.5)) for gram, count in counts.items()}
        self._unknown = math.log(1 + size / 0.5)

    def matches(
        self, question: str | frozenset[str], plan_ids: Iterable[str], *, past: bool | None = None
    ) -> list[Match]:
        """Return the indicators of the plans that share a word with `question`, best first. `past` keeps one kind only."""
        wanted = grams_of(question) if isinstance(question, str) else question
        allowed = set(plan_ids)
        bound = self.weight(wanted)
        found = []
        for at in sorted({at for gram in wanted for at in self._holding.get(gram, ())}):
            plan_id, indicator, is_past, grams = self._entries[at]
            if plan_id not in allowed or (past is not None and past is not is_past):
                continue
            if wanted & GRADES and grams & GRADES and not wanted & grams & GRADES:
                continue
            common = grams & wanted
            shared = self.weight(common)
            asked, named = shared / bound, shared / self.weight(grams)
            found.append(
                Match(
                    self._plans[plan_id],
                    indicator,
                    is_past,
                    0.65 * asked + 0.35 * named,
                    asked,
                    named,
                    frozenset(common),
                )
            )
        return sorted(found, key=lambda each: (-each.score, each.plan.id, each.indicator.span))

    def weight(self, grams: Iterable[str]) -> float:
        """Return the weight of `grams` together."""
        return sum(self._weights.get(gram, self._unknown) for gram in sorted(grams))


def is_other_measure(question: str, name: str) -> bool:
    """Tell whether a question says how what it asks for is measured, and an indicator is measured otherwise.

    >>> is_other_measure("生产安全事故死亡人数目标", "亿元生产总值生产安全事故死亡率")
    True
    """
    asked = {kind for kind, pattern in _MEASURES if pattern.search(question)}
    ends = [(match.end(), kind) for kind, pattern in _MEASURES for match in pattern.finditer(name)]
    return bool(asked and ends) and max(ends)[1] not in asked


def _entries(plan: Plan) -> list[_Entry]:
    """Return the indicators of a plan, each with whether it is of the past and what its name is known by."""
    return [
        (plan.id, indicator, indicator in plan.past_figures, grams_of(_without_place(indicator.name, plan)))
        for indicator in (*plan.indicators, *plan.past_figures)
        if len(indicator.name) <= LONGEST_NAME
    ]


@lru_cache(maxsize=20_000)
def grams_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of `text`, and its numbers and Latin words, without what only asks."""
    plain = fold(text)
    for pattern, same in _SAME:
        plain = pattern.sub(same, plain)
    grams: set[str] = set()
    for piece in _ASIDE.split(plain):
        for run in _GRAM.findall(piece):
            if run[0].isascii() or len(run) == 1:
                grams |= {run} if run[0].isascii() else set()
            else:
                # 非煤矿山 is not about 煤矿: the prefix makes another word of what follows.
                grams |= {run[at - (at > 0 and run[at - 1] == "非") : at + 2] for at in range(len(run) - 1)}
    return frozenset(grams)


def _without_place(name: str, plan: Plan) -> str:
    place = plan.metadata.value("place") or ""
    for at in range(max(0, len(place) - 2)):
        if name.startswith(place[at:]):
            return name[len(place) - at :]
    return name
