"""`python -m eval.ablation`: what each ingredient of our retrieval is worth, by taking one away at a time."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import typer
from rich.console import Console

from eval.baselines.chunks import words
from eval.baselines.ours import ask_searcher
from eval.command import HalfOption, IndexOption, QuestionsOption, check, choose_questions, settings_for
from eval.judgement import Judgement
from eval.loading import Parts, load_parts
from eval.question_set import Question
from eval.tables import engine_table
from index.dense.faiss import FaissIndex
from index.lexical import LexicalIndex
from index.query import Language, Query
from index.rank import Signals, Weights, fitted_weights
from index.search import Searcher
from index.store import SearchIndex
from service.answer.answerer import Answerer

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)

WHOLE = "whole"

Variant = Callable[[Sequence[Question]], list[Judgement]]


def show(questions: QuestionsOption = None, index: IndexOption = None, half: HalfOption = None) -> None:
    """Ask the questions that can be answered of our retrieval, whole and with one ingredient less each time."""
    chosen = choose_questions(questions, half)
    parts = load_parts(settings_for(index))
    check(chosen, Answerer(Searcher(parts.index, parts.embedder)))
    results: dict[str, list[Judgement]] = {}
    for name, ask in variants(parts).items():
        with _ERR.status(f"{name} …"):
            results[name] = ask(chosen)
    _OUT.print(engine_table(results, WHOLE))


def variants(parts: Parts) -> dict[str, Variant]:
    """Return how to ask each variant, the whole first."""
    index, embedder, weights = parts.index, parts.embedder, fitted_weights()
    searcher = Searcher(index, embedder)
    everywhere = tuple(index.plans)
    return {
        WHOLE: lambda asked: ask_searcher(searcher, asked),
        **{
            f"no {each}": _weighing(parts, {language: replace(own, **{each: 0.0}) for language, own in weights.items()})
            for each in Signals._fields
        },
        "no common part taken out": lambda asked: _ask_with_common_part(parts, asked),
        "no headings in the text": lambda asked: ask_searcher(Searcher(without_headings(parts), embedder), asked),
        "no place filter": lambda asked: ask_searcher(searcher, asked, lambda query: _everywhere(query, everywhere)),
        "no understanding": lambda asked: ask_searcher(searcher, asked, _as_asked),
        "no history": lambda asked: ask_searcher(searcher, [each.model_copy(update={"history": []}) for each in asked]),
        # Last, because tokens of headings are kept from one search to the next.
        "no character pairs": lambda asked: _ask_words_only(parts, asked),
    }


def without_headings(parts: Parts) -> SearchIndex:
    """Return the index as it would be if nothing but the text of a passage were searched. Embeds what is not cached."""
    passages = tuple(replace(each, heading="") for each in parts.index.passages)
    texts = [each.searchable for each in passages]
    parts.cache.fill(parts.embedder, parts.cache.missing(parts.embedder.name, texts))
    vectors = parts.cache.vectors(parts.embedder.name, texts)
    return replace(parts.index, passages=passages, dense=FaissIndex.build(vectors), lexical=LexicalIndex.build(texts))


def _weighing(parts: Parts, weights: Mapping[Language, Weights]) -> Variant:
    return lambda asked: ask_searcher(Searcher(parts.index, parts.embedder, weights), asked)


def _everywhere(query: Query, plan_ids: tuple[str, ...]) -> Query:
    return replace(query, places=(), plan_ids=plan_ids)


def _as_asked(query: Query) -> Query:
    return replace(query, text=query.question, words=query.question)


def _ask_with_common_part(parts: Parts, asked: Sequence[Question]) -> list[Judgement]:
    nothing = np.zeros(parts.index.dense.dimension, dtype=np.float32)
    with patch("index.search.common_part", return_value=nothing):
        return ask_searcher(Searcher(parts.index, parts.embedder), asked)


def _ask_words_only(parts: Parts, asked: Sequence[Question]) -> list[Judgement]:
    with patch("index.lexical.tokenize", words):
        lexical = LexicalIndex.build([each.searchable for each in parts.index.passages])
        return ask_searcher(Searcher(replace(parts.index, lexical=lexical), parts.embedder), asked)


if __name__ == "__main__":
    typer.run(show)
