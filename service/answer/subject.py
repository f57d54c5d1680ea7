"""Whether the plans asked about lack what a question is about, while they have the words around it.

张掖怎么应对台风: 应对 and 预警 stand in the plan of 张掖, and so something is always found; 台风 does not.
"""

import re
from collections.abc import Iterator

from index.query import Intent
from index.tokens import cut, fold, is_name_of_thing, split_word
from service.answer.material import Material

# Fitted on the dev half of the questions, and on documents made for nothing here: a best hit this sure has the subject in other words, and what is
# asked about is what is named first, or else as much of the question as this.
_SURE = 0.95
_MAIN_PART = 0.25
_HEAD = 2  # characters at the end of a compound that say what it is: the 管道 of 输油管道
_OTHERWISE = frozenset((Intent.METADATA, Intent.AGGREGATE, Intent.COMPARE, Intent.CHAT))
# Nouns with which people ask about anything: a plan that answers need not use them.
_OF_ANYTHING = frozenset(
    [
        "态度",
        "主意",
        "意思",
        "经验",
        "困难",
        "设想",
        "特点",
        "本事",
        "说法",
        "事情",
        "东西",
        "地方",
        "颜色",
        "文件",
        "情形",
        "样式",
        "好处",
        "坏处",
        "原因",
    ]
)
_WHO_OR_WHICH = frozenset("者员人器机证所场率度量")
# 孩子, and doubled words (家家户户, 方方面面), are not how a plan writes.
_SPOKEN = re.compile(r"[子儿]$|(.)\1(.)\2")


def is_missing(material: Material) -> bool:
    """Tell whether a main part of a Chinese question is a thing that the plans asked about do not name."""
    query = material.query
    if material.english or query.intent in _OTHERWISE or len(query.places) > 1 or not material.hits:
        return False
    if material.hits[0].score >= _SURE:
        return False
    said = [word for word in cut(query.words) if len(word) > 1]
    asked = [word for word in said if is_name_of_thing(word) or material.lexical.has(word)]
    missing = [word for word in asked if is_name_of_thing(word) and _is_lacking(material, word)]
    # What no plan of the library has may be an everyday word for something that this one has.
    known = any(map(material.lexical.has, missing))
    return bool(missing) and (missing[0] == asked[0] or (known and len(missing) >= _MAIN_PART * len(asked)))


def _is_lacking(material: Material, word: str) -> bool:
    if word in _OF_ANYTHING or _SPOKEN.search(word) or any(_stands(material, form) for form in _forms(material, word)):
        return False
    return not _stands_apart(material, word)


def _forms(material: Material, word: str) -> Iterator[str]:
    """Yield the word and what may stand for it: the 遇难 of 遇难者, and the parts of a compound that no plan has as a whole."""
    yield word
    if len(word) > _HEAD and word[-1] in _WHO_OR_WHICH:
        yield word[:-1]
    if len(word) > _HEAD + 1 and not material.lexical.has(word):
        yield word[-_HEAD:]
        yield from (part for part in split_word(word) if part != word)


def _stands(material: Material, word: str) -> bool:
    if material.near_plans is not material.plans:  # a whole library: too much text to read for every question
        return material.lexical.has(word)
    return any(fold(word) in material.folded(plan) for plan in material.plans)


def _stands_apart(material: Material, word: str) -> bool:
    """Tell whether the characters of a word stand close together: the 危房 of 危旧房屋, the 电动车 of 电动自行车."""
    apart = re.compile(".{0,2}".join(map(re.escape, fold(word))))
    return any(apart.search(material.folded(plan)) for plan in material.near_plans)
