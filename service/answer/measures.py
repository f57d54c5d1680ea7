"""Amounts: in which measure a question wants one (多少公里, how many teams), and where a text states such a one."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.plan import Span
from corpus.quantities import MAY_COUNT, Quantity, find_quantities, to_half_width
from index.tokens import simplify

# Things of one line are counted alike: 多少家企业 is answered by 5家, 12户 or 30个, never by 15%.
_COUNTED = (
    "家 户 所",
    "座 处 所 口 眼 栋 幢",
    "支 队",
    "辆 台 架 部 套 台套 艘",
    "名 人 位 人次",
    "张 床",
    "次 场 回 轮",
    "起",
    "箱",
)
_MEASURED = {
    "money": "元 钱 块 美元",
    "length": "公里 千米 里 米 厘米 毫米 海里 km",
    "area": "平方公里 平方千米 平方米 平方 平米 平 ㎡ m² m2 km² km2 亩 公顷 万亩",
    "volume": "立方米 立方 标准立方米 标立方米 方 m³ m3 升 吨",
    "weight": "吨 公斤 千克 斤 克 毫克 kg 万吨",
    "time": "秒 秒钟 分 分钟 min 小时 钟头 h 天 日 工作日 自然日 周 星期 月 年",
    "share": "% ‰ ‱ 百分点 成",
}
_OF_KIND = {kind: frozenset(units.split()) for kind, units in _MEASURED.items()}
_OF_KIND["extent"] = _OF_KIND["length"] | _OF_KIND["time"]  # 多长, how long
_OF_KIND["size"] = _OF_KIND["length"] | _OF_KIND["area"] | _OF_KIND["volume"]
_LINES = (*(frozenset(line.split()) for line in _COUNTED), *(_OF_KIND[kind] for kind in _MEASURED))
_ANY_THING = "个"
# 几日 and 几号 ask for a day, and what is asked is not written with a sign.
_NOT_ASKED = frozenset(["日", "%", "‰", "‱", "百分点", "m2", "m3", "km2", "h"])
_ALL_UNITS = frozenset({_ANY_THING}).union(*_LINES)
_ALL_COUNTED = frozenset(each for line in _COUNTED for each in line.split()) | {_ANY_THING}
_UNITS = sorted(_ALL_UNITS - _NOT_ASKED, key=len, reverse=True)
# 几部门, 几个方面 and 几个阶段 count no things; 几年到几年 asks for dates.
_SORTS = frozenset(["级", "类", "种", "项", "条", "样"])
_NO_THINGS = "点|方面|层[面次级]|环节|维度|阶段|坚持|统一|重点|关键|百分|步骤|要点|部分|体系|类别|五|等级|级"
_WANTED = re.compile(
    # 哪几家 asks which ones, and 前几年 asks for nothing.
    rf"(?:多少|(?<![哪前近这那好])几)(?:个(?=月|小时|星期|工作日|钟头)|[十百千万亿])*(?P<unit>{'|'.join(_UNITS)})"
    rf"(?!门|部|委|局|份|指|(?<=年)到|初|底|末|[“\"]|[大中小]?(?:{_NO_THINGS}))"
)
_SORTS_ASKED = re.compile(rf"(?:多少|几)大?(?P<sort>[{''.join(sorted(_SORTS))}])")
_ASKED_OTHERWISE = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "share",
            r"百分之[几多]|几个(?:百分)?点|多[大少高]的?(?:比例|比重|占比|百分比)|(?:what|how many|which) per ?cent|\bpercentage\b|\b(?:share|proportion) of\b|(?:what|which) (?:share|proportion)",
        ),
        (
            "time",
            r"多久|多长时间|多少时间|\bhow (?:soon|quickly|fast)\b|\bhow many (?:[a-z]+ )?(?:second|minute|hour|day|week|month|year)s?\b",
        ),
        ("extent", r"多长|\bhow long\b"),
        ("length", r"多[远宽深]|\bhow (?:far|wide|deep)\b|\bhow many (?:kilomet|km\b|miles?\b|met(?:er|re)s?\b)"),
        ("area", r"面积要?有?多大|多大的?面积|多大的?地方|\bhow many (?:square|hectares?|mu)\b"),
        (
            "size",
            r"\bhow (?:large|big)\b(?! (?:a )?(?:is|are|was|were|will|must|should)? ?(?:the |a )?(?:share|part|team|force|fall|rise|number))",
        ),
        (
            "money",
            r"\bhow much (?:money|funding)\b|\bbudget\b|\bhow many yuan\b|(?:投资|预算|造价|花费|经费|罚款)(?:额|金额)?[要是为有]*多少",
        ),
        ("weight", r"多重|\bhow many (?:tons?|tonnes?|kilograms?|kilos?)\b"),
    )
)
_ASKS_COUNT = re.compile(r"有(?:了|着)?多少(?=[一-龥]{2})|\bhow many\b(?! times)", re.IGNORECASE)
_ASKS_ANY = re.compile(
    r"多少|几\W*$|百分|比例|占比|多[大高]|\bhow (?:much|often|high)\b|\bhow many times\b|per ?cent|\brate\b",
    re.IGNORECASE,
)
# A goal may be put in words.
_ASKS_AIM = re.compile(r"(?<![总远])目标(?:值|是|为|$|\W)|\btarget", re.IGNORECASE)
# What is asked with it may be told in a percentage, or in a sum, as well as in things.
_ANY, _COUNT, _AIM = "", "count", "aim"
_SHARE_ASKED = re.compile(r"\(percentage\)|\bper ?cent|率|比例|占比", re.IGNORECASE)
# Units that the reader of figures leaves, and classifiers whose numeral in words it takes for a slogan (三级).
_NUMERAL = r"[\d半一二三四五六七八九十两百千万亿]\s*(?:[余多来]|个(?=月))?\s*"
_IN_DATES = frozenset("年月日分时")
_YEARS = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2})\s*年")
# The number of a telephone measures nothing; 119 is one, and so is 96333.
_CALLED = re.compile(r"(?:电话|热线|传真|手机)(?:号码?)?(?:是|为)?(?:多少|几号|什么|哪个)")
_TELEPHONE = re.compile(r"(?<!\d)(?:1[12]\d|\d{5,}|\d{3,4}-\d{5,})(?!\d)")
# A row of a table is one clause: its cells are read together.
_CLAUSE = re.compile("[，,。；;：:]")
_COMMA = re.compile("[，,。；;]")
_NAME_BEFORE = 40  # characters
_CELL = re.compile(r"(?<=[\n\t :])[<>≤≥=]?\d[\d.]*(?:[-~]\d[\d.]*)?\*?(?=[\n\t (]|\Z)")
_UNIT_OF_CELL = re.compile(r"[(（]([^()（）\d]{1,6})[)）]")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount that is wanted: `units` are those in which it may be stated.

    `kind` is the measure as the question names it, or `count` where things are counted in any way; empty, without
    units, where nothing is said of how it is measured.
    """

    kind: str
    units: frozenset[str]

    @property
    def is_any(self) -> bool:
        """Whether nothing is said of how it is measured."""
        return self.kind in {_ANY, _AIM}

    @property
    def is_needed(self) -> bool:
        """Whether what states none cannot answer. 几类设备 is answered by their names, and a goal may be put in words."""
        return self.kind not in _SORTS and self.kind != _AIM

    def is_stated(self, text: str) -> bool:
        """Tell whether `text` states such an amount."""
        return MAY_COUNT.search(text) is not None and next(self._places(_plain(text)), None) is not None

    def contexts(self, text: str) -> Iterator[str]:
        """Yield, for each such amount in `text`, its clause with the one before: 建设消防站,新增5座."""
        if not MAY_COUNT.search(text):
            return
        plain = _plain(text)
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(plain)), len(plain)]
        for clause in sorted({bisect_right(cuts, at) - 1 for at in self._places(plain)}):
            yield plain[cuts[max(0, clause - 1)] : cuts[clause + 1]]

    def _places(self, plain: str) -> Iterator[int]:
        for quantity in find_quantities(plain, Span(0, len(plain))):
            # 死亡人数下降9% is what is asked with 多少人, in no measure.
            if self._is_met_by(quantity) or _names_number(plain, quantity.figure.start, self.kind):
                yield quantity.figure.start
        units = {unit for unit in _UNIT_OF_CELL.findall(plain) if unit in _ALL_UNITS or "/" in unit}
        if self.is_any or not units or units & self.units:
            yield from (match.start() for match in _CELL.finditer(plain))
        if self.kind in {"年", "time"}:
            yield from (match.start() for match in _YEARS.finditer(plain))  # 3年轮1次, 2022年完成
        if self.units:
            yield from (match.start() for match in _written(self.units).finditer(plain))

    def _is_met_by(self, quantity: Quantity) -> bool:
        unit = quantity.unit.removeprefix("个") or quantity.unit
        if self.is_any:
            return True
        is_bare = not unit and not quantity.is_share and not quantity.is_word
        return is_bare or (quantity.is_count and "/" not in unit if self.kind == _COUNT else unit in self.units)


