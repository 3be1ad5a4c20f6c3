"""The network in torch: the sentence model's encoder, and a decoder that begins from nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from training.encoder.network import CLOSED, EPSILON, WIDTH, Layer
from training.starter.vocabulary import LONGEST


@dataclass(frozen=True)
class Shape:
    """Sizes. `encoder`: layers kept of the sentence model, `pieces`: of the translations."""

    encoder: int = 12
    decoder: int = 3
    heads: int = 6
    inner: int = 1536
    dropout: float = 0.1
    pieces: int = 10_000


SHAPES = {
    "starter": Shape(),
    "tiny": Shape(encoder=1, decoder=1, inner=64, dropout=0.0, pieces=1_000),
}


class Encoder(nn.Module):
    """The states of the pieces of texts, as the sentence model makes them before its mean."""

    def __init__(self, pieces: int, places: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.word, self.pos = nn.Embedding(pieces, WIDTH), nn.Embedding(places, WIDTH)
        self.ln = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))

    def forward(self, numbers: Any, present: Any, learning: int = 0) -> Any:
        """Of shape (texts, pieces, width), for `numbers` and `present` of (texts, pieces). Only the
        upper `learning` layers learn from what is made of it.
        """
        lower = len(self.layers) - learning
        with torch.no_grad():
            states = self.word(numbers) + self.pos.weight[: numbers.shape[1]]
            states = functional.dropout(self.ln(states), self.dropout, self.training)
            states = self._through(self.layers[:lower], states, present)
        return self._through(self.layers[lower:], states, present)

    def train_upper(self, layers: int) -> None:
        """Learn in the upper `layers` only: the others drop nothing out."""
        self.eval()
        for layer in self.layers[len(self.layers) - layers :]:
            layer.train()

    def _through(self, layers: Any, states: Any, present: Any) -> Any:
        closed = _closed(present)[:, None, None, :]
        for layer in layers:
            states = layer(states, closed.to(states.dtype))
        return states


class DecoderLayer(nn.Module):
    """Attention to what was said, to the source, then a wider layer; each normed before it."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads, self.dropout = shape.heads, shape.dropout
        self.sln, self.qkv, self.so = _norm(), nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.cln, self.q, self.kv = _norm(), nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH)
        self.co = nn.Linear(WIDTH, WIDTH)
        self.fln = _norm()
        self.fi, self.fo = nn.Linear(WIDTH, shape.inner), nn.Linear(shape.inner, WIDTH)

    def forward(self, states: Any, before: Any, source: Any, closed: Any) -> Any:
        """`before`: closes what comes later; `closed`: what of `source` is only filling."""
        query, key, value = self.qkv(self.sln(states)).chunk(3, -1)
        states = states + self._dropped(self.so(self._attended(query, key, value, before)))
        key, value = self.kv(source).chunk(2, -1)
        query = self.q(self.cln(states))
        states = states + self._dropped(self.co(self._attended(query, key, value, closed)))
        inner = self._dropped(functional.relu(self.fi(self.fln(states))))
        return states + self._dropped(self.fo(inner))

    def _attended(self, query: Any, key: Any, value: Any, closed: Any) -> Any:
        query, key, value = map(self._split, (query, key, value))
        scores = query @ key.transpose(2, 3) * query.shape[-1] ** -0.5 + closed.to(query.dtype)
        seen = scores.float().softmax(-1).to(value.dtype) @ value
        return seen.transpose(1, 2).flatten(2)

    def _split(self, states: Any) -> Any:
        texts, pieces, width = states.shape
        return states.view(texts, pieces, self.heads, width // self.heads).transpose(1, 2)

    def _dropped(self, states: Any) -> Any:
        return functional.dropout(states, self.dropout, self.training)


class Decoder(nn.Module):
    """Says a translation piece by piece. It is given `</s>` and the language to begin from."""

    def __init__(self, shape: Shape, pieces: int) -> None:
        super().__init__()
        self.dropout = shape.dropout
        self.word = nn.Embedding(pieces, WIDTH)
        nn.init.normal_(self.word.weight, std=WIDTH**-0.5)
        self.layers = nn.ModuleList(DecoderLayer(shape) for _ in range(shape.decoder))
        self.ln = _norm()
        self.register_buffer("places", sinusoids(LONGEST), persistent=False)

    def forward(self, said: Any, source: Any, present: Any) -> Any:
        """States of shape (texts, pieces, width) for `said` of (texts, pieces)."""
        length = said.shape[1]
        states = self.word(said) * math.sqrt(WIDTH) + self.places[:length]
        states = functional.dropout(states, self.dropout, self.training)
        later = torch.ones(length, length, dtype=torch.bool, device=said.device).triu(1)
        before = torch.zeros(length, length, device=said.device).masked_fill_(later, CLOSED)
        closed = _closed(present)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, before, source, closed)
        return self.ln(states)

    def scores(self, states: Any) -> Any:
        """How likely each piece is to come next, not normed."""
        return functional.linear(states, self.word.weight)


class Translator(nn.Module):
    """Both. `first`: the weights of the encoder to begin with."""

    def __init__(self, shape: Shape, first: Mapping[str, Any], pieces: int) -> None:
        super().__init__()
        self.shape = shape
        words, places = len(first["word.weight"]), len(first["pos.weight"])
        self.encoder = Encoder(words, places, shape.encoder, shape.dropout)
        self.encoder.load_state_dict({name: torch.as_tensor(w) for name, w in first.items()})
        self.decoder = Decoder(shape, pieces)

    def take_decoder(self, weights: Mapping[str, Any]) -> None:
        """Go on from the decoder of a model that was trained before."""
        self.decoder.load_state_dict({name: torch.as_tensor(w) for name, w in weights.items()})


def sinusoids(places: int) -> Any:
    """Sines and cosines for places, of shape (places, width); "Attention is all you need", 3.5."""
    place = torch.arange(places)[:, None]
    slow = torch.exp(torch.arange(0, WIDTH, 2) * (-math.log(10_000.0) / WIDTH))
    found = torch.zeros(places, WIDTH)
    found[:, 0::2], found[:, 1::2] = torch.sin(place * slow), torch.cos(place * slow)
    return found


def _closed(present: Any) -> Any:
    return torch.zeros(present.shape, device=present.device).masked_fill_(~present, CLOSED)


def _norm() -> nn.LayerNorm:
    return nn.LayerNorm(WIDTH, eps=EPSILON)
