"""All of what a heading holds: its subsections, or its numbered paragraphs, in order."""

import re
from collections.abc import Callable, Sequence, Set
from itertools import takewhile
from os.path import commonprefix

from corpus.plan import Plan, Section, Span
from corpus.quantities import read_numeral
from corpus.sentences import split_sentences
from index.query import Intent
from service.answer.draft import MOST_CITATIONS, Draft, Line, Proof, on_one_line
from service.answer.material import Material, heading_of
from service.answer.tokens import tokens_of

ASKS_LIST = re.compile(
    r"哪些|有哪|哪[几两三四五六七八九十\d]+|几[个大类项条章节方面种块]|多少[个项条类]|列出|列举|列全|列了|都有(?:什么|啥)|分别(?:是|叫|讲)|包括(?:什么|哪)|叫什么|what are|which|list|how many",
    re.IGNORECASE,
)
ASKS_COUNT = re.compile(
    r"(?<![哪第])几(?!级)|多少|(?:的|指标|任务|工程)(?:数量|个数|总数)|how many|number of|一共|共有|总共"
    # 哪个规划的重点工程最多
    r"|[谁哪][^，。？?]{0,16}?(?:[更最][多少]|(?<!许)多)(?=\W|$)",
    re.IGNORECASE,
)
# Words that ask for parts of a plan and stand in few headings.
_ASIDE = re.compile(
    r"第[\d一二三四五六七八九十]+(?:个|类|点|种|大|方面|部分)|具体|有?哪[些几里]?|列出|列举|列全|列了|一共|总共|共有|都有|什么|分别|包括|涉及|包含|涵盖|领域|叫|讲|几[个大类项条章节方面种]+|多少[个项条类]?|子项|下面|下设|下辖|工作|内容|是|有|的|了|里|分|和|规划|这份|那份|[“”\"《》,，。?？、\s]"
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
# 第四个具体讲什么: one of a list.
_NTH = re.compile(r"第(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})(?:个|类|点|种|大|方面|部分)")
_LONGEST_ITEM = 90
_ANNOUNCES = re.compile(r"[：:]$")
_NAMING = 4
_ALIKE = 3  # sections that end alike are of one kind
# 智慧应急信息化工程, asked for as 智慧应急信息化: the heading itself is named.
_NAMED_BONUS = 0.2
_LONG_NAME, _FEW_LEFT = 6, 3
# 专项整治涉及几个领域 names 开展专项整治.
_VERB = re.compile("^(?:开展|加强|推进|强化|实施|提升|完善|健全|构建|建立|深化)")
_BEFORE_KIND, _FEWEST_LEFT = 6, 1
_KIND = re.compile(r"(?:工程|建设|体系|任务|项目|行动)+$")
_LONGEST_FIRST_SENTENCE = 240


def structure(material: Material) -> Draft | None:
    """Return the chapters, the boxes, or what stands below a heading that is all the question names; None for others."""
    if _CHAPTERS.search(material.asked):
        return _draft(material, lambda plan: [section for section in plan.sections if section.level == 1])
    if _BOX.search(material.asked) and not _ONE_BOX.search(material.asked):
        if draft := _draft(material, lambda plan: _of_named_box(plan, material.asked)):
            return draft
        return _draft(material, lambda plan: [section for section in plan.sections if _BOX.match(section.label)])
    if (box := _BOX_NUMBER.search(material.asked)) and _ASKS_BOX.search(material.asked):
        about = _BOX_NUMBER.sub("", material.asked)
        return _draft(material, lambda plan: _asked_of(in_box(plan, _digits(box["number"])), about))
    if ASKS_LIST.search(material.asked) and not _NTH.search(material.asked):
        return _draft(material, lambda plan: _below_named(plan, material.asked)) or _draft(
            material, lambda plan: _of_named_kind(plan, material.asked)
        )
    return None


def _below_named(plan: Plan, question: str) -> Sequence[Section]:
    """Return the parts of the one section whose heading is all that the question names."""
    below = plan.sections_below()
    titles = {at: plan.sections[at].title for at in below if at is not None}
    named = [at for at, title in titles.items() if _is_all_that_is_named(title, question)]
    longest = max(named, key=lambda at: len(titles[at]), default=None)
    items = [plan.sections[inner] for inner in below[longest]] if longest is not None else []
    if longest is not None and (
        one := _announcing(plan, items, tokens_of(_ASIDE.sub(" ", question.replace(titles[longest], " "))))
    ):
        return [one]
    return items if len(items) > 1 else ()


def _of_named_kind(plan: Plan, question: str) -> Sequence[Section]:
    """Return the sections below one heading that are all of the kind that the question names: 安全生产专项整治有哪些.

    Their titles end alike (矿山安全专项整治, 消防安全专项整治), and the question names none of them by what differs.
    """
    for inner in plan.sections_below().values():
        titles = [plan.sections[at].title.rstrip("。.：: ") for at in inner]
        kind = _common_end(titles)
        if len(titles) < _ALIKE or len(kind) < _NAMING:
            continue
        before, named, after = question.rpartition(kind[-_NAMING:])
        # 专项整治列了几个领域: behind the kind it is only asked which there are.
        if not named or len(_ASIDE.sub("", after)) > _FEWEST_LEFT:
            continue
        before = re.split("[，。？?,]", before)[-1][-_BEFORE_KIND:]
        if not any(_pairs(title.removesuffix(kind)) & _pairs(before) for title in titles):
            return [plan.sections[at] for at in inner]
    return ()


def _common_end(titles: Sequence[str]) -> str:
    return commonprefix([title[::-1] for title in titles])[::-1] if titles else ""


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _asked_of(items: Sequence[Section], about: str) -> Sequence[Section]:
    """Return the item of a box that the question names, all when it names none: 专栏1里，突发性地质灾害这一条要做什么."""
    named = [item for item in items if _shares_run(item.title, about)]
    return named if len(named) == 1 else items


def _shares_run(title: str, question: str) -> bool:
    """Tell whether a question has so many neighbouring characters of a title that it names it."""
    return any(title[at : at + _NAMING] in question for at in range(len(title) - _NAMING + 1))


def _of_named_box(plan: Plan, question: str) -> Sequence[Section]:
    """Return the items of the one box whose title the question has: 自然灾害防治专栏有几条."""
    boxes = [at for at, section in enumerate(plan.sections) if _BOX.match(section.label)]
    named = [at for at in boxes if _shares_run(plan.sections[at].title, question)]
    if len(named) != 1:
        return ()
    return items_below(plan, named[0])


def is_box(section: Section) -> bool:
    """Tell whether a section is a box: 专栏1 重点工程."""
    return bool(_BOX.match(section.label))


def items_below(plan: Plan, at: int) -> list[Section]:
    """Return the sections below one; of a box whose items are no deeper than its heading, those that follow it."""
    below = plan.sections_below()
    if inner := below.get(at):
        return [plan.sections[each] for each in inner]
    box = plan.sections[at]
    if not is_box(box):
        return []
    beside = below.get(box.parent, ())
    following = [plan.sections[each] for each in beside[beside.index(at) + 1 :]]
    return list(takewhile(lambda each: each.number and not is_box(each), following))


def in_box(plan: Plan, number: int) -> list[Section]:
    """Return what stands below the heading of a numbered box."""
    for at, section in enumerate(plan.sections):
        box = _BOX_NUMBER.match(section.label)
        if box and _digits(box["number"]) == number:
            return items_below(plan, at)
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
            lines += lines_of(material, plan, items, counted=ASKS_COUNT.search(material.asked) is not None)
    return Draft(tuple(lines), frozenset(counts)) if lines else None


def lines_of(material: Material, plan: Plan, items: Sequence[Section], *, counted: bool) -> list[Line]:
    """Return one line an item, above them their number when it was asked for: it is counted and stands in no quote."""
    proofs = [_proof(plan, item) for item in items[:MOST_CITATIONS]]
    if len(proofs) == 1:
        # Alone, it is asked what it says.
        lines = [material.line(plan, on_one_line(proofs[0].span.of(plan.text)), proofs)]
        return [*lines, *_announced(plan, items[0])]
    lines = []
    for item, proof in zip(items, proofs, strict=False):
        lines += [Line(_item(plan, item), (proof,)), *_announced(plan, item)]
    return with_head(material, plan, lines[:MOST_CITATIONS], len(items), counted=counted)


def _announced(plan: Plan, item: Section) -> list[Line]:
    """Return what is numbered below an item that does no more than announce it: 第五条 场所履行下列职责："""
    if item.title or not _ANNOUNCES.search(_item(plan, item)):
        return []
    below = plan.sections_below().get(plan.sections.index(item), ())
    return [Line(_item(plan, plan.sections[at]), (_proof(plan, plan.sections[at]),)) for at in below]


def with_head(material: Material, plan: Plan, lines: list[Line], count: int, *, counted: bool) -> list[Line]:
    """Return the lines below `共 5 项` if they are `counted`, otherwise the first of them with the place it speaks of."""
    if counted:
        proofs = [proof for line in lines for proof in line.proofs]
        return [material.line(plan, count_text(count, len(lines), english=material.english), proofs), *lines]
    return [material.line(plan, lines[0].text, lines[0].proofs), *lines[1:]]


def is_counted(material: Material, count: int) -> bool:
    """Tell whether the number of what is listed is to be said: when it is asked for, or not all of it is listed."""
    return bool(ASKS_COUNT.search(material.asked)) or count > MOST_CITATIONS


def count_text(count: int, shown: int, *, english: bool) -> str:
    """Return `共 5 项`, and whether some of them are not shown."""
    if english:
        return f"{count} in all" + (", the others are not listed" if shown < count else "")
    return f"共 {count} 项" + ("，其余未列出" if shown < count else "")


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
        name = _KIND.sub("", section.title.strip("。.：: "))
        if len(name) >= _NAMING and name in material.asked:
            score += _NAMED_BONUS
        if best is None or score > best[0]:
            best = (score, at)
    if best is None or best[0] < _FITS:
        return []
    items = [plan.sections[at] for at in below[best[1]]]
    if one := _announcing(plan, items, wanted - tokens_of(plan.sections[best[1]].label)):
        return [one]
    if nth := _NTH.search(material.asked):
        return items[_digits(nth["number"]) - 1 :][:1]
    return items


def _announcing(plan: Plan, items: Sequence[Section], left: Set[str]) -> Section | None:
    """Return the one item without a title that announces what the question names besides the heading: 职责, of 场所的职责."""
    left = {token for token in left if not token.startswith("2:")}  # its words, not their pairs of characters
    named = [
        item
        for item in items
        if left and not item.title and _ANNOUNCES.search(text := _item(plan, item)) and left <= tokens_of(text)
    ]
    return named[0] if len(named) == 1 else None


def _is_all_that_is_named(title: str, question: str) -> bool:
    """Tell whether a question names a heading, or a part of it between commas, and besides only asks for its parts."""
    parts = (part for whole in re.split("[，,、。.：:]", title) for part in (whole, _VERB.sub("", whole)))
    pieces = (piece for piece in parts if len(piece) >= _LONG_NAME)
    named = max((piece for piece in pieces if piece in question), key=len, default=None)
    return named is not None and len(_ASIDE.sub("", question.replace(named, " "))) <= _FEW_LEFT


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
