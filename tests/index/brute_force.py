"""The searches of the package once more, a few lines each: slow, and easy to check by reading."""

from collections import Counter
from collections.abc import Container, Sequence
from math import log

import numpy as np

from index.dense import Vectors
from index.tokens import pairs_over_words, telling, tokenize


def cosines(vectors: Vectors, vector: Vectors) -> list[float]:
    """Return the inner product of `vector` with each row of `vectors`."""
    return [sum(float(a) * float(b) for a, b in zip(row, vector, strict=True)) for row in vectors]


def bm25_shares(texts: Sequence[str], query: str) -> list[float]:
    """Return BM25 (Lucene, k1 = 1.2, b = 0.75) of each text, divided by the query's sum of inverse document frequencies."""
    documents = [Counter(tokenize(text)) for text in texts]
    mean_length = sum(document.total() for document in documents) / len(documents)
    scores, bound = [0.0] * len(documents), 0.0
    for token in set(tokenize(query)):
        idf = weight_of(token, documents, query)
        bound += idf
        for row, document in enumerate(documents):
            length = 0.25 + 0.75 * document.total() / mean_length
            scores[row] += idf * document[token] / (document[token] + 1.2 * length)
    return [score / bound for score in scores]


def held_share(texts: Sequence[str], query: str, text: str) -> float:
    """Return the share of the query's tokens that stand in `text`, each weighing its inverse document frequency in `texts`."""
    documents = [set(tokenize(each)) for each in texts]
    held = bound = 0.0
    for token in set(tokenize(query)):
        idf = weight_of(token, documents, query)
        bound += idf
        held += idf * (token in tokenize(text))
    return held / bound


def weight_of(token: str, documents: Sequence[Container[str]], query: str) -> float:
    """Return the inverse document frequency of a token of `query`; of one that no document has, what it says."""
    having = sum(token in document for document in documents)
    idf = log(1 + (len(documents) - having + 0.5) / (having + 0.5))
    if having:
        return idf
    return 0.0 if token in pairs_over_words(query) else idf * telling(token)


def held_characters(texts: Sequence[str], query: str, text: str) -> float:
    """Return the share of the query's characters that stand in `text`, each weighing its inverse document frequency."""
    held = bound = 0.0
    for character in {each for each in query if each.isalnum()}:
        having = sum(character in each for each in texts)
        idf = log(1 + (len(texts) - having + 0.5) / (having + 0.5))
        bound += idf
        held += idf * (character in text)
    return held / bound


def scaled(product: float) -> float:
    """Return a product of vectors with 0.15 as 0 and 0.35 as 1."""
    return (product - 0.15) / 0.2


def unit_vectors(count: int, dimension: int, seed: int) -> Vectors:
    """Return `count` random vectors of length 1, the same ones for the same seed."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit
