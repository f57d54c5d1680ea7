"""What speaks for a passage, and how much: its signals, and its own marks.

A number counts where one is asked for, the past counts less where a target is asked for.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from index.passages import Passage
from index.query import Intent, Query

# 4-6万 · 1.5平方米 · 0.5‰ · 下降10% · 三个 — and not the bare numbers of headings, dates and document numbers.
_QUANTITY = re.compile(
    r"\d[\d.,]*(?:\s*[-~—至到]\s*\d[\d.,]*)?\s*(?:%|‰|％|万|亿|千|百|人|个|支|名|天|日内|小时|分钟|秒|公里|千米|平方|米|吨|处|座|次|家|户|辆|台|套|起|箱|元|册|所|项|条|公顷)"
    r"|[<>＜＞≤≥]\s*\d|[一二三四五六七八九十百千]+(?:个|支|名|次|处|座|套|所|级)"
)
_WANTS_QUANTITY = re.compile(
    r"多少|几[^乎]|指标|目标|比例|占比|百分|率(?:是|要|为|达|到)|多[大高长久远]|规模|how (?:many|much|long|large|often)|target|percent|share|rate|number of",
    re.IGNORECASE,
)
# Plans open with what the last period achieved. 一、现状与形势 （一）“十三五”期间工作成效
_LOOKS_BACK = re.compile(
    r"工作(?:成效|成绩|情况|回顾|进展)|进展与成效|主要成[效就]|取得的?成[效就绩]|发展(?:现状|基础|回顾)|十[一二三]五”?(?:时期|期间|规划)"
)
_ASKS_BACK = re.compile(
    r"十[一二三]五|以前|过去|已经?|现[在有]|目前|成效|成绩|回顾|做了|建成了|13th|achiev|past|so far|current",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for; see `weights.toml`."""

    dense: float
    lexical: float
    coverage: float
    heading: float
    quantity: float
    past: float
    front: float
    break_even: float
    steepness: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a passage, each in 0..1: meaning, BM25, the share of the question's words in it and in its heading."""

    dense: float
    lexical: float
    coverage: float
    heading: float


@cache
def fitted_weights() -> Weights:
    """Return the weights that come with the package."""
    return Weights(**tomllib.loads(files("index").joinpath("weights.toml").read_text(encoding="utf-8")))


def relevance(signals: Signals, weights: Weights) -> float:
    """Return the weighted sum of the signals."""
    return (
        weights.dense * signals.dense
        + weights.lexical * signals.lexical
        + weights.coverage * signals.coverage
        + weights.heading * signals.heading
    )


def calibrated(relevance: float, weights: Weights) -> float:
    """Return a score in 0..1 (logistic): 0.5 is where the best passage begins to answer more often than not."""
    return 1.0 / (1.0 + exp(-weights.steepness * (relevance - weights.break_even)))


def factor(query: Query, passage: Passage, weights: Weights) -> float:
    """Return what to multiply the relevance of `passage` by."""
    result = 1.0
    if query.intent is Intent.METADATA and passage.section is None:
        result *= weights.front  # number, issuer and dates stand before the first heading
    if not wants_quantity(query):
        return result
    if states_quantity(passage.text):
        result *= weights.quantity
    if _LOOKS_BACK.search(passage.heading) and not _ASKS_BACK.search(query.text):
        result *= weights.past
    return result


def wants_quantity(query: Query) -> bool:
    """Tell whether the question asks for a number."""
    return query.intent is not Intent.METADATA and _WANTS_QUANTITY.search(query.text) is not None


def states_quantity(text: str) -> bool:
    """Tell whether a passage states a quantity: a number with its unit."""
    return _QUANTITY.search(text) is not None
