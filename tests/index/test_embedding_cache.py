from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embedding import Progress, Vectors
from index.embedding_cache import EmbeddingCache
from tests.conftest import KeywordEmbedder


class TiringEmbedder(KeywordEmbedder):
    """Embeds once, then fails."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if self.embedded:
            raise OSError("no space left")
        return super().embed_passages(texts, progress)


@pytest.fixture
def cache(tmp_path: Path) -> EmbeddingCache:
    return EmbeddingCache(tmp_path / "new" / "embeddings.sqlite")


def test_at_first_every_text_is_missing_once(cache: EmbeddingCache) -> None:
    assert cache.missing("keyword", ["物资", "队伍", "物资"]) == ["物资", "队伍"]


def test_kept_vectors_are_those_of_the_embedder_in_order(cache: EmbeddingCache) -> None:
    cache.fill(KeywordEmbedder(), ["物资", "队伍"])
    wanted = KeywordEmbedder().embed_passages(["队伍", "物资", "队伍"])
    assert cache.vectors("keyword", ["队伍", "物资", "队伍"]).tolist() == wanted.tolist()
    assert cache.missing("keyword", ["物资", "宣传", "队伍"]) == ["宣传"]


def test_vectors_of_two_models_are_never_mixed(cache: EmbeddingCache) -> None:
    cache.fill(KeywordEmbedder(), ["物资"])
    assert cache.missing("other", ["物资"]) == ["物资"]
    with pytest.raises(KeyError):
        cache.vectors("other", ["物资"])


def test_a_missing_vector_is_an_error(cache: EmbeddingCache) -> None:
    cache.fill(KeywordEmbedder(), ["物资"])
    with pytest.raises(KeyError):
        cache.vectors("keyword", ["物资", "队伍"])


def test_another_cache_on_the_same_file_has_the_same_vectors(tmp_path: Path) -> None:
    EmbeddingCache(tmp_path / "embeddings.sqlite").fill(KeywordEmbedder(), ["物资"])
    assert EmbeddingCache(tmp_path / "embeddings.sqlite").missing("keyword", ["物资"]) == []


def test_filling_again_is_no_error(cache: EmbeddingCache) -> None:
    cache.fill(KeywordEmbedder(), ["物资"])
    cache.fill(KeywordEmbedder(), ["物资"])
    assert cache.vectors("keyword", ["物资"]).shape == (1, 8)


def test_an_interruption_loses_only_the_last_texts(cache: EmbeddingCache) -> None:
    texts = [f"物资{number}" for number in range(300)]
    with pytest.raises(OSError, match="no space left"):
        cache.fill(TiringEmbedder(), texts)
    assert cache.missing("keyword", texts) == texts[256:]


def test_progress_counts_all_texts(cache: EmbeddingCache) -> None:
    told: list[tuple[int, int]] = []
    cache.fill(
        KeywordEmbedder(), [f"物资{number}" for number in range(300)], lambda done, total: told.append((done, total))
    )
    assert told == [(256, 300), (300, 300)]
