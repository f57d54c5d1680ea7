"""What a figure measures, in the plan's own words: the noun phrase before it or behind it.

推动 | 县级以上应急管理机构工作条件达标率 | 达到100%
全市组建 | 消防救援“轻骑兵”前突小队 | 13支
在自然灾害多发地区建设50个 | 综合应急救援服务站 |，按标准落实用房
"""

import re

from corpus.conditions import FREQUENCY, per_before
from corpus.plan import Span
from corpus.years import end_of_time, find_base

# No noun phrase is longer.
LONGEST_NAME = 150

CONNECTIVE = re.compile(r"[\s、，,；;：:。）)]+|[和及与且](?=[^谐平解])")
# 3.5 is a figure and no item's number, but 3.2025年 is a year behind one.
_NUMBER = (
    r"——?|[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:[）)]|[.、．](?:(?![0-9])|(?=(?:19|20)[0-9]{2} ?年)))"
    r"|第?[一二三四五六七八九十][是、]|[①-⑳]"
    # An article's number opens its line or stands apart; the one of 建成第三条跑道 does neither.
    r"|(?<![^\s*#])第[0-9一二三四五六七八九十百零〇]{1,5}条|第[0-9一二三四五六七八九十百零〇]{1,5}条(?=\s)"
)
# A verb that opens a name is not part of it, but 保证率, 基本养老保险, 再生水 and 都市圈 are names themselves.
_LEAD = re.compile(
    rf"{CONNECTIVE.pattern}|[*#]+|[（(](?=其中)|目前|{_NUMBER}|{FREQUENCY}|平均(?={FREQUENCY})|按照(?!规定)|"
    r"其中|并且|并(?![购网联轨])|同时|以及|或|还(?![款田湿林草建贷])|也|均(?![等衡价])|都(?![市江])|再(?![生制造])|由(?=[^于])|[从自]而|"
    r"力争|争取|努力|确保|保证(?![率金])|做到|实现对?(?![率度])|推动|推进(?![率度])|促进|全面|"
    r"基本(?=实现|完成|建成|形成|消除|解决|达到|满足|健全|建立|普及|淘汰|全部|全面|覆盖|杜绝|具备)|"
    r"进一步|逐步|稳步|有序|持续|率先|加快|不断|切实|完成(?![率度])|满足(?![率度])|实行|了(?!解)|重点(?=[推建开完])|"
    r"应当|应(?![急用对届收缴考])|要(?![求素件道])|须|将|可(?![持靠再视])|已经|已(?![建有查]、)|初步|"
    r"累计(?=[建完创新培开查排投争实整检发])|先后|首次|共计|是(?!否)|顺利|至少|不少于|因地制宜|计划(?!生育|免疫|[内外])|依法(?=建)"
)
# 违法行为, 公共, 人均 and 节约 do not end in a word of their own.
_TAIL = re.compile(
    r"(?=[\s、，“达应须要可力争保稳控维分年同环约共均都为是占到至再从由在合总累原一每不平基全完实满需最仅现有已的])"
    r"(?:[\s、，,“]|达到(?:保障)?|[应须要可]?达|[应须可](?!急)|力争|争取|保持|稳定|控制|维持|维|分别|年平?均|同比|环比|(?<![节预公合履])约|(?<!公)共|"
    r"(?<![人户地日月])均|(?<![首成])都|(?<![行作])为|是|(?<!侵)占|[到至再从]|(?<!理)由|(?<!所)(?<!存)在|合计|总计|[共累]计|原则上|一般|"
    rf"{FREQUENCY}|至少|不少于|平均|总|基本|全面|完成|实现|满足|(?<!急)需|不|最高|仅|现?有|已经?|的)++$"
)
_LONGEST_TAIL = 20
_CHANGE_TO = re.compile("(?:提高|提升|增加|降低|减少)[到至]$")

