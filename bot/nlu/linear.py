"""A linear model over many classes, with probabilities that can be believed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

Floats = npt.NDArray[Any]
FOLDS = 3
SEED = 7


@dataclass(frozen=True)
class LinearModel:
    """Scores are `rows @ weights + bias`; probabilities their softmax at a temperature."""

    classes: tuple[str, ...]
    weights: Floats  # (features, classes), float32
    bias: Floats  # (classes,)
    temperature: float

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[str], strength: float) -> LinearModel:
        """A support vector machine, one class against the rest.

        The temperature is the one that makes the probabilities of examples that were held
        out from training most likely. `labels` need at least two classes.
        """
        classes = tuple(sorted(set(labels)))
        wanted = np.array([classes.index(label) for label in labels])
        temperature = _temperature(rows, wanted, len(classes), strength)
        machine = _machine(rows, wanted, strength)
        weights, bias = _parameters(machine, len(classes))
        return cls(classes, weights, bias, temperature)

    def probabilities(self, rows: csr_matrix) -> Floats:
        """Of shape (rows, classes), each row with sum 1."""
        return softmax((rows @ self.weights + self.bias) / self.temperature)

    def save(self, folder: Path) -> None:
        """Write the model to a folder."""
        np.savez(folder / "linear.npz", weights=self.weights, bias=self.bias)
        facts = {"classes": self.classes, "temperature": self.temperature}
        (folder / "linear.json").write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> LinearModel:
        """The model that `save` wrote."""
        facts = json.loads((folder / "linear.json").read_text(encoding="utf-8"))
        with np.load(folder / "linear.npz") as arrays:
            weights, bias = arrays["weights"], arrays["bias"]
        return cls(tuple(facts["classes"]), weights, bias, facts["temperature"])


def softmax(scores: Floats) -> Floats:
    """Probabilities over the last axis."""
    risen = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(risen / risen.sum(axis=-1, keepdims=True))


def _machine(rows: csr_matrix, wanted: Floats, strength: float) -> LinearSVC:
    machine = LinearSVC(C=strength, class_weight="balanced", random_state=SEED)
    return machine.fit(rows, wanted)


def _parameters(machine: LinearSVC, classes: int) -> tuple[Floats, Floats]:
    weights = machine.coef_.T.astype(np.float32)
    bias = machine.intercept_.astype(np.float32)
    if classes == 2:  # scikit-learn keeps one row of weights for two classes
        return np.hstack([-weights, weights]), np.concatenate([-bias, bias])
    return weights, bias


def _temperature(rows: csr_matrix, wanted: Floats, classes: int, strength: float) -> float:
    folds = min(FOLDS, int(np.bincount(wanted).min()))
    if folds < 2:
        return 1.0
    scores = np.zeros((rows.shape[0], classes))
    splits = StratifiedKFold(folds, shuffle=True, random_state=SEED)
    for kept, held in splits.split(rows, wanted):
        weights, bias = _parameters(_machine(rows[kept], wanted[kept], strength), classes)
        scores[held] = rows[held] @ weights + bias

    def loss(temperature: float) -> float:
        found = softmax(scores / temperature)[np.arange(len(wanted)), wanted]
        return float(-np.log(np.maximum(found, 1e-12)).mean())

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)
