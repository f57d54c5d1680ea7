"""All that a plan wants done by a year, where its sentences say so: 2023年底前要完成哪些事, 到2025年要实现什么."""

import re
from collections.abc import Iterator

from corpus.plan import Plan, Span
from corpus.sentences import split_sentences
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line
from service.answer.listing import ASKS_COUNT, with_head
from service.answer.material import Material, heading_of
from service.answer.stretches import LONGEST_QUOTE, trimmed

_YEAR = re.compile(r"20\d\d")
_DUE = re.compile(r"完成|实现|达到|建成|做到|做完|办完|落实|到位")
_ASKS_WHICH = re.compile(r"哪些|哪几|什么|啥|几[项件个]|多少[项件个]|列出|有哪")
# What a question says besides the year and that things are to be done: with a subject of its own it is no such question.
_ASIDE = re.compile(
    r"20\d\d\s*年?|要求|(?:到|至|截至|截止|在|于|底|末|之?前|以前|为止|期间|内)|(?:需?要|须|应该?|必须|计划|打算|将|力争)|完成|实现|达到|建成|做到|做完|办完|落实|到位"
    r"|规划|文件|方案|里面?|中|提出|确定|规定|全[市区县省]|(?:都|一共|总共|共|分别)|有?(?:哪[些几][项件个]?|什么|啥)|几[项件个]|多少[项件个]|列出"
    r"|(?:主要|重点|具体)?(?:的)?(?:任务|工作|事项|事情?|目标|内容|东西|要求|举措)|[有是的了吗呢要]|[\W_]"
)
_MOST_SPANS = 40
_SHORT = 40


def compose(material: Material) -> Draft | None:
    """Return the sentences that name the year by which something is to be done; None unless nothing else is asked."""
    years = _YEAR.findall(material.asked)
    if len(years) != 1 or not _DUE.search(material.asked) or not _ASKS_WHICH.search(material.asked):
        return None
    if _ASIDE.sub("", material.asked):
        return None
    lines: list[Line] = []
    counts: set[int] = set()
    for plan in material.near_plans:
        found = list(_due(plan, years[0]))
        if found:
            below = [_line(material, plan, span) for span in found[:MOST_CITATIONS]]
            counts.add(len(found))
            lines += with_head(material, plan, below, len(found), counted=bool(ASKS_COUNT.search(material.asked)))
    return Draft(tuple(lines), frozenset(counts)) if lines else None


def _due(plan: Plan, year: str) -> Iterator[Span]:
    """Yield the stretches that name the year as an end, each once, in their order."""
    said = re.compile(
        rf"(?:到|至|截至|截止)\s*{year}\s*年(?!以来|\d|\s*\d+\s*月)|(?<!\d){year}\s*年(?:[底末]|之?前|以前|[^，。；,;\d]{{0,8}}(?:完成|实现|建成|达到|启动))|(?<=[。；;\n]){year}\s*年(?=[,，])"
    )
    last = 0
    for match in list(said.finditer(plan.text))[:_MOST_SPANS]:
        own = Span(*match.span())
        if own.start < last or any(each.span.overlaps(own) for each in plan.furniture):
            continue
        sentence = _sentence(plan.text, own)
        span = _cut(plan.text, sentence, own) if len(sentence) > LONGEST_QUOTE else sentence
        last = span.end
        yield span


def _sentence(text: str, own: Span) -> Span:
    start = text.rfind("\n", 0, own.start) + 1
    end = text.find("\n", own.end)
    paragraph = Span(start, end if end >= 0 else len(text))
    return next((each for each in split_sentences(text, paragraph) if each.contains(own)), own)


def _cut(text: str, sentence: Span, own: Span) -> Span:
    """Return the clauses of a long sentence from the one that names the year on."""
    start = max(text.rfind(mark, sentence.start, own.start) for mark in ",，;；")
    rest = Span(start + 1 if start >= 0 else sentence.start, sentence.end)
    ends = [at for mark in "；;" if (at := text.find(mark, own.end, rest.end)) >= 0]
    rest = Span(rest.start, min(ends) + 1 if ends else rest.end)
    inside = trimmed(text, rest, lambda piece: float(own.of(text) in piece))
    return inside if inside.contains(own) else Span(rest.start, min(rest.end, rest.start + LONGEST_QUOTE))


def _line(material: Material, plan: Plan, span: Span) -> Line:
    section = max(
        (each for each in plan.sections if each.title and each.span.contains(span)),
        key=lambda each: each.span.start,
        default=None,
    )
    if section and len(span) < _SHORT and not section.heading.overlaps(span):
        # 2022年底前下闸蓄水 says of what only in the heading above it.
        own, head = Proof(plan, material.around(plan, span), (span,)), Proof(plan, section.heading)
        return Line(f"{heading_of(section)}：{on_one_line(span.of(plan.text))}", (head, own))
    return Line(on_one_line(span.of(plan.text)), (Proof(plan, material.around(plan, span), (span,)),))
