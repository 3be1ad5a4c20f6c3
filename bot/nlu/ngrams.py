"""Letter groups and word groups of a text as weighted sparse vectors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

Floats = npt.NDArray[Any]
LEAST = 0.2  # what a group says that is found with every label


@dataclass(frozen=True)
class NgramShape:
    """Which groups are taken: letters within a word (its ends marked), and words in a row."""

    letters_min: int = 2
    letters_max: int = 4
    words_max: int = 1

    def groups(self, words: Sequence[str]) -> Iterator[str]:
        """The groups of a text given as its words; a word group begins with a line break."""
        for word in words:
            marked = f" {word} "
            for size in range(self.letters_min, self.letters_max + 1):
                for start in range(len(marked) - size + 1):
                    yield marked[start : start + size]
        for size in range(1, self.words_max + 1):
            for start in range(len(words) - size + 1):
                yield "\n" + " ".join(words[start : start + size])


class NgramVectoriser:
    """Weighted counts of groups, rows of length 1; a text without a known group is all 0.

    A group weighs the more, the fewer labels it is found with: with one, it tells which.
    """

    def __init__(self, shape: NgramShape, columns: dict[str, int], weights: Floats) -> None:
        self.shape = shape
        self._columns = columns
        self._weights = weights

    @classmethod
    def fit(
        cls, shape: NgramShape, texts: Sequence[Sequence[str]], labels: Sequence[str]
    ) -> NgramVectoriser:
        """A vectoriser that knows every group of `texts`, each given as its words."""
        seen: dict[str, set[str]] = {}
        for words, label in zip(texts, labels, strict=True):
            for group in shape.groups(words):
                seen.setdefault(group, set()).add(label)
        columns = {group: column for column, group in enumerate(sorted(seen))}
        counts = np.fromiter((len(seen[group]) for group in columns), np.float64, len(columns))
        weights = np.log((1 + len(set(labels))) / (1 + counts)) + LEAST
        return cls(shape, columns, weights.astype(np.float32))

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self._columns)

    def transform(self, texts: Sequence[Sequence[str]]) -> csr_matrix:
        """A float32 matrix of shape (len(texts), width)."""
        data: list[Floats] = []
        indices: list[Floats] = []
        ends = [0]
        for words in texts:
            columns, values = self._row(words)
            indices.append(columns)
            data.append(values)
            ends.append(ends[-1] + len(columns))
        parts = (np.concatenate(data), np.concatenate(indices)) if data else ([], [])
        return csr_matrix((*parts, np.array(ends)), shape=(len(texts), self.width), dtype="f4")

    def _row(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        found = Counter(
            self._columns[group] for group in self.shape.groups(words) if group in self._columns
        )
        columns = np.array(sorted(found), dtype=np.int32)
        counts = np.array([found[column] for column in columns], dtype=np.float32)
        values = (1 + np.log(counts)) * self._weights[columns]
        length = float(np.linalg.norm(values)) or 1.0
        return columns, (values / length).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the vectoriser to a folder."""
        groups = json.dumps(list(self._columns), ensure_ascii=False)
        (folder / "groups.json").write_text(groups, encoding="utf-8")
        np.save(folder / "weights.npy", self._weights)

    @classmethod
    def read(cls, shape: NgramShape, folder: Path) -> NgramVectoriser:
        """The vectoriser that `save` wrote."""
        groups = json.loads((folder / "groups.json").read_text(encoding="utf-8"))
        columns = {group: column for column, group in enumerate(groups)}
        return cls(shape, columns, np.load(folder / "weights.npy"))
