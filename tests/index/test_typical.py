import numpy as np
import pytest

from index.question import Language
from index.typical import common_part
from tests.conftest import KeywordEmbedder


class SameEmbedder(KeywordEmbedder):
    def embed_query(self, text: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.array([1.0, 0.0] if text.isascii() else [0.0, 1.0], dtype=np.float32)


@pytest.mark.parametrize(("language", "mean"), [(Language.EN, [0.75, 0.0]), (Language.ZH, [0.0, 0.75])])
def test_what_is_common_is_three_quarters_of_the_mean_question(language: Language, mean: list[float]) -> None:
    assert common_part(SameEmbedder(), language).tolist() == pytest.approx(mean)


def test_an_embedder_is_asked_once_for_all_indexes() -> None:
    embedder = SameEmbedder()
    assert common_part(embedder, Language.ZH) is common_part(embedder, Language.ZH)
    assert common_part(SameEmbedder(), Language.ZH) is not common_part(embedder, Language.ZH)
