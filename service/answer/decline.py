"""The honest refusals: what was not found, and what is covered."""

from collections.abc import Sequence

from index.query import Intent, Language, Query
from service.answer.model import Status

_MOST_NAMED = 10


def decline(status: Status, query: Query, covered: Sequence[str], *, chosen: bool = False) -> str:
    """Return one or two sentences in the asker's language that say why there is no answer and name what is covered.

    `chosen` tells that the asker restricted the plans: then it is the choice, not the library, that lacks a place.
    """
    english = query.language is Language.EN
    named = _covered(covered, english)
    if query.intent is Intent.CHAT:
        if english:
            return f"I answer questions from the text of government plans, with exact quotes. Covered: {named}."
        return f"我只根据已收录的规划原文回答问题，并给出原文出处。目前收录：{named}。"
    if query.unknown_places:
        places = "、".join(query.unknown_places)
        if chosen:
            if english:
                return f"The chosen plans have none for {places}. Chosen: {named}."
            return f"选定的规划里没有{places}的。选定的是：{named}。"
        if english:
            return f"There is no plan for {places} here, and no other place's plan is quoted in its stead. Covered: {named}."
        return f"资料库没有收录{places}的规划，也不会用其他地方的规划代答。目前收录：{named}。"
    if status is Status.OUT_OF_SCOPE:
        if english:
            return f"This does not look like a question about the plans that are covered: {named}."
        return f"这个问题不像是在问已收录的规划。目前收录：{named}。"
    asked = "、".join(query.places)
    if english:
        return f"The plans{f' for {asked}' if asked else ''} do not say. Covered: {named}."
    return f"{f'{asked}的' if asked else '已收录的'}规划里没有找到能回答这个问题的内容，可以换一种说法再问。目前收录：{named}。"


def _covered(names: Sequence[str], english: bool) -> str:
    shown = "、".join(names[:_MOST_NAMED])
    return shown + ((" and others" if english else "等") if len(names) > _MOST_NAMED else "")
