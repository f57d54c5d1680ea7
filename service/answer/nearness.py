"""How near the words of a question stand to an amount such as it asks for, in what would be quoted.

西青区有多少处隐患点: 建成避难场所3处 is an amount of places, and none of 隐患点.
"""

from index.alternatives import Wanted
from index.question import Intent
from service.answer.material import Material
from service.answer.measures import Amount, amount_of
from service.answer.tokens import tokens_of

# A long sentence has some word of any question.
_NAMED = 0.5


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
    # The measure is no word of what is counted: 多少处 is answered with 5座.
    wanted = Wanted.build(material.query.words, material.lexical.idf, without=frozenset({amount.kind}))
    stating = [(each.text, list(amount.contexts(each.text))) for each in material.evidence]
    near = max((wanted.share(tokens_of(context)) for _, contexts in stating for context in contexts), default=0.0)
    is_named = near > 0 or any(contexts and wanted.share(tokens_of(text)) >= _NAMED for text, contexts in stating)
    return near if is_named else None
