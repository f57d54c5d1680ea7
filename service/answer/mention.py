"""Which plans speak of a thing in so many words: 哪些规划提到2025年, 哪几份规划写了消火栓."""

import re

from corpus.plan import Plan, Span
from corpus.sentences import split_sentences
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.material import Material
from service.answer.stretches import LONGEST_QUOTE, trimmed
from service.answer.tokens import fold_in_place

_WHICH = r"(?:哪[些几一]?(?:个|份|部|座|地方|些地方)?|几[个份]|多少[个份]|有没有|所有|全部|各|谁)(?:地方?|市|区|县|城市|规划|文件|方案|办法|通知|家|的)*(?:里|中)?(?:都|有|曾|明确|专门|分别)*"
_SAYS = r"(?:提到|提及|提过|提出|写[到了明]?|写的?有|说到|谈到|讲到|涉及|出现|包含|含有)(?:了|过|到)?"
_ASKED = re.compile(
    rf"{_WHICH}(?P<no>没有?|未|不)?{_SAYS}[“\"]?(?P<what>[^“”\"，。？?！!]{{2,20}}?)[”\"]?(?:的内容|这个词|的要求|一词)?(?:了|过)?吗?[？?。]?$"
    rf"|^[“\"]?(?P<before>[^“”\"，。？?！!]{{2,20}}?)[”\"]?(?:都|分别)?(?:在|被)?{_WHICH}(?P<none>没有?|未|不)?{_SAYS}[？?。]?$"
)
_YEAR = re.compile(r"(?P<year>20\d\d)年?[底末]?")
# 2023—2025年 names the years between as well.
_YEARS = re.compile(r"(?<!\d)(?P<first>20\d\d)\s*年?\s*(?:[-—–－~～〜至到]{1,2}\s*(?P<last>20\d\d))?\s*年")
_ASKS_COUNT = re.compile(r"多少|(?<!哪)几[个份]")
_MOST_SENTENCES_SEEN = 400
_LONGEST_HEADING = 16
_FEWEST_CHARACTERS = 2


def compose(material: Material) -> Draft | None:
    """Return, for each plan that has the words that the question asks for, the first sentence that has them.

    None unless the question asks which plans say a thing, or where none says it in these words.
    """
    asked = _ASKED.search(material.asked)
    if asked is None:
        return None
    what = (asked["what"] or asked["before"]).strip()
    if len(what) < _FEWEST_CHARACTERS:
        return None
    found = [(plan, _sentence(plan, material.folded(plan), what)) for plan in material.plans]
    lines = [_line(material, plan, span, what) for plan, span in found if span is not None]
    if not lines:
        return None
    silent = [missing(material, plan) for plan, span in found if span is None]
    if asked["no"] or asked["none"]:
        # Those that do not say it cannot be quoted; those that do are, below them.
        return Draft((*silent, *lines))
    if len(material.query.places) > 1:
        return Draft((*lines, *silent))
    if not _ASKS_COUNT.search(material.asked):
        return Draft(tuple(lines))
    proofs = tuple(proof for line in lines for proof in line.proofs)
    return Draft((Line(f"提到的规划共 {len(lines)} 份：", proofs), *lines), frozenset((len(lines),)))


def missing(material: Material, plan: Plan) -> Line:
    """Return the line that says of a plan that it does not tell what is asked."""
    return material.line(plan, "not given by the plan" if material.english else "规划没有给出相应内容", ())


def _sentence(plan: Plan, folded: str, what: str) -> Span | None:
    """Return the first sentence of the plan's body that has `what`; where only a heading or a title has it, that."""
    places = _places_of(folded, what)
    seen = [
        _around(plan.text, place)
        for place in places[:_MOST_SENTENCES_SEEN]
        if not any(each.span.overlaps(place) for each in plan.furniture)
    ]
    whole = (each for each in seen if len(each) > _LONGEST_HEADING and each.of(plan.text)[-1] in "。；;！")
    return next(whole, seen[0] if seen else None)


def _places_of(folded: str, what: str) -> list[Span]:
    year = _YEAR.fullmatch(what)
    if year is None:
        pattern = r"\s*".join(map(re.escape, re.sub(r"\s", "", what)))
        return [Span(*match.span()) for match in re.finditer(pattern, folded)]
    return [
        Span(*match.span())
        for match in _YEARS.finditer(folded)
        if match["first"] <= year["year"] <= (match["last"] or match["first"])
    ]


def _around(text: str, place: Span) -> Span:
    start = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    paragraph = Span(start, end if end >= 0 else len(text))
    return next((each for each in split_sentences(text, paragraph) if each.overlaps(place)), place)


def _line(material: Material, plan: Plan, sentence: Span, what: str) -> Line:
    def worth(clause: str) -> float:
        return float(bool(_places_of(fold_in_place(clause), what)))

    own = sentence
    if len(sentence) > LONGEST_QUOTE:
        inside = trimmed(sentence.of(plan.text), Span(0, len(sentence)), worth)
        own = Span(sentence.start + inside.start, sentence.start + inside.end)
    proof = Proof(plan, material.around(plan, own), (own,))
    quote = on_one_line(own.of(plan.text))
    return material.line(plan, f"“{quote}”" if material.english else quote, [proof])
