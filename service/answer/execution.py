"""Who carries a plan out, watches over it or assesses it: 规划由谁负责实施, 中期评估由谁组织."""

import re

from corpus.plan import Plan, Span
from corpus.sentences import split_sentences
from service.answer.draft import Draft, Line, Proof, on_one_line
from service.answer.material import Material
from service.answer.sought import names_body
from service.answer.stretches import LONGEST_QUOTE, trimmed

_WHO = r"(?:由|归|是|靠)?(?:谁|哪[个些家](?:部门|单位|局|机构)?|什么(?:部门|单位|机构))"
_DEEDS = {
    "实施|落实|执行|推进|组织": "实施|落实|执行",
    "评估|中期评估|终期评估|总结评估": "评估",
    "监督|督查|督促|检查|监测|考核": "监督|督查|督促|检查|监测|考核|评估",
}
# Nothing is asked besides: 规划里的消防站由谁负责 is about a task.
_ASKED = re.compile(
    rf"^\W*(?:这[个份项部]|该|本|那[个份])?(?:“?十四五”?)?(?:[一-龥]{{2,10}}?)?(?:规划|方案|计划)?(?:的)?(?P<before>(?:具体|组织|中期|终期|总结|年度|跟踪)*(?:实施|落实|执行|评估|监督|督查|考核|监测)(?:情况|工作)?)?"
    rf"(?:应该?|要|将|都)?{_WHO}(?:来|去)?(?:牵头|负责|组织|承担|管|主管|开展|进行)*(?:规划)?(?:的)?(?P<behind>(?:组织|中期|终期|总结|年度|跟踪)*(?:实施|落实|执行|评估|监督|督查|考核|监测)(?:工作)?)?(?:的|呢)?\W*$"
)
_PLAN = re.compile("规划|方案|评估")
_SECTION = re.compile("保障|实施|组织领导|监督|评估|考核|监测|机制")
_CONCERNS_PLAN = re.compile("规划|(?:中期|终期|总结|期末|年度)评估")
_IN_CHARGE = re.compile("由|牵头|会同|负责")


def compose(material: Material) -> Draft | None:
    """Return the sentences of each plan that say who carries it out or assesses it; None where more is asked."""
    asked = _ASKED.match(material.asked)
    said = (asked["before"] or asked["behind"] or "") if asked else ""
    deed = next((deed for words, deed in _DEEDS.items() if re.search(words, said)), None)
    if deed is None or not _PLAN.search(material.asked):
        return None
    lines = [line for plan in material.near_plans for line in _lines(material, plan, re.compile(deed), said)]
    return Draft(tuple(lines)) if lines else None


def _lines(material: Material, plan: Plan, deed: re.Pattern[str], said: str) -> list[Line]:
    below = plan.sections_below()
    found = [
        (_worth(plan.text, span, deed, said), -span.start, span)
        for at, section in enumerate(plan.sections)
        if _SECTION.search(section.label) and at not in below
        for span in split_sentences(plan.text, Span(section.heading.end, section.span.end))
        if not any(each.span.overlaps(span) for each in plan.furniture)
    ]
    best = sorted((each for each in found if each[0] >= 1), reverse=True)[:1]
    return [_line(material, plan, span, deed) for _, _, span in best]


def _worth(text: str, span: Span, deed: re.Pattern[str], said: str) -> float:
    """Return how well a sentence says it: it must name a body and the deed, and speak of the plan."""
    sentence = span.of(text)
    if not (deed.search(sentence) and names_body(sentence)):
        return 0.0
    named = "中期" in said and "中期" in sentence
    return float(bool(_CONCERNS_PLAN.search(sentence)) + named + 0.5 * bool(_IN_CHARGE.search(sentence)))


def _line(material: Material, plan: Plan, span: Span, deed: re.Pattern[str]) -> Line:
    if len(span) > LONGEST_QUOTE:
        inside = trimmed(plan.text, span, lambda piece: bool(deed.search(piece)) + names_body(piece))
        span = inside if len(inside) else span
    return material.line(plan, on_one_line(span.of(plan.text)), [Proof(plan, material.around(plan, span), (span,))])
