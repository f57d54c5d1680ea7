"""Fits signs to outcomes: a logistic regression (a little ridge, both outcomes of equal weight), shown held out.

What was fitted is a small file of the package, whose comments and threshold (`enough`) are people's, and stay.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_FOLDS = 10
_RIDGE = 3.0
_STEPS = 50

Vector = NDArray[np.float64]
Outcomes = NDArray[np.bool_]


def fit(signs: Vector, answered: Outcomes) -> Vector:
    """Return the weights of the signs and, last, the constant: Newton's method for a weighted logistic regression."""
    design = np.column_stack([signs, np.ones(len(signs))])
    share = np.where(answered, 0.5 / answered.mean(), 0.5 / (1 - answered.mean()))
    ridge = _RIDGE * np.append(np.ones(signs.shape[1]), 0.0) * np.append(signs.var(axis=0), 1.0)
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        predicted = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (share * (answered - predicted)) - ridge * beta
        curvature = (design * (share * predicted * (1 - predicted))[:, None]).T @ design + np.diag(ridge + 1e-6)
        beta += np.linalg.solve(curvature, gradient)
    return beta


def held_out(signs: Vector, answered: Outcomes) -> Vector:
    """Return the probability of each question under weights fitted without it and a tenth of the others."""
    probabilities = np.zeros(len(signs))
    order = np.random.default_rng(0).permutation(len(signs))
    for at in range(_FOLDS):
        out = order % _FOLDS == at
        beta = fit(signs[~out], answered[~out])
        probabilities[out] = 1 / (1 + np.exp(-signs[out] @ beta[:-1] - beta[-1]))
    return probabilities


def conclude(
    signs: Vector,
    answered: Outcomes,
    names: Sequence[str],
    thresholds: Iterable[float],
    write_to: tuple[Path, float] | None,
    unmended: int = 0,
) -> None:
    """Print what each threshold would decline of what it was not fitted to, and the fit; write that into a file with its threshold.

    So many of the first questions, `unmended`, are also told alone.
    """
    probabilities = held_out(signs, answered)
    for threshold in thresholds:
        kept = probabilities >= threshold
        for name, part in (("all", slice(None)), ("unmended", slice(unmended))):
            if kept[part].size:
                print(f"enough {threshold}, {name}: {_declined(kept[part], answered[part])}")  # noqa: T201
    beta = fit(signs, answered)
    weights = {name: round(float(each), 2) for name, each in zip((*names, "constant"), beta, strict=True)}
    print(len(signs), "questions,", int(answered.sum()), "answered:", weights)  # noqa: T201
    if write_to is not None:
        path, enough = write_to
        head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        lines = [f"{name} = {value}" for name, value in (weights | {"enough": enough}).items()]
        path.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def _declined(kept: Outcomes, answered: Outcomes) -> str:
    wrongly, rightly = ~kept[answered], ~kept[~answered]
    return f"wrongly declined {wrongly.sum()} of {len(wrongly)}, rightly {rightly.sum()} of {len(rightly)}"
