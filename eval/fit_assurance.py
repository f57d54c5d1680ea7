"""Fits how sure an answer must be: `python -m eval.fit_assurance [QUESTIONS…] [--index DIR] [--write]`.

Learned from are the Chinese questions that signs decide: of the dev half, of `eval/fitting/asked.jsonl`, which nobody
mended the software for and which are measured nowhere, and of further question files. All are asked of the plans of the
index; it takes some four minutes. A logistic regression tells those that the plans answer from the others; held out
(ten-fold cross-validation) it shows what each threshold would decline, of all and of those of `eval/fitting`. The line is
people's choice, made on the latter: nearly none of the dev half is declined any more.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from importlib.resources import files
from pathlib import Path
from unittest.mock import patch

import numpy as np

from eval.logistic import conclude
from eval.question_set import Half, Question, default_files, read_questions
from index.query import Turn
from service.answer.answerer import Answerer
from service.answer.assurance import Signs, fitted, signs_of
from service.answer.model import Status
from service.app import load_answerer
from service.settings import read_settings

_THRESHOLDS = (0.1, 0.14, 0.16, 0.18, 0.2, 0.22, 0.25, 0.3, 0.4)
_NAMES = tuple(field.name for field in fields(Signs))


def cases(answerer: Answerer, questions: Sequence[Question]) -> Iterator[tuple[Signs, bool]]:
    """Yield the signs of the Chinese questions that signs decide, and whether the plans answer."""
    for question in questions:
        if question.language == "en" or question.unanswerable == "place":
            continue
        history = [Turn(message.role, message.content) for message in question.history]
        material = answerer.undecided(question.question, history)
        if material is not None and not material.english and _is_decided(answerer, question.question, history):
            yield signs_of(material), question.unanswerable is None


def _is_decided(answerer: Answerer, question: str, history: Sequence[Turn]) -> bool:
    """Tell whether a question is answered where any signs are enough, and not where none are."""
    any_is, none_is = (_is_answered(answerer, question, history, enough) for enough in (0.0, 2.0))
    return any_is and not none_is


def _is_answered(answerer: Answerer, question: str, history: Sequence[Turn], enough: float) -> bool:
    weights = fitted()
    with patch.dict(weights, enough=enough):
        return answerer.answer(question, history=history).status is Status.ANSWERED


def unmended() -> list[Question]:
    """Return the questions that are there to be learned from and nothing else; which passages answer them is not known."""
    return read_questions([Path(str(files("eval").joinpath("fitting", "asked.jsonl")))])


def main() -> None:
    """Print the fit, and write it into the package when asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_assurance", description=__doc__)
    parser.add_argument("questions", nargs="*", type=Path, help="further question files (JSON lines)")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--write", action="store_true", help="write service/answer/assurance.toml")
    options = parser.parse_args()
    settings = read_settings()
    answerer = load_answerer(settings.model_copy(update={"index": options.index or settings.index}))
    own = [each for each in read_questions(default_files()) if each.half is Half.DEV]
    fresh = list(cases(answerer, unmended()))
    found = [*fresh, *cases(answerer, [*own, *read_questions(options.questions)])]
    signs = np.array([astuple(each) for each, _ in found])
    answered = np.array([is_answered for _, is_answered in found])
    path = Path(str(files("service").joinpath("answer", "assurance.toml")))
    write_to = (path, fitted()["enough"]) if options.write else None
    conclude(signs, answered, _NAMES, _THRESHOLDS, write_to, unmended=len(fresh))


if __name__ == "__main__":
    main()
