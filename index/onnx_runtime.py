"""Embeds with onnxruntime: ready in a second, without torch. What it reads was written by `onnx_export`.

An exported model is a folder:

    model.onnx, model.onnx.data   token ids -> unit vectors, float32; the weights lie apart, so that they are mapped, not read
    tokenizer.json                with the model's truncation and padding
    pieces.jsonl                  the same for `onnx_pieces`, where it can be said so
    embedder.json                 an ExportedModel
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from pydantic import BaseModel, ConfigDict

from index.embedding import Progress, Vectors
from index.errors import SearchIndexError
from index.onnx_tokens import AnyTokens, Ids, Tokens, Unigram, UnigramTokens

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
PIECES = "pieces.jsonl"
DESCRIPTION = "embedder.json"
Run = Callable[[dict[str, Ids]], Vectors]
# What a model may ask for, and what a tokenizer calls it.
ENCODING_FIELDS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
# What it would join, each in one operation that takes up to ten times as long as the two it replaces.
_SLOWER = ["SkipLayerNormFusion", "BiasGeluFusion"]
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

    _TAKES_SEVERAL = True  # runs at once

    def __init__(
        self, folder: Path, name: str, *, query_prompt: str | None = None, passage_prompt: str | None = None
    ) -> None:
        """Load the model. Raises SearchIndexError when the folder is damaged."""
        try:
            model = ExportedModel.model_validate_json((folder / DESCRIPTION).read_bytes())
            self._tokens = _tokens(folder, model)
            self._graph = folder / GRAPH
            self._run = self._network(min(_MAX_THREADS, cores()))
        except Exception as error:  # the libraries below raise nothing narrower
            reason = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".:")
            raise SearchIndexError(
                f"the exported embedding model {folder} is damaged ({reason}): remove that folder, it is made anew"
            ) from error
        self._inputs = model.inputs
        self._query_prompt = model.query_prompt if query_prompt is None else query_prompt
        self._passage_prompt = model.passage_prompt if passage_prompt is None else passage_prompt
        self.name = name
        self.dimension = model.dimension

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text. A core computes one alone: in a batch the shorter ones are filled up in vain."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))  # so that no core has a long one at the end
        prompted = (self._passage_prompt + texts[row] for row in order)
        run = self._alone
        with ThreadPoolExecutor(cores() if self._TAKES_SEVERAL else 1) as threads:
            found = threads.map(lambda text: self._embed(text, run), prompted)
            try:
                for done, (row, vector) in enumerate(zip(order, found, strict=True), 1):
                    vectors[row] = vector
                    if progress:
                        progress(done, len(order))
            finally:
                threads.shutdown(cancel_futures=True)  # where `progress` raises, the others are not waited for
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        return self._embed(self._query_prompt + text, self._run)

    @cached_property
    def _alone(self) -> Run:
        """What runs on one core, several times at once."""
        return self._network(1) if self._TAKES_SEVERAL and cores() > 1 else self._run

    def _embed(self, text: str, run: Run) -> Vectors:
        encoded = self._tokens.encode([text])
        vector: Vectors = run({name: encoded[ENCODING_FIELDS[name]] for name in self._inputs})[0]
        return vector

    def _network(self, threads: int) -> Run:
        session = onnxruntime.InferenceSession(
            self._graph, _session_options(threads), providers=["CPUExecutionProvider"], disabled_optimizers=_SLOWER
        )

        def run(feed: dict[str, Ids]) -> Vectors:
            vectors: Vectors = session.run(None, feed)[0]
            return vectors

        return run


def _tokens(folder: Path, model: ExportedModel) -> Tokens:
    return AnyTokens(folder / TOKENIZER) if model.unigram is None else UnigramTokens(folder / PIECES, model.unigram)


def _session_options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin while they wait win some milliseconds on an idle machine, and lose as much again on a busy one.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return options


def cores() -> int:
    """Return how many cores may be used: those that there are, or as many as OMP_NUM_THREADS leaves."""
    try:
        cpus = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system has it
        cpus = os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(cpus, int(wanted)) if wanted.isdecimal() and int(wanted) else cpus
