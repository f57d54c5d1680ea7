import logging
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.embedding import BUNDLED, Embedder, Runtime, Vectors, export_model, load_embedder
from index.errors import NotExportable, SearchIndexError
from index.model_bundle import bundled_model
from index.model_folder import model_folder
from index.onnx_runtime import OnnxEmbedder
from service.errors import ServiceError
from service.settings import read_settings
from tests.conftest import KeywordEmbedder
from tests.index.test_embedding import TEXTS

QUESTIONS = [
    "张掖市应急物资储备的目标是什么？",
    "how many rescue teams are planned",
    "　人均避難場所 １.５ 平方米",
    "一",
]

# Run apart, because the tests have long imported torch.
WITHOUT_TORCH = """
import sys
from index.embedding import Runtime, load_embedder
from service.settings import read_settings
embedder = load_embedder("bundled", read_settings().cache, runtime=Runtime.AUTO)
embedder.embed_query("储备多少物资？")
print(*sorted({"torch", "transformers", "sentence_transformers", "tokenizers"} & set(sys.modules)))
"""


def never(*_: Any, **__: Any) -> Any:
    raise AssertionError("loaded or exported for nothing")


@pytest.fixture(scope="module")
def with_onnx() -> Embedder:
    return load_embedder(BUNDLED, read_settings().cache, runtime=Runtime.ONNX)


@pytest.fixture(scope="module")
def with_torch() -> Embedder:
    return load_embedder(BUNDLED, read_settings().cache, runtime=Runtime.TORCH)


@pytest.mark.slow
class TestBothRuntimes:
    def test_passages_have_the_same_vectors(self, with_onnx: Embedder, with_torch: Embedder) -> None:
        assert least_cosine(with_onnx.embed_passages(TEXTS), with_torch.embed_passages(TEXTS)) > 0.9999

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_questions_have_the_same_vectors(self, with_onnx: Embedder, with_torch: Embedder, question: str) -> None:
        assert least_cosine(with_onnx.embed_query(question), with_torch.embed_query(question)) > 0.9999

    def test_their_vectors_bear_one_name(self, with_onnx: Embedder, with_torch: Embedder) -> None:
        assert (with_onnx.name, with_onnx.dimension) == (with_torch.name, with_torch.dimension)


@pytest.mark.slow
def test_openvino_gives_the_same_vectors_from_several_threads(with_onnx: Embedder) -> None:
    with_openvino = load_embedder(BUNDLED, read_settings().cache, runtime=Runtime.OPENVINO)
    with ThreadPoolExecutor(4) as threads:
        asked = list(threads.map(with_openvino.embed_query, QUESTIONS * 4))
    assert least_cosine(np.stack(asked), np.stack([with_onnx.embed_query(each) for each in QUESTIONS * 4])) > 0.9999


def test_openvino_that_is_not_installed_is_named_with_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SearchIndexError, match=r'pip install "policyqa\[openvino\]"'):
        load_embedder("a/b", tmp_path, runtime=Runtime.OPENVINO)


@pytest.mark.slow
def test_a_question_is_embedded_without_torch(with_onnx: Embedder) -> None:  # noqa: ARG001 - exported by then
    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def least_cosine(ours: Vectors, theirs: Vectors) -> float:
    return float((ours * theirs).sum(axis=-1).min())


@pytest.mark.slow
def test_any_small_model_is_exported_with_its_pooling_and_padding(tmp_path: Path) -> None:
    folder = write_small_model(tmp_path / "small")
    with_onnx = load_embedder(str(folder), tmp_path / "cache", runtime=Runtime.ONNX)
    with_torch = load_embedder(str(folder), tmp_path / "cache", runtime=Runtime.TORCH)
    assert least_cosine(with_onnx.embed_passages(TEXTS), with_torch.embed_passages(TEXTS)) > 0.9999
    assert least_cosine(with_onnx.embed_query("储备"), with_torch.embed_query("储备")) > 0.9999


@pytest.mark.slow
def test_a_model_that_pools_without_its_prompt_is_not_exported(tmp_path: Path) -> None:
    folder = write_small_model(tmp_path / "small", include_prompt=False)
    with pytest.raises(NotExportable, match="gives other vectors"):
        export_model(str(folder), tmp_path / "cache", Runtime.ONNX)


