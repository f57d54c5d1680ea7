"""How likely it is that what was found answers a question: many weak signs weighed together, none of which decides alone."""

import tomllib
from dataclasses import astuple, dataclass, fields, replace
from functools import cache
from importlib.resources import files
from math import exp, log

from service.answer import terms
from service.answer.fact import lacks_subject
from service.answer.material import Material
from service.answer.measures import lacks_measure
from service.answer.nearness import how_far, how_near, needed_amount
from service.answer.sought import sought_by, states_date
from service.answer.subject import subject_of

# A score says no more than these: of a library of a few lines nothing is like anything, and its scores are low; above the
# highest a question only has the words of a passage, whether or not that answers.
_LOWEST, _HIGHEST = 0.1, 0.982


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for and against an answer: what `Subject` says, and these.

    `relevance` is the score of the best hit as log odds. `unnamed` is 1 where the question is no more than the name of a
    thing that the passages of the best sentences lack, `unstated` where it asks for an amount or a date and the best
    sentences state none, or only one of something else; `stated` where it asks for an amount and they state one, of which
    `far` then is the share of its words that the plan has elsewhere and not beside that amount.
    `placed` is 1 where it names what is covered, or need not.
    """

    relevance: float
    elsewhere: float
    nowhere: float
    words_elsewhere: float
    not_found: float
    said: float
    words: float
    leads: float
    unnamed: float
    unstated: float
    stated: float
    far: float
    placed: float


@dataclass(frozen=True, slots=True)
class Likely:
    """Whether a question may be answered: from what was `found`, and from a record that it names.

    That no passage is near does not count against a record.
    """

    found: bool
    by_name: bool


def likely(material: Material) -> Likely:
    """Tell whether a question may be answered."""
    if material.english:
        said = terms.is_likely(material)
        return Likely(said, said)
    if not material.hits:
        return Likely(found=False, by_name=False)
    signs, enough = signs_of(material), fitted()["enough"]
    near = replace(signs, relevance=max(signs.relevance, 0.0))
    return Likely(
        found=probability(signs) >= enough and not _is_unmeasured(material), by_name=probability(near) >= enough
    )


def probability(signs: Signs) -> float:
    """Return the probability, in 0..1, that the plans asked about answer a question with these signs."""
    weights = fitted()
    named = zip((field.name for field in fields(signs)), astuple(signs), strict=True)
    return 1.0 / (1.0 + exp(-weights["constant"] - sum(weights[name] * value for name, value in named)))


def signs_of(material: Material) -> Signs:
    """Return the signs of a question for which something was found."""
    score = min(max(material.hits[0].score, _LOWEST), _HIGHEST)
    subject = subject_of(material)
    quoted = "".join(f"{each.hit.passage.heading} {each.hit.passage.text}" for each in material.evidence)
    sought = sought_by(material.query.text)
    needed = needed_amount(material)
    is_stated = needed is not None and how_near(material) is not None
    is_date_missing = sought.date and not any(states_date(each.text) for each in material.evidence[:1])
    return Signs(
        relevance=log(score / (1 - score)),
        elsewhere=subject.elsewhere,
        nowhere=subject.nowhere,
        words_elsewhere=subject.words_elsewhere,
        not_found=subject.not_found,
        said=subject.said,
        words=subject.words,
        leads=subject.leads,
        unnamed=float(lacks_subject(material, quoted)),
        unstated=float(is_date_missing if needed is None else not is_stated),
        stated=float(is_stated),
        far=how_far(material) if is_stated else 0.0,
        placed=float(_is_placed(material)),
    )


def _is_placed(material: Material) -> bool:
    """Tell whether a question names what is covered. Where few plans are each the only one of their place, it need not."""
    named = bool(material.query.places) or len(material.plans) < len(material.library)
    return named or not terms.are_of_places(material)


def _is_unmeasured(material: Material) -> bool:
    """Tell whether a question says in which measure it wants an amount (几座), and the best sentences have none of what it asks about."""
    if lacks_measure(material.query.text, "".join(each.text for each in material.evidence)):
        return True
    amount = needed_amount(material)
    return amount is not None and not amount.is_any and how_near(material) is None


@cache
def fitted() -> dict[str, float]:
    """Return the weights of the signs, the constant, and which probability is enough; see `eval/fit_assurance.py`."""
    table: dict[str, float] = tomllib.loads(
        files("service").joinpath("answer", "assurance.toml").read_text(encoding="utf-8")
    )
    return table
