"""The small words that turn a sentence round: not, at least, at most, up, down. In both languages."""

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum

# Longest first: 不低于 is no 低于.
_LEAST = r"不低于|不少于|不小于|不得低于|不得少于|以上|至少|大于等于|≥|no less than|not less than|no fewer than|not fewer than|at least|or more|or above|minimum"
_MOST = r"不超过|不高于|不大于|不多于|不得超过|不得高于|以内|以下|之内|至多|最多|控制在|小于等于|≤|no more than|not more than|not exceed|no higher than|at most|up to|within|or less|or below|maximum"
_ABOVE = r"高于|大于|超过|>|more than|over|above|exceed\w*|greater than"
_BELOW = r"低于|少于|小于|不足|<|less than|fewer than|below|under"
_NOT = (
    r"不得|不准|不能|不可|不应|不予|不再|不许|严禁|禁止|杜绝|避免|防止|没有|未|无(?!人机|线)|非(?!常|洲|遗|煤|公)|不是|并非|取消"
    r"|\bnot\b|n't\b|\bnever\b|\bno\b|\bnone\b|\bwithout\b|\bprohibit\w*|\bforbid\w*|\bforbidden\b|\bban(?:s|ned)?\b|\bprevent\w*|\bavoid\w*|\beliminat\w*|\bstrictly\b"
)
_DOWN = r"下降|降低|减少|压减|缩短|下调|降至|降到|减至|decreas\w*|reduc\w*|\bfall\w*|\bdrop\w*|\blower\w*|\bcut\b|declin\w*|shorten\w*"
_UP = r"上升|提高|增加|增长|上调|升至|增至|扩大|提升|increas\w*|\brais\w*|\bgrow\w*|\brise\w*|\brising\b|improv\w*|expand\w*"


class Turn(Enum):
    """A way to turn a sentence round."""

    LEAST = _LEAST
    MOST = _MOST
    ABOVE = _ABOVE
    BELOW = _BELOW
    NOT = _NOT
    DOWN = _DOWN
    UP = _UP


_ANY = re.compile("|".join(f"(?P<{turn.name}>{turn.value})" for turn in Turn), re.IGNORECASE)
# What a quote says and a sentence about it must not leave out; 超过 and 不足 are not always bounds.
_NEVER_LEFT_OUT = (Turn.NOT, Turn.LEAST, Turn.MOST)
_SAME = ({Turn.LEAST, Turn.ABOVE}, {Turn.MOST, Turn.BELOW})
# 减少 is also said of what is prevented, 提升 of what is made better: these two only matter beside a figure.
_WITH_FIGURE = {Turn.DOWN, Turn.UP}


def turns(text: str) -> set[Turn]:
    """Return which ways `text` has.

    >>> sorted(turn.name for turn in turns("不低于95%"))
    ['LEAST']
    """
    return {Turn[str(match.lastgroup)] for match in _ANY.finditer(unicodedata.normalize("NFKC", text))}


def added(text: str, quotes: Sequence[str]) -> list[str]:
    """Return the turns of `text` that no quote has."""
    present = set().union(*map(turns, quotes)) if quotes else set()
    has_figure = bool(re.search(r"\d", text))
    return [
        f"turn {turn.name.lower()}"
        for turn in sorted(turns(text) - _widened(present), key=lambda each: each.name)
        if has_figure or turn not in _WITH_FIGURE
    ]


def left_out(text: str, quoted: str) -> list[str]:
    """Return the turns of the clause that `text` is made of which `text` leaves out: 挪用 for 严禁挪用."""
    said = _widened(turns(text))
    return [f"left out {turn.name.lower()}" for turn in _NEVER_LEFT_OUT if turn in turns(quoted) and turn not in said]


def _widened(found: set[Turn]) -> set[Turn]:
    """Return `found` with what says the same: 不低于 and 以上, 不超过 and 低于."""
    return found.union(*(pair for pair in _SAME if pair & found))
