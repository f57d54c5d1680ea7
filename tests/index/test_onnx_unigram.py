from pathlib import Path

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.onnx_tokens import AnyTokens, UnigramTokens
from index.onnx_unigram import write_unigram

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0)]
PIECES += [
    (piece, -4.0 - 0.3 * at)
    for at, piece in enumerate(
        ["应", "急", "物", "资", "储", "备", "1", ".", "5", "a", "b", "▁应急", "物资", "应急物资", "1.5", "▁ab"]
    )
]
TEXTS = [
    "应急物资储备",
    "　应急\t物資 １.５ ",  # wide space and digits, a tab, and a character that no piece has
    " ab  ab",
    "ab" * 40,  # longer than it may be
    "😀",
    "\n",
    "ab\x1cab \x1f\x85\xa0a",  # what Python alone takes for white space, and what is
]


def tokenizer() -> Tokenizer:
    """A unigram tokenizer that does what those of the multilingual E5 models do."""
    made = Tokenizer(models.Unigram(PIECES, unk_id=3))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>"])
    made.enable_truncation(32)
    made.enable_padding(pad_id=1, pad_token="<pad>")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tokenizer().save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def test_the_ids_are_those_of_the_original(folder: Path) -> None:
    around = write_unigram(folder / "tokenizer.json", folder / "pieces.jsonl", TEXTS)
    assert around is not None
    wanted, found = AnyTokens(folder / "tokenizer.json"), UnigramTokens(folder / "pieces.jsonl", around)
    for texts in (TEXTS, *([text] for text in TEXTS), ["", "ab"]):
        for name, ids in wanted.encode(texts).items():
            assert np.array_equal(ids, found.encode(texts)[name]), (texts, name)


def test_a_text_cannot_say_where_it_ends(folder: Path) -> None:
    around = write_unigram(folder / "tokenizer.json", folder / "pieces.jsonl", TEXTS)
    assert around is not None
    assert UnigramTokens(folder / "pieces.jsonl", around).encode(["ab</s>ab"])["ids"][0].tolist().count(2) == 1


@pytest.mark.parametrize("change", ["model", "normalizer", "pre_tokenizer", "post_processor", "truncation"])
def test_another_kind_of_tokenizer_is_left_as_it_is(tmp_path: Path, change: str) -> None:
    made = tokenizer()
    if change == "model":
        made.model = models.WordLevel(
            dict(zip(["<s>", "<pad>", "</s>", "<unk>"], range(4), strict=True)), unk_token="<unk>"
        )
    elif change == "normalizer":
        made.normalizer = normalizers.Lowercase()
    elif change == "pre_tokenizer":
        made.pre_tokenizer = pre_tokenizers.Whitespace()
    elif change == "post_processor":
        made.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 2)])
    else:
        made.no_truncation()
    made.save(str(tmp_path / "tokenizer.json"))
    assert write_unigram(tmp_path / "tokenizer.json", tmp_path / "pieces.jsonl", TEXTS) is None
    assert not (tmp_path / "pieces.jsonl").exists()


def test_one_that_gives_other_ids_is_left_as_it_is(folder: Path) -> None:
    assert write_unigram(folder / "tokenizer.json", folder / "pieces.jsonl", ["ab<s>ab"]) is None
    assert not (folder / "pieces.jsonl").exists()
