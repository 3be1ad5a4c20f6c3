"""Whether two sentences mean the same, also in different languages."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import numpy as np

from bot.nlu.embedding import Embedder, Floats

KEPT = 2_000  # vectors
SAMPLE = 48  # sentences whose mean is what a language itself adds to a vector


class Meaning:
    """Compares sentences by their vectors, each without the mean of its language.

    `samples` are sentences by language. Nothing is computed before the first comparison.
    """

    def __init__(self, embedder: Embedder, samples: Mapping[str, Sequence[str]]) -> None:
        self._embedder = embedder
        self._samples = samples
        self._vector = functools.lru_cache(KEPT)(self._made)
        self._mean = functools.lru_cache(None)(self._made_mean)

    def alike(self, one: str, other: str, source: str, target: str) -> float:
        """The cosine of two sentences in the languages `source` and `target`, -1 to 1."""
        left, right = (
            self._vector(one) - self._mean(source),
            self._vector(other) - self._mean(target),
        )
        size = float(np.linalg.norm(left) * np.linalg.norm(right))
        return float(left @ right) / size if size else 0.0

    def _made(self, text: str) -> Floats:
        return np.asarray(self._embedder.embed([text])[0])

    def _made_mean(self, lang: str) -> Floats:
        sample = list(self._samples.get(lang, ()))[:SAMPLE]
        vectors = self._embedder.embed(sample)
        return np.asarray(vectors.mean(axis=0)) if len(vectors) else np.zeros(1, np.float32)
