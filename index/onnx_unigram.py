"""Writes the pieces of a unigram tokenizer, at the export of a model, for `onnx_tokens`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.onnx_pieces import MARK, write_pieces
from index.onnx_tokens import AnyTokens, Unigram, UnigramTokens

_NORMALIZER = {
    "type": "Sequence",
    "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}],
}
_SPLIT = {"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always"}


def write_unigram(tokenizer: Path, pieces: Path, samples: Sequence[str]) -> Unigram | None:
    """Write the pieces of `tokenizer`, a file of the tokenizers library, into `pieces`, and return what goes around them.

    None, and no file, when it is of another kind, or gives other ids for one of the samples.
    """
    read = json.loads(tokenizer.read_bytes())
    around = _around(read)
    if around is None:
        return None
    model = read["model"]
    special = {each["content"] for each in read["added_tokens"]}  # a text cannot say them
    known = {
        piece: at
        for at, (piece, _) in enumerate(model["vocab"])
        if piece and piece not in special and at != model["unk_id"]
    }
    write_pieces(pieces, known, [score for _, score in model["vocab"]], model["unk_id"])
    wanted, found = AnyTokens(tokenizer), UnigramTokens(pieces, around)
    same = all(_same(wanted.encode(each), found.encode(each)) for each in (samples, *([text] for text in samples)))
    if not same:
        pieces.unlink()
        return None
    return around


def _around(read: dict[str, Any]) -> Unigram | None:
    """Return what a tokenizer puts around a text when it is exactly what `UnigramTokens` does."""
    split = {name: value for name, value in (read["pre_tokenizer"] or {}).items() if name != "split"}
    processor, padding, truncation = (read[each] or {} for each in ("post_processor", "padding", "truncation"))
    model, single = read["model"], processor.get("single", [])
    fits = (
        model["type"] == "Unigram"
        and not model.get("byte_fallback")
        and read["normalizer"] == _NORMALIZER
        and split == _SPLIT
        and [[*each] for each in single] == [["SpecialToken"], ["Sequence"], ["SpecialToken"]]
        and padding.get("direction") == truncation.get("direction") == "Right"
        and padding.get("pad_to_multiple_of") is None
    )
    if not fits:
        return None
    first, last = (processor["special_tokens"][single[at]["SpecialToken"]["id"]]["ids"][0] for at in (0, 2))
    return Unigram(first=first, last=last, padding=padding["pad_id"], most=truncation["max_length"])


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)
