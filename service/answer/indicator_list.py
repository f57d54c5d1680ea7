"""The indicators of a plan, all of them or those of a kind: how many there are, which are binding, which are of a class."""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.plan import Indicator, Operator, Plan
from corpus.quantities import read_numeral
from index.tokens import fold
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof
from service.answer.indicator import asks_for_meaning
from service.answer.indicator_line import proofs_of, requirement, table_of
from service.answer.larger import which_has_more
from service.answer.listing import count_text, is_counted, with_head
from service.answer.material import Material
from service.answer.names import LONGEST_NAME, grams_of

_NATURE = re.compile(r"约束性|预期性|binding|anticipat|expected")
_WITHIN = re.compile(r"其中|of (?:which|them|these)")
_HEADLINE = re.compile(r"主要|核心|总体|关键|指标表|headline|main|key|core")
_ALL = re.compile(
    r"指标(?:都|一共|总共|共|各|分别|的)*(?:有|是|分)?(?:哪|什么|多少|几|数量|个数|总数)|(?:哪些|几[个项]|多少[个项])[^，。]{0,8}指标|(?:indicators|targets)\b"
)
# 哪个规划的指标最多
_MORE_OF_THEM = re.compile(r"指标(?:数量?|个数|总数)?[更最]?[多少](?=\W|$)")
# 丰台区的主要指标, 各地的核心指标是什么: nothing else is asked.
_NAMED = re.compile(
    r"^\W*(?:各|每[个份]|所有|全部|各?地方?|各?市|各?区县?|[两二三四五六七八九十几][个份]|20\d\d年|规划|里|中|的|“?十四五”?|时期|期间)*(?:主要|核心|关键|总体|规划|发展|预期|约束性|预期性)+(?:目标)?的?"
    r"指标(?:体系|表|情况|目标)?(?:分别|各|都)*(?:是|有|包括)?(?:什么|啥|怎样|如何|多少)?(?:的|呢|吗)?\W*$"
)
_NTH = re.compile(
    r"(?:第(?P<nth>[一二三四五六七八九十]{1,3}|\d{1,2})|最后一|倒数第一)[个项条]?(?:核心|主要|规划|约束性|预期性)?(?:的)?指标"
)
_WHICH = re.compile(r"哪[些几]|哪一?[个项]|几[个项]|多少[个项]|which|how many")
# What a question for indicators says besides what they are about.
_ASIDE = re.compile(
    r"(?:谁|哪一?[个份家](?:地方|地区|规划|城市|区县|[市区县])?)的?|[更最]?[多少](?=\W|$)|第[一二三四五六七八九十\d]+|最后|倒数|(?:一共|总共|共有|总计|全部|所有|都|各自?|每[个份]|分别|大概|到底|具体|其中|一样|相同|不同)"
    r"|确定|提出|设定|设置|设了|列出?|明确|制定|安排|给出|纳入|包括|包含|涉及|规定|要求|考核|量化|指的|属于|关于|有关|相关|方面|领域|这[个些份项]|那[个些份项]|本|该"
    r"|里面?|中|表格?|专栏\d*|体系|[类项个条种块]|有没有|告诉我|介绍|说说|一下|请问|列表|清单|数[量目]|个数|总数|名称|内容|情况|完成|实现|建成|期末|末|底|前|后"
    r"|规划|文件|方案|发展|建设|工作|全[市区县省州]|我们|十四五|约束性|预期性|主要|核心|总体|关键|重点|目标值?|指标|[两二三四五六七八九十几]地?"
)
# 碳排放指标是多少 asks for what it is, not how many there are.
_ASKS_VALUE = re.compile(r"指标(?:值|目标)?(?:分别|各)?(?:是|为|定)?多少(?![个项条])")
_CLASS_COLUMN = re.compile("类别|领域|分类|类型|维度|方面|一级|项目类|大类")
_SAME_SUBJECT = 0.5
_FALLS = re.compile(r"(?:下降|降低|减少|压减)的?(?:主要|核心)?指标|指标.{0,6}(?:要|应|需|须)(?:求)?(?:下降|降低|减少)")
_NOTED = re.compile(r"(?:带|有|标|打)?(?:了|着)?(?:星号|\*|＊|脚注|注释)的?")
_HAS_VALUE = re.compile(
    r"(?:达到|做到|实现|达|到|为|是|定为|要求|(?P<falls>下降|降低|减少)|(?P<rises>提高|增长))(?:了)?(?P<value>(?!20\d\d)\d+(?:\.\d+)?)\s*(?P<sign>[%％]|(?=的|[？?]|$))|(?P<whole>百分之百|百分百)"
)


