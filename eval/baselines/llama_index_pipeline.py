"""A LlamaIndex index as its documentation builds one: its default splitter and its default store of vectors."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from llama_index.core import Document, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from corpus.plan import Plan, Span


class LlamaIndexPipeline:
    """Chunks of the default sentence splitter, found by their vectors."""

    def __init__(self, index: VectorStoreIndex) -> None:
        self._index = index
        self._retrievers = {k: index.as_retriever(similarity_top_k=k) for k in (5, 10)}
        self.passages = len(index.docstore.docs)

    @classmethod
    def built(cls, plans: Iterable[Plan], model: Path) -> Self:
        """Split and embed the plans."""
        documents = [Document(text=plan.text, metadata={}, doc_id=plan.id) for plan in plans]
        nodes = SentenceSplitter().get_nodes_from_documents(documents)
        return cls(VectorStoreIndex(nodes, embed_model=_embedding(model)))

    def save(self, folder: Path) -> None:
        """Write the index."""
        self._index.storage_context.persist(str(folder / "llama"))

    @classmethod
    def loaded(cls, folder: Path, plans: Iterable[Plan], model: Path) -> Self:  # noqa: ARG003 - the nodes hold their text
        """Read what `save` wrote."""
        storage = StorageContext.from_defaults(persist_dir=str(folder / "llama"))
        return cls(load_index_from_storage(storage, embed_model=_embedding(model)))

    def search(self, question: str, k: int) -> list[tuple[str, Span]]:
        """Return the nearest chunks."""
        retriever = self._retrievers.get(k) or self._index.as_retriever(similarity_top_k=k)
        return [
            (each.node.ref_doc_id, Span(each.node.start_char_idx, each.node.end_char_idx))
            for each in retriever.retrieve(question)
        ]


def _embedding(model: Path) -> HuggingFaceEmbedding:
    return HuggingFaceEmbedding(
        model_name=str(model), query_instruction="query: ", text_instruction="passage: ", device="cpu"
    )
