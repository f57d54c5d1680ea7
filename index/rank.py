"""What speaks for a passage, and how much: its signals, and their weights for each language.

A number counts where one is asked for, the front of a document where it is asked what the document says of itself.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import NamedTuple

from index.passages import Passage
from index.query import Intent, Language, Query

# 4-6万 · 1.5平方米 · 0.5‰ · 下降10% · 三个 — and not the bare numbers of headings, dates and document numbers.
_QUANTITY = re.compile(
    r"(?<!\d)\d[\d.,]{0,15}(?:\s{0,3}[-~—至到]\s{0,3}\d[\d.,]{0,15})?\s{0,3}(?:%|‰|％|万|亿|千|百|人|个|支|名|天|日内|小时|分钟|秒|公里|千米|平方|米|吨|处|座|次|家|户|辆|台|套|起|箱|元|册|所|项|条|公顷)"
    r"|[<>＜＞≤≥]\s{0,3}\d|[一二三四五六七八九十百千](?:个|支|名|次|处|座|套|所|级)"
)
_WANTS_QUANTITY = re.compile(
    r"多少|(?<!哪)几[^乎]|指标|目标|比例|占比|百分|率(?:是|要|为|达|到)|多[大高长久远]|规模|how (?:many|much|long|large|often)|target|percent|share|rate|number of",
    re.IGNORECASE,
)


class Signals(NamedTuple):
    """What speaks for a passage, each in about 0..1.

    `dense` is the cosine of the embeddings, scaled; `lexical` is BM25; `coverage` and `characters` are the shares of the
    question's words and of its characters that the passage has. `quantity` is 1 for a passage that states one when one is
    asked for, `front` for one before the first heading when the question is about the document itself.
    """

    dense: float
    lexical: float
    coverage: float
    characters: float
    quantity: float
    front: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for, and what turns their sum into a score; see `weights.toml`."""

    dense: float
    lexical: float
    coverage: float
    characters: float
    quantity: float
    front: float
    break_even: float
    steepness: float

    @property
    def of_signals(self) -> Signals:
        """The weight of each signal."""
        return Signals(self.dense, self.lexical, self.coverage, self.characters, self.quantity, self.front)


@cache
def fitted_weights() -> dict[Language, Weights]:
    """Return the weights that come with the package, for each language of a question."""
    tables = tomllib.loads(files("index").joinpath("weights.toml").read_text(encoding="utf-8"))
    return {Language(name): Weights(**table) for name, table in tables.items()}


def relevance(signals: Signals, weights: Weights) -> float:
    """Return the weighted sum of the signals."""
    return float(sum(weight * signal for weight, signal in zip(weights.of_signals, signals, strict=True)))


def calibrated(relevance: float, weights: Weights) -> float:
    """Return a score in 0..1 (logistic): 0.5 is where the best passage begins to answer more often than not."""
    return 1.0 / (1.0 + exp(-weights.steepness * (relevance - weights.break_even)))


def states_what_is_asked(query: Query, passage: Passage) -> bool:
    """Tell whether the question asks for a number and the passage states one."""
    return wants_quantity(query) and states_quantity(passage.text)


def is_asked_front(query: Query, passage: Passage) -> bool:
    """Tell whether the question is about the document itself and the passage stands before its first heading.

    Number, issuer and dates stand there.
    """
    return query.intent is Intent.METADATA and passage.section is None


def wants_quantity(query: Query) -> bool:
    """Tell whether the question asks for a number."""
    return query.intent is not Intent.METADATA and _WANTS_QUANTITY.search(query.text) is not None


def states_quantity(text: str) -> bool:
    """Tell whether a passage states a quantity: a number with its unit."""
    return _QUANTITY.search(text) is not None
