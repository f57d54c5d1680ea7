"""Checks a line of an answer against what it cites: what is not proved is not sent.

Names of places and the few words of our own around a quote are not checked; numbers, dates, percentages, negations and
everything between quotation marks are.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from service.answer.draft import without_spaces

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*[%‰]?")
# 覆盖率（%） and, in another cell, 95: the sign stands in the quote, apart from its figure.
_LOOSE_SIGN = re.compile(r"(?<!\d)[%‰]")
_BARE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*(?![\d.,%‰])")
# 三十八, 两委, 十一办: a numeral of one character is often part of a word (统一, 一般), and is looked for with what follows it.
_NUMERAL = re.compile(r"[一二两三四五六七八九十百千万亿零〇]{2,}|[二两三四五六七八九十][一-龥]")
_DIGITS = {"两": 2} | {numeral: at for at, numeral in enumerate("零一二三四五六七八九十")}
_NEGATION = re.compile(
    r"不得|不准|不能|不再|不低于|不少于|不超过|不高于|不大于|不小于|不足|严禁|禁止|杜绝|没有|未|无(?!人机|线)|非(?!常)"
)
_QUOTED = re.compile(r"“([^“”]*)”")
# What the service says itself, in the words in which it says it.
_OWN_WORDS = re.compile(
    r"原文未给出单位|没有给出相应内容|原文没有|未写明|没有收录[^，。]*的规划|其余未列出|no unit is given|not given by the plan"
)


def faults(text: str, quotes: Sequence[str], counted: Iterable[int] = ()) -> list[str]:
    """Return what `text`, a line without its markers, says without proof in `quotes`; nothing for a proved line.

    `counted` are numbers that were found by counting. A line that cites nothing may only say what is not there.
    """
    own = _OWN_WORDS.sub("", text)
    if not quotes:
        return [] if own != text else ["nothing is cited"]
    said, proof = _plain(own), [_plain(quote) for quote in quotes]
    proved = {number for quote in quotes for number in _numbers(quote)} | {str(number) for number in counted}
    proved |= {
        figure + sign
        for quote in quotes
        for sign in _LOOSE_SIGN.findall(quote)
        for figure in _BARE.findall(_folded(quote))
    }
    found = [f"number {number}" for number in _numbers(own, whole=True) if number not in proved]
    found += [f"number {numeral}" for numeral in unproved_numerals(own, quotes)]
    found += [
        f"negation {negation}"
        for negation in dict.fromkeys(_NEGATION.findall(said))
        if not any(negation in quote for quote in proof)
    ]
    found += [
        f"quotation {quotation}"
        for quotation in _QUOTED.findall(said)
        if not any(quotation.replace("……", "").strip("…") in quote for quote in proof)
    ]
    return found


def unproved_numerals(text: str, quotes: Sequence[str]) -> list[str]:
    """Return the Chinese numerals of `text`, each with what it counts, that stand in none of `quotes`, in digits either.

    >>> unproved_numerals("新建两座消防站，组建五支队伍", ["新建消防站2座，队伍15支"])
    ['五支']
    """
    proof = "\n".join(_plain(quote) for quote in quotes)
    said = dict.fromkeys(_NUMERAL.findall(_plain(text)))
    return [each for each in said if each not in proof and not _stands_in_digits(each, proof)]


def _stands_in_digits(numeral: str, proof: str) -> bool:
    """Tell whether `proof` has 2座 for 两座: one numeral with the word that is counted."""
    digit = _DIGITS.get(numeral[0])
    return (
        digit is not None and numeral[1] not in _DIGITS and bool(re.search(rf"(?<![\d.,]){digit}{numeral[1:]}", proof))
    )


def _numbers(text: str, *, whole: bool = False) -> list[str]:
    """Return the numbers of `text`, a share with its sign; unless only `whole` ones are wanted, also without."""
    found = list(_NUMBER.finditer(_folded(text)))
    bare = [] if whole else [match[0].rstrip("%‰") for match in found]
    return [match[0] for match in found] + bare


def _plain(text: str) -> str:
    return without_spaces(_folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
