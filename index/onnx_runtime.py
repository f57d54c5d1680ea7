"""Embeds with onnxruntime: ready in a second, without torch. What it reads was written by `onnx_export`.

An exported model is a folder:

    model.onnx, model.onnx.data   token ids -> unit vectors, float32; the weights lie apart, so that they are mapped, not read
    tokenizer.json                with the model's truncation and padding
    pieces.model                  the same for sentencepiece, where it can be said so
    embedder.json                 an ExportedModel
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from pydantic import BaseModel, ConfigDict

from index.embedding import Progress, Vectors
from index.errors import SearchIndexError
from index.onnx_tokens import AnyTokens, Ids, Tokens, Unigram, UnigramTokens

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
PIECES = "pieces.model"
DESCRIPTION = "embedder.json"
# What a model may ask for, and what a tokenizer calls it.
ENCODING_FIELDS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
_MAX_THREADS = 4  # a question is too short to share out further


class ExportedModel(BaseModel):
    """What must be known of an exported model to use it."""

    model_config = ConfigDict(frozen=True)

    dimension: int
    inputs: tuple[str, ...]
    query_prompt: str
    passage_prompt: str
    unigram: Unigram | None = None


class OnnxEmbedder:
    """A model that was exported; its vectors are those that torch gives. Safe to use from several threads at once.

    `openvino_runtime` has another way to run it.
    """

    _BATCH = 4  # with texts sorted by length; larger batches are no faster on a CPU

    def __init__(
        self, folder: Path, name: str, *, query_prompt: str | None = None, passage_prompt: str | None = None
    ) -> None:
        """Load the model. Raises SearchIndexError when the folder is damaged."""
        try:
            model = ExportedModel.model_validate_json((folder / DESCRIPTION).read_bytes())
            self._tokens = _tokens(folder, model)
            self._run = self._network(folder / GRAPH)
        except Exception as error:  # the libraries below raise nothing narrower
            reason = str(error).splitlines()[0].rstrip(".:")
            raise SearchIndexError(
                f"the exported embedding model {folder} is damaged ({reason}): remove that folder, it is made anew"
            ) from error
        self._inputs = model.inputs
        self._query_prompt = model.query_prompt if query_prompt is None else query_prompt
        self._passage_prompt = model.passage_prompt if passage_prompt is None else passage_prompt
        self.name = name
        self.dimension = model.dimension

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text. Longest first within the run, so that a batch wastes little padding."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        for start in range(0, len(order), self._BATCH):
            rows = order[start : start + self._BATCH]
            vectors[rows] = self._embed([self._passage_prompt + texts[row] for row in rows])
            if progress:
                progress(start + len(rows), len(order))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        vector: Vectors = self._embed([self._query_prompt + text])[0]
        return vector

    def _embed(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokens.encode(texts)
        return self._run({name: encoded[ENCODING_FIELDS[name]] for name in self._inputs})

    def _network(self, graph: Path) -> Callable[[dict[str, Ids]], Vectors]:
        session = onnxruntime.InferenceSession(graph, _session_options(), providers=["CPUExecutionProvider"])

        def run(feed: dict[str, Ids]) -> Vectors:
            vectors: Vectors = session.run(None, feed)[0]
            return vectors

        return run


def _tokens(folder: Path, model: ExportedModel) -> Tokens:
    return AnyTokens(folder / TOKENIZER) if model.unigram is None else UnigramTokens(folder / PIECES, model.unigram)


def _session_options() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    # Threads that spin while they wait win some milliseconds on an idle machine, and lose as much again on a busy one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options


def threads() -> int:
    """Return how many threads a question is worth."""
    try:
        cpus = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system has it
        cpus = os.cpu_count() or 1
    return min(_MAX_THREADS, cpus)
