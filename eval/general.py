"""`python -m eval.general FILE…`: general retrieval, on reading-comprehension sets of questions with their paragraphs.

Every paragraph becomes a document of one line, put through the ordinary building of an index; a question is right when
the first passage found, or one of the first ten, is from its paragraph.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.table import Table

from eval.baselines.chunks import DenseChunks, Hybrid, LexicalChunks, cut
from eval.baselines.retriever import Retriever
from eval.estimate import Estimate, estimate
from index.build import build_index
from index.embedding import load_embedder
from index.embedding_cache import EmbeddingCache
from index.query import Catalogue, understand
from index.search import Searcher
from index.store import load_index
from service.errors import ServiceError
from service.settings import Settings, read_settings

_OUT = Console(width=None if sys.stdout.isatty() else 160)
_ERR = Console(stderr=True)
_DEPTHS = (1, 10)
_MOST_PASSAGES = 50  # of which several may be from one paragraph


class Paragraph(NamedTuple):
    """A paragraph, as the document that it becomes, and the questions that it answers."""

    document: str
    text: str
    questions: tuple[str, ...]


class _Asked(BaseModel):
    question: str


class _Context(BaseModel):
    context: str
    qas: list[_Asked]


class _Article(BaseModel):
    paragraphs: list[_Context]


class _Set(BaseModel):
    data: list[_Article]


def read_paragraphs(paths: Sequence[Path]) -> list[Paragraph]:
    """Return the paragraphs of files in the format of SQuAD and CMRC, each text once. Raises ServiceError."""
    questions: dict[str, list[str]] = {}
    for path in paths:
        try:
            found = _Set.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            reason = str(error).splitlines()[0]
            raise ServiceError(f"{path} is no question set in the format of SQuAD ({reason})") from error
        for context in (each for article in found.data for each in article.paragraphs):
            questions.setdefault(" ".join(context.context.split()), []).extend(each.question for each in context.qas)
    return [Paragraph(f"p{at:05}", text, tuple(asked)) for at, (text, asked) in enumerate(questions.items())]


def first_right(search: Callable[[str], Sequence[str]], paragraphs: Sequence[Paragraph]) -> list[int]:
    """Return, for each question, the rank of its paragraph among the different documents that `search` finds; 0 for none."""
    ranks: list[int] = []
    for paragraph in paragraphs:
        for question in paragraph.questions:
            found = list(dict.fromkeys(search(question)))
            ranks.append(found.index(paragraph.document) + 1 if paragraph.document in found else 0)
    return ranks


def measure(paragraphs: Sequence[Paragraph], settings: Settings, folder: Path) -> dict[str, list[int]]:
    """Return the ranks that each engine gives, from an index built in `folder`."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for each in paragraphs:
        (corpus / f"{each.document}.txt").write_text(each.text, encoding="utf-8")
    cache = EmbeddingCache(settings.cache / "embeddings.sqlite")
    embedder = load_embedder(settings.model, settings.cache, settings.query_prompt, settings.passage_prompt, bulk=True)
    build_index(corpus, folder / "index", model=embedder.name, load_embedder=lambda: embedder, cache=cache)
    index = load_index(folder / "index", embedder.name)
    searcher, catalogue = Searcher(index, embedder), Catalogue(index.plans)
    chunks = cut(index.plans.values())
    dense, lexical = DenseChunks(chunks, embedder, cache), LexicalChunks(chunks)
    engines: dict[str, Callable[[str], Sequence[str]]] = {
        "chunks, dense": lambda question: _documents(dense, question),
        "chunks, BM25": lambda question: _documents(lexical, question),
        "chunks, hybrid": lambda question: _documents(Hybrid(dense, lexical), question),
        "policyqa": lambda question: [
            hit.passage.plan_id for hit in searcher.search(understand(question, catalogue), _MOST_PASSAGES)
        ],
    }
    return {name: first_right(search, paragraphs) for name, search in engines.items()}


def show(
    files: Annotated[list[Path], typer.Argument(help="question sets in the format of SQuAD or CMRC")],
    out: Annotated[Path | None, typer.Option("--out", help="file to write the ranks into, as JSON")] = None,
) -> None:
    """Measure how often the right paragraph is found first, and among the first ten."""
    paragraphs = read_paragraphs(files)
    with tempfile.TemporaryDirectory() as folder, _ERR.status(f"{len(paragraphs)} paragraphs …"):
        ranks = measure(paragraphs, read_settings(), Path(folder))
    table = Table("engine", "n", "first", "95%", "in ten", "95%", box=None)
    for name, each in ranks.items():
        cells = [cell for depth in _DEPTHS for cell in _cells(estimate([0 < rank <= depth for rank in each]))]
        table.add_row(name, str(len(each)), *cells)
    _OUT.print(table)
    if out is not None:
        out.write_text(json.dumps(ranks), encoding="utf-8")


def _documents(retriever: Retriever, question: str) -> list[str]:
    return [plan_id for plan_id, _ in retriever.search(question, _MOST_PASSAGES)]


def _cells(figure: Estimate) -> tuple[str, str]:
    return f"{figure.value:.3f}", f"{figure.low:.3f}–{figure.high:.3f}"


if __name__ == "__main__":
    typer.run(show)
