"""The model behind the intents: how alike is a message to each known text?

Kernel ridge regression. Two texts are alike by their words and by their sounds (dot products
of sparse rows of length 1) and by their meaning (a Gaussian over unit vectors). One linear
system gives the model, and with it what an example would have got had it not been in the
training: from that the confidence is calibrated, without a second training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import blas, lapack
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, load_npz, save_npz

from bot.errors import ModelError

Floats = npt.NDArray[Any]
CHUNK = 512
CALIBRATION = 1000  # examples from which the confidence is calibrated


@dataclass(frozen=True)
class Fit:
    """A trained model. `left_out` (sample, classes) are the scores that the texts at the places
    `sample` would have got had each not been in the training.
    """

    model: KernelModel
    sample: npt.NDArray[np.int64]
    left_out: Floats


@dataclass(frozen=True)
class Likeness:
    """How much each kind of likeness counts.

    `groups` weighs the sparse parts by name, `meaning` the vectors; `width` is the steepness
    of the Gaussian: exp(-width * (1 - cosine)).
    """

    groups: Mapping[str, float]
    meaning: float
    width: float


@dataclass(frozen=True)
class Texts:
    """Texts as rows: sparse parts by name, and unit vectors (texts, d); d is 0 without them."""

    groups: Mapping[str, csr_matrix]
    vectors: Floats

    @property
    def size(self) -> int:
        """The number of texts."""
        return int(self.vectors.shape[0])

    def part(self, start: int, stop: int) -> Texts:
        """The texts from `start` to before `stop`."""
        groups = {name: rows[start:stop] for name, rows in self.groups.items()}
        return Texts(groups, self.vectors[start:stop])


@dataclass(frozen=True)
class KernelModel:
    """Known texts and their coefficients (texts, classes); see the module's text."""

    classes: tuple[str, ...]
    likeness: Likeness
    known: Texts
    coefficients: Floats
    temperature: float

    @classmethod
    def fit(
        cls,
        texts: Texts,
        labels: Sequence[str],
        likeness: Likeness,
        ridge: float,
    ) -> Fit:
        """The model, and what some of the texts would have got had they been left out.

        A larger `ridge` makes a smoother model.
        """
        classes = tuple(sorted(set(labels)))
        place = {label: column for column, label in enumerate(classes)}
        wanted = np.fromiter((place[label] for label in labels), dtype=np.int64)
        targets = np.zeros((texts.size, len(classes)), np.float32)
        targets[np.arange(texts.size), wanted] = 1
        targets -= targets.mean(axis=0)
        factor = _factor(_kernel(texts, likeness), ridge)
        coefficients, _ = lapack.spotrs(factor, targets, lower=1)
        # Evenly spread; all of them would take as long as the rest of the training.
        sample = np.arange(0, texts.size, -(-texts.size // CALIBRATION))
        left_out = targets[sample] - coefficients[sample] / _inverse_diagonal(factor, sample)
        temperature = _temperature(left_out, wanted[sample])
        known = _transposed(texts)
        return Fit(cls(classes, likeness, known, coefficients, temperature), sample, left_out)

    def scores(self, texts: Texts) -> Floats:
        """Of shape (texts, classes); about 1 for a class that certainly fits, else about 0."""
        return np.asarray(_likeness(texts, self.known, self.likeness) @ self.coefficients)

    def probabilities(self, scores: Floats) -> Floats:
        """Scores as probabilities, each row with sum 1."""
        return softmax(scores / self.temperature)

    def save(self, folder: Path) -> None:
        """Write the model to a folder."""
        for name, rows in self.known.groups.items():
            save_npz(folder / f"groups-{name}.npz", rows)
        np.savez(
            folder / "kernel.npz",
            vectors=self.known.vectors,
            coefficients=self.coefficients,
        )
        facts = {
            "classes": self.classes,
            "temperature": self.temperature,
            "likeness": asdict(self.likeness),
        }
        (folder / "kernel.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> KernelModel:
        """The model that `save` wrote."""
        facts = json.loads((folder / "kernel.json").read_text(encoding="utf-8"))
        likeness = Likeness(**facts["likeness"])
        groups = {name: load_npz(folder / f"groups-{name}.npz") for name in likeness.groups}
        with np.load(folder / "kernel.npz") as arrays:
            known = Texts(groups, arrays["vectors"])
            coefficients = arrays["coefficients"]
        classes = tuple(facts["classes"])
        return cls(classes, likeness, known, coefficients, facts["temperature"])


def softmax(scores: Floats) -> Floats:
    """Probabilities over the last axis."""
    risen = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(risen / risen.sum(axis=-1, keepdims=True))


def _likeness(texts: Texts, known: Texts, likeness: Likeness) -> Floats:
    """Of shape (texts, known texts); `known` holds its sparse parts transposed."""
    cosines = texts.vectors @ known.vectors.T
    weight = likeness.meaning if known.vectors.shape[1] else 0.0
    found = weight * np.exp(likeness.width * (cosines - 1))
    for name, weight in likeness.groups.items():
        found += weight * (texts.groups[name] @ known.groups[name]).toarray()
    return np.asarray(found, dtype=np.float32)


def _transposed(texts: Texts) -> Texts:
    """Row by row of the other side: what a message's few groups are looked up in quickly."""
    groups = {name: rows.T.tocsr() for name, rows in texts.groups.items()}
    return Texts(groups, texts.vectors)


def _kernel(texts: Texts, likeness: Likeness) -> Floats:
    known = _transposed(texts)
    whole = np.empty((texts.size, texts.size), np.float32, order="F")
    for start in range(0, texts.size, CHUNK):
        stop = min(start + CHUNK, texts.size)
        whole[:, start:stop] = _likeness(texts.part(start, stop), known, likeness).T
    return whole


def _factor(kernel: Floats, ridge: float) -> Floats:
    """The lower Cholesky factor of kernel + ridge * identity, made in place."""
    kernel[np.diag_indices_from(kernel)] += np.float32(ridge)
    factor, failed = lapack.spotrf(kernel, lower=1, overwrite_a=1, clean=0)
    if failed:
        raise ModelError("The examples cannot be learned from: two of them contradict too much.")
    return np.asarray(factor)


def _inverse_diagonal(factor: Floats, rows: npt.NDArray[np.int64]) -> Floats:
    """Of shape (rows, 1): entries of the diagonal of the inverse of what was factored.

    With L the factor, entry i is the squared length of the solution x of L x = unit vector i.
    """
    found = np.empty((len(rows), 1), np.float32)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        units = np.zeros((factor.shape[0], len(part)), np.float32, order="F")
        units[part, np.arange(len(part))] = 1
        solved = blas.strsm(1.0, factor, units, lower=1, overwrite_b=1)
        found[start : start + CHUNK, 0] = np.einsum("ij,ij->j", solved, solved)
    return found


def _temperature(scores: Floats, wanted: Floats) -> float:
    """The temperature at which the probabilities of what was wanted are highest."""
    rows = np.arange(len(wanted))

    def loss(temperature: float) -> float:
        found = softmax(scores / temperature)[rows, wanted]
        return float(-np.log(np.maximum(found, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(0.01, 2.0), method="bounded").x)
