"""How near questions are to each other in meaning, whichever language they are in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.nlu.embedding import Embedder, SentenceEncoder
from bot.nlu.vectors import CachedEmbedder
from bot.staff.shelf import Shelf

Floats = npt.NDArray[Any]
LEAST = 2  # texts of a language, before its mean says something
ALIKE = 0.5  # cosine, means taken away: questions of one group


@dataclass(frozen=True)
class Example:
    """An example question of an entry."""

    entry: str
    lang: str
    text: str


@dataclass(frozen=True)
class Near:
    """An example with its cosine to a text."""

    example: Example
    cosine: float


@dataclass(frozen=True)
class _Index:
    version: str
    examples: tuple[Example, ...]
    means: Mapping[str, Floats]
    vectors: Floats


class Meanings:
    """Compares questions with the published examples. Safe to use from several threads.

    The vectors of examples and of the last questions are kept in the state folder, by hash.
    """

    def __init__(self, shelf: Shelf, state: Path, embedder: Embedder | None = None) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._index: _Index | None = None
        self._trained = state / "embeddings"
        self._folder = state / "embeddings-staff"
        model = SentenceEncoder()
        self._examples: Embedder = embedder or CachedEmbedder(model, self._folder / "examples")
        self._questions: Embedder = embedder or CachedEmbedder(model, self._folder / "questions")

    def warm(self) -> None:
        """Compute what the first page would wait for."""
        with self._lock:
            self._current()

    def groups(self, questions: Sequence[tuple[str, str]]) -> list[list[int]]:
        """Places of questions (text, language) that mean about the same, in their order."""
        with self._lock:
            vectors = self._vectors(questions)
        found: list[list[int]] = []
        for place, vector in enumerate(vectors):
            alike = [float(np.mean(vectors[group] @ vector)) for group in found]
            best = int(np.argmax(alike)) if alike else -1
            if best >= 0 and alike[best] >= ALIKE:
                found[best].append(place)
            else:
                found.append([place])
        return found

    def nearest(self, text: str, lang: str, count: int) -> tuple[Near, ...]:
        """The examples that are nearest in meaning, the nearest first."""
        with self._lock:
            index = self._current()
            if not index.examples:
                return ()
            cosines = index.vectors @ self._vectors([(text, lang)])[0]
        best = np.argsort(-cosines)[:count]
        return tuple(Near(index.examples[i], float(cosines[i])) for i in best)

    def entries(self, questions: Sequence[tuple[str, str]], count: int) -> tuple[str, ...]:
        """The entries whose examples are nearest to a group of questions."""
        with self._lock:
            index = self._current()
            if not index.examples or not questions:
                return ()
            cosines = (self._vectors(questions) @ index.vectors.T).mean(axis=0)
        ordered = (index.examples[i].entry for i in np.argsort(-cosines))
        return tuple(dict.fromkeys(ordered))[:count]

    def _current(self) -> _Index:
        content = self._shelf.content()
        if self._index is not None and self._index.version == content.version:
            return self._index
        self._seed()
        examples = tuple(
            Example(entry.id, lang, text)
            for entry in content.entries.values()
            for lang, texts in entry.questions.items()
            for text in texts
        )
        raw = self._examples.embed([example.text for example in examples])
        langs = np.array([example.lang for example in examples])
        means = {
            lang: raw[langs == lang].mean(axis=0)
            for lang in sorted(set(langs.tolist()))
            if (langs == lang).sum() >= LEAST
        }
        vectors = _moved(raw, [example.lang for example in examples], means)
        self._index = _Index(content.version, examples, means, vectors)
        return self._index

    def _vectors(self, questions: Sequence[tuple[str, str]]) -> Floats:
        means = self._current().means
        raw = self._questions.embed([text for text, _ in questions])
        return _moved(raw, [lang for _, lang in questions], means)

    def _seed(self) -> None:
        """What a training embedded is not embedded again: it takes minutes."""
        folder = self._folder / "examples"
        for path in self._trained.glob("*.npz"):
            if not (folder / path.name).exists():
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copyfile(path, folder / path.name)


def _moved(raw: Floats, langs: Sequence[str], means: Mapping[str, Floats]) -> Floats:
    """Unit vectors without what is common to a language."""
    if not len(raw):
        return raw
    nothing = np.zeros(raw.shape[1], raw.dtype)
    moved = raw - np.stack([means.get(lang, nothing) for lang in langs])
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.where(lengths > 0, lengths, 1))
