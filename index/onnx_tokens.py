"""Token ids for an exported model.

Most tokenizers are read by the library that trained them. A unigram one with a large vocabulary (that of the multilingual
E5 models has 250,000 pieces) is written in another way as well: the same ids, and only the pieces that are needed are read.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from index.onnx_pieces import MARK, Pieces

Ids = NDArray[np.int64]
_SPACE = re.compile(r"[^\S\x1c-\x1f]+")  # Python alone takes what parts files and records for white space


class Tokens(Protocol):
    """Turns texts into the inputs of a model."""

    def encode(self, texts: Sequence[str]) -> dict[str, Ids]:
        """Return ids, attention_mask and type_ids, each of shape (texts, the longest one's tokens)."""
        ...


class AnyTokens:
    """Whatever the tokenizers library reads."""

    def __init__(self, path: Path) -> None:
        # Imported here because it is not needed where there are pieces.
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(path))

    def encode(self, texts: Sequence[str]) -> dict[str, Ids]:
        """Return the inputs."""
        encodings = self._tokenizer.encode_batch(texts)
        return {
            name: np.array([getattr(each, name) for each in encodings], dtype=np.int64)
            for name in ("ids", "attention_mask", "type_ids")
        }


class Unigram(BaseModel):
    """What stands around the pieces of a text, and how many tokens it may have with that."""

    model_config = ConfigDict(frozen=True)

    first: int
    last: int
    padding: int
    most: int


class UnigramTokens:
    """NFKC, one space for many, and the most probable pieces; written and compared with the original by `write_unigram`."""

    def __init__(self, path: Path, around: Unigram) -> None:
        self._pieces = Pieces(path)
        self._around = around

    def encode(self, texts: Sequence[str]) -> dict[str, Ids]:
        """Return the inputs."""
        around = self._around
        each = [
            [around.first, *self._pieces.ids(_marked(text))[: around.most - 2], around.last] if text else
            [around.first, around.last]
            for text in texts
        ]  # fmt: skip
        ids = np.full((len(each), max(map(len, each), default=0)), around.padding, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(each):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        return {"ids": ids, "attention_mask": mask, "type_ids": np.zeros_like(ids)}


def _marked(text: str) -> str:
    """Return a text as its pieces are written.

    >>> _marked("１.５ 平方米")
    '▁1.5▁平方米'
    """
    plain = _SPACE.sub(MARK, unicodedata.normalize("NFKC", text)).replace(" ", MARK)
    return plain if plain.startswith(MARK) else MARK + plain
