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
    "share": "% ‰ ‱ 百分点 成 倍",
}
_OF_KIND = {kind: frozenset(units.split()) for kind, units in _MEASURED.items()}
_OF_KIND["extent"] = _OF_KIND["length"] | _OF_KIND["time"]  # 多长, how long
_OF_KIND["size"] = _OF_KIND["area"] | _OF_KIND["volume"]  # 多大
_OF_KIND["often"] = _OF_KIND["time"] | frozenset(["次", "回", "轮", "遍"])  # 多久一次, how often
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
    # 哪几家 asks which ones, 前几年 asks for nothing, and 几月 for a date.
    rf"(?:多少|(?<![哪前近这那好])几(?!月))(?:个(?=月|小时|星期|工作日|钟头)|[十百千万亿])*(?P<unit>{'|'.join(_UNITS)})"
    rf"(?!门|部|委|局|份|指|(?<=年)到|初|底|末|[“\"]|[大中小]?(?:{_NO_THINGS}))"
)
_SORTS_ASKED = re.compile(rf"(?:多少|几)大?(?P<sort>[{''.join(sorted(_SORTS))}])")
# 多久演练一次, 几年轮训一次: 每半年, 每年2次 and 三年 answer alike.
_OFTEN_ASKED = re.compile(
    r"(?:多久|多长时间|多少时间|(?:几|多少)个?(?:年|月|天|日|周|星期|季度?|小时|分钟))[一-龥]{0,12}[一1][次回轮遍]|[一1][次回轮遍]隔?(?:多久|几[年月天])"
    r"|每隔?(?:几|多少)个?(?:年|月|天|日|周|季度?|小时|分钟)|频次[要是为有]{0,2}(?:多少|多高|几|怎么|什么)|\bhow (?:often|frequently)\b",
    re.IGNORECASE,
)
# The number of a telephone or of a letter measures nothing.
_NUMBERED = re.compile(
    r"(?:电话|热线|传真|手机|邮编|邮政编码|文号|号码|编号|代码)(?:号码?)?[是为]{0,2}(?:多少(?![部条个台套万名]|[一-龥]{0,2}部)|几号|什么|哪个)"
)
# What may be large is a thing, and no risk, no loss and no share.
_NO_SIZE = "率比度幅量级力模响险失口围额值距资金入龄产"
_ASKED_OTHERWISE = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            "share",
            r"百分之[几多]|(?:占比|比例|比重)[要是为有达到约]{0,3}多[少大高]|占(?:[一-龥]{0,6}[数量额值])?的?多少(?![一-龥])|(?<!死亡)(?<!发病)(?<!发生)(?<!事故)(?<![频效功速辨生])率[要是为有达到约]{0,3}多少|几个(?:百分)?点|多[大少高]的?(?:比例|比重|占比|百分比)|(?:what|how many|which) per ?cent|\bpercentage\b|\b(?:share|proportion) of\b|(?:what|which) (?:share|proportion)",
        ),
        (
            "time",
            r"多久|多长时间|多少时间|\bhow (?:soon|quickly|fast|early)\b|\bhow far (?:ahead|in advance|beforehand)\b|\bhow many (?:[a-z]+ )?(?:second|minute|hour|day|week|month|year)s?\b",
        ),
        ("extent", r"多长|\bhow long\b"),
        (
            "length",
            r"多[远宽深]|\bhow (?:far(?! ahead| in advance| beforehand)|wide|deep)\b|\bhow many (?:kilomet|km\b|miles?\b|met(?:er|re)s?\b)",
        ),
        (
            "area",
            r"面积要?有?多大|占地(?:面积)?[约要是为有]{0,2}多[大少]|多大的?面积|多大的?地方|\bhow many (?:square|hectares?|mu)\b",
        ),
        (
            "size",
            rf"(?<![{_NO_SIZE}])(?<![{_NO_SIZE}][有是要])多大(?!的?(?:年[纪龄]|岁|规模|力|比|范围|程度|影响|作用|幅度|风险|损失|投|决心))"
            r"|\bhow (?:large|big)\b(?! (?:a )?(?:is|are|was|were|will|must|should)? ?(?:the |a )?(?:share|part|team|force|fall|rise|number))",
        ),
        (
            "money",
            r"\bhow much (?:money|funding)\b|\bbudget\b|\bhow many yuan\b|(?:投资|预算|造价|花费|经费|罚款)(?:额|金额)?[要是为有]*多少",
        ),
        ("weight", r"多重|\bhow many (?:tons?|tonnes?|kilograms?|kilos?)\b"),
    )
)
_ASKS_COUNT = re.compile(
    r"有(?:了|着)?多少(?=[一-龥]{2})|\bhow many\b(?! times)|(?<!phone )(?<!hotline )(?<!fax )(?<!contact )\bnumbers? of\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"\W{0,3}(?:is|are|was|were|does|do|did|will|has|have|can|must|should)\b", re.IGNORECASE)
_ASKS_ANY = re.compile(
    r"多少|几\W*$|百分|比例|占比|多[大高]|\bhow (?:much|often|high)\b|\bhow many times\b|per ?cent|\brate\b",
    re.IGNORECASE,
)
# A goal may be put in words.
_ASKS_AIM = re.compile(r"(?<![总远])目标(?:值|是|为|$|\W)|\btarget", re.IGNORECASE)
# What is asked with it may be told in a percentage, or in a sum, as well as in things.
_ANY, _COUNT, _AIM, _FIGURE = "", "count", "aim", "figure"
_SHARE_ASKED = re.compile(r"(?<![频效汇])率|比例|占比|比重|百分|\bper ?cent|\brate\b", re.IGNORECASE)
_SHARE_STATED = re.compile(r"[%％‰]|百分之|[一二三四五六七八九十\d]成|全覆盖|分之|[<>＜＞≤≥]")
_CHANGE_ASKED = re.compile(
    r"\bby how much\b|\b(?:fall|drop|declin|reduc|decreas|increas|grow|ris|shrink|cut|lower)(?:e|es|ed|s|ing|th|tion)?\b|\b(?:go|come) (?:up|down)\b",
    re.IGNORECASE,
)
# Units that the reader of figures leaves, and classifiers whose numeral in words it takes for a slogan (三级).
_NUMERALS = "半一二三四五六七八九十两百千万亿"
_NUMERAL = rf"[\d{_NUMERALS}][余多来]?\s{{0,3}}"
_IN_DATES = frozenset("年月日分时")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d\s{0,3}年")
# 十五年, 三个月, 半小时 and 15日; 二〇二一年, 9月15日, 第三年 and 三年行动 are no lengths of time.
_TIMES = re.compile(
    rf"(?<!第)(?:(?<!\d\d\d)(?<![〇零一二三四五六七八九]{{3}}){_NUMERAL}年(?![底初末度代级]|行动|规划|计划|攻坚)"
    rf"|(?<!月)(?<!月.)(?<!月..){_NUMERAL}日(?![常均益报])"
    rf"|{_NUMERAL}(?:个(?:半?月|季度)|个?半?(?:小时|钟头|工作日|自然日)|个?星期|周(?![年边期岁])|天(?![然气])|分钟|秒)|半月)"
    r"|永久|终身|长期(?=有效|保[存管])|立即|当[日天场](?!地)|次日|即日|随时"
)
_EVERY = re.compile(r"(?:每隔?|按|逐)(?:(?:日|天|周|旬|月|年)(?![龄边期岁初底末份然照])|季|半年|小时)|每班|常年|全天候")
# What is paid may be told without a sum.
_PAID = re.compile(r"免[费收交缴除]|不收|无偿|自筹|自费|倍以[上下]|按照?[^,，。;；\d]{0,16}(?:\d[\d.]{0,6}%|百分之)")
_PARTS = re.compile(
    rf"一半|半数|过半|[\d{_NUMERALS}]成(?=[以左右多的,，。;；、)）]|\Z)|每[百千万\d]|全部|[{_NUMERALS}]倍"
)
# The number of a telephone measures nothing; 119 is one, and so is 96333.
_CALLED = re.compile(r"(?:电话|热线|传真|手机)(?:号码?)?(?:是|为)?(?:多少|几号|什么|哪个)")
_TELEPHONE = re.compile(r"(?<!\d)(?:1[12]\d|\d{5,}|\d{3,4}-\d{5,})(?!\d)")
# A row of a table is one clause: its cells are read together.
_CLAUSE = re.compile("[，,。；;：:]")
_COMMA = re.compile("[，,。；;]")
_NAME_BEFORE = 40  # characters
_CELL = re.compile(r"(?<=[\n\t :：])[<>≤≥=]?\d[\d.]{0,15}(?:[-~]\d[\d.]{0,15})?\*?(?=[\n\t (（]|\Z)")
_BEFORE_CELL = "\n\t:："
# 按照3年轮1次的要求,对 … and 接到报告后15分钟内,… : what the amount is of stands behind.
_FRONTED = re.compile(r"\s{0,9}(?:按照?|根据|依照|以|在|自|经|用|从|于|每|力争|争取)|[^,，]{1,60}[内前后起时]\W\Z")
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
    def measure_tokens(self) -> frozenset[str]:
        """The tokens of a question that name the measure, and nothing that is measured."""
        return _tokens_of_units(self.units | {self.kind})

    @property
    def is_any(self) -> bool:
        """Whether nothing is said of how it is measured."""
        return self.kind in {_ANY, _AIM, _FIGURE}

    @property
    def is_needed(self) -> bool:
        """Whether what states none cannot answer. 几类设备 is answered by their names, and a goal may be put in words."""
        return self.kind not in _SORTS and self.kind != _AIM

    def is_stated(self, text: str) -> bool:
        """Tell whether `text` states such an amount."""
        return self._may_stand_in(text) and next(self._places(_plain(text)), None) is not None

    def contexts(self, text: str) -> Iterator[str]:
        """Yield, for each such amount in `text`, its clause with the one before: 建设消防站,新增5座.

        Where the amount is put first (每三年,…), also the clause behind it.
        """
        if not self._may_stand_in(text):
            return
        plain = _plain(text)
        cuts = [0, *(match.end() for match in _CLAUSE.finditer(plain)), len(plain)]
        for clause in sorted({bisect_right(cuts, at) - 1 for at in self._places(plain)}):
            own = plain[cuts[clause] : cuts[clause + 1]]
            is_fronted = own[-1:] in {",", "，"} and _FRONTED.match(own) is not None
            yield plain[cuts[max(0, clause - 1)] : cuts[min(clause + 1 + is_fronted, len(cuts) - 1)]]

    @property
    def _worded(self) -> tuple[re.Pattern[str], ...]:
        """The patterns of what states such an amount without a figure that can be read."""
        if self.kind in {_ANY, _AIM}:
            return (_TIMES, _EVERY, _PAID, _PARTS)
        asked = (
            (_TIMES, "年" in self.units),
            (_EVERY, self.kind in {"time", "often"}),
            (_YEARS, self.kind in {"年", "time"}),  # 2022年完成
            (_PAID, "元" in self.units),
            (_PARTS, "%" in self.units),
        )
        return tuple(pattern for pattern, is_asked in asked if is_asked)

    def _may_stand_in(self, text: str) -> bool:
        return bool(self._worded) or MAY_COUNT.search(text) is not None

    def _places(self, plain: str) -> Iterator[int]:
        for quantity in find_quantities(plain, Span(0, len(plain))):
            # 死亡人数下降9% is what is asked with 多少人, in no measure.
            is_cell = plain[max(0, quantity.span.start - 1) : quantity.span.start] in _BEFORE_CELL
            if self._is_met_by(quantity, is_cell=is_cell) or _names_number(plain, quantity.figure.start, self.kind):
                yield quantity.figure.start
        units = {unit for unit in _UNIT_OF_CELL.findall(plain) if unit in _ALL_UNITS or "/" in unit}
        if self.is_any or not units or units & self.units:
            yield from (match.start() for match in _CELL.finditer(plain))
        for pattern in self._worded:
            yield from (match.start() for match in pattern.finditer(plain))
        if self.units:
            yield from (match.start() for match in _written(self.units).finditer(plain))

    def _is_met_by(self, quantity: Quantity, *, is_cell: bool) -> bool:
        unit = quantity.unit.removeprefix("个") or quantity.unit
        if self.is_any:
            return True
        if "%" in self.units and (quantity.is_share or quantity.is_word or ":" in quantity.value):
            return True
        if not unit and not quantity.is_share and not quantity.is_word:
            # Without a unit, a figure in prose may be of anything; things are counted so, and cells have theirs in the head.
            return is_cell or self.kind == _COUNT or self.kind in _ALL_COUNTED or quantity.value == "0"
        if self.kind == _COUNT:
            return quantity.is_count and "/" not in unit
        return unit in self.units or (self.kind == "often" and unit.partition("/")[0] in self.units)


_OF_ANYTHING = Amount(_ANY, frozenset())
_OF_FIGURES = Amount(_FIGURE, frozenset())


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
    if _NUMBERED.search(plain):
        return None
    if _OFTEN_ASKED.search(plain):
        return Amount("often", _OF_KIND["often"])
    if found := _WANTED.search(plain):
        return _counted_in(found["unit"])
    if found := _SORTS_ASKED.search(plain):
        return Amount(found["sort"], frozenset({found["sort"]}))
    for kind, pattern in _ASKED_OTHERWISE:
        if pattern.search(plain):
            return Amount(kind, _OF_KIND[kind])
    is_of_share = asks_share(plain) or _CHANGE_ASKED.search(plain)
    if _ASKS_COUNT.search(plain) and not is_of_share and not _YES_OR_NO.match(plain):
        return Amount(_COUNT, _ALL_COUNTED)
    if _ASKS_ANY.search(plain):
        return _OF_ANYTHING
    return Amount(_AIM, frozenset()) if _ASKS_AIM.search(plain) else None


@lru_cache(maxsize=64)
def _tokens_of_units(units: frozenset[str]) -> frozenset[str]:
    """Return units as tokens: 公里, 万元, and each as a pair of characters."""
    words = {many + unit for unit in units for many in ("", "个", "万", "亿", "千", "百")}
    return frozenset(words | {f"2:{word}" for word in words})


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


def asks_share(question: str) -> bool:
    """Tell whether `question` asks for a share or a rate."""
    return _SHARE_ASKED.search(question) is not None


def states_share(text: str) -> bool:
    """Tell whether a text states a share, be it that all is meant (全覆盖), or that it is to stay under a limit (<1)."""
    return _SHARE_STATED.search(text) is not None


def states_number(text: str) -> bool:
    """Tell whether a text states an amount of anything, be it that all or none is meant (全覆盖, 清零)."""
    return _OF_FIGURES.is_stated(text)


def _plain(text: str) -> str:
    return to_half_width(simplify(text))


def _names_number(plain: str, at: int, unit: str) -> bool:
    """Tell whether what stands right before `at` is a number of something: 死亡人数 before 下降9%."""
    return f"{'' if unit == _COUNT else unit}数" in _COMMA.split(plain[max(0, at - _NAME_BEFORE) : at])[-1]


@lru_cache(maxsize=64)
def _written(units: frozenset[str]) -> re.Pattern[str]:
    """Return the pattern of a numeral with one of these units: 三支, 100㎡."""
    words = "|".join(sorted(map(re.escape, units - _IN_DATES), key=len, reverse=True))
    return re.compile(rf"(?<!第){_NUMERAL}大?(?:{words})(?!{_NO_THINGS}|(?<=次)性)")
