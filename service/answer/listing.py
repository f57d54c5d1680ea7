"""All of what a heading holds: its subsections, or its numbered paragraphs, in order."""

import re
from collections.abc import Callable, Sequence

from corpus.plan import Plan, Section, Span
from corpus.quantities import read_numeral
from corpus.sentences import split_sentences
from index.query import Intent
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line
from service.answer.material import Material, heading_of
from service.answer.tokens import tokens_of

ASKS_LIST = re.compile(
    r"哪些|有哪|哪[几两三四五六七八九十\d]+|几[个大类项条章节方面种]|多少[个项条类]|列出|列举|列全|列了|都有(?:什么|啥)|分别(?:是|叫|讲)|包括(?:什么|哪)|叫什么|what are|which|list|how many",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"几|多少|how many|一共|共有|总共")
# Words that ask for parts of a plan and stand in few headings.
_ASIDE = re.compile(
    r"有?哪[些几里]?|列出|列举|列全|列了|一共|总共|共有|都有|什么|分别|包括|叫|讲|几[个大类项条章节方面种]+|多少[个项条类]?|是|有|的|了|里|分|和|规划|这份|那份|[“”\"《》,，。?？、\s]"
)
_BOX = re.compile(r"专栏\s*\d*|专题\s*\d*|box")
_BOX_NUMBER = re.compile(r"(?:专栏|专题|box)\s*[“”\"]?(?P<number>\d+|[一二三四五六七八九十]+)")
_ONE_BOX = re.compile(r"专栏\s*[“”\"]?\d|专栏[一二三四五六七八九]|box \d")
_ASKS_BOX = re.compile(rf"{ASKS_LIST.pattern}|内容|是什么|有什么|讲|写|里", re.IGNORECASE)
_CHAPTERS = re.compile(r"(?:几|多少|哪几?|哪些)(?:个)?(?:大?部分|章|篇)|chapters?|main parts")
_FITS = 0.62
# 哪五个系统: a section with five parts may well be meant.
_NUMBER_BONUS = 0.15
_NUMBER = re.compile(r"(?:哪|这|的|是)?(?P<number>[二两三四五六七八九十]+|\d+)(?:个|大|项|类|条|种|方面)")
_LONGEST_ITEM = 90
_LONGEST_FIRST_SENTENCE = 240


def structure(material: Material) -> Draft | None:
    """Return the chapters or the boxes of the plans; None when neither is asked for."""
    if _CHAPTERS.search(material.asked):
        return _draft(material, lambda plan: [section for section in plan.sections if section.level == 1])
    if _BOX.search(material.asked) and not _ONE_BOX.search(material.asked):
        return _draft(material, lambda plan: [section for section in plan.sections if _BOX.match(section.label)])
    if (box := _BOX_NUMBER.search(material.asked)) and _ASKS_BOX.search(material.asked):
        return _draft(material, lambda plan: in_box(plan, _digits(box["number"])))
    return None


def in_box(plan: Plan, number: int) -> list[Section]:
    """Return what stands below the heading of a numbered box."""
    below = plan.sections_below()
    for at, section in enumerate(plan.sections):
        box = _BOX_NUMBER.match(section.label)
        if box and _digits(box["number"]) == number:
            return [plan.sections[inner] for inner in below.get(at, ())]
    return []


def _digits(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else int(read_numeral(numeral) or 0)


def compose(material: Material) -> Draft | None:
    """Return what the section that the question names holds, each item marked; None when no heading fits."""
    if not (ASKS_LIST.search(material.asked) or material.query.intent in (Intent.LIST, Intent.AGGREGATE)):
        return None
    return _draft(material, lambda plan: _named_items(material, plan))


def _draft(material: Material, items_of: Callable[[Plan], Sequence[Section]]) -> Draft | None:
    lines: list[Line] = []
    counts: list[int] = []
    for plan in material.near_plans:
        items = items_of(plan)
        if items:
            counts.append(len(items))
            lines += lines_of(material, plan, items, counted=_COUNTED.search(material.asked) is not None)
    return Draft(tuple(lines), frozenset(counts)) if lines else None


def lines_of(material: Material, plan: Plan, items: Sequence[Section], *, counted: bool) -> list[Line]:
    """Return one line an item, the first with their number when it was asked for or they are many."""
    shown = items[:MOST_CITATIONS]
    proofs = [_proof(plan, item) for item in shown]
    lines = [Line(_item(plan, item), (proof,)) for item, proof in zip(shown, proofs, strict=True)]
    if counted or len(items) > 3:
        more = len(items) - len(shown)
        lines.insert(0, material.line(plan, count_text(len(items), more, english=material.english), proofs))
    elif len(material.plans) > 1:
        lines[0] = material.line(plan, lines[0].text, lines[0].proofs)
    return lines


def count_text(count: int, more: int, *, english: bool) -> str:
    """Return `共 5 项`, and how many of them are not shown."""
    if english:
        return f"{count} in all" + (f", {more} of them not listed" if more else "")
    return f"共 {count} 项" + (f"，另有 {more} 项未列出" if more else "")


def _named_items(material: Material, plan: Plan) -> list[Section]:
    """Return the parts of the section that the question names, best heading first."""
    below = plan.sections_below()
    wanted = tokens_of(_ASIDE.sub(" ", material.asked if not material.english else material.query.words))
    bound = sum(material.lexical.idf(token) for token in sorted(wanted)) or 1.0
    number = _number(material.asked)
    best: tuple[float, int] | None = None
    for at, section in enumerate(plan.sections):
        if not section.title or len(below.get(at, ())) < 2 or len(section.title) > 40:
            continue
        named = tokens_of(section.label)
        shared = sum(material.lexical.idf(token) for token in sorted(wanted & named))
        length = sum(material.lexical.idf(token) for token in sorted(named)) or 1.0
        score = 0.7 * shared / bound + 0.3 * min(1.0, shared / length)
        if len(below[at]) == number:
            score += _NUMBER_BONUS
        if best is None or score > best[0]:
            best = (score, at)
    if best is None or best[0] < _FITS:
        return []
    return [plan.sections[at] for at in below[best[1]]]


def _item(plan: Plan, section: Section) -> str:
    if section.title and len(section.title) <= _LONGEST_ITEM:
        return heading_of(section)
    sentence = _first_sentence(plan, section)
    return on_one_line(sentence.of(plan.text)).rstrip("。；;")


def _proof(plan: Plan, section: Section) -> Proof:
    """Return the heading with the first sentence below it, which a heading alone says little without."""
    span = Span(section.heading.start, section.heading.end)
    first = _first_sentence(plan, section)
    if first.end > span.end and first.end - span.start <= _LONGEST_FIRST_SENTENCE:
        span = Span(span.start, first.end)
    return Proof(plan, span, (section.heading,))


def _first_sentence(plan: Plan, section: Section) -> Span:
    """Return the first sentence of a section that is not its heading, or the heading where there is none."""
    own = Span(section.heading.start, section.span.end)
    for sentence in split_sentences(plan.text, own):
        if sentence.end > section.heading.end and not any(each.span.overlaps(sentence) for each in plan.furniture):
            return sentence
    return section.heading


def _number(question: str) -> int | None:
    """Return the number of things that the question speaks of: 5 for 哪五个系统."""
    match = _NUMBER.search(question)
    numeral = match["number"].replace("两", "二") if match else ""
    return int(numeral) if numeral.isdecimal() else int(read_numeral(numeral)) if numeral else None