# A count is a target where something is to be made, done or had; 4个专项指挥部的职能 only tells what there is.
ACT = re.compile(
    "建设|新建|改建|扩建|建成|建立|组建|共建|完成|培育|引育|引进|配备|配齐|配置|改造|治理|"
    "创建|打造|新增|增设|增加|开展|组织|发展|形成|储备|设立|设置|布设|铺设|敷设|布局|部署|"
    "改善|恢复|修复|保护|绿化|造林|筹集|腾退|拆除|化解|关停|提供|培养|培训|轮训|招募|实施|"
    "参加|参与|举办|举行|淘汰|关闭|升级|修建|修订|编制|制定|推广|购置|采购|更新|安装|架设|"
    "保障|满足|转移|安置|支持|扶持|认定|评选|研制|开发|获批|突破|上市|落户|聚集|集聚|孵化|"
    "遴选|选聘|选派|聘任|整治|加固|搬迁|疏浚|种植|检查|排查|抽查|巡查|演练|推出|推进|推动|"
    "发放|发布|建(?![筑议材制])|设(?![计施备想])|增(?![长速幅值强])|达|"
    "有(?![关效序限色机毒])|招(?!标)|培"
)
# The verbs that say no more than that there is to be something: it is named without them.
_MAKE = re.compile(
    "新引进|新建|改扩建|建设|建成|建立|组建|完成|实现|培育|引育|发展|创建|打造|开展|组织|实施|配备|配齐|设立|架设|布设|聘任|确认|"
    "举办|形成|推进|推动|梳理|构建|参加|储备|现有|选择确定|拥有|共有|开通|惠及|安排"
)
_MAKE_OR_LEAD = re.compile(f"(?:{_MAKE.pattern})|{_LEAD.pattern}")
# 防护建设工程, 消防组织: a verb inside a noun.
_NOUN_TAIL = re.compile(
    "[和与、及的者数率]|工程|项目|标准(?!化)|体系|规模|情况|任务|工作|面积|基地|中心|指挥|队|人员|组$"
)

# What is counted ends where something is said of it: 51座中小型水库 | 完成除险加固任务.
_PREDICATE = re.compile(
    "依法|没有|未|完成|组建|达到|实现|全部|建设|架设|开展|进行|设立|落实|统一|按照|等(?!级)|及(?!时)|的(?=职[能责]|作用|基础上)"
)
_JOINT = re.compile("[、和与]")
_OTHERS = re.compile("[、和与（(是由]")
# 按照不低于10%的比例抽查: what comes behind is what is asked for.
RULE = re.compile("的(?:比例|标准|要求|规模|速度|幅度|频次|原则)?")
# 从2021年的1017亿元 | 增加到1472亿元
_FROM = re.compile("[从由自](?=(?:20[0-9]{2}年|原[来有]?|[^从由自]{0,8}[0-9]))")
_FROM_HERE = re.compile("[从由自](?:20[0-9]{2} ?年底?的?|原来?的?|目前的?|现有的?|现行的?|每年)? ?$")
_UNSAID = re.compile("原则上|力争|每年(?=至少)|至少")
_OPENED = re.compile('[“"‘]')
_QUOTE_ENDS = ("”", '"', "’")
_QUOTED = re.compile('[“"](?P<inside>[^“”"]+)[”"]')
_ONLY_TIME = re.compile("[0-9一二三四五六七八九十两]{1,3}年(?:来|间)?")

_PLACE_WORD = "[城地市郊]区|城市|城(?![区市])|农村|乡镇|街道|社区|[市县镇乡区村]级?|企业|单位"
_PLACE = re.compile(rf"[一-龥（）()]{{0,12}}(?:{_PLACE_WORD})(?:分别|应|要|均|则|达到?|不?[低高大小]于|[为至到在])*")
_PLACED = re.compile(rf"[一-龥（）()]{{0,12}}?(?:{_PLACE_WORD})(?P<rest>[一-龥]{{2,}})")


def is_place(words: str) -> bool:
    """Tell whether `words` before a figure say only where: 县城 in 中心城区防洪标准达到50年一遇，县城达到20年一遇."""
    return _PLACE.fullmatch(words) is not None


def name_elsewhere(name: str, place: str) -> str | None:
    """Return the name of what is measured in another place; None for a name without a place.

    >>> name_elsewhere("中心城区防洪标准", "县城")
    '县城防洪标准'
    """
    placed = _PLACED.match(name)
    return place + placed["rest"] if placed else None


def ends_with_from(words: str) -> bool:
    """Tell whether the figure behind `words` is what a change starts from: 从42.1%提高到73%."""
    return _FROM_HERE.search(words[-12:]) is not None


def strip_lead(text: str, span: Span, lead: re.Pattern[str] = _LEAD) -> Span | None:
    """Return `span` without the words at its start that `lead` matches or that say when; None when nothing is left."""
    start = span.start
    while start < span.end:
        match = lead.match(text, start, span.end)
        end = match.end() if match else end_of_time(text, start, span.end)
        if end == start:
            return (span if start == span.start else Span(start, span.end)).stripped(text)
        start = end
    return None


