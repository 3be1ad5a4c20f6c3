"""The network in torch: a BERT encoder whose sentence vector is the mean over its pieces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from training.encoder.packed import Floats, PackedModel

LAYERS, WIDTH, HEADS, INNER, LONGEST = 12, 384, 12, 1536, 512
EPSILON = 1e-12
CLOSED = -1e4  # added to the score of what must not be seen
SPECIAL_ROWS = (3, 0, 2)  # <unk>, <s>, </s> in the packed model


class Layer(nn.Module):
    """Attention, then a wider layer, each added to its input and normed (as BERT does)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.ao, self.aln = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH, eps=EPSILON)
        self.fi, self.fo = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.oln = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, states: Any, closed: Any) -> Any:
        """States of shape (texts, pieces, width); `closed` is added to the attention's scores."""
        texts, pieces, _ = states.shape
        parts = self.qkv(states).view(texts, pieces, 3, HEADS, WIDTH // HEADS)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        # Written out: torch's own attention takes three times as long backwards on a CPU.
        scores = query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5 + closed
        seen = scores.float().softmax(-1).to(value.dtype) @ value
        mixed = self.ao(seen.transpose(1, 2).reshape(texts, pieces, WIDTH))
        states = self.aln(states + self._dropped(mixed))
        return self.oln(states + self._dropped(self.fo(functional.gelu(self.fi(states)))))

    def _dropped(self, states: Any) -> Any:
        return functional.dropout(states, self.dropout, self.training)


class Network(nn.Module):
    """Unit vectors of texts given as numbers of pieces."""

    def __init__(self, pieces: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = dropout
        self.word, self.pos = nn.Embedding(pieces, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.ln = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))

    def forward(self, numbers: Any, present: Any) -> Any:
        """Of shape (texts, width), for `numbers` and `present` of shape (texts, pieces)."""
        states = self.word(numbers) + self.pos.weight[: numbers.shape[1]]
        states = functional.dropout(self.ln(states), self.dropout, self.training)
        closed = torch.zeros(present.shape).masked_fill_(~present, CLOSED)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, closed.to(states.dtype))
        weights = present[:, :, None].to(states.dtype)
        return functional.normalize(((states * weights).sum(1) / weights.sum(1)).float(), dim=-1)


def from_packed(model: PackedModel, kept: Sequence[int]) -> Network:
    """The network of multilingual-e5-small with the rows of some pieces."""
    tensors = model.tensors
    words = tensors["emb.word"].reshape(-1, WIDTH)
    # All texts are of the one type that there is, so that its vector goes into the places.
    places = tensors["emb.pos"].reshape(-1, WIDTH) + tensors["emb.type"].reshape(-1, WIDTH)[0]
    state = {
        "word.weight": np.concatenate([words[list(SPECIAL_ROWS)], words[list(kept)]]),
        "pos.weight": places,
        "ln.weight": tensors["emb.ln.w"],
        "ln.bias": tensors["emb.ln.b"],
    }
    for place in range(LAYERS):
        state |= _layer(tensors, place)
    network = Network(len(SPECIAL_ROWS) + len(kept))
    network.load_state_dict({k: torch.tensor(np.ascontiguousarray(v)) for k, v in state.items()})
    return network


def _layer(tensors: dict[str, Floats], place: int) -> dict[str, Floats]:
    old, new = f"l{place}.", f"layers.{place}."
    found = {
        new + "qkv.weight": np.concatenate(
            [tensors[f"{old}{part}.w"].reshape(WIDTH, WIDTH) for part in "qkv"]
        ),
        new + "qkv.bias": np.concatenate([tensors[f"{old}{part}.b"] for part in "qkv"]),
    }
    for name in ("ao", "aln", "fi", "fo", "oln"):
        weight = tensors[f"{old}{name}.w"]
        norm = name.endswith("ln")
        rows = INNER if name == "fi" else WIDTH
        found[f"{new}{name}.weight"] = weight if norm else weight.reshape(rows, -1)
        found[f"{new}{name}.bias"] = tensors[f"{old}{name}.b"]
    return found
