"""The sentence or the clause that answers, quoted; every other composer falls back to it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.plan import Plan, Row, Span
from index.alternatives import plain
from index.glossary import chinese_terms
from index.search import Hit
from index.tokens import cut, fold, is_word, simplify
from service.answer import task
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.extract import Evidence, pick_evidence
from service.answer.indicator import speaks_of
from service.answer.indicator_line import line_of
from service.answer.material import Material
from service.answer.nearness import needed_amount
from service.answer.sought import asks_who, names_body
from service.answer.stretches import LONGEST_QUOTE
from service.answer.table_row import line_of_row

_YEAR = re.compile(r"20\d\d")
# 张掖市旅游收入目标是多少: what is asked of the thing that is named. 北碚 alone, or a sentence, names nothing that must be there.
_ASKED_OF_IT = re.compile(
    r"(?:\s|的|是|为|有|在|钱|到底|目前|的?(?:目标值?|指标|数[字值量据]|情况|名[单字]|联系方式|要求|规定|内容|谁|多少[钱元人个支座名处家项]?|几[个名支人家]?|啥|什么|在?哪[里儿个些]?))+$"
)
_SENTENCE = re.compile(
    r"[的是在要把被对给让跟和与有能会了着过不没几哪谁怎多各占由从]|[补给花收交拿领发奖罚]\s*$|[\W\d_a-z]", re.IGNORECASE
)
_LONGEST_NAME = 10
_PARAGRAPH = re.compile(r"\n(?P<text>[^\n]*\S[^\n]*)")
_ITEM = re.compile(
    r"(?P<bracketed>[（(][一二三四五六七八九十]{1,3}[)）])|(?P<small>[（(]\d{1,2}[)）])|(?P<figure>\d{1,2}[.．、])"
    r"|(?P<circled>[①-⑳])|(?P<numeral>[一二三四五六七八九十]{1,3}、)|(?P<said>[一二三四五六七八九十]{1,3}是)|(?P<dash>——)"
)
_LONGEST_ITEMS = 600
_BEFORE_BASE = re.compile(r"(?:单位|占|亿元|每|万元|[\d十百]万人口?[（(])(?:地区|国内|全[省市区县])*\Z")
# 面积多大, 常住人口有多少: asks of the place itself, and not of what is built or of whom something befalls there.
_OF_THE_PLACE = re.compile(
    r"(?:总|国土|辖区|区域|行政区划?|土地)?面积|(?:总|常住|户籍|城镇|农村)?人口(?:总?数|总量)?|gdp|(?:地区)?生产总值|海拔"
)
_HOW_MUCH = re.compile(r"(?:一共|总共|大约|大概|现在|目前|[有是为要达到])*(?:多少|多大|多高|几)(?:[一-龥]{1,4}|)?\W*$")
_SAID_OF_PLACE = "(?:总|国土|辖区|区域|行政区划?|土地|全[市区县]|常住|户籍)"


def compose(material: Material) -> Draft | None:
    """Return the one or two stretches that answer best, quoted whole; None when nothing was found."""
    hits = [hit for hit in material.hits if _is_of_the_years(material, hit)]
    if not hits:
        return None
    found = material.evidence
    if len(hits) < len(material.hits):
        found = pick_evidence(material.query, hits, material.lexical)
    evidence = [each for each in found if speaks_of(material, f"{each.hit.passage.heading} {each.text}")]
    evidence = [each for each in evidence if _states_what_is_asked(material, each.text)]
    if not evidence:
        return None
    if material.near_plans is not material.plans:
        # Of a whole library of documents, two that answer are seldom about one thing.
        evidence = [each for each in evidence if each.hit.passage.plan_id == evidence[0].hit.passage.plan_id]
    if len(evidence) > 1 and evidence[1].text[-1] in "：:":
        evidence = evidence[:1]  # a second list is not what was asked for
    lines = [line for each in joined(evidence) for line in lines_of_evidence(material, each)]
    if asks_who(material.query.question):
        lines = [line for line in lines if names_body(line.text)]  # of a table, the row alone is told
    if not lines:
        return None
    return Draft(tuple({line.about + line.text: line for line in lines}.values()))


def _states_what_is_asked(material: Material, text: str) -> bool:
    """Tell whether a text has an amount of the kind that is asked for where 多少 is, and a body or a person where 谁 is."""
    amount = needed_amount(material)
    if amount and not amount.is_stated(text):
        return False
    return not asks_who(material.query.question) or names_body(text)


def lacks_subject(material: Material, text: str) -> bool:
    """Tell whether the question is no more than the name of a thing (局长, 旅游收入目标) whose rarest word `text` lacks.

    A sentence says the same in many ways, so that a word of it that is missing tells nothing.
    """
    name = _name_asked(material)
    if material.english or len(name) > _LONGEST_NAME or _SENTENCE.search(name):
        return False
    words = [each if is_word(each) else each[-2:] for each in cut(name) if len(each) > 1]
    known = [each for each in words if is_word(each)]
    rarest = max(known, key=material.lexical.idf, default="")
    return rarest not in simplify(text)


def asks_for_base(material: Material) -> bool:
    """Tell whether the question only names what the plans count something against: the GDP of 单位地区生产总值事故死亡率.

    So it is where it asks how large the place is, or how many live there, and no plan tells.
    """
    if _asks_for_place(material):
        return True
    texts = [material.folded(plan) for plan in material.plans]
    asked = fold(_name_asked(material))
    also = chinese_terms(asked) if asked.isascii() else ""
    names = [each for each in f"{asked} {also}".split() if not _ASKED_OF_IT.fullmatch(each)]
    printed = [name for name in names if any(name in text for text in texts)]
    return bool(printed) and all(
        _BEFORE_BASE.search(text, 0, match.start())
        for name in printed
        for text in texts
        for match in re.finditer(re.escape(name), text)
    )


def _asks_for_place(material: Material) -> bool:
    asked = _OF_THE_PLACE.fullmatch(_HOW_MUCH.sub("", material.asked))
    if asked is None or not material.query.places:
        return False
    kind = "面积" if "面积" in asked[0] else re.escape(re.sub("^[总常住户籍城镇农村地区]+|[总数量]+$", "", asked[0]))
    told = re.compile(rf"{_SAID_OF_PLACE}[^，。；]{{0,4}}{kind}(?:总?数|总量)?[约达为是共有]{{0,3}}\d")
    return not any(told.search(material.folded(plan)) for plan in material.plans)


def _name_asked(material: Material) -> str:
    return _ASKED_OF_IT.sub("", plain(material.query.words).strip())


def joined(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return two stretches that follow each other as one, where that is short enough to be quoted."""
    if len(evidence) == 2 and evidence[0].hit is evidence[1].hit:
        first, last = sorted(evidence, key=lambda each: each.span)
        whole = Span(first.span.start, last.span.end)
        between = evidence[0].hit.passage.text[first.span.end : last.span.start]
        if len(whole) <= LONGEST_QUOTE and not between.strip() and "\n" not in whole.of(evidence[0].hit.passage.text):
            return [replace(evidence[0], span=whole)]
    return list(evidence)


