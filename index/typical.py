"""What all questions have in common, which is taken out of each before it is searched by meaning.

The vectors of a model point much the same way, and short or Latin passages more than others: they come near to every
question, most of all to one in another language. What is left without the mean of all questions is what this one asks.
"""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from corpus.derived import derived
from index.embedding import Embedder, Vectors
from index.question import Language

# Half to all of the mean find about equally much, and much more than none (`python -m eval.ablation`).
_SHARE = 0.75


@lru_cache(maxsize=4)  # an index that replaces another one has the same embedder
def common_part(embedder: Embedder, language: Language) -> Vectors:
    """Return what to subtract from the vector of a question, shape (dimension,). Embeds two dozen questions, once."""
    questions = _questions()[language]

    def embedded() -> list[float]:
        vectors = np.stack([embedder.embed_query(each) for each in questions])
        common: list[float] = (_SHARE * vectors.mean(axis=0)).astype(np.float32).tolist()
        return common

    kept = derived(f"common-{language}", __file__, embedded, of="\n".join([embedder.name, *questions]))
    return np.array(kept, dtype=np.float32)


@cache
def _questions() -> dict[Language, list[str]]:
    text = files("index").joinpath("typical_questions.toml").read_text(encoding="utf-8")
    return {Language(name): questions for name, questions in tomllib.loads(text).items()}