def compose(material: Material) -> Draft | None:
    """Return the indicators that are asked for as a group, one a line, with their number where that is asked."""
    nature = _NATURE.search(material.asked)
    several = any(each.search(material.asked) for each in (_ALL, _NTH, _NAMED, _MORE_OF_THEM))
    of_value = _HAS_VALUE.search(material.asked)
    if not several and not ((nature or of_value) and _WHICH.search(material.asked)):
        return None
    if _ASKS_VALUE.search(material.asked) and asks_for_meaning(material.asked):
        return None
    lines: list[Line] = []
    counts: dict[str, int] = {}
    counted: set[int] = set()
    for plan in material.near_plans:
        every = not (_HEADLINE.search(material.asked) or _MORE_OF_THEM.search(material.asked))
        found = _about(material, plan, _named_briefly(plan) if of_value and every else headline(plan, every=every))
        if _WITHIN.search(material.asked) and nature:
            rows = _by_name(found)
            counted |= {len(rows), _number_of(rows, _kind_of(nature[0]))}
            lines += _with_kind(material, plan, rows, _kind_of(nature[0])) if rows else []
            continue
        kinds = list(dict.fromkeys(_kind_of(each) for each in _NATURE.findall(material.asked)))
        of_kinds = [[each for each in found if each.nature == kind] for kind in kinds]
        for group in of_kinds if nature else [found]:
            if rows := _asked_ones(material, _by_name(group)):
                counted.add(len(rows))
                counts[plan.id] = counts.get(plan.id, 0) + len(rows)
                lines += _lines(material, plan, rows)
    heads = [proof for line in lines for proof in line.proofs[:1]]
    if more := which_has_more(material, [(material.library[each], count) for each, count in counts.items()], heads):
        lines.append(more)
    return Draft(tuple(lines), frozenset(counted)) if lines else None


def _with_kind(material: Material, plan: Plan, rows: Sequence[Sequence[Indicator]], kind: str) -> list[Line]:
    """Return all indicators below how many they are and how many of them are of a kind: 一共几个，其中约束性几个."""
    lines = _lines(material, plan, rows, headed=False)
    number = _number_of(rows, kind)
    proofs = [proof for line in lines for proof in line.proofs]
    of_kind = f", {number} of them {kind}" if material.english else f"，其中{kind} {number} 项"
    head = count_text(len(rows), len(lines), english=material.english) + of_kind
    return [material.line(plan, head, proofs), *lines]


def _number_of(rows: Sequence[Sequence[Indicator]], kind: str) -> int:
    return sum(1 for row in rows if row[0].nature == kind)


def is_named(material: Material) -> bool:
    """Tell whether the question does no more than name the indicators of a plan, or one by its number, or asks who has more."""
    return any(each.search(material.asked) for each in (_NTH, _NAMED, _MORE_OF_THEM))


def headline(plan: Plan, *, every: bool) -> list[Indicator]:
    """Return the indicators of the plan's tables, else those of the section called 指标, else all of them if `every`."""
    tabled = [each for each in plan.indicators if table_of(plan, each)]
    if tabled:
        return tabled
    for section in plan.sections:
        if "指标" in section.label:
            inside = [each for each in plan.indicators if section.span.contains(each.span)]
            if len(inside) > 1:
                return inside
    return _named_briefly(plan) if every else []


def _named_briefly(plan: Plan) -> list[Indicator]:
    return [each for each in plan.indicators if len(each.name) <= LONGEST_NAME]


def _kind_of(nature: str) -> str:
    return "预期性" if nature in ("预期性", "expected") or nature.startswith("anticip") else "约束性"


