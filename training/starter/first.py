"""Reads models of the bot back: the sentence model, which the translation model's encoder begins
as, and the translation model itself, to train it further.

The file is CTranslate2's (binary version 6): a list of variables by name. Weights are 8-bit
integers, each row multiplied by a scale of its own.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.starter.sources import StarterError

Floats = npt.NDArray[np.float32]
BINARY_VERSION = 6
# The numbers by which CTranslate2 names the types of its variables.
TYPES: dict[int, np.dtype[Any]] = {
    0: np.dtype("<f4"),
    1: np.dtype("i1"),
    2: np.dtype("<i2"),
    3: np.dtype("<i4"),
}
# A part of a layer, as CTranslate2 calls it and as training.encoder.network does, and of the
# decoder as training.starter.network does.
PARTS = {
    "self_attention/linear_0": "qkv",
    "self_attention/linear_1": "ao",
    "self_attention/layer_norm": "aln",
    "ffn/linear_0": "fi",
    "ffn/linear_1": "fo",
    "ffn/layer_norm": "oln",
}
DECODER_PARTS = {
    "self_attention/layer_norm": "sln",
    "self_attention/linear_0": "qkv",
    "self_attention/linear_1": "so",
    "attention/layer_norm": "cln",
    "attention/linear_0": "q",
    "attention/linear_1": "kv",
    "attention/linear_2": "co",
    "ffn/layer_norm": "fln",
    "ffn/linear_0": "fi",
    "ffn/linear_1": "fo",
}


def encoder_weights(folder: Path, layers: int) -> dict[str, Floats]:
    """The weights of the first `layers` layers, by the names of `training.encoder.network`.

    Raises StarterError where the file is none of that kind.
    """
    single = {
        "word.weight": "embeddings_0/weight",
        "pos.weight": "position_encodings/encodings",
        "ln.weight": "layernorm_embedding/gamma",
        "ln.bias": "layernorm_embedding/beta",
    }
    return _weights(folder, "encoder", single, PARTS, layers)


def decoder_weights(folder: Path, layers: int) -> dict[str, Floats]:
    """The weights of a translation model's decoder, by the names of `training.starter.network`.

    Raises StarterError where the file is none of that kind.
    """
    single = {
        "word.weight": "embeddings/weight",
        "ln.weight": "layer_norm/gamma",
        "ln.bias": "layer_norm/beta",
    }
    return _weights(folder, "decoder", single, DECODER_PARTS, layers)


def variables(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """All variables of a model file. Raises ValueError, KeyError or struct.error for another."""
    reader = _Reader(data)
    if reader.number("<I") != BINARY_VERSION:
        raise ValueError("another version of the format")
    reader.text()  # the kind of model
    reader.number("<I")  # its revision
    found = {}
    for _ in range(reader.number("<I")):
        name = reader.text()
        shape = [reader.number("<I") for _ in range(reader.number("<B"))]
        kind = TYPES[reader.number("<B")]
        found[name] = np.frombuffer(reader.bytes(reader.number("<I")), kind).reshape(shape)
    return found


class _Reader:
    """A place in bytes that moves on."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def bytes(self, count: int) -> bytes:
        self._place += count
        return self._data[self._place - count : self._place]

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.bytes(struct.calcsize(form)))[0])

    def text(self) -> str:
        return self.bytes(self.number("<H")).rstrip(b"\0").decode("ascii")


def _weights(
    folder: Path, side: str, single: Mapping[str, str], parts: Mapping[str, str], layers: int
) -> dict[str, Floats]:
    try:
        found = variables((folder / "model.bin").read_bytes())
        weights = {ours: _real(found, f"{side}/{theirs}") for ours, theirs in single.items()}
        for place in range(layers):
            weights |= _layer(found, f"{side}/layer_{place}", f"layers.{place}", parts)
    except (OSError, KeyError, struct.error, ValueError) as error:
        raise StarterError(f"{folder} holds no {side} that can be read.") from error
    return weights


def _layer(
    found: Mapping[str, npt.NDArray[Any]], before: str, ours: str, parts: Mapping[str, str]
) -> dict[str, Floats]:
    weights = {}
    for theirs, name in parts.items():
        norm = theirs.endswith("norm")
        for kind, other in (("weight", "gamma"), ("bias", "beta")):
            variable = f"{before}/{theirs}/{other if norm else kind}"
            weights[f"{ours}.{name}.{kind}"] = _real(found, variable)
    return weights


def _real(found: Mapping[str, npt.NDArray[Any]], name: str) -> Floats:
    weight = found[name]
    if weight.dtype != np.int8:
        return np.array(weight, np.float32)
    scale = found[f"{name}_scale"].reshape(-1, *[1] * (weight.ndim - 1))
    return np.asarray(weight.astype(np.float32) / scale, np.float32)
