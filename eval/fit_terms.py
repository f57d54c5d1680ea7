"""Fits when a question in English is answered: `python -m eval.fit_terms [QUESTIONS…] [--of INDEX] [--index DIR] [--write]`.

Learned from are the English questions that records alone do not decide: of the dev half, and of further question files,
which may be about the documents of another index. Held out (ten-fold cross-validation) it shows what each threshold
would decline.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields, replace
from importlib.resources import files
from pathlib import Path

import numpy as np

from eval.logistic import conclude
from eval.question_set import Half, Question, default_files, read_questions
from index.query import Turn
from index.search import Hit
from service.answer.answerer import Answerer
from service.answer.material import Material
from service.answer.nearness import needed_amount
from service.answer.terms import TermSigns, fitted, signs_of
from service.app import load_answerer
from service.settings import Settings, read_settings

_THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6)
_TELLING = 20  # characters with which what answers begins, where it is cut into several passages
_NAMES = tuple(field.name for field in fields(TermSigns))


def cases(answerer: Answerer, questions: Sequence[Question]) -> Iterator[tuple[TermSigns, bool]]:
    """Yield the signs of the English questions that signs decide, and whether the plans answer.

    A question for an amount counts twice, the second time with what answers it taken away: what is left is about the same
    things, and states other amounts.
    """
    for question in questions:
        if question.language != "en" or question.unanswerable == "place":
            continue
        history = [Turn(message.role, message.content) for message in question.history]
        material = answerer.undecided(question.question, history)
        if material is None or not material.evidence:
            continue
        yield signs_of(material), question.unanswerable is None
        if question.evidence and needed_amount(material):
            rest = without_answer(material, question)
            if rest.evidence:
                yield signs_of(rest), False


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


def main() -> None:
    """Print the fit, and write it into the package when asked to."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit_terms", description=__doc__)
    parser.add_argument("questions", nargs="*", type=Path, help="further question files (JSON lines)")
    parser.add_argument("--of", type=Path, help="the index that those are asked of")
    parser.add_argument("--index", type=Path)
    parser.add_argument("--write", action="store_true", help="write service/answer/terms.toml")
    options = parser.parse_args()
    settings = read_settings()
    index = options.index or settings.index
    own = [each for each in read_questions(default_files()) if each.half is Half.DEV]
    found = [*_found(index, own, settings), *_found(options.of or index, read_questions(options.questions), settings)]
    signs = np.array([astuple(each) for each, _ in found], dtype=np.float64)
    answered = np.array([is_answered for _, is_answered in found])
    path = Path(str(files("service").joinpath("answer", "terms.toml")))
    conclude(signs, answered, _NAMES, _THRESHOLDS, (path, fitted()["enough"]) if options.write else None)


def _found(index: Path, questions: Sequence[Question], settings: Settings) -> list[tuple[TermSigns, bool]]:
    answerer = load_answerer(settings.model_copy(update={"index": index}))
    return list(cases(answerer, questions))


if __name__ == "__main__":
    main()