def write_small_model(folder: Path, *, include_prompt: bool = True) -> Path:
    """Write a random BertModel of one layer that reads characters and takes the first one's vector."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    characters = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *dict.fromkeys("q:市县两级储备应急物资。组建救援队伍下降15%")]
    tokenizer = Tokenizer(models.WordLevel({each: at for at, each in enumerate(characters)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    )
    config = BertConfig(
        vocab_size=len(characters),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    for part in (fast, BertModel(config)):
        part.save_pretrained(str(folder / "bert"))
    pooling = Pooling(32, pooling_mode="mean" if not include_prompt else "cls", include_prompt=include_prompt)
    modules = [Transformer(str(folder / "bert"), max_seq_length=64), pooling]
    model = SentenceTransformer(modules=modules, prompts={"query": "qqqq:", "document": ""}, device="cpu")
    model.save_pretrained(str(folder / "whole"), create_model_card=False)
    return folder / "whole"


class TestFallback:
    @pytest.fixture
    def exports(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """Every model is loaded as a KeywordEmbedder, and none can be exported; the list says how often it was tried."""
        tried: list[str] = []

        def fail(model: str, *_: Any) -> None:
            tried.append(model)
            raise NotExportable(f"the embedding model {model} cannot be exported to ONNX (no such operator)")

        monkeypatch.setattr("index.embedding._export", fail)
        monkeypatch.setattr("index.embedding.SentenceTransformerEmbedder", lambda *_, **__: KeywordEmbedder())
        return tried

    def test_auto_uses_torch_and_says_so_once(
        self, exports: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.WARNING):
            embedder = load_embedder("a/b", tmp_path)
        assert isinstance(embedder, KeywordEmbedder)
        assert exports == ["a/b"]
        assert [record.message for record in caplog.records] == [
            "torch is used, which starts slowly: the embedding model a/b cannot be exported to ONNX (no such operator)"
        ]

    def test_auto_does_not_try_again_with_the_same_software(self, exports: list[str], tmp_path: Path) -> None:
        for _ in range(2):
            assert isinstance(load_embedder("a/b", tmp_path), KeywordEmbedder)
        assert exports == ["a/b"]

    def test_auto_tries_again_with_other_software(
        self, exports: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load_embedder("a/b", tmp_path)
        monkeypatch.setattr("index.embedding._export_software", lambda: "torch-9.0")
        load_embedder("a/b", tmp_path)
        assert exports == ["a/b", "a/b"]

    def test_onnx_fails_in_one_sentence(self, exports: list[str], tmp_path: Path) -> None:  # noqa: ARG002
        with pytest.raises(SearchIndexError, match="cannot be exported to ONNX"):
            load_embedder("a/b", tmp_path, runtime=Runtime.ONNX)

    def test_auto_uses_torch_where_nothing_can_be_written(self, exports: list[str], tmp_path: Path) -> None:
        (tmp_path / "cache").write_text("", encoding="utf-8")
        assert isinstance(load_embedder("a/b", tmp_path / "cache"), KeywordEmbedder)
        assert exports == []

    def test_torch_needs_no_export(self, exports: list[str], tmp_path: Path) -> None:
        assert isinstance(load_embedder("a/b", tmp_path, runtime=Runtime.TORCH), KeywordEmbedder)
        assert exports == []


def test_an_exported_model_is_not_exported_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding._export", lambda *given: (given[-1] / "model.onnx").touch())
    folder = export_model("a/b", tmp_path, Runtime.AUTO)
    monkeypatch.setattr("index.embedding._export", never)
    assert export_model("a/b", tmp_path, Runtime.AUTO) == folder == model_folder(tmp_path, "a/b.onnx-3")


def test_a_damaged_export_is_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedding._export", lambda *given: (given[-1] / "model.onnx").touch())
    with pytest.raises(SearchIndexError, match="is damaged .* remove that folder") as caught:
        load_embedder("a/b", tmp_path)
    assert "\n" not in str(caught.value)


def test_a_damage_without_words_is_named_by_its_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.onnx_runtime.ExportedModel.model_validate_json", lambda _: raise_(MemoryError()))
    (tmp_path / "embedder.json").touch()
    with pytest.raises(SearchIndexError, match=r"is damaged \(MemoryError\)"):
        OnnxEmbedder(tmp_path, "a/b")


def test_when_it_is_stopped_the_other_passages_are_not_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.onnx_runtime.cores", lambda: 1)
    embedder, embedded = OnnxEmbedder.__new__(OnnxEmbedder), list[str]()
    vars(embedder).update(dimension=1, _passage_prompt="", _run=None)

    def embed(text: str, _: Any) -> Vectors:
        embedded.append(text)
        time.sleep(0.01)
        return np.ones(1, np.float32)

    monkeypatch.setattr(embedder, "_embed", embed)
    with pytest.raises(KeyboardInterrupt):
        embedder.embed_passages(["储备"] * 200, progress=lambda *_: raise_(KeyboardInterrupt()))
    assert len(embedded) < 200


def raise_(error: BaseException) -> None:
    raise error


def test_an_unknown_runtime_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYQA_RUNTIME", "cuda")
    with pytest.raises(
        ServiceError, match=r"POLICYQA_RUNTIME is \"cuda\": Input should be 'auto', 'torch', 'onnx' or 'openvino'"
    ):
        read_settings()


@pytest.mark.slow
def test_the_bundled_model_is_exported_beside_itself() -> None:
    cache = read_settings().cache
    exported = export_model(BUNDLED, cache, Runtime.AUTO)
    assert exported is not None
    assert exported.parent == bundled_model(cache).parent
