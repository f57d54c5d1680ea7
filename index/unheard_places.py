"""Places that no gazetteer has: a neighbour that is not named (隔壁市), and names that are none (苏卅市)."""

import re
from collections.abc import Iterator
from typing import Protocol

from corpus.plan import Span
from index.tokens import is_word

# 隔壁市的消防员: a place that is not told, and none that is covered.
_NEIGHBOUR = re.compile(
    "^(?:请问|那么?|问一?下)?((?:隔壁|相邻|邻近|附近|旁边|别的|其他|邻)的?(?:那?个)?[省市区县州旗镇])的"
)
# 相邻市的应急联动怎么做 asks what is done together with the neighbours, which the plans say.
_TOGETHER = re.compile(
    "联[动合防手控调勤]|协[同作调助]|合作|配合|支援|增援|驰援|援助|互助|互[通认联]|请求|调用|借[用调]?|共[享用建]|跨[省市区县]"
)
# A city or county of which nobody knows the name: misspelt (苏卅市), or none at all.
_UNHEARD_OF = re.compile(
    "(?:(?:^|(?<=[,，、\\s]))(?:请问|那么?|在)?|(?<=[和跟与比在]))([\u4e00-\u9fff]{2,3}[市县])(?!$)"
)
_NOT_IN_NAME = re.compile(
    "[我你您他她咱俺这那哪各每全本该某几多两一二四五六七八九十百千有在是的和与跟及或对从到为把被将给让不没些个只所其此都也还再去来要什么怎谁]"
)


class Library(Protocol):
    """What is asked about the plans to tell a place from a word."""

    def uses(self, word: str) -> bool:
        """Tell whether a plan has `word`."""


def unheard_of(question: str, library: Library) -> Iterator[Span]:
    """Yield where a question names such a place: what ends in 市 or 县, is no word and stands in no plan."""
    if (match := _NEIGHBOUR.match(question)) and not _TOGETHER.search(question, match.end()):
        yield Span(*match.span(1))
    for match in _UNHEARD_OF.finditer(question):
        name, end = match.group(1), match.end(1)
        common = any(map(is_word, (name, name[:-1], name[-2:].replace("州市", ""), question[end - 1 : end + 1])))
        if not common and not _NOT_IN_NAME.search(name) and not library.uses(name):
            yield Span(*match.span(1))
