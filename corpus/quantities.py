"""Figures of a text with their units: 不低于80%, 4-6万, 15天内, 百分之九十五, 1500余家.

Only what a figure says by itself is read here. Dates, names and numbers of articles are no figures.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from corpus.plan import Operator, Span

# One character for one: what is found in the translated text stands at the same place in the text.
_HALF_WIDTH = str.maketrans(
    "０１２３４５６７８９．％＜＞≦≧﹤﹥＝～〜－—–−／",
    "0123456789.%<>≤≥<>=~~----/",
)

_AS_FIGURE = str.maketrans({",": "", "，": "", "l": "1", "I": "1", "：": ":", "∶": ":"})

# The longest first. A classifier that opens another word (处置, 个人, 人口) is none, but 1个体系 and 12项目标 are counted.
_MEASURES = (
    "个百分点|百分点|个工作日|工作日|个?自然日|个小时|小时|分钟|秒钟|秒|个月|个?星期|周(?![年边期岁])|天(?![然气])|"
    "平方公里|平方千米|平方米|标?准?立方米|方(?![米公法向针案式面便])|公里|千米|海里|厘米|毫米|微米|米(?!粮)|公顷|万亩|亩次?|"
    "(?:吨|千?克|公斤)标准?煤|公斤|斤|千克|毫克|微克|克|万吨|标准煤|吨公里|吨(?!级)|毫升|升(?![至到级])|"
    "千瓦时|千瓦|兆瓦|千伏安?|[kKMG]W[·.]?[hH]?|[kK]VA?|[TGM]Hz|[TGMk]bps|[TPG]B|℃|摄氏度|分贝|倍|番|美元|元|周?岁"
)
_CLASSIFIERS = (
    "人公里|人次|人日|人(?![口均民大员类体社防]|[才工](?!作))|户次|户(?![籍口外])|家次|家(?![庭属园禽畜])|名(?![录单牌称额])|位(?![置于居])|"
    "个(?!人(?![才民工])|体(?![系育验检制])|性(?!能)|别)|支(?![持出撑付援]|部(?!队))|只(?![有能要])|"
    "处(?![置理于罚])|座(?![谈右])|项(?!目(?![标录]))|次(?![生要]|数(?!据))|起(?![来步草])|件|台套|台(?![风账湾])|套(?![餐管])|辆|"
    "架(?![构空]|设(?!备))|艘|条(?![件例款文])|口(?![径岸号])|所(?![有在需谓属])|间(?![隔接距])|栋|幢|门(?![户槛])|部(?![门分署位委])|"
    "份(?!额)|册|期(?![间限望])|批次|批(?![准示复发])|场次|场(?![所景馆]|地(?!震))|类(?![别似])|种(?![子养]|植(?!物))|款(?!物)|"
    "箱|床|张|头|株|棵|盏|组(?![织建成])|段(?!落)|片|块|颗|枚|顶(?!层)|具(?![有备体])|车次|班次|标准机架|例(?!如)|根(?![据本源治])|"
    "(?:标准)?箱|TEU|标准车|剂次|剂|课时|学时|学分|轮次|轮(?![训岗换流])|班次|班(?![子组级])|尾|羽|羊单位|网点|单元|卷|"
    "对(?![于象口外接应比策标照])"
)
# 15日 otherwise is a date; so is 年, unless a word limits it: 3年内, 不超过50年.
_SPANS_OF_TIME = "年一遇|年(?![底末初度代份级])|日(?=(?:以|之)?内)"
# 吨/日以上 is per 日; what is not known to be counted by ends with the words around it.
_PER = "人次|年|个?月|季度?|周|天|日|小时|分钟|秒|次|人(?!次)|户|家|亩|平方公里|平方米|立方米|公里|吨|公斤|台|套|辆|座|处|升|千瓦时"
_UNIT = (
    rf"(?:/(?:[0-9]{{1,3}}[万亿]|[百千万亿十]{{1,3}})人?(?![0-9])|(?:[%‰‱]|{_MEASURES}|{_SPANS_OF_TIME}|{_CLASSIFIERS})"
    rf"(?:/(?:[0-9]{{0,3}}[百千万亿十]{{1,2}}(?![瓦克米])(?:人口?)?|[一-龥]{{1,3}}?(?=以[上下内]|左右|[^一-龥]|\Z)|{_PER}|[一-龥]{{1,3}}|[A-Za-z%]{{1,4}}))?)"
)
_IS_MEASURE = re.compile(_MEASURES)
_DURATION = re.compile(r"个?工作日|个?自然日|个?小时|分钟|秒钟?|个月|个?星期|周|天|年|日")

# l00%: a letter for a digit. A letter beside another letter is a word.
_DIGITS = r"(?:[0-9]{1,3}(?:[,，][0-9]{3}){1,4}(?![0-9])|(?:[lI](?=[0-9]{2}%))?[0-9]{1,15})(?:\.[0-9]{1,8})?"
# 300万千瓦 is 300万 of a unit, 300万千 is no number.
_SCALE = r"(?:万亿|[万亿]|千(?![瓦克米伏]))?"
# A look at the first character passes most of a text by in a sixth of the time.
_FIGURE = re.compile(
    rf"(?=[0-9lI])(?<![0-9A-Za-z.+第])(?<!附件|附表|附录|专栏)(?P<value>{_DIGITS}(?P<first>{_SCALE}[%‰]?)"
    rf"(?:[-~至]{{1,2}}(?P<second>{_DIGITS})|(?P<ratio>[:：∶][0-9]{{1,3}}(?:\.[0-9]{{1,3}})?)(?![0-9:：]))?{_SCALE})(?P<more>[余多几]?{_SCALE})(?P<gap>[ \u3000]?)(?P<unit>(?![，。；、]){_UNIT})?"
)
_NUMERAL = "[〇零一二两三四五六七八九十百千万亿]"
_CHINESE = re.compile(
    rf"(?={_NUMERAL})(?:百分之(?P<percent>{_NUMERAL}{{1,6}}(?:点{_NUMERAL}{{1,4}})?)|(?P<fraction>{_NUMERAL}{{1,4}}分之{_NUMERAL}{{1,4}})"
    rf"|(?<!{_NUMERAL})(?<![0-9第每“])(?=(?P<number>[一二两三四五六七八九十]{_NUMERAL}{{0,7}}))(?P=number)(?P<unit>{_UNIT}))"
)
# 存量违建“清零”, 事故“零”发生, 监管全覆盖: words that stand for figures. 全覆盖的体系, 零售 and 零工市场 are none.
_CLOSES = r"[”\"’]?(?=[，。；;、：:）)!！]|,|\s|\Z|和|及|以及|目标|的?工?作?目标)"
_ZERO_OF = "发生|死亡|伤亡|事故|增长|新增|感染|火灾|伤害|溺亡|案件|发案|投诉|上访|差错|缺陷|直排|排放(?!区)|填埋|进京"
_WORDED = re.compile(
    rf"(?<!或)(?<!或[“\"])[“\"‘]?(?P<zero>零)[”\"’]?(?={_ZERO_OF})|[“\"‘]?(?P<cleared>(?:动态)?清零|归零){_CLOSES}"
    rf"|(?<=[一-龥“”\"）)])(?P<all>全覆盖){_CLOSES}"
)
_WORD_CELL = re.compile("(?:实现|基本实现|达到|动态)?(?:(?P<zero>零(?:发生)?|清零)|(?P<all>全覆盖))")
_SETS = re.compile("实现|达到|确保|保证|做到|保持|完成|力争|争取|推[动进]|基本|全部|[要应须]")
# Without one of these there is neither a figure nor a year.
MAY_COUNT = re.compile("[0-9〇零一二两三四五六七八九十百]|全覆盖")
_NO_WORD = re.compile("[^一-龥<>=≤≥ ]")
_YEAR_NUMBER = re.compile(r"(?:19|20)[0-9]{2}")

_BEFORE: tuple[tuple[Operator, str], ...] = (
    (Operator.AT_MOST, "不得?(?:超过|高于|大于|多于)|控制|限制|压缩[到至]|最高|至多|最多|≤"),
    (Operator.AT_LEAST, "不得?(?:少于|低于|小于)|至少|最少|最低|≥"),
    (Operator.MORE, "超过|突破|高于|大于|多于|超出?|>"),
    (Operator.LESS, "低于|小于|少于|<"),
    (Operator.FALL, "下降|降低|减少|压减|压缩|缩减|缩短|缩小|收窄|递减|减低|下调|降"),
    (Operator.RISE, "提高|增长|提升|增加|上升|扩大|递增|延长|上调|翻|[增升扩](?=[到至])"),
    (Operator.EQUAL, "达到|达|(?<![行作])为|是|[到至]|保持|稳定|维持|占|实现|="),
)
# Between the word and the figure may stand 在, 到, 了, 约; 至少 also reaches over a verb: 至少开展2次.
_PREFIX = re.compile(
    "(?=[不控限压最至≤少低≥超突高大多>小<下降减缩收递提增升上扩延翻达为是到保稳维占实=])(?:(?:"
    + "|".join(f"(?P<{operator.name}>{words})" for operator, words in _BEFORE)
    + ")"
    r"[了约近共到至在]?$|(?P<REACH>至少|最少|不少于)[一-龥]{1,5}$)"
)
_NAMED = {operator.name: operator for operator in Operator}
_LONGEST_PREFIX = 9
# 不低于在职执法人员的80%, 不超过总投入30%
_OF_WHOLE = re.compile(
    "(?:(?P<AT_MOST>不得?(?:超过|高于|大于))|(?P<AT_LEAST>不得?(?:少于|低于|小于))|(?P<MORE>超过|高于)|(?P<LESS>低于|少于)|达到?(?=.+的))"
    "[一-龥]{2,16}(?:的|(?<![的率重例度]))$"
)
_LONGEST_WHOLE = 24
_LONGEST_SETTING = 100
_SUFFIX = re.compile(
    r"[（(]?含?[）)]?(?:(?P<AT_LEAST>及?以上)|(?P<AT_MOST>及?以下|范围(?:以|之)?内|以内|之内|内(?![部外容涝]))|(?P<EQUAL>左右))"
)
_OPENS_SUFFIX = frozenset("含及以范之内左")
CHANGES = (Operator.FALL, Operator.RISE)
_LIMITS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE, Operator.LESS)


class Quantity(NamedTuple):
    """A figure with its unit.

    `value` is in half-width digits with 万 or 亿 kept, or the word 全覆盖; `operator` is what the words beside it say, None where they say
    nothing. `figure` covers value and unit, `span` also the words beside them: 不超过 | 10个工作日, 98% | 以上.
    """

    value: str
    unit: str
    operator: Operator | None
    figure: Span
    span: Span

    @property
    def has_prefix(self) -> bool:
        """Tell whether a word stands before the figure that says how it is met: 达到 | 6000人."""
        return self.span.start < self.figure.start

    @property
    def has_suffix(self) -> bool:
        """Tell whether a word behind the figure limits it: 2家 | 以上."""
        return self.span.end > self.figure.end

    @property
    def is_share(self) -> bool:
        """Tell whether it is a percentage or a fraction."""
        return self.unit[:1] in {"%", "‰", "‱"} or self.unit.endswith("百分点") or "/" in self.value

    @property
    def is_word(self) -> bool:
        """Tell whether it is 全覆盖, which no verb of building goes before: 微型消防站实现社区全覆盖."""
        return not self.value[:1].isdigit()

    @property
    def is_money(self) -> bool:
        """Tell whether it is a sum of money."""
        return "元" in self.unit

    @property
    def is_duration(self) -> bool:
        """Tell whether it is a length of time."""
        return _DURATION.fullmatch(self.unit) is not None

    @property
    def is_count(self) -> bool:
        """Tell whether things are counted, with a classifier: 3处, 15名."""
        return _is_classifier(self.unit)


@lru_cache(maxsize=512)
def _is_classifier(unit: str) -> bool:
    return re.fullmatch(_CLASSIFIERS, unit) is not None


def to_half_width(text: str) -> str:
    """Return `text` with digits and signs in half width, every character at its place."""
    return text.translate(_HALF_WIDTH)


def find_quantities(text: str, span: Span, most: int | None = None) -> list[Quantity]:
    """Return the figures inside `span`, in order, the first `most` if that is given; `text` is in half width.

    A figure without a unit counts only with a word before it and a mark after it: 死亡率为1。
    A Chinese numeral counts with a measure (三公里) or with a word beside it (至少一支); 三个必须 is a slogan.
    """
    found: list[Quantity] = []
    for read in _READERS:
        found += islice(read(text, span), most)
    return sorted(found, key=_place)[:most] if len(found) > 1 else found


def read_cell(text: str, span: Span, *, counted: bool = False) -> Quantity | None:
    """Return the figure of a table's cell such as `<1.3`, `下降9%` or `5-10`; None where it holds words alone.

    A cell of 2000 alone is a year, unless it is known to be `counted` in a unit.
    """
    word = _WORD_CELL.fullmatch(text, *_stripped(text, span))
    if word is not None:
        kind = word.lastgroup or "zero"
        return Quantity("0" if kind == "zero" else word[kind], "", None, Span(*word.span(kind)), span)
    inner = _stripped(text, span)
    matches = (
        each
        for each in _FIGURE.finditer(text, span.start, span.end)
        if not _is_date(text, each) or (counted and each.span() == inner and each["unit"] is None)
    )
    arabic = (_quantity(text, span, each) for each in matches)
    return next(arabic, None) or next(iter(_chinese(text, span)), None)


def _stripped(text: str, span: Span) -> tuple[int, int]:
    inner = span.stripped(text)
    return inner.start, inner.end


def _arabic(text: str, span: Span) -> Iterator[Quantity]:
    for match in _FIGURE.finditer(text, span.start, span.end):
        is_bare = match["unit"] is None and not match["first"]
        if is_bare and (_NO_WORD.match(text, max(match.start() - 1, 0)) or _is_part(text, match, span.end)):
            continue
        if _is_year(text, match):
            continue
        quantity = _quantity(text, span, match)
        if quantity.unit == "年":
            is_figure = quantity.has_suffix or quantity.operator in _LIMITS or text[quantity.span.start] in "达提延增"
        elif quantity.unit:
            is_figure = True
        else:
            # 4-6万、 needs no unit; any other bare figure needs a word before it.
            is_open = text[match.end() : min(span.end, match.end() + 1)].isalnum() and not quantity.has_suffix
            is_figure = not is_open and (quantity.value.endswith(("万", "亿")) or quantity.operator is not None)
        if is_figure:
            yield quantity


def _is_part(text: str, match: re.Match[str], end: int) -> bool:
    """Tell whether a bare number goes on in a word: 7 in 7月15日. Such a one is no figure, whatever stands before it."""
    behind = text[match.end() : min(end, match.end() + 1)]
    return behind.isalnum() and behind not in _OPENS_SUFFIX


def _is_year(text: str, match: re.Match[str]) -> bool:
    return (text.startswith("年", match.end()) or match["unit"] in {None, "年"}) and (
        _YEAR_NUMBER.fullmatch(match["value"][-4:]) is not None
    )


def _is_date(text: str, match: re.Match[str]) -> bool:
    return _is_year(text, match) or (match["unit"] is None and text.startswith(("月", "日"), match.end()))


def _chinese(text: str, span: Span) -> Iterator[Quantity]:
    for match in _CHINESE.finditer(text, span.start, span.end):
        if match["percent"]:
            value, unit = read_numeral(match["percent"]), "%"
        elif match["fraction"]:
            whole, part = match["fraction"].split("分之")
            value, unit = f"{read_numeral(part)}/{read_numeral(whole)}", ""
        else:
            value, unit = read_numeral(match["number"]), match["unit"]
        quantity = _with_words(text, span, value, unit, Span(*match.span()))
        is_slogan = match["number"] and unit != "日" and not _IS_MEASURE.fullmatch(unit)
        if not is_slogan or quantity.operator in _LIMITS or (unit != "年" and quantity.operator in CHANGES):
            yield quantity


def _worded(text: str, span: Span) -> Iterator[Quantity]:
    """Yield 0 for 零 and 清零, and 全覆盖 as it is printed, where the words before it set it as a goal."""
    if text.find("零", span.start, span.end) < 0 and text.find("全覆盖", span.start, span.end) < 0:
        return
    for match in _WORDED.finditer(text, span.start, span.end):
        kind = match.lastgroup or "zero"
        if kind == "all" and not _SETS.search(text, max(span.start, match.start() - _LONGEST_SETTING), match.start()):
            continue
        figure = Span(*match.span(kind))
        value = match[kind] if kind == "all" else "0"
        yield Quantity(value, "", Operator.EQUAL, figure, Span(match.start(), match.end()))


_READERS = (_arabic, _chinese, _worded)


def _place(quantity: Quantity) -> tuple[int, int]:
    return quantity.figure.start, quantity.figure.end


def _quantity(text: str, span: Span, match: re.Match[str]) -> Quantity:
    """Read one match of `_FIGURE`: 3%至5% is 3-5 with the unit %."""
    value, first, second, more, unit = match.group("value", "first", "second", "more", "unit")
    end = match.end() if unit else match.end("more")
    unit = unit or ""
    if second is None and first[-1:] in {"%", "‰"}:
        value, unit = value[:-1], first[-1]
    if not value.isdecimal():
        value = value.translate(_AS_FIGURE)
    if second is not None:
        value = re.sub("[-~至]+", "-", value.replace("%", "").replace("‰", ""))
    value += more.strip("余多几")
    quantity = _with_words(text, span, value, unit, Span(match.start(), end))
    if more[:1] in {"余", "多", "几"} and quantity.operator in (None, Operator.EQUAL):
        return Quantity(value, unit, Operator.MORE, quantity.figure, quantity.span)
    return quantity


def _with_words(text: str, span: Span, value: str, unit: str, figure: Span) -> Quantity:
    """Add the operator that the words before and after the figure say."""
    operator, start = _before(text, span, figure.start, is_share=unit in {"%", "‰"})
    suffix = _SUFFIX.match(text, figure.end, span.end)
    end = figure.end
    if suffix is not None and (not suffix.group().startswith("内") or _DURATION.fullmatch(unit)):
        end = suffix.end()
        if operator in (None, Operator.EQUAL, Operator.MORE) and suffix.lastgroup:
            operator = _NAMED[suffix.lastgroup]
    span = figure if start == figure.start and end == figure.end else Span(start, end)
    return Quantity(value, unit, operator, figure, span)


def _before(text: str, span: Span, at: int, *, is_share: bool) -> tuple[Operator | None, int]:
    """Return the operator that the words before the figure at `at` say, and where these begin."""
    window = max(span.start, at - _LONGEST_PREFIX)
    match = _PREFIX.search(text[window:at].rstrip())
    if match is None or match.lastgroup is None:
        window = max(span.start, at - _LONGEST_WHOLE)
        whole = _OF_WHOLE.search(text[window:at]) if is_share else None
        if whole is None:
            return None, at
        return _NAMED[whole.lastgroup] if whole.lastgroup else Operator.EQUAL, window + whole.start()
    if match.lastgroup == "REACH":
        return Operator.AT_LEAST, at
    operator = _NAMED[match.lastgroup]
    is_reached = match.group().endswith(("到", "至", "在"))
    if is_reached and operator in CHANGES:
        operator = Operator.EQUAL  # 提高到60%, 降低到2%: what is reached, not the change
    if match["AT_MOST"] in {"控制", "限制"} and not is_reached:
        return None, at
    return operator, window + match.start()


_DIGIT_OF = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWER_OF = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=1024)
def read_numeral(numeral: str) -> str:
    """Return a Chinese numeral in digits: 九十五 is 95, 二〇三五 is 2035, 三点五 is 3.5, 二十万 is 20万."""
    whole, _, fraction = numeral.partition("点")
    if fraction:
        return f"{read_numeral(whole)}.{''.join(str(_DIGIT_OF.get(each, 0)) for each in fraction)}"
    stem = whole.rstrip("万亿")
    scale = whole[len(stem) :]
    if not any(each in _POWER_OF for each in stem):
        return "".join(str(_DIGIT_OF.get(each, 0)) for each in stem) + scale
    total, digit = 0, 0
    for each in stem:
        if each in _POWER_OF:
            total += (digit or 1) * _POWER_OF[each]
            digit = 0
        else:
            digit = _DIGIT_OF.get(each, 0)
    return f"{total + digit}{scale}"
