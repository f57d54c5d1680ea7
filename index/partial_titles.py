"""Documents called by a part of their title: 脑机接口方案 for 关于促进脑机接口产业发展的行动方案, 那个脑机接口文件."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from corpus.plan import Span
from index.tokens import cut

_KIND = "规划|计划|方案|纲要|分工|要点|意见|通知|办法|措施|规定|条例|细则|预案|指南"
_ENDS = re.compile(rf"(?P<kind>{_KIND})(?:\d{{4}}[-—–~至到]*\d{{0,4}}年?)?$")
# A title that is not for sure one of a document (文件) is meant where it is pointed to.
_CALLED = re.compile(
    rf"(?P<before>[^,，。；;：:？?！!《》]{{2,24}}?)(?:的|[这那]个|[这那]份|[这那]一?个|[这那])?(?P<kind>{_KIND}|文件)"
)
# Words of so many titles that they tell no document from another.
_OF_ANY = re.compile(
    "任务|责任|行动|实施|管理|建设|发展|工作|专项|总体|若干|重点|有关|相关|具体|主要|关于|促进|推进|加强|加快|支持|运行|培育|[年的市区县省]"
)
_FEWEST = 2  # characters of other words
_MOST_ALIKE = 500  # titles with the same last word: of so many none is told by a few words
_MOST_CALLED = 4  # in one question


class Called(NamedTuple):
    """A document that is called by a part of its title: `span` is that part, the kind of document left out."""

    plan_id: str
    span: Span


def called(question: str, titles: Mapping[str, str]) -> list[Called]:
    """Return which of the plain `titles` a question gives in part, each before the kind of document that it is.

    The words right before the kind must all stand in the title, and in no other of that kind.

    >>> titles = {"a": "重点实验室管理办法", "b": "交易场所管理办法", "c": "实验室建设方案"}
    >>> called("新的实验室办法管几年", titles)
    [Called(plan_id='a', span=Span(start=2, end=5))]
    >>> called("管理办法管几年", titles)
    []
    """
    found: list[Called] = []
    plain = question.lower()
    if len(plain) != len(question):  # İ
        plain = question
    for match in islice(_CALLED.finditer(plain), _MOST_CALLED):
        last = cut(match["before"])[-1].strip()
        kinds = {match["kind"], *(_KIND.split("|") if match["kind"] == "文件" else ())}
        meant = [plan_id for plan_id, title in titles.items() if last in title and _kind_of(title) in kinds]
        if len(meant) > _MOST_ALIKE:
            continue
        given = {plan_id: _last_words(match["before"], titles[plan_id]) for plan_id in meant}
        longest = max((_telling(words) for words in given.values()), default=0)
        best = [plan_id for plan_id, words in given.items() if _telling(words) == longest]
        if longest >= _FEWEST and len(best) == 1:
            start = match.end("before") - sum(map(len, given[best[0]]))
            found.append(Called(best[0], Span(start, match.start("kind"))))
    return found


@lru_cache(maxsize=20_000)
def _kind_of(title: str) -> str:
    """Return the kind of document that a title ends with; nothing where it ends otherwise."""
    match = _ENDS.search(title)
    return match["kind"] if match else ""


def _last_words(before: str, title: str) -> list[str]:
    """Return the last words of `before`, as many as stand in `title`, from the last on."""
    return list(takewhile(lambda word: not word.strip() or word in title, reversed(cut(before))))


def _telling(words: Sequence[str]) -> int:
    """Return how many characters the words have that are not of any title."""
    return sum(len(word.strip()) for word in words if not _OF_ANY.fullmatch(word))
