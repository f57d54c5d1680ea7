"""`python -m eval.general SET…`: general retrieval and answers, on documents that nobody prepared.

A set is one of

- a file in the format of SQuAD and CMRC (`NAME.json`): every paragraph becomes a document of one line;
- a folder of documents (`NAME/`), with the questions in `NAME.jsonl` beside it, one JSON object a line:
  `{"question": "…", "document": "the document's id", "answers": ["strings of which the right passage has one"]}`, and
  with them, if it is known, a `"reference"`: the words of the document that a right answer says. A question without a
  document is one that none answers.

The documents go through the ordinary building of an index. Told are how often the right document is the first of the
different documents found, and among the first ten; and how often a passage of it that has one of the answers is the
first of the passages, and among the first five; and of the answers how often one is given, from the right document,
how often it says the whole of the reference, how much of it, and ROUGE-L, which counts against it what else it says.
The sets are not part of the project.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from eval.baselines.chunks import DenseChunks, Hybrid, LexicalChunks, cut
from eval.baselines.retriever import Retriever
from eval.estimate import Estimate, estimate
from eval.general_answers import Said, answers_to, declined
from eval.general_set import Asked, GeneralSet, read_set
from eval.loading import Parts
from index.build import build_index
from index.embedding import load_embedder
from index.embedding_cache import EmbeddingCache
from index.query import Catalogue, understand
from index.search import Searcher
from index.store import load_index
from service.answer.answerer import Answerer
from service.settings import Settings, read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)
_MOST_PASSAGES = 50  # of which several may be from one document


class Ranks(NamedTuple):
    """The ranks, from 1, of the right document among the documents and of the right passage; 0 for what was not found."""

    document: int
    passage: int


Engine = Callable[[str], Sequence[tuple[str, str]]]
"""Returns the passages found for a question, best first: the id of the document, and the text."""


def load_set(chosen: GeneralSet, settings: Settings, folder: Path) -> Parts:
    """Return the parts of a search over the documents of a set, indexed in `folder`. Takes minutes the first time."""
    corpus = chosen.documents if isinstance(chosen.documents, Path) else folder / "corpus"
    if not isinstance(chosen.documents, Path):
        corpus.mkdir()
        for name, text in chosen.documents.items():
            (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    cache = EmbeddingCache(settings.cache / "embeddings.sqlite")
    embedder = load_embedder(settings.model, settings.cache, settings.query_prompt, settings.passage_prompt)
    build_index(corpus, folder / "index", model=embedder.name, load_embedder=lambda: embedder, cache=cache)
    return Parts(load_index(folder / "index", embedder.name), embedder, cache, Path(settings.model))


def engines(parts: Parts) -> dict[str, Engine]:
    """Return the baselines and ours."""
    plans = parts.index.plans
    searcher, catalogue = Searcher(parts.index, parts.embedder), Catalogue(plans)
    chunks = cut(plans.values())
    dense, lexical = DenseChunks(chunks, parts.embedder, parts.cache), LexicalChunks(chunks)

    def chunked(retriever: Retriever) -> Engine:
        return lambda question: [
            (plan_id, span.of(plans[plan_id].text)) for plan_id, span in retriever.search(question, _MOST_PASSAGES)
        ]

    def ours(question: str) -> list[tuple[str, str]]:
        hits = searcher.search(understand(question, catalogue), _MOST_PASSAGES)
        return [(hit.passage.plan_id, hit.passage.text) for hit in hits]

    return {
        "chunks, dense": chunked(dense),
        "chunks, BM25": chunked(lexical),
        "chunks, hybrid": chunked(Hybrid(dense, lexical)),
        "policyqa": ours,
    }


def ranks_of(engine: Engine, questions: Sequence[Asked]) -> list[Ranks]:
    """Return what an engine makes of each question."""
    ranks: list[Ranks] = []
    for each in questions:
        found = engine(each.question)
        documents = list(dict.fromkeys(document for document, _ in found))
        right = [
            document == each.document and any(_plain(answer) in _plain(text) for answer in each.answers)
            for document, text in found
        ]
        ranks.append(
            Ranks(
                documents.index(each.document) + 1 if each.document in documents else 0,
                right.index(True) + 1 if True in right else 0,
            )
        )
    return ranks


def show(
    sets: Annotated[
        list[Path], typer.Argument(help="files in the format of SQuAD, or folders with their .jsonl beside")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="file to write the ranks and the answers' figures into, as JSON")
    ] = None,
) -> None:
    """Measure how often the right document and the right passage are found first, and what the answers say."""
    settings = read_settings()
    results: dict[str, dict[str, object]] = {}
    for path in sets:
        chosen = read_set(path)
        with tempfile.TemporaryDirectory() as folder, _ERR.status(f"{path.name}: {len(chosen.questions)} questions …"):
            parts = load_set(chosen, settings, Path(folder))
            ranks = {name: ranks_of(engine, chosen.questions) for name, engine in engines(parts).items()}
            answerer = Answerer(Searcher(parts.index, parts.embedder))
            answers, declines = answers_to(answerer, chosen.questions), declined(answerer, chosen.unanswered)
        _OUT.print(_table(path.name, ranks))
        _OUT.print(_answers_table(answers, declines))
        results[path.name] = {"ranks": ranks, "answers": answers, "declined": declines}
    if out is not None:
        out.write_text(json.dumps(results), encoding="utf-8")


def _table(title: str, ranks: dict[str, list[Ranks]]) -> Table:
    table = Table("engine", "n", "document first", "95%", "in ten", "95%", title=title, title_justify="left", box=None)
    has_answers = any(each.passage for each in ranks["policyqa"])
    for name in ("passage first", "95%", "in five", "95%") if has_answers else ():
        table.add_column(name)
    for engine, each in ranks.items():
        figures = [[0 < rank.document <= depth for rank in each] for depth in (1, 10)]
        if has_answers:
            figures += [[0 < rank.passage <= depth for rank in each] for depth in (1, 5)]
        table.add_row(engine, str(len(each)), *(cell for figure in figures for cell in _cells(estimate(figure))))
    return table


def _answers_table(answers: Sequence[Said], declines: Sequence[bool]) -> Table:
    """Return the figures of the answers; the length is the median of those given."""
    table = Table("answers", "n", "", "95%", box=None)
    names = {
        "answered": [each.answered for each in answers],
        "from the right document": [each.of_document for each in answers],
        "holds the reference": [each.holds for each in answers],
        "of the reference, said": [each.recall for each in answers],
        "ROUGE-L": [each.rouge for each in answers],
        "declined, of those that none answers": [float(each) for each in declines],
    }
    for name, values in names.items():
        if values:
            table.add_row(name, str(len(values)), *_cells(estimate(values)))
    if lengths := [float(each.length) for each in answers if each.answered]:
        table.add_row("characters", str(len(lengths)), f"{estimate(lengths, median=True).value:.0f}", "")
    return table


def _cells(figure: Estimate) -> tuple[str, str]:
    return f"{figure.value:.3f}", f"{figure.low:.3f}–{figure.high:.3f}"


def _plain(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    typer.run(show)
