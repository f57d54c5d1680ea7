"""Fits the weights of the ranking on the dev half: `python -m eval.fit [--index DIR] [--write]`.

The weights of the four signals are the middle of the best points of the simplex by mean reciprocal rank: the single best
one is mostly luck, as a five-fold cross-validation says. Break-even and steepness are a logistic regression, of whether a
question is answered by the first five passages, on the relevance of the first.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import index.rank
from eval.loading import load_parts
from eval.question_set import Gold, Half, Question, default_files, read_questions
from index.query import Catalogue, Turn, understand
from index.rank import Weights, factor, fitted_weights
from index.search import Searcher
from service.settings import read_settings

_FOLDS = 5
_STEP = 10
_BEST = 30  # of 286 points
_DEEP = 5


@dataclass(frozen=True)
class Case:
    """One question with its candidates: signals (n, 4), factors (n), and which hold a gold passage (n)."""

    question: Question
    signals: NDArray[np.float64]
    factors: NDArray[np.float64]
    gold: NDArray[np.bool_]


def read_cases(searcher: Searcher, questions: Sequence[Question], weights: Weights) -> list[Case]:
    """Return a case for each question that has candidates at all."""
    catalogue = Catalogue(searcher.index.plans)
    cases: list[Case] = []
    for question in questions:
        history = [Turn(message.role, message.content) for message in question.history]
        query = understand(question.question, catalogue, history)
        if not query.plan_ids:
            continue
        found = searcher.signals(query, searcher.embed(query), query.plan_ids)
        passages = [searcher.index.passages[row] for row in found]
        if not passages:
            continue
        cases.append(
            Case(
                question,
                np.array([list(asdict(signals).values()) for signals in found.values()]),
                np.array([factor(query, passage, weights) for passage in passages]),
                np.array(
                    [
                        any(gold.plan == passage.plan_id and gold.text in passage.text for gold in _golds(question))
                        for passage in passages
                    ]
                ),
            )
        )
    return cases


def fit_signals(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Return the four weights: the mean of the best points of the simplex by mean reciprocal rank over `cases`."""
    ordered = sorted(_simplex(), key=lambda weights: -reciprocal_rank(cases, weights))
    mean: NDArray[np.float64] = np.mean(ordered[:_BEST], axis=0)
    return mean


def reciprocal_rank(cases: Sequence[Case], weights: NDArray[np.float64]) -> float:
    """Return the mean of 1 / rank of the first gold passage; 0 for a question without one among its candidates."""
    ranks = [_first_gold(case, weights) for case in cases]
    return sum(1.0 / rank for rank in ranks if rank) / len(ranks)


def fit_calibration(cases: Sequence[Case], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Return break-even and steepness: Newton's method for a logistic regression with a little ridge."""
    relevance = np.array([max(case.signals @ weights * case.factors) for case in cases])
    answered = np.array([0 < _first_gold(case, weights) <= _DEEP for case in cases], dtype=float)
    design = np.column_stack([relevance, np.ones_like(relevance)])
    beta = np.zeros(2)
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (answered - predicted) - 0.01 * beta
        curvature = (design * (predicted * (1 - predicted))[:, None]).T @ design + 0.01 * np.eye(2)
        beta += np.linalg.solve(curvature, gradient)
    return float(-beta[1] / beta[0]), float(beta[0])


def _golds(question: Question) -> Iterator[Gold]:
    yield from (gold for needed in question.evidence for gold in needed)


def _first_gold(case: Case, weights: NDArray[np.float64]) -> int:
    """Return the rank of the first gold passage, from 1; 0 when there is none."""
    order = np.argsort(-(case.signals @ weights * case.factors), kind="stable")
    at = np.flatnonzero(case.gold[order])
    return int(at[0]) + 1 if len(at) else 0


def _simplex() -> Iterator[NDArray[np.float64]]:
    for parts in product(range(_STEP + 1), repeat=3):
        if sum(parts) <= _STEP:
            yield np.array([*parts, _STEP - sum(parts)]) / _STEP


def main() -> None:
    """Print the fit, and write it into the package when asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--write", action="store_true", help="write index/weights.toml")
    options = parser.parse_args()
    settings = read_settings()
    if options.index:
        settings = settings.model_copy(update={"index": options.index})
    parts = load_parts(settings)
    searcher = Searcher(parts.index, parts.embedder)
    weights = fitted_weights()
    questions = [each for each in read_questions(default_files()) if each.half is Half.DEV]
    cases = read_cases(searcher, questions, weights)
    answerable = [case for case in cases if case.question.evidence]
    folds = [answerable[at::_FOLDS] for at in range(_FOLDS)]
    held_out = [
        reciprocal_rank(fold, fit_signals([case for other in folds if other is not fold for case in other]))
        for fold in folds
    ]
    best = fit_signals(answerable)
    now = np.array([weights.dense, weights.lexical, weights.coverage, weights.heading])
    break_even, steepness = fit_calibration(cases, best)
    fitted = replace(
        weights,
        **dict(zip(("dense", "lexical", "coverage", "heading"), (round(float(part), 2) for part in best), strict=True)),
        break_even=round(break_even, 3),
        steepness=round(steepness, 1),
    )
    print(f"{len(cases)} cases; MRR now {reciprocal_rank(answerable, now):.4f}")  # noqa: T201 - a command
    print(f"fitted {reciprocal_rank(answerable, best):.4f}, held out {np.mean(held_out):.4f}")  # noqa: T201
    print(fitted)  # noqa: T201
    if options.write:
        path = Path(index.rank.__file__).with_name("weights.toml")
        head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        lines = [head[0], *(f"{name} = {value}" for name, value in asdict(fitted).items())]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
