"""Fits the weights of the ranking: `python -m eval.fit [SET…] [--index DIR] [--write]`.

Learned from are the dev half of the question set and, counting as much each, sets of general retrieval in the formats of
`eval.general`. The weights of a language are those under which the right passages are likeliest (a softmax over the
candidates of a question, with a little ridge), scaled to a sum of 1. Break-even and steepness are a logistic regression,
of whether a question is answered by the first five passages, on the relevance of the first; a question of a general set
is asked once more without its document, and is then one that nothing answers.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped] # it ships no types

import index.rank
from eval.general import load_set
from eval.general_set import read_set
from eval.loading import Parts, load_parts
from eval.question_set import Half, default_files, read_questions
from index.passages import Passage
from index.query import Catalogue, Language, Query, Turn, understand
from index.rank import Signals, Weights, fitted_weights
from index.search import Searcher
from service.settings import read_settings

_FOLDS = 5
_DEEP = 5
_RIDGE = 1e-4
_NAMES = Signals._fields

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One question with its candidates: signals (n, signals), which are right (n), which are of the right document (n)."""

    language: Language
    signals: Vector
    gold: NDArray[np.bool_]
    document: NDArray[np.bool_]


def own_cases(parts: Parts) -> list[Case]:
    """Return a case for each question of the dev half that has candidates; nothing is right for one without an answer."""
    catalogue, searcher = Catalogue(parts.index.plans), Searcher(parts.index, parts.embedder)
    cases: list[Case] = []
    for question in read_questions(default_files()):
        if question.half is not Half.DEV:
            continue
        history = [Turn(message.role, message.content) for message in question.history]
        golds = [(gold.plan, gold.text) for needed in question.evidence for gold in needed]
        cases += _cases(searcher, understand(question.question, catalogue, history), golds, None)
    return cases


def general_cases(parts: Parts, path: Path) -> list[Case]:
    """Return a case for each question of a general set."""
    catalogue, searcher = Catalogue(parts.index.plans), Searcher(parts.index, parts.embedder)
    cases: list[Case] = []
    for asked in read_set(path).questions:
        golds = [(asked.document, answer) for answer in asked.answers]
        cases += _cases(searcher, understand(asked.question, catalogue), golds, asked.document)
    return cases


def without_document(case: Case) -> Case:
    """Return a case without the document that answers it."""
    kept = ~case.document
    return Case(case.language, case.signals[kept], case.gold[kept], case.document[kept])


def fit_signals(groups: Sequence[Sequence[Case]]) -> Vector:
    """Return the weights of the signals, none below 0: nothing speaks against a passage. Each group counts as much."""
    learned = [(case.signals, case.gold, 1.0 / len(group)) for group in groups for case in group if case.gold.any()]

    def loss(weights: Vector) -> tuple[float, Vector]:
        value, gradient = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for signals, gold, share in learned:
            likely = _softmax(signals @ weights)
            right = likely * gold
            value -= share * float(np.log(right.sum() + 1e-12))
            gradient -= share * ((right / (right.sum() + 1e-12) - likely) @ signals)
        return value, gradient

    count = len(_NAMES)
    found = minimize(loss, np.ones(count), jac=True, method="L-BFGS-B", bounds=[(0, None)] * count)
    scaled: Vector = found.x / found.x.sum()
    return scaled


def reciprocal_rank(cases: Sequence[Case], weights: Vector) -> float:
    """Return the mean of 1 / rank of the first right passage; 0 for a question without one among its candidates."""
    ranks = [_first_gold(case, weights) for case in cases]
    return sum(1.0 / rank for rank in ranks if rank) / len(ranks)


def fit_calibration(cases: Sequence[Case], weights: Vector) -> tuple[float, float]:
    """Return break-even and steepness: Newton's method for a logistic regression with a little ridge."""
    relevance = np.array([max(case.signals @ weights) for case in cases])
    answered = np.array([0 < _first_gold(case, weights) <= _DEEP for case in cases], dtype=float)
    design = np.column_stack([relevance, np.ones_like(relevance)])
    beta = np.zeros(2)
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (answered - predicted) - 0.01 * beta
        curvature = (design * (predicted * (1 - predicted))[:, None]).T @ design + 0.01 * np.eye(2)
        beta += np.linalg.solve(curvature, gradient)
    return float(-beta[1] / beta[0]), float(beta[0])


