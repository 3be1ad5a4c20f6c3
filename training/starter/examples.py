"""From sentences to what the model sees: directions, marks for numbers and addresses, pieces."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from bot.translation.protection import PIECE, pieces_of, protect
from training.starter.sources import Sentence, folded
from training.starter.vocabulary import Vocabulary

LONGEST = 100  # pieces; longer sentences are rare and cost most
ROOM = 50  # batches that are sorted by length together


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation. `weight`: how often it is seen in one round."""

    source: str
    target: str
    text: str
    translation: str
    weight: int


@dataclass(frozen=True)
class Example:
    """A pair in numbers of the vocabulary, target mark and end included."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    weight: int = 1


def directed(sentences: Iterable[Sentence], reserved: frozenset[str]) -> Iterator[Pair]:
    """Every sentence in all its directions, each pair once; texts of a test are left out."""
    seen: set[tuple[str, str, str, str]] = set()
    for sentence in sentences:
        texts = {c: t for c, t in sentence.texts.items() if folded(t) not in reserved}
        for source, target in permutations(texts, 2):
            text, translation = marked(texts[source], texts[target])
            key = (source, target, folded(text), folded(translation))
            if text and translation and key not in seen:
                seen.add(key)
                yield Pair(source, target, text, translation, sentence.weight)


def marked(text: str, translation: str) -> tuple[str, str]:
    """Both with marks for the numbers and addresses in them, as the bot gives texts to a model.

    Where the two do not hold the same ones, they stay as they are.
    """
    if not pieces_of(text) or pieces_of(text) != pieces_of(translation):
        return text, translation
    try:
        protected = protect(text)
    except ValueError:
        return text, translation
    free: dict[str, list[int]] = {}
    for number, piece in enumerate(protected.pieces):
        free.setdefault(piece.source, []).append(number)
    letters = protected.letters
    other = PIECE.sub(lambda m: f"{letters}{free[m.group()].pop(0)}{letters}", translation)
    return protected.text, other


def encoded(pairs: Iterable[Pair], vocabulary: Vocabulary) -> Iterator[Example]:
    """The pairs as numbers; those that are too long or empty are left out."""
    for pair in pairs:
        source = vocabulary.source(pair.text, pair.target)
        target = vocabulary.target(pair.translation)
        if max(len(source), len(target)) <= LONGEST:
            yield Example(tuple(source), tuple(target), pair.weight)


def batches(examples: Sequence[Example], tokens: int, seed: int) -> list[list[Example]]:
    """One round: every example `weight` times, in batches of about `tokens` padded pieces.

    Those of one batch are of like length. The same seed gives the same round.
    """
    chance = random.Random(seed)
    order = [number for number, one in enumerate(examples) for _ in range(one.weight)]
    chance.shuffle(order)
    size = max(1, ROOM * tokens // 40)
    found: list[list[Example]] = []
    for start in range(0, len(order), size):
        room = sorted((examples[i] for i in order[start : start + size]), key=_length)
        found += _packed(room, tokens)
    chance.shuffle(found)
    return found


def _packed(room: Iterable[Example], tokens: int) -> Iterator[list[Example]]:
    batch: list[Example] = []
    for example in room:  # by length: the last one is the longest
        if batch and (len(batch) + 1) * 2 * _length(example) > tokens:
            yield batch
            batch = []
        batch.append(example)
    if batch:
        yield batch


def _length(example: Example) -> int:
    return max(len(example.source), len(example.target))


def held_out_pairs(rows: Iterable[Mapping[str, str]]) -> Iterator[Pair]:
    """The pairs of sentences that are held out, for the loss."""
    return directed((Sentence(row) for row in rows), frozenset())
