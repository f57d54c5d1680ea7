"""`python -m eval.baselines`: one table of every engine and ours, over the same questions."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from corpus.plan import Plan
from eval.baselines.chunks import DenseChunks, Hybrid, LexicalChunks, cut
from eval.baselines.ours import ask_searcher
from eval.baselines.retriever import Retriever, ask_retriever
from eval.command import HalfOption, IndexOption, QuestionsOption, check, choose_questions, settings_for
from eval.judgement import Judgement
from eval.loading import Parts, load_parts
from eval.retrieval import ask_all
from eval.run_record import BaselineRecord
from eval.tables import engine_table
from index.model_bundle import quiet_transformers
from index.search import Searcher
from service.answer.answerer import Answerer

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)

# Engines of the optional group "baselines": the module and the class in it, made from the plans and the model's folder.
_OPTIONAL = {
    "haystack": ("eval.baselines.haystack_pipeline", "HaystackPipeline"),
    "llama-index": ("eval.baselines.llama_index_pipeline", "LlamaIndexPipeline"),
    "txtai": ("eval.baselines.txtai_pipeline", "TxtaiPipeline"),
}


def show(
    questions: QuestionsOption = None,
    index: IndexOption = None,
    half: HalfOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="folder to write baselines.json into")] = None,
) -> None:
    """Ask every engine the questions that can be answered, and print how well each finds the passages."""
    chosen = [each for each in choose_questions(questions, half) if each.evidence]
    parts = load_parts(settings_for(index))
    plans = parts.index.plans
    searcher = Searcher(parts.index, parts.embedder)
    searcher.warm_up()
    answerer = Answerer(searcher)
    check(chosen, answerer)
    engines: dict[str, list[Judgement]] = {}
    for name, make in _makers(parts).items():
        with _ERR.status(f"{name} …"):
            engines[name] = ask_retriever(make(), chosen, plans)
    ours = {
        "policyqa, passages": ask_searcher(searcher, chosen),
        "policyqa, answers": [each.judgement for each in ask_all(answerer, chosen)],
    }
    _OUT.print(engine_table({**engines, **ours}, "policyqa, passages"))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        BaselineRecord(engines=engines).write(out / "baselines.json")


def _makers(parts: Parts) -> dict[str, Callable[[], Retriever]]:
    """Return how to make each engine that is installed."""
    plans = list(parts.index.plans.values())
    chunks = cut(plans)
    dense, lexical = DenseChunks(chunks, parts.embedder, parts.cache), LexicalChunks(chunks)
    makers: dict[str, Callable[[], Retriever]] = {
        "chunks, dense": lambda: dense,
        "chunks, BM25": lambda: lexical,
        "chunks, hybrid": lambda: Hybrid(dense, lexical),
    }
    for name, (module, engine) in _OPTIONAL.items():
        try:
            makers[name] = _maker(getattr(import_module(module), engine).built, plans, parts.model_folder)
        except ImportError as error:
            _ERR.print(f'{name} is left out ({error}): install the group with pip install "policyqa\\[baselines]"')
    return makers


def _maker(engine: Callable[[list[Plan], Path], Retriever], plans: list[Plan], model: Path) -> Callable[[], Retriever]:
    def make() -> Retriever:
        quiet_transformers()
        return engine(plans, model)

    return make


if __name__ == "__main__":
    typer.run(show)
