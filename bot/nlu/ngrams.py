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


@dataclass(frozen=True)
class NgramShape:
    """Which groups are taken: letters within a word (its ends marked), and words in a row."""

    letters_min: int = 2
    letters_max: int = 5
    words_max: int = 2

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
    """Sublinear tf-idf over groups, rows of length 1; a text without a known group is all 0."""

    def __init__(self, shape: NgramShape, columns: dict[str, int], weights: Floats) -> None:
        self.shape = shape
        self._columns = columns
        self._weights = weights

    @classmethod
    def fit(cls, shape: NgramShape, texts: Sequence[Sequence[str]]) -> NgramVectoriser:
        """A vectoriser that knows every group of `texts`, each given as its words."""
        seen: Counter[str] = Counter()
        for words in texts:
            seen.update(set(shape.groups(words)))
        columns = {group: column for column, group in enumerate(sorted(seen))}
        counts = np.fromiter((seen[group] for group in columns), dtype=np.float64)
        weights = np.log((1 + len(texts)) / (1 + counts)) + 1
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
            row = self._row(words)
            indices.append(row[0])
            data.append(row[1])
            ends.append(ends[-1] + len(row[0]))
        return csr_matrix(
            (
                np.concatenate(data) if data else np.zeros(0, np.float32),
                np.concatenate(indices) if indices else np.zeros(0, np.int32),
                np.array(ends),
            ),
            shape=(len(texts), self.width),
        )

    def _row(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        found = Counter(
            self._columns[group] for group in self.shape.groups(words) if group in self._columns
        )
        columns = np.fromiter(sorted(found), dtype=np.int32, count=len(found))
        counts = np.fromiter((found[c] for c in sorted(found)), np.float32, len(found))
        values = (1 + np.log(counts)) * self._weights[columns] if found else counts
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