def lines_of_evidence(material: Material, evidence: Evidence) -> list[Line]:
    """Return the line that quotes `evidence`; one that ends with a colon is followed by the items that it announces."""
    line = line_of_evidence(material, evidence)
    plan = material.library[evidence.hit.passage.plan_id]
    span = within_plan(evidence.hit, evidence.span)
    items = items_after(plan.text, span.end) if span.of(plan.text)[-1] in "：:" else []
    if not items:
        return [line]
    whole = Span(span.start, items[-1].end)
    quoted = [material.line(plan, line.text, [Proof(plan, whole, (span,))])]
    return quoted + [Line(on_one_line(item.of(plan.text)), (Proof(plan, whole, (item,)),)) for item in items]


def items_after(text: str, start: int) -> list[Span]:
    """Return the numbered paragraphs, all of one kind, that follow a colon; none where they are too long to be quoted."""
    items: list[Span] = []
    kind = None
    for match in _PARAGRAPH.finditer(text, start):
        numbered = _ITEM.match(match["text"].lstrip())
        if numbered is None or numbered.lastgroup != (kind or numbered.lastgroup):
            break
        kind = numbered.lastgroup
        items.append(Span(*match.span("text")).stripped(text))
        if items[-1].end - start > _LONGEST_ITEMS:
            return []
    return items if len(items) > 1 else []


def line_of_evidence(material: Material, evidence: Evidence) -> Line:
    """Return the line that quotes `evidence`; a row of a table is said with what its header says."""
    plan = material.library[evidence.hit.passage.plan_id]
    span = within_plan(evidence.hit, evidence.span)
    row = _row(material, plan, span)
    if row is not None:
        records = [each for each in plan.indicators if each.span == row.span]
        asked = [each for each in records if each.year in material.query.years] or records[-1:]
        if asked:
            return line_of(material, plan, asked[0])
        table = next(each for each in plan.tables if row in each.rows)
        return line_of_row(material, plan, table, row)
    for each in plan.tasks:
        if each.span.contains(span) and span.start >= each.text_span.end:
            # Units and deadline say nothing without what is to be done.
            return task.line_of(material, plan, each)
    quote = on_one_line(span.of(plan.text))
    proof = Proof(plan, evidence.hit.passage.span, (span,))
    return material.line(plan, f"“{quote}”" if material.english else quote, [proof])


def within_plan(hit: Hit, span: Span) -> Span:
    """Return a span of a hit's text as a span of its plan's."""
    start = hit.passage.span.start
    return Span(start + span.start, start + span.end)


def _row(material: Material, plan: Plan, span: Span) -> Row | None:
    """Return the row that has most of the question's words, of the table that `span` is from; None outside of tables."""
    rows: Sequence[Row] = [row for table in plan.tables if table.span.overlaps(span) for row in table.rows]
    return max(
        rows,
        key=lambda row: (material.covered(row.span.of(plan.text)), row.span.overlaps(span), -row.span.start),
        default=None,
    )


def _is_of_the_years(material: Material, hit: Hit) -> bool:
    """Tell whether a hit may answer a question that names a year beyond the plan's: it must name it too."""
    last = material.last_year(material.library[hit.passage.plan_id])
    beyond = [year for year in _YEAR.findall(material.asked) if last is not None and int(year) > last]
    return all(year in hit.passage.text for year in beyond)
