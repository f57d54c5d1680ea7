"""Figures with their uncertainty: bootstrap intervals, and the paired comparison of two runs."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eval.judgement import Judgement, Measure

_RESAMPLES = 2000
_SEED = 20251121
_TAILS = (2.5, 97.5)


class Estimate(NamedTuple):
    """A figure over `n` questions, and the interval that holds 95% of its bootstrap resamples."""

    value: float
    low: float
    high: float
    n: int


class Change(NamedTuple):
    """What changed between two runs over the `n` questions that both have.

    `low` and `high` hold 95% of the bootstrap resamples of the difference of means; `p` is the share of random swaps of
    the two runs, question by question, that differ at least as much.
    """

    before: float
    after: float
    low: float
    high: float
    p: float
    n: int


def estimate(values: Sequence[float], *, median: bool = False) -> Estimate:
    """Return the mean (or median) of at least one value, with its interval. The same values give the same interval."""
    data = np.asarray(values, dtype=np.float64)
    middle = np.median if median else np.mean
    resampled = middle(data[_draws(len(data))], axis=1)
    low, high = np.percentile(resampled, _TAILS)
    return Estimate(float(middle(data)), float(low), float(high), len(data))


def estimates(judgements: Sequence[Judgement]) -> dict[Measure, Estimate]:
    """Return the figure of every measure that applies to one of the questions."""
    found: dict[Measure, Estimate] = {}
    for measure in Measure:
        if values := [each.values[measure] for each in judgements if measure in each.values]:
            found[measure] = estimate(values, median=measure.is_median)
    return found


def compare(before: Sequence[Judgement], after: Sequence[Judgement]) -> dict[Measure, Change]:
    """Return the change of every measure, over the questions whose ids are in both runs and to which it applies in both."""
    earlier = {each.id: each.values for each in before}
    pairs = [(earlier[each.id], each.values) for each in after if each.id in earlier]
    return {measure: _change(measure, pairs) for measure in Measure if any(_has(measure, pair) for pair in pairs)}


def _change(measure: Measure, pairs: Sequence[tuple[Mapping[Measure, float], Mapping[Measure, float]]]) -> Change:
    both = np.array([(one[measure], other[measure]) for one, other in pairs if _has(measure, (one, other))])
    difference = both[:, 1] - both[:, 0]
    low, high = np.percentile(difference[_draws(len(difference))].mean(axis=1), _TAILS)
    signs = np.random.default_rng(_SEED).choice((-1.0, 1.0), size=(_RESAMPLES, len(difference)))
    # One more than were drawn: the runs as they are count as one of the swaps, so p is never 0.
    extreme = np.sum(np.abs((signs * difference).mean(axis=1)) >= abs(difference.mean()) - 1e-12)
    before, after = both.mean(axis=0)
    return Change(float(before), float(after), float(low), float(high), (extreme + 1) / (_RESAMPLES + 1), len(both))


def _has(measure: Measure, pair: tuple[Mapping[Measure, float], Mapping[Measure, float]]) -> bool:
    return all(measure in values for values in pair)


def _draws(size: int) -> NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, size, size=(_RESAMPLES, size))
