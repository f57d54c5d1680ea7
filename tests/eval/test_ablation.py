from pathlib import Path

import pytest

from eval.ablation import WHOLE, variants, without_headings
from eval.judgement import Measure
from eval.loading import Parts
from index.embedding_cache import EmbeddingCache
from index.store import SearchIndex
from tests.conftest import KeywordEmbedder
from tests.eval.samples import gold, question

FALL = gold("fengtai", "死亡人数下降10%")


@pytest.fixture
def parts(search_index: SearchIndex, tmp_path: Path) -> Parts:
    return Parts(search_index, KeywordEmbedder(), EmbeddingCache(tmp_path / "embeddings.sqlite"), tmp_path)


def test_every_variant_answers_and_the_whole_is_first(parts: Parts) -> None:
    asked = [question([FALL], asked="丰台死亡人数下降多少")]
    made = variants(parts)
    assert next(iter(made)) == WHOLE
    for ask in made.values():
        assert [each.id for each in ask(asked)] == ["q-1"]


def test_without_the_place_filter_look_alikes_are_found(parts: Parts) -> None:
    asked = [question([FALL], asked="丰台死亡人数下降多少")]
    made = variants(parts)
    assert made[WHOLE](asked)[0].values[Measure.WRONG_PLACE] == 0
    assert made["no place filter"](asked)[0].values[Measure.WRONG_PLACE] == 1


def test_passages_without_headings_stay_verbatim(parts: Parts) -> None:
    index = without_headings(parts)
    index.check()
    assert {each.heading for each in index.passages} == {""}
    assert [each.text for each in index.passages] == [each.text for each in parts.index.passages]
