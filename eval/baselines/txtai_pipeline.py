"""A txtai index as its documentation builds one: hybrid search over chunks, its own tokenizer and fusion."""

from collections.abc import Iterable
from pathlib import Path

from txtai import Embeddings

from corpus.plan import Plan, Span
from eval.baselines.chunks import cut


class TxtaiPipeline:
    """The fixed chunks in a hybrid txtai index."""

    def __init__(self, plans: Iterable[Plan], model: Path) -> None:
        self._chunks = cut(plans)
        self._embeddings = Embeddings(
            path=str(model),
            method="sentence-transformers",
            instructions={"query": "query: ", "data": "passage: "},
            hybrid=True,
            gpu=False,
        )
        self._embeddings.index((at, each.text, None) for at, each in enumerate(self._chunks))

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return the chunks that the index ranks first."""
        return [self._chunks[at][:2] for at, _ in self._embeddings.search(question, k)]
