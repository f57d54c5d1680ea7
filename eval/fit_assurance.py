"""Fits how sure an answer must be: `python -m eval.fit_assurance [QUESTIONS…] [--general SET] [--index DIR] [--write]`.

Learned from are the Chinese questions that records alone do not decide: of the dev half, also of its plans and their
sections as libraries of their own (see `eval.small_libraries`), of further question files, and of a general set (see
`eval.general`), all of whose questions have an answer.
A logistic regression tells those that the plans answer from the others; held out (ten-fold cross-validation) it shows
what each threshold would decline.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields, replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from eval.general import load_set, read_set
from eval.logistic import conclude
from eval.question_set import Half, Question, default_files, read_questions
from eval.small_libraries import small_libraries
from index.query import Turn
from index.search import Hit, Searcher
from service.answer.answerer import Answerer
from service.answer.assurance import Signs, fitted, signs_of
from service.answer.material import Material
from service.answer.nearness import needed_amount
from service.app import load_answerer
from service.settings import Settings, read_settings

_THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.28, 0.3, 0.4, 0.5)
_TELLING = 20  # characters with which what answers begins, where it is cut into several passages
_NAMES = tuple(field.name for field in fields(Signs))


def cases(answerer: Answerer, questions: Sequence[Question]) -> Iterator[tuple[Signs, bool]]:
    """Yield the signs of the Chinese questions that signs decide, and whether the plans answer.

    A question for an amount counts twice, the second time with what answers it taken away: what is left is about the same
    things, and states other amounts.
    """
    for question in questions:
        if question.language == "en" or question.unanswerable == "place":
            continue
        history = [Turn(message.role, message.content) for message in question.history]
        material = answerer.undecided(question.question, history)
        if material is None or not material.hits:
            continue
        yield signs_of(material), question.unanswerable is None
        rest = without_answer(material, question)
        if question.unanswerable is None and needed_amount(material) and rest.hits:
            yield signs_of(rest), False


def cases_of_small(answerer: Answerer, questions: list[Question], settings: Settings) -> Iterator[tuple[Signs, bool]]:
    """Yield the same of each plan alone and of single sections. Takes minutes."""
    chinese = [each for each in questions if each.language != "en"]
    for library in small_libraries(answerer.plans, chinese, settings):
        for question, is_answered in library.questions:
            material = library.answerer.undecided(question.question)
            if material is not None and material.hits:
                yield signs_of(material), is_answered


def without_answer(material: Material, question: Question) -> Material:
    """Return `material` without the hits that have what answers."""
    gold = [(each.plan, each.text) for group in question.evidence for each in group]

    def answers(hit: Hit) -> bool:
        passage = hit.passage
        return any(
            plan == passage.plan_id
            and (text in passage.text or passage.text in text or text[:_TELLING] in passage.text)
            for plan, text in gold
        )

    return replace(material, hits=tuple(hit for hit in material.hits if not answers(hit)))


def general_signs(path: Path, settings: Settings) -> Iterator[Signs]:
    """Yield the signs of the questions of a general set."""
    with tempfile.TemporaryDirectory() as folder:
        asked = read_set(path)
        parts = load_set(asked, settings, Path(folder))
        answerer = Answerer(Searcher(parts.index, parts.embedder))
        for each in asked.questions:
            material = answerer.undecided(each.question)
            if material is not None and not material.english:
                yield signs_of(material)


def main() -> None:
    """Print the fit, and write it into the package when asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_assurance", description=__doc__)
    parser.add_argument("questions", nargs="*", type=Path, help="further question files (JSON lines)")
    parser.add_argument("--general", type=Path, help="a general set, see eval.general")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--write", action="store_true", help="write service/answer/assurance.toml")
    options = parser.parse_args()
    settings = read_settings()
    answerer = load_answerer(settings.model_copy(update={"index": options.index or settings.index}))
    own = [each for each in read_questions(default_files()) if each.half is Half.DEV]
    found = list(cases(answerer, [*own, *read_questions(options.questions)]))
    found += cases_of_small(answerer, own, settings)
    general = list(general_signs(options.general, settings)) if options.general else []
    signs = np.array([astuple(each) for each in (*(each for each, _ in found), *general)])
    answered = np.array([*(is_answered for _, is_answered in found), *(True for _ in general)])
    path = Path(str(files("service").joinpath("answer", "assurance.toml")))
    conclude(signs, answered, _NAMES, _THRESHOLDS, (path, fitted()["enough"]) if options.write else None)


if __name__ == "__main__":
    main()