_OF_ANYTHING = Amount(_ANY, frozenset())


def amount_of(question: str) -> Amount | None:
    """Return the amount that `question` wants, None where it wants none.

    >>> sorted(amount_of("新建多少公里防火道路？").units & {"公里", "km", "平方米"})
    ['km', '公里']
    >>> amount_of("和哪几家超市签了协议") is None
    True
    """
    return _amount_of(simplify(question))


@lru_cache(maxsize=1024)
def _amount_of(plain: str) -> Amount | None:
    if found := _WANTED.search(plain):
        return _counted_in(found["unit"])
    if found := _SORTS_ASKED.search(plain):
        return Amount(found["sort"], frozenset({found["sort"]}))
    for kind, pattern in _ASKED_OTHERWISE:
        if pattern.search(plain):
            return Amount(kind, _OF_KIND[kind])
    if _ASKS_COUNT.search(plain) and not _SHARE_ASKED.search(plain):
        return Amount(_COUNT, _ALL_COUNTED)
    if _ASKS_ANY.search(plain):
        return _OF_ANYTHING
    return Amount(_AIM, frozenset()) if _ASKS_AIM.search(plain) else None


def _counted_in(unit: str) -> Amount:
    if unit == _ANY_THING:
        return Amount(_COUNT, _ALL_COUNTED)
    alike = frozenset().union(*(line for line in _LINES if unit in line))
    is_measure = any(unit in _OF_KIND[kind] for kind in _MEASURED)
    return Amount(unit, alike if is_measure else alike | {_ANY_THING})


