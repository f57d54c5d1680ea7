"""Takes out of a question the words that only say where the answer stands: 根据规划，…, …的规划里…, “十四五”期间…"""

import re

_DOCUMENT = r"(?:这份|那份|这个|该|本|上述|当地的?|现行的?|各地的?|各[省市区县]的?|这些|这几[份个]|相关|有关)?(?:规划|文件|方案)(?:文本|原文)?"
_ACCORDING = rf"(?:根据|按照|依据|依照|参照|对照)(?:[^\s,，。的]{{0,8}}的)?{_DOCUMENT}(?:的?(?:要求|规定|内容|安排)|来看|来说)?(?=[\s,，:：]|[^\u4e00-\u9fff])[\s,，:：]*"
# What a plan mentions, and what there is in it, is another question than what stands in it. 国土空间规划 is a thing planned.
_INSIDE = rf"(?:^|(?<=[\s,，、：:从])|的|在){_DOCUMENT}(?:里头|里面|里边|当中|之中|里|中(?![期长远止断心小级])|上(?![级报述传]))[\s,，:：]*(?![提写说讲有没无是的都共一哪几多第出列包涉被把和与及])"
# 死亡人数目标？我问的是北碚, of which the place has been taken already.
_ASIDE = r"(?:^|(?<=[\s,，。？?]))我?(?:问|说|指|想问|想了解)的是(?=$|[\s,，。？?])"
_SOURCE = re.compile(rf"{_ACCORDING}|{_INSIDE}|{_ASIDE}")
_SOURCE_EN = re.compile(
    r"(?<!\s)\s*+\b(?:according to|based on|as (?:set out|stated|written|given) in|under|in) (?:the|this|that|these|those|its|their|your) (?:local |official )?(?:plans?|documents?|files?)\b(?! of\b| for\b)[\s,:]*",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"在?[“\"'‘]?十(?P<nth>[一二三四五六七八九])五[”\"'’]?(?:规划)?(?:期间|时期|期内|时段)(?:内|里)?[\s,，:：]*的?"
)
_PERIOD_EN = re.compile(
    r"(?<![\s,])[\s,]*+\b(?:during|in|over|for|within|throughout) (?:the )?(?:(?P<nth>1\d)th|(?P<word>thirteenth|fourteenth|fifteenth)) five[- ]year[- ]plan(?: period| years)?\b,?",
    re.IGNORECASE,
)
_NUMERALS = "一二三四五六七八九"
_WORDS = {"thirteenth": 13, "fourteenth": 14, "fifteenth": 15}
_FEWEST = 4  # characters that are a question still


def without_frame(question: str, last_year: int | None) -> str:
    """Return a question without its frame. `last_year` is that of the plans asked about.

    The five years planned for go without saying; other five years (十三五) are what is asked about, and stay.

    >>> without_frame("根据规划，“十四五”期间建几个避难场所", 2025)
    '建几个避难场所'
    >>> without_frame("十三五期间建了几个避难场所", 2025)
    '十三五期间建了几个避难场所'
    """

    def unless_own_years(match: re.Match[str]) -> str:
        # The tenth five years ended in 2005.
        return "" if 2005 + 5 * (_nth(match) - 10) == last_year else match[0]

    said = _PERIOD.sub(unless_own_years, _SOURCE.sub("", question))
    said = _PERIOD_EN.sub(unless_own_years, _SOURCE_EN.sub(_between, said)).strip(" ,，:：")
    return said if len(said) >= _FEWEST else question


def _between(source: re.Match[str]) -> str:
    """Return the blank that words keep apart where a phrase between them goes."""
    following = source.string[source.end() : source.end() + 1]
    return " " if following.isalnum() else ""


def _nth(period: re.Match[str]) -> int:
    """Return which five years a match names: 14 for 十四五."""
    groups = period.groupdict()
    if groups.get("word"):
        return _WORDS[groups["word"].lower()]
    return int(groups["nth"]) if groups["nth"].isdecimal() else 11 + _NUMERALS.index(groups["nth"])
