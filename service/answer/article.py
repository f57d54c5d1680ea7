"""What an article of a regulation says: 第六条怎么规定的, Article 6."""

import re

from corpus.plan import Plan, Span
from corpus.quantities import read_numeral
from corpus.sentences import split_sentences
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.material import Material

_ASKED = re.compile(
    r"第(?P<numeral>[一二三四五六七八九十百零〇两\d]{1,5})条(?!例|件)|\barticle\s+(?P<digits>\d{1,3})\b", re.IGNORECASE
)
# 第六条 每人每年…, at the start of a line; 依照第六条的规定 within a sentence is none.
_ARTICLE = re.compile(
    r"^[^\S\n]*第(?P<numeral>[一二三四五六七八九十百零〇两\d]{1,5})条(?=[\s　：:【（(]|[一-龥])(?!规定|第)",
    re.MULTILINE,
)
_HEADING = re.compile(r"^[^\S\n]*第[一二三四五六七八九十百零\d]{1,5}[章节编]|^[^\S\n]*附\s?[则件表录]", re.MULTILINE)
_FEWEST = 3  # of a document that is made of articles
_LONGEST = 800
_WHO = re.compile(r"牵头|责任单位")


def compose(material: Material) -> Draft | None:
    """Return the articles that the question names by number, quoted whole; None where no document has them."""
    wanted = {_number(match["numeral"] or match["digits"]) for match in _ASKED.finditer(material.asked)}
    if not wanted or _WHO.search(material.asked):
        return None
    lines = [
        line
        for plan in material.near_plans
        for number, span in _articles(plan, material.folded(plan))
        if number in wanted
        for line in _lines(material, plan, span)
    ]
    return Draft(tuple(lines)) if lines else None


def _articles(plan: Plan, folded: str) -> list[tuple[int, Span]]:
    """Return the articles of a plan with their numbers, found in its `folded` text; none where it is not made of them."""
    found = list(_ARTICLE.finditer(folded))
    if len(found) < _FEWEST:
        return []
    breaks = sorted([each.start() for each in found] + [each.start() for each in _HEADING.finditer(folded)])
    ends = dict(zip(breaks, [*breaks[1:], len(plan.text)], strict=True))
    return [
        (
            _number(each["numeral"]),
            Span(each.start(), min(ends[each.start()], each.start() + _LONGEST)).stripped(plan.text),
        )
        for each in found
    ]


def _lines(material: Material, plan: Plan, span: Span) -> list[Line]:
    """Return the paragraphs of an article, one a line, all proved by the whole of it."""
    paragraphs: list[Span] = []
    for sentence in split_sentences(plan.text, span):
        follows = paragraphs and "\n" not in plan.text[paragraphs[-1].end : sentence.start]
        if follows:
            paragraphs[-1] = Span(paragraphs[-1].start, sentence.end)
        else:
            paragraphs.append(sentence)
    first, *rest = paragraphs
    opening = on_one_line(first.of(plan.text))
    quoted = f"“{opening}”" if material.english else opening
    return [
        material.line(plan, quoted, [Proof(plan, span, (first,))]),
        *(Line(on_one_line(each.of(plan.text)), (Proof(plan, span, (each,)),)) for each in rest),
    ]


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else int(read_numeral(numeral) or 0)
