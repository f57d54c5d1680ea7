from typing import Any

import bm25s
import numpy as np
import pytest

from index.postings import Postings
from index.tokens import tokenize

TEXTS = ["储备应急物资，储备粮食", "组建救援队伍", "发布预警信息", "应急救援队伍"]


def postings(texts: list[str]) -> Postings:
    return Postings.none().changed(np.full(len(texts), -1), ((row, tokenize(text)) for row, text in enumerate(texts)))


def as_dict(found: Postings) -> dict[tuple[str, int], tuple[int, Any]]:
    scores = found.scores()
    return {
        (token, int(found.rows[at])): (int(found.counts[at]), pytest.approx(float(scores[at])))
        for token, number in found.numbers.items()
        for at in range(found.starts[number], found.starts[number + 1])
    }


def test_scores_are_those_of_bm25s() -> None:
    wanted = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    wanted.index([tokenize(text) for text in TEXTS], show_progress=False)
    found = as_dict(postings(TEXTS))
    parts = wanted.scores
    assert len(found) == len(parts["data"])
    for token, number in ((each, at) for each, at in wanted.vocab_dict.items() if each):
        for at in range(parts["indptr"][number], parts["indptr"][number + 1]):
            assert found[token, int(parts["indices"][at])][1] == parts["data"][at]


def test_what_a_token_counts_and_how_long_a_text_is() -> None:
    found = postings(["储备粮食，储备粮食", "救援"])
    assert as_dict(found)["储备", 0][0] == 2
    assert found.lengths.tolist() == [len(tokenize("储备粮食，储备粮食")), 2]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([0, 1, 2, 3, -1], [*TEXTS, "储备粮食"]),
        ([-1, 0, 1, -1, 2, 3], ["防汛", *TEXTS[:2], "应急广播", *TEXTS[2:]]),
        ([0, 3], [TEXTS[0], TEXTS[3]]),
        ([1, -1], [TEXTS[1], "全部换掉"]),
        ([-1], ["全部换掉"]),
    ],
)
def test_changed_ones_are_those_of_the_texts_as_they_are_now(rows: list[int], texts: list[str]) -> None:
    new = [(row, tokenize(texts[row])) for row, before in enumerate(rows) if before < 0]
    changed = postings(TEXTS).changed(np.array(rows), new)
    assert as_dict(changed) == as_dict(postings(texts))
    assert changed.lengths.tolist() == postings(texts).lengths.tolist()
    assert sorted(changed.numbers.values()) == list(range(len(changed.numbers)))
    for number in changed.numbers.values():
        own = changed.rows[changed.starts[number] : changed.starts[number + 1]].tolist()
        assert own == sorted(own) != []