def held_out(groups: Sequence[Sequence[Case]]) -> list[float]:
    """Return the mean reciprocal rank of each group under weights fitted without the question: five-fold cross-validation."""
    folds = []
    for at in range(_FOLDS):
        learned = fit_signals([[case for n, case in enumerate(group) if n % _FOLDS != at] for group in groups])
        folds.append([reciprocal_rank(group[at::_FOLDS], learned) for group in groups])
    return [float(each) for each in np.mean(folds, axis=0)]


def _cases(searcher: Searcher, query: Query, golds: Sequence[tuple[str, str]], document: str | None) -> Iterator[Case]:
    found = searcher.retrieve(query)
    rows = {row: each for candidates in found.groups for row, each in searcher.signals(query, candidates).items()}
    if not rows:
        return
    passages = [searcher.index.passages[row] for row in rows]
    yield Case(
        query.language,
        np.array(list(rows.values())),
        np.array([_is_right(passage, golds) for passage in passages]),
        np.array([passage.plan_id == document for passage in passages]),
    )


def _is_right(passage: Passage, golds: Sequence[tuple[str, str]]) -> bool:
    text = "".join(passage.text.split())
    return any(plan_id == passage.plan_id and "".join(gold.split()) in text for plan_id, gold in golds)


def _first_gold(case: Case, weights: Vector) -> int:
    """Return the rank of the first right passage, from 1; 0 when there is none."""
    order = np.argsort(-(case.signals @ weights), kind="stable")
    at = np.flatnonzero(case.gold[order])
    return int(at[0]) + 1 if len(at) else 0


def _softmax(values: Vector) -> Vector:
    raised = np.exp(values - values.max())
    likely: Vector = raised / raised.sum()
    return likely


def _fit_language(language: Language, groups: Sequence[Sequence[Case]]) -> Weights:
    """Return the weights of a language, and print how well they rank. The first group is the question set's own."""
    mine = [[case for case in group if case.language is language] for group in groups]
    answered = [[case for case in group if case.gold.any()] for group in mine]
    learned_from = [group for group in answered if len(group) >= _FOLDS]
    now = np.array(fitted_weights()[language].of_signals)
    weights = fit_signals(learned_from)
    for cases, kept in zip(learned_from, held_out(learned_from), strict=True):
        ranks = (reciprocal_rank(cases, now), reciprocal_rank(cases, weights), kept)
        print(language.value, len(cases), "questions: MRR now {:.4f}, fitted {:.4f}, held out {:.4f}".format(*ranks))  # noqa: T201
    unanswered = [bare for group in mine[1:] for case in group if len((bare := without_document(case)).gold)]
    # Chinese has questions of its own that nothing answers, which are harder.
    told_by = mine[0] if language is Language.ZH else [*(case for group in mine for case in group), *unanswered]
    break_even, steepness = fit_calibration(told_by, weights)
    rounded = dict(zip(_NAMES, (round(float(each), 3) for each in weights), strict=True))
    return Weights(**rounded, break_even=round(break_even, 3), steepness=round(steepness, 1))


def main() -> None:
    """Print the fit, and write it into the package when asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit", description=__doc__)
    parser.add_argument("sets", nargs="*", type=Path, help="general sets, see eval.general")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--write", action="store_true", help="write index/weights.toml")
    options = parser.parse_args()
    settings = read_settings()
    groups = [own_cases(load_parts(settings.model_copy(update={"index": options.index or settings.index})))]
    for path in options.sets:
        with tempfile.TemporaryDirectory() as folder:
            groups.append(general_cases(load_set(read_set(path), settings, Path(folder)), path))
    fitted = {language: _fit_language(language, groups) for language in Language}
    print(fitted)  # noqa: T201
    if options.write:
        path = Path(index.rank.__file__).with_name("weights.toml")
        lines = [line for line in path.read_text(encoding="utf-8").splitlines()[:1] if line.startswith("#")]
        for language, weights in fitted.items():
            lines += [f"[{language.value}]", *(f"{name} = {value}" for name, value in asdict(weights).items()), ""]
        path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
