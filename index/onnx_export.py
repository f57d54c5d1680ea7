"""Exports a sentence-transformers model to ONNX, once, at set-up, for `onnx_runtime`."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.embedding import SentenceTransformerEmbedder
from index.errors import NotExportable
from index.onnx_runtime import DESCRIPTION, ENCODING_FIELDS, GRAPH, PIECES, TOKENIZER, ExportedModel, OnnxEmbedder
from index.onnx_unigram import write_unigram

_OPSET = 23  # the first with attention in one operation
_SAME_COSINE = 0.9999
# Short and long, beyond what a model reads, with white space and characters that a tokenizer makes plain.
_SAMPLES = (
    "一",
    "张掖市应急物资储备的目标是什么？",
    "how many rescue teams are planned, and by which year?",
    "　人均應急避難場所面積\t１.５平方米（２０２５年） ",
    "各级政府按照自然灾害保障集中转移安置人口4-6万、15天基本生活规模,储备生活保障类物资。" * 4,
    "健全应急物资储备体系，" * 400,
)


def export(embedder: SentenceTransformerEmbedder, folder: Path) -> None:
    """Write the model of `embedder` into `folder`, and check that it gives the same vectors. Takes half a minute.

    Raises NotExportable when it cannot be written as ONNX or gives others; OSError when the disk is full.
    """
    try:
        with _quiet():
            _write(embedder.model, folder)
        nearest = _agreement(embedder, OnnxEmbedder(folder, embedder.name))
    except OSError:
        raise
    except Exception as error:  # tracing somebody's model may raise anything
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise NotExportable(f"{type(error).__name__}: {reason}") from error
    if not nearest >= _SAME_COSINE:
        raise NotExportable(f"the export gives other vectors, cosine {nearest:.4f}, {_SAME_COSINE} is wanted")


class _Network(torch.nn.Module):
    """The whole pipeline from token ids to unit vectors, whatever its modules are."""

    def __init__(self, model: SentenceTransformer, inputs: tuple[str, ...]) -> None:
        super().__init__()
        self._model = model
        self._inputs = inputs

    def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
        features: dict[str, Any] = dict(zip(self._inputs, tensors, strict=True))
        return torch.nn.functional.normalize(self._model(features)["sentence_embedding"], dim=-1)


def _write(model: SentenceTransformer, folder: Path) -> None:
    _write_tokenizer(model, folder)
    features = {name: value for name, value in model.preprocess(list(_SAMPLES[:3])).items() if torch.is_tensor(value)}
    inputs = tuple(features)
    unknown = set(inputs) - set(ENCODING_FIELDS)
    if unknown:
        raise ValueError(f"it wants {', '.join(sorted(unknown))}")
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}  # batch and length
    torch.onnx.export(
        _Network(model, inputs).eval(),
        tuple(features.values()),
        folder / GRAPH,
        input_names=list(inputs),
        output_names=["sentence_embedding"],
        dynamic_shapes=[(free,) * len(inputs)],
        opset_version=_OPSET,
        dynamo=True,
        external_data=True,
        verbose=False,
    )
    _forget_origins(folder / GRAPH)
    described = ExportedModel(
        dimension=model.get_embedding_dimension() or len(model.encode("维数")),
        inputs=inputs,
        query_prompt=_prompt(model, "query"),
        passage_prompt=_prompt(model, "document", "passage", "corpus"),
        unigram=write_unigram(folder / TOKENIZER, folder / PIECES, _SAMPLES),
    )
    (folder / DESCRIPTION).write_text(described.model_dump_json(indent=2) + "\n", encoding="utf-8")


def _forget_origins(path: Path) -> None:
    """Take out where in whose code each operation comes from: most of the file, which each start would read."""
    graph = onnx.load(path, load_external_data=False)
    for each in (graph.graph, *graph.graph.node, *graph.graph.value_info):
        del each.metadata_props[:]
    path.write_bytes(graph.SerializeToString())


def _write_tokenizer(model: SentenceTransformer, folder: Path) -> None:
    fast = model.tokenizer
    tokenizer = Tokenizer.from_str(fast.backend_tokenizer.to_str())
    if model.max_seq_length:
        tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.enable_padding(
        direction=fast.padding_side,
        pad_id=fast.pad_token_id,
        pad_type_id=fast.pad_token_type_id,
        pad_token=fast.pad_token,
    )
    tokenizer.save(str(folder / TOKENIZER), pretty=False)


def _prompt(model: SentenceTransformer, *names: str) -> str:
    """Return what sentence-transformers puts before a text of that kind: the first prompt of these names, or its default."""
    for name in (*names, model.default_prompt_name):
        if name in model.prompts:
            return str(model.prompts[name] or "")
    return ""


def _agreement(torch_one: SentenceTransformerEmbedder, onnx_one: OnnxEmbedder) -> float:
    """Return the lowest cosine between the two embedders' vectors; the samples as one batch and one by one."""
    cosines = [(torch_one.embed_passages(_SAMPLES) * onnx_one.embed_passages(_SAMPLES)).sum(axis=1)]
    cosines += [np.array([torch_one.embed_query(text) @ onnx_one.embed_query(text)]) for text in _SAMPLES]
    return float(np.concatenate(cosines).min())


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the exporter: it warns of its own code, and of packages that a text model does not need."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
