"""How near the words of a question stand to an amount such as it asks for, in what would be quoted.

西青区有多少处隐患点: 建成避难场所3处 is an amount of places, and none of 隐患点.
"""

from collections.abc import Iterator

from index.alternatives import Wanted
from index.question import Intent
from service.answer.extract import Evidence
from service.answer.material import Material
from service.answer.measures import Amount, amount_of
from service.answer.tokens import tokens_of

# A long sentence has some word of any question.
_NAMED = 0.5
# How an amount comes about is not what it is of: 从多少提高到多少 is answered by a row of a table.
_CHANGES = frozenset(["提高", "提升", "增长", "增加", "上升", "下降", "降低", "减少", "控制", "达到", "实现"])


def needed_amount(material: Material) -> Amount | None:
    """Return the amount that a text must state to answer the question; None where it need not state any."""
    amount = amount_of(material.query.text)
    return amount if amount and amount.is_needed and material.query.intent is not Intent.LIST else None


def how_near(material: Material) -> float | None:
    """Return which share of the question's words, by weight, the best sentences have beside one such amount.

    None where they state no such amount, or none is needed; also where no word of what is asked stands beside it and
    its sentence has not most of them.
    """
    amount = needed_amount(material)
    if amount is None:
        return None
    wanted = _counted(material, amount)
    near = max((wanted.share(tokens_of(context)) for _, context in _beside(material, amount)), default=0.0)
    is_named = near > 0 or any(wanted.share(tokens_of(each.text)) >= _NAMED for each, _ in _beside(material, amount))
    return near if is_named else None


def how_far(material: Material) -> float:
    """Return which share of the question's words, by weight, its plan has, and not beside the amount nearest to them.

    孵化器建多少家: where a plan speaks of 孵化器, a number that stands without the word is of something else. A word that
    the plan has nowhere (搞 for 建设) tells nothing. 0 where no such amount is stated, or none is needed.
    """
    amount = needed_amount(material)
    if amount is None:
        return 0.0
    wanted = _counted(material, amount)
    # What a section is about need not be said again in its sentences.
    beside = [
        (tokens_of(context) | tokens_of(each.hit.passage.heading), each) for each, context in _beside(material, amount)
    ]
    if not beside:
        return 0.0
    present, nearest = max(beside, key=lambda one: wanted.share(one[0]))
    text = material.folded(material.library[nearest.hit.passage.plan_id])
    elsewhere = {token for token in wanted.tokens - present if token.removeprefix("2:") in text}
    return wanted.share(present | elsewhere) - wanted.share(present)


def _counted(material: Material, amount: Amount) -> Wanted:
    """Return what is wanted beside an amount; the measure is no word of what is counted: 多少处 is answered with 5座."""
    return Wanted.build(material.query.words, material.lexical.idf, without=amount.measure_tokens | _CHANGES)


def _beside(material: Material, amount: Amount) -> Iterator[tuple[Evidence, str]]:
    """Yield what stands beside each such amount in the best sentences."""
    return ((each, context) for each in material.evidence for context in amount.contexts(each.text))
