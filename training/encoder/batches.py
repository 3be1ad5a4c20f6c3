"""Batches without end, of texts of about the same length, each text as someone might write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

import torch

from training.encoder.corpora import Example, Pair
from training.encoder.writing import native, plain, romanised, slipped

EXAMPLES, PAIRS = 96, 64  # a batch
BLOCK = 16  # batches that are cut from one sorted block
LONGEST = 42  # pieces
BEGIN, END = 1, 2
Item = TypeVar("Item", Example, Pair)


def example_batches(examples: Sequence[Example], random: Random) -> Iterator[list[Example]]:
    """All examples, again and again."""
    while True:
        order = random.sample(list(examples), len(examples))
        for start in range(0, len(order), EXAMPLES * BLOCK):
            yield from _batches(order[start : start + EXAMPLES * BLOCK], EXAMPLES, random)


def pair_batches(
    pairs: Mapping[str, Sequence[Pair]], weights: Mapping[str, float], random: Random
) -> Iterator[list[Pair]]:
    """Pairs drawn by the weight of their language."""
    while True:
        block: list[Pair] = []
        for lang, weight in weights.items():
            block += random.choices(pairs[lang], k=int(PAIRS * BLOCK * weight))
        yield from _batches(block, PAIRS, random)


def _batches(block: list[Item], size: int, random: Random) -> Iterator[list[Item]]:
    block.sort(key=lambda item: len(item.text))
    cut = [block[start : start + size] for start in range(0, len(block), size)]
    random.shuffle(cut)
    yield from (batch for batch in cut if len(batch) == size)


def as_asked(text: str, random: Random) -> str:
    """A question as it may arrive: romanised, without signs, with slips."""
    if native(text) and random.random() < 0.25:
        text = romanised(text, random)
    if random.random() < 0.3:
        text = plain(text)
    return slipped(text, random) if random.random() < 0.3 else text


def as_written(text: str, random: Random) -> str:
    """A sentence of the parallel texts, sometimes romanised."""
    if native(text) and random.random() < 0.3:
        text = romanised(text, random)
    return plain(text) if random.random() < 0.1 else text


def tensors(processor: Any, texts: Sequence[str]) -> tuple[Any, Any]:
    """The numbers of the pieces, of shape (texts, longest), and which of them are there."""
    rows = [[BEGIN, *ids[: LONGEST - 2], END] for ids in processor.encode(list(texts))]
    longest = max(map(len, rows))
    numbers = torch.full((len(rows), longest), END)
    present = torch.zeros(len(rows), longest, dtype=torch.bool)
    for place, row in enumerate(rows):
        numbers[place, : len(row)] = torch.tensor(row)
        present[place, : len(row)] = True
    return numbers, present
