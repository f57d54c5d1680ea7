"""What a question names, and how much of it the plans asked about lack.

张掖怎么应对台风: 应对 and 预警 stand in the plan of 张掖, and so something is always found; 台风 does not.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from index.everyday import official_terms
from index.question_words import without_asking
from index.tokens import cut, fold, is_name_of_thing, split_word
from service.answer.material import Material

_HEAD = 2  # characters at the end of a compound that say what it is: the 管道 of 输油管道
_PHRASE = 4  # characters of a word that is made of two
_BEST = 3  # hits in which the subject is looked for
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
        "号码",
        "手机",
        "自己",
        "大家",
        "人家",
        "时候",
        "老板",
        "家当",
        "招数",
        "门道",
        "讲究",
        "用处",
        "下场",
        "规矩",
        "毛病",
        "办法",
        "道理",
    ]
)
# By when something is, and not what.
_BY_WHEN = frozenset(["截至", "截止", "年底", "年末", "年初", "月底"])
_WHO_OR_WHICH = frozenset("者员人器机证所场率度量")
# 村级, 库里: a word of one character, and where it is.
_WHERE = frozenset("级里")
# A missing word whose characters are all there, as 护栏 is beside 防护, is worth so much of one that is there.
_BY_CHARACTERS = 0.6
_MANY = 3  # words: a question with fewer is short, and easily has all of its words somewhere
# 孩子, and doubled words (家家户户, 方方面面), are not how a plan writes.
_SPOKEN = re.compile(r"[子儿]$|(.)\1(.)\2")
_CHINESE = re.compile("[\u4e00-\u9fff]{2,}")
_ASKS = re.compile("[几多少谁哪什么怎啥咋]")


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a question is where it should be and what is not, each as a share (0..1, by weight) of the question's words.

    A thing is what the dictionary has as the name of one (台风). `elsewhere` are the things that only other plans than
    those asked about have, `nowhere` those that no plan has, `words_elsewhere` what else only other plans have,
    `not_found` the things that the best hits lack. `said` are the words that the best sentence has with its heading, and in
    part those of which it has the characters; `words` is how many there are, up to a few. `leads` is 1 where what is named
    first is a thing that is lacking.
    """

    elsewhere: float
    nowhere: float
    words_elsewhere: float
    not_found: float
    said: float
    words: float
    leads: float


def subject_of(material: Material) -> Subject:
    """Return what of a Chinese question is lacking in the plans asked about, and in the best hits."""
    words = list(dict.fromkeys(_words(material)))
    weights = {word: material.lexical.idf(word) for word in words}
    bound = sum(weights.values()) or 1.0

    def share(chosen: Callable[[str], bool]) -> float:
        return sum(weight for word, weight in weights.items() if chosen(word)) / bound

    things = {word for word in words if is_name_of_thing(word)}
    lacking = {word for word in words if _is_lacking(material, word)}
    known = {word for word in words if material.lexical.has(word)}
    best = fold("".join(f"{hit.passage.heading}{hit.passage.text}" for hit in material.hits[:_BEST]))
    in_best = {word for word in words if any(fold(each) in best for each in _forms(material, word))}
    evidence = material.evidence[:1]
    sentence = fold("".join(f"{each.hit.passage.heading}{each.text}" for each in evidence))
    said = sum(weight * _said(sentence, word, _forms(material, word)) for word, weight in weights.items())
    first = next((word for word in words if word in things or word in known), "")
    return Subject(
        elsewhere=share(lambda word: word in things and word in lacking and word in known),
        nowhere=share(lambda word: word in things and word in lacking and word not in known),
        words_elsewhere=share(lambda word: word not in things and word in lacking and word in known),
        not_found=share(lambda word: word in things and word not in in_best),
        said=said / bound,
        words=float(min(len(words), _MANY)),
        leads=float(first in things and first in lacking),
    )


def _said(sentence: str, word: str, forms: Iterable[str]) -> float:
    """Return how much of a word `sentence` has: 1 for one of its forms, or some part by its characters."""
    if any(fold(form) in sentence for form in forms):
        return 1.0
    return _BY_CHARACTERS * sum(each in sentence for each in fold(word)) / len(word)


def _words(material: Material) -> Iterator[str]:
    """Yield the words of the question; for a compound that no plan has, its parts (煤矿, 安全)."""
    said = official_terms(material.query.text, lambda word: _stands(material, [word]), broader=False)
    for word in cut(without_asking(said)):
        if not _CHINESE.fullmatch(word) or _ASKS.search(word) or word in _BY_WHEN:
            continue
        parts = [part for part in split_word(word) if part != word]
        if "".join(parts) == word and not material.lexical.has(word):
            yield from parts
        else:
            yield word


def _is_lacking(material: Material, word: str) -> bool:
    if word in _OF_ANYTHING or _SPOKEN.search(word):
        return False
    return not _stands(material, _forms(material, word)) and not _stands_apart(material, word)


def _forms(material: Material, word: str) -> Iterator[str]:
    """Yield the word and what may stand for it: the 遇难 of 遇难者, and the parts of a compound that no plan has as a whole."""
    yield word
    if word[-1] in _WHERE or (len(word) > _HEAD and word[-1] in _WHO_OR_WHICH):
        yield word[:-1]
    if len(word) > _HEAD + 1 and not material.lexical.has(word):
        yield word[-_HEAD:]
        yield from (part for part in split_word(word) if part != word)


def _stands(material: Material, forms: Iterable[str]) -> bool:
    if material.near_plans is not material.plans:  # a whole library: too much text to read for every question
        return any(map(material.lexical.has, forms))
    return any(fold(form) in material.folded(plan) for form in forms for plan in material.plans)


def _stands_apart(material: Material, word: str) -> bool:
    """Tell whether the parts of a word stand close together: the 危房 of 危旧房屋, the 特大事故 of 特大生产安全事故."""
    plain = fold(word)
    apart = [".{0,2}".join(map(re.escape, plain))]
    if len(plain) == _PHRASE:
        apart.append(f"{re.escape(plain[:_HEAD])}.{{0,6}}{re.escape(plain[_HEAD:])}")
    return any(re.search(pattern, material.folded(plan)) for pattern in apart for plan in material.near_plans)
