"""Known vectors: what was embedded once is not embedded again."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.embedding import SentenceEncoder

Floats = npt.NDArray[Any]
KEY_BYTES = 16
BATCH = 64
STEPS = 127  # of a signed byte


@dataclass(frozen=True)
class Packed:
    """A vector as signed bytes, in a quarter of the room; its direction hardly changes."""

    steps: npt.NDArray[np.int8]
    step: np.float32

    @classmethod
    def of(cls, vector: Floats) -> Packed:
        """The nearest vector that can be packed."""
        step = np.float32(np.abs(vector).max() / STEPS or 1)
        return cls(np.rint(vector / step).astype(np.int8), step)

    def vector(self) -> Floats:
        """The vector, float32."""
        return np.asarray(self.steps * self.step, np.float32)


class CachedEmbedder:
    """Keeps vectors in a file between trainings, by the hash of model and text.

    The content may bring a file of the same kind (`shipped`), so that the first training on a
    new machine embeds only what is newer than that file. A vector is the same whether it was
    kept or made just now. Only what the last `embed` asked for is kept, so that the file does
    not grow for ever. No text is in the file. A damaged file is made anew.
    """

    def __init__(
        self, model: SentenceEncoder, folder: Path, workers: int = 1, shipped: Path | None = None
    ) -> None:
        self._model = model
        self._file = folder / f"{model.name}.npz"
        self._shipped = shipped / f"{model.name}.npz" if shipped is not None else None
        self._workers = workers

    def embed(self, texts: Sequence[str]) -> Floats:
        """See Embedder."""
        keys = [self._key(text) for text in texts]
        kept = read_vectors(self._file)
        known = {**(read_vectors(self._shipped) if self._shipped else {}), **kept}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known.update(zip(missing, self._made(list(missing.values())), strict=True))
        wanted = {key: known[key] for key in keys}
        if wanted.keys() != kept.keys():
            write_vectors(self._file, wanted)
        if not keys:
            return np.zeros((0, self._model.width), np.float32)
        return np.stack([known[key].vector() for key in keys])

    def _made(self, texts: Sequence[str]) -> list[Packed]:
        batches = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        with ThreadPoolExecutor(self._workers) as pool:
            made = pool.map(self._model.embed, batches)
            return [Packed.of(vector) for batch in made for vector in batch]

    def _key(self, text: str) -> bytes:
        named = f"{self._model.name}\0{text}".encode()
        return hashlib.blake2b(named, digest_size=KEY_BYTES).digest()


def read_vectors(file: Path) -> dict[bytes, Packed]:
    """The vectors of a file by key; none where it is missing or damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            keys, steps, step = arrays["keys"], arrays["steps"], arrays["step"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    if not len(keys) == len(steps) == len(step) or steps.dtype != np.int8:
        return {}
    named = (key.tobytes() for key in keys)
    return {key: Packed(row, size) for key, row, size in zip(named, steps, step, strict=True)}


def write_vectors(file: Path, known: Mapping[bytes, Packed]) -> None:
    """Write vectors in the order of their keys; the file is the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = file.with_suffix(f".{os.getpid()}.part")
    ordered = sorted(known)
    with part.open("wb") as opened:
        np.savez(
            opened,
            keys=np.frombuffer(b"".join(ordered), np.uint8).reshape(len(ordered), KEY_BYTES),
            steps=np.stack([known[key].steps for key in ordered]),
            step=np.array([known[key].step for key in ordered], np.float32),
        )
    part.replace(file)