def subject_before(text: str, span: Span) -> Span | None:
    """Return the noun phrase at the end of `span`, without connectives before it and verbs behind it; None if there is none."""
    if _FROM.match(text, span.start, span.end):
        return None  # …占比，由2020年的3.5%提高到2025年的8%
    rest = strip_lead(text, span if len(span) <= LONGEST_NAME else Span(span.end - LONGEST_NAME, span.end))
    if rest is None:
        return None
    rule = text.find("按照", rest.start, rest.end)
    if rule >= 0 and not text.startswith("按照规定", rule):
        rest = strip_lead(text, Span(rule + 2, rest.end)) or rest
    origin = _FROM.search(text, rest.start + 1, rest.end)
    if origin is not None:
        rest = Span(rest.start, origin.start())
    base = find_base(text, rest)
    if base is not None:
        rest = Span(rest.start, base.start)
    tail = _TAIL.search(text[max(rest.start, rest.end - _LONGEST_TAIL) : rest.end])
    if tail is not None:
        rest = Span(rest.start, rest.end - len(tail.group()))
    per = per_before(text, rest)
    if per is not None:
        rest = Span(rest.start, rest.end - len(per))
        change = _CHANGE_TO.search(text, max(rest.start, rest.end - _LONGEST_TAIL), rest.end)
        rest = Span(rest.start, change.start()) if change else rest
        tail = _TAIL.search(text[max(rest.start, rest.end - _LONGEST_TAIL) : rest.end])
        rest = Span(rest.start, rest.end - len(tail.group())) if tail else rest
    rest = rest.stripped(text)
    return rest if len(rest) and not _ONLY_TIME.fullmatch(text, rest.start, rest.end) else None


def without_verb(text: str, span: Span) -> Span:
    """Return what follows the verb that makes the thing: 全市组建 | 消防救援前突小队. A verb within a noun is none."""
    for match in _MAKE.finditer(text, span.start, span.end):
        rest = Span(match.end(), span.end)
        if len(rest) > 1 and not _NOUN_TAIL.match(text, rest.start, rest.end):
            return strip_lead(text, rest, _MAKE_OR_LEAD) or span
    return span


def object_behind(text: str, span: Span, *, counted: bool, more: bool) -> Span | None:
    """Return the noun phrase at the start of `span`; None where its words belong to the next figure.

    `counted` things end where something is said of them, and before the next thing when `more` figures follow.
    """
    if span.start == span.end:
        return None
    span = Span(span.start, min(span.end, span.start + LONGEST_NAME))
    rule = RULE.match(text, span.start, span.end)
    if rule is not None:
        span = Span(rule.end(), span.end)
    elif _OTHERS.match(text, span.start, span.end):
        return None  # 专业队伍1支、社会救援队伍2支; 消防站15个（其中一级站3个）; 有6家是民营的
    span = span.stripped(text)
    if counted and len(span):
        predicates = _PREDICATE.finditer(text, span.start + 1, span.end)
        ends = (each.start() for each in predicates if not _NOUN_TAIL.match(text, each.end(), span.end))
        span = Span(span.start, next(ends, span.end))
        joint = _JOINT.search(text, span.start + 1, span.end)
        if more and joint is not None:
            # 具有核心技术与研发能力的企业、| 10家, but 市级河流 |、敏感水域架设视频监控30个
            ends_joined = text[span.end - 1] in "、和与"
            span = Span(span.start, span.end - 1 if ends_joined else joint.start())
    return strip_lead(text, span, CONNECTIVE)


def list_items(text: str, span: Span) -> list[Span]:
    """Return the noun phrases of `span` between 、 and 和."""
    span = Span(max(span.start, span.end - LONGEST_NAME), span.end)
    ends = [*(span.start + match.start() for match in re.finditer("[、和及与]", span.of(text))), span.end]
    starts = [span.start, *(end + 1 for end in ends[:-1])]
    phrases = (subject_before(text, Span(start, end)) for start, end in zip(starts, ends, strict=True))
    return [each for each in phrases if each is not None]


def clean_name(words: str) -> str:
    """Return a name without blanks, without quotation marks that enclose it or lost their other half, without 至少 and 力争.

    >>> clean_name("火灾事故发生”")
    '火灾事故发生'
    """
    name = "".join(_UNSAID.sub("", words).split())
    if not name.endswith(_QUOTE_ENDS):
        return name
    if not _OPENED.search(name):
        name = name.rstrip('”"’')
    quoted = _QUOTED.fullmatch(name)
    return quoted["inside"] if quoted else name
