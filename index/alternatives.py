"""Words of which one is enough: the Chinese ones for one English term (清单¦目录 for list).

A plan that has one of them says what is asked; what it lacks of the others is no lack.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from index.tokens import tokenize

_MARK = "¦"


def joined(alternatives: Iterable[str]) -> str:
    """Return one piece of a query's words for several, one of which is enough.

    >>> joined(["清单", "目录"])
    '清单¦目录'
    """
    return _MARK.join(alternatives)


def groups_of(words: str) -> tuple[tuple[str, ...], ...]:
    """Return a query's words, each as its alternatives.

    >>> groups_of("清单¦目录 重点工程")
    (('清单', '目录'), ('重点工程',))
    """
    return tuple(tuple(piece.split(_MARK)) for piece in words.split())


def plain(words: str) -> str:
    """Return a query's words without telling alternatives from what is asked besides."""
    return words.replace(_MARK, " ")


def has_alternatives(words: str) -> bool:
    """Tell whether some of a query's words are alternatives."""
    return _MARK in words


@dataclass(frozen=True)
class Wanted:
    """The tokens that a question wants, with their weights: a group for each word, in it one table for each alternative."""

    groups: tuple[tuple[Mapping[str, float], ...], ...]

    @classmethod
    def build(cls, words: str, weigh: Callable[[str], float], without: Set[str] = frozenset()) -> Self:
        """Return what a query's words want; all of them are one group where they have no alternatives."""
        groups = groups_of(words) if has_alternatives(words) else ((words,),)
        return cls(tuple(tuple(_weights(each, weigh, without) for each in group) for group in groups))

    @property
    def tokens(self) -> frozenset[str]:
        """All tokens that are wanted."""
        return frozenset(token for group in self.groups for alternative in group for token in alternative)

    def share(self, present: Set[str]) -> float:
        """Return which share of the weight, in 0..1, `present` has; of each group its best alternative counts."""
        held = sum(weight * max(_held(each, present) for each in group) for weight, group in self._weighed)
        return held / self._bound if self._bound else 0.0

    @cached_property
    def _weighed(self) -> list[tuple[float, list[tuple[Mapping[str, float], float]]]]:
        """Each group with its weight, the mean of its alternatives', and each alternative with its own."""
        weighed = [[(each, sum(each.values())) for each in group] for group in self.groups]
        return [(sum(weight for _, weight in group) / len(group), group) for group in weighed]

    @cached_property
    def _bound(self) -> float:
        return sum(weight for weight, _ in self._weighed)


def _weights(text: str, weigh: Callable[[str], float], without: Set[str]) -> dict[str, float]:
    return {token: weigh(token) for token in dict.fromkeys(tokenize(text)) if token not in without}


def _held(alternative: tuple[Mapping[str, float], float], present: Set[str]) -> float:
    weights, whole = alternative
    # In the order of the tokens: a set would add up in another order in every process, and ties would fall otherwise.
    return sum([weight for token, weight in weights.items() if token in present]) / (whole or 1.0)
