"""What a plan is as a document: number, issuer, dates, years, validity, disclosure, who gets a copy."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.plan import Fact, Origin, Plan, Span
from corpus.sentences import split_sentences
from index.query import Intent
from index.tokens import fold
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.material import Material

_WHEN = r"(?:什么时候|啥时候?|何时|几时|哪一?[天年日月]|几号|几月|日期|时间|when|date)"
# 实施日期, 关键词: kept by no field, but by the lines at the front of a document.
_ONLY_AT_FRONT = ("effective_on", "repeals", "keywords", "subject_class", "index_number")
# 本办法自2026年1月1日起施行: what is said in a sentence of the text, mostly the last one.
_SAID = {
    "effective_on": re.compile(r"自[^。；;\n]{2,30}起(?:正式)?(?:施行|实施|执行|生效)"),
    "repeals": re.compile(r"原?《[^《》\n]{2,80}》[^《。；;\n]{0,60}废止"),
}


class _Field(NamedTuple):
    name: str
    label: str
    english: str
    cue: re.Pattern[str]


def _field(name: str, label: str, english: str, cue: str) -> _Field:
    return _Field(name, label, english, re.compile(cue))


_FIELDS = (
    _field(
        "doc_number",
        "文号",
        "document number",
        r"文号|文件编?号|字号|发文编?号|编号是?(?:多少|什么|几|啥)|多少号文|几号文|document (?:number|no\b|ref)|(?:reference|file) (?:number|no\b)",
    ),
    _field(
        "issuer",
        "发文机关",
        "issuer",
        r"(?:谁(?!的)|哪个?(?:家|个)?(?:机构|机关|部门|单位|政府|局))[^，。]{0,6}(?:印发|发布|发文|制定|下发|出台|颁布|发的|出的|印的|定的|发(?=\W*$))|发文(?:机关|机构|单位)|(?:印发|发布|制定)(?:机关|单位|机构|部门)|落款(?:是谁|单位|机关)|(?:政府|办公[厅室]|政府办|[局委厅])(?:印发|出|发)的"
        r"|由谁发|who (?:issued|published|released)|\bby whom\b[^?]*(?:issued|published|released)|(?:issued|published|released)[^?]*\bby whom\b|which (?:body|agency|office|department)[^?]*(?:issue|publish)|issu(?:er|ed by|ing)",
    ),
    _field(
        "published_on",
        "上网日期",
        "published online",
        rf"{_WHEN}[^，。]{{0,8}}(?:上网|挂|公布|公开|发布)|(?:上网|挂到?网|挂出|公布|公开|发布)[^，。]{{0,6}}{_WHEN}|when[^?]*(?:publi|online|post)|publi\w+ (?:date|on)",
    ),
    _field(
        "issued_on",
        "印发日期",
        "issued on",
        rf"{_WHEN}[^，。]{{0,8}}(?:印发|发布|出台|颁布|下发|成文|发文|发的|发(?=\W*$)|出的|出来|下来|签发|落款|定稿|制定)|(?:印发|发布|成文|落款|发文|下发|出台|颁布|签发|定稿|制定)[^，。]{{0,8}}{_WHEN}|规划是哪一?年的|when[^?]{{0,80}}(?:issued?|printed|distributed|promulgated|signed|adopted|come out|dated)\b|issued?\b[^?]{{0,80}}\band when\b|issue date|date of issue"
        r"|(?:最[早晚先后近]|先|更[早晚])[^，。]{0,2}(?:印发|发布|出台|下发|公布|发的)|(?:印发|发布|出台|下发|公布|发)得?的?(?:最|更|比较)[早晚先后]",
    ),
    _field(
        "place",
        "地区",
        "place",
        r"^(?:这[个份]|该|本|此)?(?:规划|文件|方案|通知|办法)?(?:是|属于?|隶属于?|位于|在)哪一?(?:里|儿|个(?:地方|地区|城市|[省市区县州]))的?(?:规划|文件)?[?？]?$"
        r"|which (?:city|province|place|district) is (?:this|the) plan",
    ),
    _field(
        "period",
        "规划期",
        "period",
        r"规划期|(?:从|自)?哪一?年(?:开始)?[，,]?到哪一?年|到哪一?年(?:为止|结束|截止|止)|哪几年|(?:覆盖|涵盖|管|跨|规划)(?:了|到|的)*(?:哪|几|多少)[一些几]?个?年|管几年|几年的规划|规划是哪一?年的|(?:规划|覆盖|实施)(?:的)?(?:年限|期限|年份|时间范围)|起止|which years|what (?:years|period)|period[^?]*cover|time ?span",
    ),
    _field(
        "validity",
        "有效性",
        "validity",
        r"有效(?!性?.{0,4}(?:管控|遏制))|失效|管用|过期|作废|废止(?!日期)|现行|(?:管|用|执行|施行|实施)到(?:哪|什么时候|何时|几)|哪一?[天年]到期|\b(?:valid|in force|expir)",
    ),
    _field(
        "repeals",
        "废止的文件",
        "repeals",
        r"(?:废止|取代|替代|代替)(?:了|的)?(?:是|哪|什么)(?:一?[个份些])?(?:旧|老|原来?)?的?|(?:哪|什么|旧|老|原)[^，。]{0,6}(?:被|由它)(?:废止|取代|替代)|\breplac|\brepeals?\b",
    ),
    _field("repealed_on", "废止日期", "repealed on", r"废止|repeal"),
    _field(
        "disclosure",
        "公开属性",
        "disclosure",
        r"公开属性|公开方式|公开形式|(?:能|可以?|是否|主动|依申请)公开|公开(?:吗|不)|disclos|made public",
    ),
    _field("copied_to", "抄送", "copied to", r"抄[送报给]|copied to|copies? (?:go|sent)"),
    _field(
        "addressee",
        "主送",
        "addressed to",
        r"主送|(?:印发|下发|发|通知)[给到](?:了)?(?:谁|哪)|是给谁的|addressed to|who (?:is|was) .* sent to",
    ),
    _field(
        "effective_on",
        "实施日期",
        "in force since",
        rf"{_WHEN}[^，。]{{0,4}}(?:实施|施行|生效|执行)|(?:实施|施行|生效)(?:的|于|是|从)*{_WHEN}|in force since|take effect",
    ),
    _field("keywords", "关键词", "keywords", r"关键词|主题词|keywords"),
    _field(
        "subject_class",
        "主题分类",
        "subject class",
        r"(?:属于)?(?:什么|哪个)?(?:主题|信息|体裁)分类|(?:属于|是)?(?:哪一?[类种]|什么(?:类型|种类|类别)的?)文件",
    ),
    _field("index_number", "索引号", "index number", r"索引号|index number"),
    _field(
        "notice_title",
        "标题",
        "title",
        r"(?:全称|标题|题目|全名|名称)是?(?:什么|叫)?|叫什么(?:名字|名称)?\W*$|full (?:title|name)",
    ),
)
_DOCUMENT = re.compile(
    r"规划|文件|通知|方案|意见|办法|任务分工|预案|这[份个件]|那[份个件]|该|本|此件?|一?份"
    r"|\b(?:plans?|document|notice|rules|measures|regulations|opinions|scheme|the|of|five-year|14th|emergency|management|is|are|was|were|did|does|do|until|when|how|long|what|which|who|for|on|it)\b"
)
_LATEST = re.compile(r"最[晚后近]|更晚")
_RANKED = re.compile(r"最[早晚先后近]|先|更[早晚]")
_ASIDE = re.compile(
    r"分别|各自?|每[个份]|[两二三四五六七八九十几][个份]|所有|全部|都|最[早晚先后近]|十[一二三四五]五|什么时候|何时|哪一?[天年日]|几[号月]|是什么|什么|多少|谁|哪[个家些]?|现在|还|吗|呢|的|是|在|到|被|由|请问|查一?下|列(?:出来?|一下|举)|告诉我|地方|机构|机关|部门|单位|政府"
    r"|[\W_\d]+"
)
_DOC_NUMBER = re.compile(r"[一-龥]{2,12}[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*\d+\s*号")
# ×政发〔2022〕5号是什么文件, 是哪里的: what a document is, by its number.
_ASKS_WHICH = re.compile(
    r"(?:什么|哪[个份一种]?|啥)(?:样的|类的?)?(?:文件|规划|通知|方案|文|规定)|哪(?:个|里|儿)?(?:地方|地区|城市|[省市区县])?(?:的|\W*$)|(?:是|关于|讲|说)(?:的)?(?:什么|啥)(?:的)?\W*$|what (?:is|document)|which (?:document|plan|place)",
    re.IGNORECASE,
)
_IDENTITY = frozenset(("notice_title", "issuer", "issued_on"))
_MOST_OTHER_WORDS = 3
_LONGEST_KEY = 8
_FRONT = 3000  # characters in which a document says what it is
_LONGEST_BLOCK = 160
_DATE_LINE = re.compile(r"\s*20\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日(?=\s)")
_ADDRESSEE = re.compile(
    r"^[^\S\n]*(?P<to>[^\n。：:]{2,160}?(?:政府|部门|单位|机构|[局委办]|街镇|乡镇|街道|办事处|集团|公司|企业))[：:][^\S\n]*$",
    re.M,
)
_YEAR_PAIR = re.compile(r"(20\d\d)-(20\d\d)")
# 文号: … · [主题分类] … · 索引号, and the value on the next line
_LINE = re.compile(r"\S[^\n]*")
_KEY = re.compile(
    r"索引号|文号|关键词|主题词|主题分类|信息分类|(?:发布|发文|责任|公开|有效|成文|生成|实施|施行|废止|印发|主管)(?:机构|机关|部门|单位|日期|形式|方式|属性|期限?|性|编号|字号|时间)|是否有效|名称|标题"
)
_KEY_LINE = re.compile(
    r"^[^\w\n]*(?P<key>[一-龥]{2,8})[^\S\n]*(?P<colon>[\]】）)]?[^\S\n]*[:：]|[\]】])?[^\S\n]*(?P<value>.*)$"
)


def compose(material: Material) -> Draft | None:
    """Return what the metadata say, one line a value; None unless the question is about the document itself."""
    numbered = tuple(plan for plan in material.plans if _number_in(material.query.question, plan))
    fields = _fields(material)
    if not fields and numbered and _ASKS_WHICH.search(material.asked):
        named = [field for field in _FIELDS if field.name in _IDENTITY]
        fields = sorted(named, key=lambda field: field.name != "notice_title")
    elif not _is_about_document(material, fields):
        return None
    plans = numbered or _meant(material)
    lines = [line for plan in plans for field in _wanted(fields, plan) for line in _lines(material, plan, field)]
    if lines and len(plans) > 1:
        lines = _one_each(material, plans, fields)
    lines = lines or [line for plan in plans for line in _key_lines(material, plan, fields)]
    return Draft(tuple(lines)) if lines else None


def _meant(material: Material) -> tuple[Plan, ...]:
    """Return the plans that are asked about; of a whole library of documents the one whose title the question gives."""
    plans = material.near_plans
    if plans is material.plans or _RANKED.search(material.asked) or material.query.intent is Intent.COMPARE:
        return plans
    return (max(plans, key=lambda plan: material.covered(plan.metadata.title.value)),) if plans else ()


def _one_each(material: Material, plans: Sequence[Plan], fields: list[_Field]) -> list[Line]:
    """Return the lines of every plan, and for one that does not say it, that; by date where the first or last is asked for."""
    ranked = any(field.name == "issued_on" for field in fields) and _RANKED.search(material.asked)
    latest = _LATEST.search(material.asked) is not None
    found: list[tuple[str, list[Line]]] = []
    for plan in plans:
        lines = [line for field in _wanted(fields, plan) for line in _lines(material, plan, field)]
        said = "not given by the plan" if material.english else f"{fields[0].label}：原文未写明"
        date = plan.metadata.value("issued_on") if lines else None
        found.append((date or "", lines or [material.line(plan, said, ())]))
    if ranked:
        found.sort(key=lambda each: each[0], reverse=latest)
        found.sort(key=lambda each: not each[0])
        first = found[0][1][0]
        which = ("latest" if latest else "earliest") if material.english else ("最晚" if latest else "最早")
        label = f"The {which}: {first.about}" if material.english else f"{which}的是{first.about}"
        found[0][1][0] = replace(first, about=label)
    return [line for _, lines in found for line in lines]


def is_asked(material: Material) -> bool:
    """Tell whether the question is about the document itself, and names what it wants to know of it."""
    fields = _fields(material)
    return bool(fields) and _is_about_document(material, fields)


def _fields(material: Material) -> list[_Field]:
    found = [field for field in _FIELDS if field.cue.search(material.asked)]
    # What it repeals is not when it is repealed itself.
    return [field for field in found if field.name == "repeals"] or found


def _wanted(fields: list[_Field], plan: Plan) -> list[_Field]:
    names = {field.name for field in fields}
    if "published_on" in names and "issued_on" in names and plan.metadata.published_on is not None:
        # 哪天发布 asks for the day on which it appeared; the day of the signature stands below it.
        return sorted(fields, key=lambda field: field.name != "published_on")
    if names == {"published_on"} and plan.metadata.published_on is None:
        return [field for field in _FIELDS if field.name == "issued_on"]
    if names == {"repealed_on"} and plan.metadata.repealed_on is None and plan.metadata.validity is not None:
        return [field for field in _FIELDS if field.name == "validity"]
    if names == {"validity"} and plan.metadata.validity is None and plan.metadata.period is not None:
        return [field for field in _FIELDS if field.name == "period"]
    if names >= {"validity", "repealed_on"} and plan.metadata.validity is not None:
        return [field for field in fields if field.name != "repealed_on" or plan.metadata.repealed_on is not None]
    if names == _IDENTITY and plan.metadata.notice_title is None:
        return [_field("title", "标题", "title", ""), *(field for field in fields if field.name != "notice_title")]
    return fields


def _is_about_document(material: Material, fields: list[_Field]) -> bool:
    """Tell whether nothing but the document is spoken of: what is left of the question is a few characters."""
    if not fields and material.query.intent is not Intent.METADATA:
        return False
    rest = material.asked
    for field in fields:
        rest = field.cue.sub(" ", rest)
    rest = _DOC_NUMBER.sub(" ", rest)
    titles = fold(
        "".join(
            f"{plan.metadata.title.value} {plan.metadata.value('notice_title') or ''} {plan.metadata.value('place') or ''}"
            for plan in material.near_plans
        )
    )
    rest = _ASIDE.sub(" ", _DOCUMENT.sub(" ", rest))
    left = (run for run in re.findall(r"[一-龥]+|[a-z]+", rest) if run not in titles)
    # A project, too, is carried out at some time: 何时实施 asks about the document only where nothing else is named.
    most = 0 if fields and all(field.name in _ONLY_AT_FRONT for field in fields) else _MOST_OTHER_WORDS
    return sum(len(run) if run[0] > "z" else 1 for run in left) <= most


def _number_in(question: str, plan: Plan) -> bool:
    number = plan.metadata.value("doc_number")
    if number is None:
        return False
    if _bare_number(number) in _bare_number(question):
        return True
    # 某政发5号, without its year.
    parts = re.fullmatch(r"(\D+)20\d\d\D*(\d+)号?", _bare_number(number))
    return bool(parts and re.search(rf"{parts[1]}\D{{0,3}}{parts[2]}号", _bare_number(question)))


def _bare_number(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _lines(material: Material, plan: Plan, field: _Field) -> Iterator[Line]:
    label = f"{field.english}: " if material.english else f"{field.label}："
    if field.name == "addressee":
        if to := _addressee(plan):
            yield material.line(plan, f"{label}{on_one_line(to.of(plan.text))}", [Proof(plan, to, (to,))])
        return
    fact: Fact | None = getattr(plan.metadata, field.name, None)
    if fact is None:
        if field.name in _SAID and (said := list(_SAID[field.name].finditer(plan.text))):
            sentence = Span(*said[-1].span()).stripped(plan.text)
            proof = Proof(plan, material.around(plan, sentence), (sentence,))
            yield material.line(plan, f"{label}{on_one_line(sentence.of(plan.text))}", [proof])
        return
    if fact.origin is Origin.GIVEN:
        known = " (given beside the text)" if material.english else "（原文没有，另行给出）"
        yield material.line(plan, f"{label}{fact.value}{known}", ())
    elif field.name == "period":
        yield _period_line(material, plan, fact, label)
    elif field.name == "place" and fact.span is not None:
        printed = on_one_line(fact.span.of(plan.text))
        as_printed = (
            "" if printed == fact.value else f" (“{printed}”)" if material.english else f"（原文写作“{printed}”）"
        )
        text = f"{label}{fact.value}{as_printed}{_how_known(fact, material.english)}"
        yield material.line(plan, text, [Proof(plan, _block(plan, fact.span), (fact.span,))])
    elif fact.span is not None:
        text = f"{label}{on_one_line(fact.span.of(plan.text))}{_how_known(fact, material.english)}"
        yield material.line(plan, text, [Proof(plan, _block(plan, fact.span), (fact.span,))])


def _addressee(plan: Plan) -> Span | None:
    """Return to whom a notice is addressed, the line that a colon ends before its text: 各县（市、区）人民政府，市直各部门："""
    match = _ADDRESSEE.search(plan.text, 0, _FRONT)
    return Span(match.start("to"), match.end("to")) if match else None


def _how_known(fact: Fact, english: bool) -> str:
    if fact.origin is Origin.READ:
        return ""
    if "发布日期" in fact.reason:
        return " (inferred: the text has only this date)" if english else "（推断：原文只有发布日期）"
    return " (inferred)" if english else "（推断）"


def _period_line(material: Material, plan: Plan, fact: Fact, label: str) -> Line:
    """Return the years planned for as far as the text names them: “十四五”, 至2025年."""
    proofs = [Proof(plan, _block(plan, fact.span), (fact.span,))] if fact.span else []
    years = _YEAR_PAIR.fullmatch(fact.value)
    named: list[str] = []
    for year in years.groups() if years else ():
        sentence = _sentence_with(plan, f"{year}年")
        if sentence is not None:
            named.append(f"{year}年")
            proofs.append(Proof(plan, material.around(plan, sentence), (sentence,)))
    printed = f"“{on_one_line(fact.span.of(plan.text))}”" if fact.span else ""
    last = f"{years[2]}年" if years else ""
    until = "—".join(named) if len(named) == 2 else f"至{last}" if last in named else ""
    known = _how_known(fact, material.english)
    return material.line(plan, f"{label}{'，'.join(filter(None, [printed, until]))}{known}", proofs)


def _sentence_with(plan: Plan, words: str) -> Span | None:
    """Return the first sentence of the body that has `words`, not as part of a longer number."""
    for match in re.finditer(rf"(?<!\d){words}", plan.text):
        span = Span(*match.span())
        if any(each.span.overlaps(span) for each in plan.furniture):
            continue
        start = plan.text.rfind("\n", 0, match.start()) + 1
        end = plan.text.find("\n", match.end())
        paragraph = Span(start, end if end > 0 else len(plan.text))
        return next(each for each in split_sentences(plan.text, paragraph) if each.contains(span))
    return None


def _block(plan: Plan, span: Span) -> Span:
    """Return the whole lines of `span`, with the key on the line above it and what is signed and dated around it."""
    text = plan.text
    block = _whole_lines(text, span)
    above = text.rfind("\n", 0, max(0, block.start - 1)) + 1
    key = text[above : block.start].strip()
    if 0 < len(key) <= _LONGEST_KEY and key.isalnum():
        block = Span(above, block.end)
    others = sorted(fact.span for _, fact in plan.metadata.items() if fact.span is not None)
    for other in (_whole_lines(text, each) for each in others):
        first, last = sorted((block, other))
        if first.end <= last.start and text[first.end : last.start].strip():
            continue
        joined = Span(min(block.start, other.start), max(block.end, other.end))
        if len(joined) <= _LONGEST_BLOCK:
            block = joined
    signed = _DATE_LINE.match(text, block.end)
    return Span(block.start, signed.end() if signed else block.end).stripped(text)


def _whole_lines(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    whole = Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))
    if len(whole) <= _LONGEST_BLOCK:
        return whole
    # A document without line structure: the sentence is enough.
    holding = (each for each in split_sentences(text, whole) if each.contains(span))
    sentence = next(holding, span)
    return (
        sentence
        if len(sentence) <= 2 * _LONGEST_BLOCK
        else Span(max(0, span.start - 20), min(len(text), span.end + 20))
    )


def _key_lines(material: Material, plan: Plan, fields: Sequence[_Field]) -> Iterator[Line]:
    """Yield the line of the front whose key the question names: [主题分类] 计划规划; the value may stand on the next line."""
    lines = [
        Span(*match.span()).stripped(plan.text) for match in _LINE.finditer(plan.text, 0, min(_FRONT, len(plan.text)))
    ]
    labels = {field.label for field in fields}
    for at, span in enumerate(lines):
        match = _KEY_LINE.match(span.of(plan.text))
        if match is None or not (match["key"] in material.asked or match["key"] in labels):
            continue
        if match["value"] and not match["colon"]:
            continue
        if not match["value"]:
            if at + 1 == len(lines) or _KEY.fullmatch(lines[at + 1].of(plan.text)):
                continue  # a key without a value
            span = Span(span.start, lines[at + 1].end)
        printed = on_one_line(span.of(plan.text)).lstrip("•·* ")
        yield material.line(plan, printed, [Proof(plan, span, (span,))])
        return
