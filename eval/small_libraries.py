"""Libraries of one plan, and of one section of a plan: what is sure of an answer among many plans must be so among few."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus.plan import Plan
from eval.question_set import Question
from index.build import build_index
from index.embedding import load_embedder
from index.embedding_cache import EmbeddingCache
from index.search import Searcher
from index.store import load_index
from service.answer.answerer import Answerer
from service.settings import Settings

_LEVEL = 2  # of the sections that stand alone
_FEWEST = 2  # questions that a section must answer


class SmallLibrary(NamedTuple):
    """A library made of a part of another, and the questions about it, each with whether the library answers."""

    answerer: Answerer
    questions: tuple[tuple[Question, bool], ...]


def small_libraries(plans: Mapping[str, Plan], questions: list[Question], settings: Settings) -> Iterator[SmallLibrary]:
    """Yield a library of each plan alone, and of each section that answers some questions. Takes a second for each.

    What a section does not answer is asked of it too: as many of the questions that other sections of its plan answer.
    """
    cache = EmbeddingCache(settings.cache / "embeddings.sqlite")
    embedder = load_embedder(settings.model, settings.cache, settings.query_prompt, settings.passage_prompt, bulk=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, (corpus, asked) in enumerate(_parts(plans, questions, settings.corpus, Path(folder))):
            out = Path(folder) / f"index{number}"
            build_index(corpus, out, model=embedder.name, load_embedder=lambda: embedder, cache=cache)
            answerer = Answerer(Searcher(load_index(out, embedder.name), embedder))
            yield SmallLibrary(answerer, tuple(asked))


def _parts(
    plans: Mapping[str, Plan], questions: list[Question], corpus: Path, folder: Path
) -> Iterator[tuple[Path, list[tuple[Question, bool]]]]:
    for plan in plans.values():
        own = [each for each in questions if not each.history and _plans_of(each) == {plan.id}]
        alone = folder / plan.id
        alone.mkdir()
        for file in corpus.glob(f"{plan.id}.*"):
            shutil.copy(file, alone)
        nobody = [each for each in questions if each.unanswerable in {"subject", "period"} and not each.history]
        yield alone, [*((each, True) for each in own), *((each, False) for each in nobody)]
        for number, section in enumerate(each for each in plan.sections if each.level == _LEVEL):
            text = section.span.of(plan.text)
            answered = [each for each in own if _is_answered_by(each, text)]
            if len(answered) >= _FEWEST:
                others = [each for each in own if not any(_golds_in(each, text))]
                yield (
                    _document(plan, text, folder / f"{plan.id}-{number}"),
                    [
                        (each, each in answered)
                        for each in [*answered, *others[number :: max(1, len(others) // len(answered))]]
                    ],
                )


def _document(plan: Plan, text: str, folder: Path) -> Path:
    folder.mkdir()
    title = plan.metadata.title.value
    (folder / "section.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    (folder / "section.toml").write_text(
        f'title = "{title}"\nplace = "{plan.metadata.value("place") or ""}"\n', encoding="utf-8"
    )
    return folder


def _plans_of(question: Question) -> set[str]:
    return {gold.plan for needed in question.evidence for gold in needed}


def _is_answered_by(question: Question, text: str) -> bool:
    return all(any(gold.text in text for gold in needed) for needed in question.evidence)


def _golds_in(question: Question, text: str) -> Iterator[bool]:
    return (gold.text in text for needed in question.evidence for gold in needed)
