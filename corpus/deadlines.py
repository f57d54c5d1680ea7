"""What is to be done by a date: 2022年底前 | 完成 | 城乡消防规划编修.

Only what is definite counts: 到2025年，应急管理能力显著增强 sets nothing of which one can say that it is done.
"""

import re
from collections.abc import Sequence

from corpus.phrases import CONNECTIVE, strip_lead
from corpus.plan import Span

_COMPLETED = re.compile(
    "完成|建成|实现|形成|启动|开展|达到|淘汰|消除|建立|组建|编制|出台|制定|印发|投用|普查|覆盖|进行|检查|投入使用"
)
_VAGUE = re.compile("显著|明显|大幅|更加|现代化|不断|持续|进一步|稳步|好转|初步|新进展|取得|突破")
_TO_DO = re.compile("(?:确保|力争|组织|全面|全部|基本|初步)*+(?:完成|建成|实现对?|形成|组建|建立)")
# 到2022年底，对甲、按照乙，完成丙: what opens so is not yet the deed.
_NOT_YET = re.compile("对|按照|根据|依据|围绕|通过|在|以|结合")
_REACH = 200


def read_deed(text: str, span: Span, clauses: Sequence[Span]) -> Span | None:
    """Return what is to be done within `span`, to the end of its clause; None where it is nothing definite.

    `clauses` begin with the one that holds the start of `span`.
    """
    start: int | None = None
    for clause in clauses:
        begin = max(span.start, clause.start)
        if begin >= span.end:
            return None
        rest = strip_lead(text, Span(begin, max(begin, min(span.end, clause.end))), CONNECTIVE)
        if rest is None:
            continue
        if _COMPLETED.search(text, rest.start, rest.end):
            done = Span(rest.start if start is None else start, rest.end)
            return None if _VAGUE.search(text, done.start, done.end) else done
        opening = _NOT_YET.match(text, rest.start, rest.end)
        if opening is None or rest.end - span.start > _REACH:
            return None
        if start is None and opening.group() == "对":
            start = rest.start
    return None


def name_of_deed(text: str, deed: Span) -> Span:
    """Return the deed without the verb that only says that it gets done."""
    verb = _TO_DO.match(text, deed.start, deed.end)
    return Span(verb.end(), deed.end) if verb and verb.end() < deed.end else deed
