"""How likely it is that what was found answers a question in English, whose words are known by their Chinese terms.

avalanche warning system: 预警 and 系统 stand in many plans, and so something is always found; 雪崩 may stand in none.
"""

import tomllib
from collections import Counter
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files
from itertools import islice
from math import exp, log

from index.tokens import fold
from service.answer.material import Material
from service.answer.nearness import how_near, needed_amount
from service.answer.sought import sought_by, states_date

_SAMPLE = 200  # plans of a large library
_TOP = 3  # hits in which the terms are looked for
# A score below or above these says no more: how bad a bad one is depends on the library.
_LOWEST, _HIGHEST = 0.05, 0.9995


@dataclass(frozen=True, slots=True)
class TermSigns:
    """What speaks for and against an answer.

    `relevance` is the score of the best hit as log odds; the shares, of the question's terms by weight: `lacking` those that
    no plan asked about has, `said` those in the best sentence with its heading, `found` those in the best of the top hits.
    `placed` tells that the question names what is covered, or need not, `unstated` that it asks for an amount or a date and the best
    sentences state none, or only one of something else; `far` is the share of its words that do not stand near such an amount where one is stated.
    """

    relevance: float
    lacking: float
    said: float
    found: float
    placed: bool
    unstated: bool
    far: float


def is_likely(material: Material) -> bool:
    """Tell whether a question in English may be answered from what was found."""
    return bool(material.evidence) and assurance(signs_of(material)) >= fitted()["enough"]


def assurance(signs: TermSigns) -> float:
    """Return the probability, in 0..1, that the plans asked about answer."""
    weights = fitted()
    named = zip((field.name for field in fields(signs)), astuple(signs), strict=True)
    return 1.0 / (1.0 + exp(-weights["constant"] - sum(weights[name] * value for name, value in named)))


def signs_of(material: Material) -> TermSigns:
    """Return the signs of a question for which something was found."""
    score = min(max(material.hits[0].score, _LOWEST), _HIGHEST)
    best = material.evidence[0]
    sought, near = sought_by(material.query.text), how_near(material)
    return TermSigns(
        relevance=log(score / (1 - score)),
        lacking=_lacking(material),
        said=material.covered(f"{best.hit.passage.heading} {best.text}"),
        found=max(material.covered(f"{hit.passage.heading} {hit.passage.text}") for hit in material.hits[:_TOP]),
        placed=bool(material.query.places)
        or len(material.plans) < len(material.library)
        or not are_of_places(material),
        unstated=near is None if needed_amount(material) else sought.date and not states_date(best.text),
        far=0.0 if near is None else 1.0 - near,
    )


def are_of_places(material: Material) -> bool:
    """Tell whether most plans of the library are each the only one of its place: then a question about one names that.

    Of a library of one plan, of one place, or of no places, none is named.
    """
    plans = list(islice(material.library.values(), _SAMPLE))
    counts = Counter(plan.metadata.value("place") for plan in plans)
    alone = sum(count == 1 for place, count in counts.items() if place)
    return len(plans) > 1 and 2 * alone > len(plans)


def _lacking(material: Material) -> float:
    """Return which share of the question's terms stands in none of the plans asked about; of a compound, of its words.

    A year that no plan names is told elsewhere, and other figures may be written in words. The 入学 of 引入学科 is no word.
    """
    texts = [material.folded(plan) for plan in material.near_plans]
    standing = {
        token
        for token in material.wanted.tokens
        if token.isdigit()
        or (material.lexical.has(token) and any(fold(token.removeprefix("2:")) in text for text in texts))
    }
    return 1.0 - material.wanted.share(standing) if material.wanted.tokens else 0.0


@cache
def fitted() -> dict[str, float]:
    """Return the weights of the signs, the constant, and which probability is enough; see `eval/fit_terms.py`."""
    table: dict[str, float] = tomllib.loads(
        files("service").joinpath("answer", "terms.toml").read_text(encoding="utf-8")
    )
    return table
