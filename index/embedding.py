"""Turns texts into vectors: the Embedder protocol, the sentence-transformers one, and which one runs."""

import hashlib
import importlib.metadata
import importlib.util
import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import CacheError, NotExportable, SearchIndexError
from index.model_bundle import bundled_model, bundled_name, quiet_transformers
from index.model_folder import cache_error, made_once, model_folder

if TYPE_CHECKING:
    from index.onnx_runtime import OnnxEmbedder

_LOG = logging.getLogger(__name__)

BUNDLED = "bundled"
_EXPORT = "onnx-3"  # changes whenever an export is written otherwise
_SAMPLE = 1 << 20
Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]


class Runtime(StrEnum):
    """What computes the vectors; all give the same ones."""

    AUTO = "auto"  # ONNX, except for a model that cannot be exported
    TORCH = "torch"  # takes ten seconds to start
    ONNX = "onnx"  # starts in a second and imports no torch
    OPENVINO = "openvino"  # runs what was exported to ONNX; slower to start and larger than onnxruntime


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` tells models apart: vectors of two names must never be mixed."""

    name: str
    dimension: int

    def __hash__(self) -> int: ...

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return shape (len(texts), dimension), each row of length 1, order kept. `progress(done, total)` is called on the way."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimension,)."""
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, with the prompts it declares for queries and documents, or with given ones."""

    _BATCH = 8  # with texts sorted by length; larger batches pad more and run slower on a CPU

    def __init__(
        self,
        folder_or_name: str,
        name: str,
        *,
        query_prompt: str | None = None,
        passage_prompt: str | None = None,
    ) -> None:
        """Load the model; takes seconds. Raises SearchIndexError when it is not there or is no such model."""
        # Imported here because it takes seconds, and an index that is up to date needs no model.
        from sentence_transformers import SentenceTransformer

        quiet_transformers()
        prompts = {"query": query_prompt, "document": passage_prompt}
        try:
            try:  # what is here is used as it is, without asking a hub whether there is something newer
                self.model = SentenceTransformer(folder_or_name, device="cpu", local_files_only=True)
            except OSError:
                if _is_path(folder_or_name):
                    raise
                self.model = SentenceTransformer(folder_or_name, device="cpu")
        except Exception as error:  # the libraries below raise a dozen kinds, and each means the same here
            raise SearchIndexError(
                f'the embedding model "{folder_or_name}" cannot be loaded ({_first_line(error)}): '
                "set POLICYQA_MODEL to a sentence-transformers folder, a model name that can be reached, or bundled"
            ) from error
        self.model.prompts.update({key: prompt for key, prompt in prompts.items() if prompt is not None})
        # Every thread that calls torch gets OpenMP helpers of its own, which spin against the others': one thread asks.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedding")
        self.name = name
        self.dimension = self.model.get_embedding_dimension() or len(self.embed_query("维数"))

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Return one unit vector a text. Longest first within the run, so that a batch wastes little padding."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        for start in range(0, len(order), self._BATCH):
            rows = order[start : start + self._BATCH]
            vectors[rows] = self.model.encode_document(
                [texts[row] for row in rows],
                batch_size=self._BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
            if progress:
                progress(start + len(rows), len(order))
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question."""
        return self._worker.submit(self._encode_query, text).result()

    def _encode_query(self, text: str) -> Vectors:
        vector = self.model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32)


def model_name(model: str, query_prompt: str | None = None, passage_prompt: str | None = None) -> str:
    """Return the name under which vectors of `model` are kept, without loading it.

    A folder is named by its contents, so that another model in the same folder is another name.
    """
    name = bundled_name() if model == BUNDLED else model
    folder = Path(model).expanduser()
    if model != BUNDLED and (folder.is_dir() or _is_path(model)):
        name = f"{folder.name}@{_folder_digest(folder)}"
    prompts = "".join(f"|{prompt}" for prompt in (query_prompt, passage_prompt) if prompt is not None)
    return f"{name}{prompts}"


def load_embedder(
    model: str,
    cache: Path,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    *,
    runtime: Runtime = Runtime.AUTO,
) -> Embedder:
    """Return the embedder that the settings name: `bundled`, a folder, or a model on a hub. Raises SearchIndexError."""
    name = model_name(model, query_prompt, passage_prompt)
    exported = export_model(model, cache, runtime)
    if exported is None:
        _LOG.info("loading the embedding model %s with torch", name)
        location = _location(model, cache)
        return SentenceTransformerEmbedder(location, name, query_prompt=query_prompt, passage_prompt=passage_prompt)
    _LOG.info(
        "loading the embedding model %s with %s", name, "openvino" if runtime is Runtime.OPENVINO else "onnxruntime"
    )
    return _exported_embedder(runtime)(exported, name, query_prompt=query_prompt, passage_prompt=passage_prompt)


def _exported_embedder(runtime: Runtime) -> "type[OnnxEmbedder]":
    """Return what runs an exported model; imported here as torch is: an index that is up to date needs no model."""
    if runtime is Runtime.OPENVINO:
        _check_openvino()
        from index.openvino_runtime import OpenVinoEmbedder

        return OpenVinoEmbedder
    from index.onnx_runtime import OnnxEmbedder

    return OnnxEmbedder


def _check_openvino() -> None:
    if importlib.util.find_spec("openvino") is None:
        raise SearchIndexError(
            'POLICYQA_RUNTIME is openvino, which is not installed: pip install "policyqa[openvino]", or set it to auto'
        )


def export_model(model: str, cache: Path, runtime: Runtime) -> Path | None:
    """Return the folder of `model` exported to ONNX; exports it, in half a minute, if it is not there yet.

    None with the torch runtime, and with auto when it cannot be exported. Raises SearchIndexError.
    """
    if runtime is Runtime.TORCH:
        return None
    if runtime is Runtime.OPENVINO:
        _check_openvino()  # before the half minute
    name = model_name(model)
    folder = f"{name}.{_EXPORT}"
    failure = model_folder(cache, f"{folder}.failed")
    try:
        if runtime is Runtime.AUTO:
            _raise_known(failure)
        return made_once(cache, folder, lambda aside: _export(model, name, cache, aside))
    except (NotExportable, CacheError) as error:
        if runtime is not Runtime.AUTO:
            raise
        _LOG.warning("torch is used, which starts slowly: %s", error)
        if isinstance(error, NotExportable):
            _remember(failure, error)
    return None


def _export(model: str, name: str, cache: Path, folder: Path) -> None:
    embedder = SentenceTransformerEmbedder(_location(model, cache), name)
    try:
        from index.onnx_export import export

        export(embedder, folder)
    except NotExportable as error:
        raise NotExportable(
            f"the embedding model {name} cannot be exported to ONNX ({error}): set POLICYQA_RUNTIME to torch"
        ) from error
    except OSError as error:
        raise cache_error(cache, error) from error


def _raise_known(failure: Path) -> None:
    """Raise what an earlier export by the same software raised: it would again, after loading torch."""
    if failure.is_file():
        software, _, reason = failure.read_text(encoding="utf-8").partition("\n")
        if software == _export_software():
            raise NotExportable(reason.strip())


def _remember(failure: Path, error: NotExportable) -> None:
    try:
        failure.write_text(f"{_export_software()}\n{error}\n", encoding="utf-8")
    except OSError as why:
        _LOG.info("%s cannot be written: %s", failure, why)


def _export_software() -> str:
    packages = ("torch", "transformers", "sentence-transformers", "onnxruntime")
    return " ".join(f"{each}-{importlib.metadata.version(each)}" for each in packages)


def _location(model: str, cache: Path) -> str:
    if model == BUNDLED:
        return str(bundled_model(cache))
    return str(Path(model).expanduser() if _is_path(model) else model)


def _is_path(model: str) -> bool:
    """Tell a folder from a hub name: `BAAI/bge-m3` is a name unless such a folder is here."""
    return model.startswith((".", "~", os.sep)) or Path(model).is_dir()


def _folder_digest(folder: Path) -> str:
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise SearchIndexError(
            f'the embedding model folder "{folder}" is missing or holds no model (no config.json): '
            "set POLICYQA_MODEL to a sentence-transformers folder, or to bundled"
        )
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder).as_posix()}:{size}\n".encode())
            with path.open("rb") as file:
                for start in (0, size // 2, max(0, size - _SAMPLE)):  # gigabytes of weights are sampled, not read
                    file.seek(start)
                    digest.update(file.read(_SAMPLE))
    return digest.hexdigest()[:12]


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".:")