def _about(material: Material, plan: Plan, found: list[Indicator]) -> list[Indicator]:
    """Return those of the indicators that are of the class, of the subject or of the figure that the question names.

    数据资源类指标有几个 asks for those of a class, 森林火灾有哪些指标 for those so called, 哪些指标要达到100% for those with it.
    """
    if value := _HAS_VALUE.search(material.asked):
        is_share = value["sign"] != ""  # 百分之百 has no sign and is one all the same
        found = [each for each in found if each.value == (value["value"] or "100") and (each.unit == "%") is is_share]
        ways = {Operator.FALL: value["falls"], Operator.RISE: value["rises"]}
        found = [each for each in found if not any(ways.values()) or ways.get(each.operator)]
    if _NOTED.search(material.asked):
        found = [each for each in found if each.note]
    if _FALLS.search(material.asked):
        found = [each for each in found if each.operator is Operator.FALL]
    if material.english:
        return found
    subject = _subject(material, plan)
    bound = material.names.weight(subject)

    def is_of_it(indicator: Indicator) -> bool:
        said = grams_of(indicator.name).union(*(grams_of(each) for each in _classes(plan, indicator)))
        return material.names.weight(subject & said) >= _SAME_SUBJECT * bound

    return [each for each in found if is_of_it(each)] if subject else found


def _subject(material: Material, plan: Plan) -> frozenset[str]:
    """Return what of the question tells some indicators of the plan from others, besides the words of its title."""
    asked = _NOTED.sub(" ", _HAS_VALUE.sub(" ", _FALLS.sub(" ", material.asked)))
    return _grams_beside(asked) - grams_of(plan.metadata.title.value)


@lru_cache(maxsize=1024)
def _grams_beside(asked: str) -> frozenset[str]:
    # One by one: 规划设定 is two words that say nothing, and no third one between them.
    return frozenset().union(*(grams_of(piece) for piece in _ASIDE.split(fold(asked))))


def _classes(plan: Plan, indicator: Indicator) -> list[str]:
    """Return what the columns for classes say of an indicator's row."""
    table = table_of(plan, indicator)
    row = next((row for row in table.rows if row.span.contains(indicator.value_span)), None) if table else None
    if table is None or row is None or len(row.cells) != len(table.header):
        return []
    columns = zip(table.header, row.cells, strict=True)
    return [cell.text for head, cell in columns if _CLASS_COLUMN.search(head.text) and cell.text]


def _by_name(found: Sequence[Indicator]) -> list[list[Indicator]]:
    """Return the indicators with those of one name together: a row may have a target for each of several years."""
    rows: dict[str, list[Indicator]] = {}
    for each in found:
        rows.setdefault(each.name, []).append(each)
    return list(rows.values())


def _asked_ones(material: Material, rows: list[list[Indicator]]) -> list[list[Indicator]]:
    """Return the one that the question counts out (第三个指标, 最后一个指标), else all; of each the year that is asked for."""
    if nth := _NTH.search(material.asked):
        printed = nth["nth"] or ""
        at = (int(printed) if printed.isdecimal() else int(read_numeral(printed))) - 1 if printed else -1
        rows = rows[at:][:1] if at < len(rows) else []
    years = material.query.years
    return [[each for each in row if each.year in years] or row for row in rows]


def _lines(material: Material, plan: Plan, rows: Sequence[Sequence[Indicator]], *, headed: bool = True) -> list[Line]:
    lines: list[Line] = []
    for row in rows[:MOST_CITATIONS]:
        own: list[Proof] = []
        for proof in (proof for each in row for proof in proofs_of(material, plan, each)):
            if proof not in own:
                own.append(proof)
        quoted = "".join("".join(proof.span.of(plan.text).split()) for proof in own)
        said = "；".join(requirement(plan, each, quoted, english=material.english) for each in row)
        lines.append(Line(f"{row[0].name}{': ' if material.english else '：'}{said}", tuple(own)))
    if not headed:
        return lines
    counted = is_counted(material, len(rows)) and not _ASKS_VALUE.search(material.asked)
    return with_head(material, plan, lines, len(rows), counted=counted)