def lacks_measure(question: str, text: str) -> bool:
    """Tell whether `question` wants a number in a measure in which `text` has none, or that of a telephone.

    >>> lacks_measure("救援要几分钟到", "建设50个救援服务站"), lacks_measure("有几家企业", "整治企业12户")
    (True, False)
    """
    if _CALLED.search(simplify(question)):
        return _TELEPHONE.search(text) is None
    amount = amount_of(question)
    return amount is not None and amount.is_needed and not amount.is_any and not amount.is_stated(text)


def states_number(text: str) -> bool:
    """Tell whether a text states an amount of anything, be it that all or none is meant (全覆盖, 清零)."""
    return _OF_ANYTHING.is_stated(text)


def _plain(text: str) -> str:
    return to_half_width(simplify(text))


def _names_number(plain: str, at: int, unit: str) -> bool:
    """Tell whether what stands right before `at` is a number of something: 死亡人数 before 下降9%."""
    return f"{unit}数" in _COMMA.split(plain[max(0, at - _NAME_BEFORE) : at])[-1]


@lru_cache(maxsize=64)
def _written(units: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of a numeral with one of these units: 三支, 100㎡."""
    words = "|".join(sorted(map(re.escape, units - _IN_DATES), key=len, reverse=True))
    return re.compile(rf"{_NUMERAL}大?(?:{words})(?!{_NO_THINGS})")
