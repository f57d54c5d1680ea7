"""A txtai index as its documentation builds one: hybrid search over chunks, its own tokenizer and fusion."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from txtai import Embeddings

from corpus.plan import Plan, Span
from eval.baselines.chunks import Chunk, cut


class TxtaiPipeline:
    """The fixed chunks in a hybrid txtai index."""

    def __init__(self, embeddings: Embeddings, chunks: Sequence[Chunk]) -> None:
        self._embeddings, self._chunks = embeddings, chunks
        self.passages = len(chunks)

    @classmethod
    def built(cls, plans: Iterable[Plan], model: Path) -> Self:
        """Cut and embed the plans."""
        chunks = cut(plans)
        embeddings = Embeddings(
            path=str(model),
            method="sentence-transformers",
            instructions={"query": "query: ", "data": "passage: "},
            hybrid=True,
            gpu=False,
        )
        embeddings.index((at, each.text, None) for at, each in enumerate(chunks))
        return cls(embeddings, chunks)

    def save(self, folder: Path) -> None:
        """Write the index."""
        self._embeddings.save(str(folder / "txtai"))

    @classmethod
    def loaded(cls, folder: Path, plans: Iterable[Plan], model: Path) -> Self:  # noqa: ARG003 - the index names it
        """Read what `save` wrote."""
        embeddings = Embeddings()
        embeddings.load(str(folder / "txtai"))
        return cls(embeddings, cut(plans))

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return the chunks that the index ranks first."""
        return [self._chunks[at][:2] for at, _ in self._embeddings.search(question, k)]
