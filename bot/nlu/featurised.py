"""Training data with features, for which Rasa need not hash every feature of every message."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix


class FeaturisedData(TrainingData):
    """The same messages with a fingerprint made of the features' memory in one go.

    Rasa asks for a fingerprint after every component. Its own takes 10 s for 10,000 messages,
    as it goes through each message's features one by one.
    """

    _fingerprint: str

    @classmethod
    def of(
        cls, before: str, data: TrainingData, features: csr_matrix | npt.NDArray[Any]
    ) -> FeaturisedData:
        """`data` with `features` (messages, d) added to it, `before` its fingerprint without."""
        made = cls.__new__(cls)
        made.__dict__.update(data.__dict__)
        digest = hashlib.blake2b(before.encode(), digest_size=16)
        for part in _memory(features):
            digest.update(np.ascontiguousarray(part).tobytes())
        made._fingerprint = digest.hexdigest()
        return made

    def fingerprint(self) -> str:
        """Changes when a message or a feature does."""
        return self._fingerprint


def _memory(features: csr_matrix | npt.NDArray[Any]) -> Iterable[npt.NDArray[Any]]:
    if isinstance(features, np.ndarray):
        return (features,)
    return (features.data, features.indices, features.indptr)
