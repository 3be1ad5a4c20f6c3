"""Sentence embeddings: texts in, vectors out, whichever model makes them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
FOLDER = Path(__file__).parent / "encoder"
# What a question is about stands in its first words; pictures are many pieces each and say little.
LONGEST = 256  # characters
NOT_WORDS = re.compile(r"[^\w\s\u0300-\u036f\u064b-\u0670.,:;?!'’()/-]+")
BATCH = 32
CALLS = 2  # at a time
BEGIN, END = 1, 2  # the numbers of the pieces that stand before and after a text


class Embedder(Protocol):
    """A model of sentences."""

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, float32, of shape (len(texts), d)."""
        ...


class SentenceEncoder:
    """The project's own sentence model (`training/encoder`), on one thread of this machine.

    multilingual-e5-small, trained further on parallel texts, also romanised, and on the example
    questions. `bot/nlu/encoder/README.md` says how, from what, and under which licence. It is
    opened with the first text. A vector hardly depends on the other texts of a call (below
    0.001). Safe for use by several threads; two of them are served at a time.
    """

    name = "velkommen-e5-1"  # another model gets another name: vectors are kept by it
    width = 384

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._opening = threading.Lock()
        self._opened: tuple[Any, Any] | None = None

    def embed(self, texts: Sequence[str]) -> Floats:
        """See Embedder; about 6 ms a question, less for each of many."""
        found = np.zeros((len(texts), self.width), np.float32)
        if len(texts):
            pieces, model = self._open()
            numbers = [[BEGIN, *ids, END] for ids in pieces.encode([shortened(t) for t in texts])]
            for places in _batches(numbers):
                batch = [numbers[place] for place in places]
                states = np.array(model.forward_batch(batch).last_hidden_state)
                for place, ids, rows in zip(places, batch, states, strict=True):
                    found[place] = rows[: len(ids)].mean(axis=0)
            found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found

    def _open(self) -> tuple[Any, Any]:
        with self._opening:
            if self._opened is None:
                # One thread a call: more cost more than they bring for single sentences, and
                # under load they wait for each other.
                from ctranslate2 import Encoder
                from sentencepiece import SentencePieceProcessor

                pieces = SentencePieceProcessor(model_file=str(self._folder / "pieces.model"))
                model = Encoder(
                    str(self._folder), compute_type="int8", inter_threads=CALLS, intra_threads=1
                )
                self._opened = pieces, model
            return self._opened


def shortened(text: str) -> str:
    """What of `text` is embedded: its words and punctuation, the first of them."""
    return " ".join(NOT_WORDS.sub(" ", text).split())[:LONGEST]


def _batches(numbers: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Places of texts of about the same length, so that little is spent on filling."""
    ordered = sorted(range(len(numbers)), key=lambda place: len(numbers[place]))
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
