"""From sentences to what the model sees: directions, marks for numbers and terms, pieces."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from bot.translation.glossary import Glossary, Hit
from bot.translation.protection import PIECE, pieces_of, protect
from training.starter.sources import PIVOT, Sentence, folded
from training.starter.vocabulary import LONGEST, Vocabulary

ROOM = 50  # batches that are sorted by length together


@dataclass(frozen=True)
class Pair:
    """A sentence and its translation. `weight`: how often it is seen in one round."""

    source: str
    target: str
    text: str
    translation: str
    weight: int = 1
    own: bool = False  # of the project's own sentences, which are what the model is for


@dataclass(frozen=True)
class Example:
    """A pair in numbers; the target's second one is its language. `key` names the source."""

    key: int
    source: tuple[int, ...]
    target: tuple[int, ...]
    weight: int = 1
    own: bool = False


def directed(
    sentences: Iterable[Sentence], reserved: frozenset[str], glossary: Glossary
) -> Iterator[Pair]:
    """Every sentence in all directions into the bot's languages, each pair once.

    Texts of a test are left out. Terms of the glossary are marked in half of the pairs that hold
    some, as the bot marks them before it asks a model.
    """
    seen: set[tuple[str, str, str, str]] = set()
    for sentence in sentences:
        texts = {c: t for c, t in sentence.texts.items() if folded(t) not in reserved}
        for source, target in permutations(texts, 2):
            if target == PIVOT:
                continue
            terms = _terms(texts[source], texts[target], source, target, glossary)
            for hits in ((), terms) if terms else ((),):
                text, translation = marked(texts[source], texts[target], hits)
                key = (source, target, folded(text), folded(translation))
                if text and translation and key not in seen:
                    seen.add(key)
                    weight = max(1, sentence.weight // 2) if terms else sentence.weight
                    yield Pair(source, target, text, translation, weight, sentence.own)


def marked(text: str, translation: str, terms: Sequence[Hit] = ()) -> tuple[str, str]:
    """Both with marks for the numbers, addresses and terms in them, as the bot gives texts to a
    model. Where the two do not hold the same ones, they stay as they are.
    """
    if pieces_of(text) != pieces_of(translation) or not (terms or pieces_of(text)):
        return text, translation
    try:
        protected = protect(text, terms)
    except ValueError:
        return text, translation
    letters = protected.letters
    free: dict[str, list[str]] = {}
    for number, piece in enumerate(protected.pieces):
        free.setdefault(piece.target, []).append(f"{letters}{number}{letters}")
    written = sorted((re.escape(hit.target) for hit in terms), key=len, reverse=True)
    pattern = re.compile("|".join((*written, PIECE.pattern)))
    other = pattern.sub(
        lambda m: free[m.group()].pop(0) if free.get(m.group()) else m.group(), translation
    )
    return (text, translation) if any(free.values()) else (protected.text, other)


def encoded(pairs: Iterable[Pair], vocabulary: Vocabulary) -> Iterator[Example]:
    """The pairs as numbers; those that are too long or empty are left out."""
    keys: dict[str, int] = {}
    for pair in pairs:
        source = vocabulary.source(pair.text)
        target = vocabulary.target(pair.translation, pair.target)
        if max(len(source), len(target)) <= LONGEST:
            key = keys.setdefault(pair.text, len(keys))
            yield Example(key, tuple(source), tuple(target), pair.weight, pair.own)


def batches(
    examples: Sequence[Example], tokens: int, seed: int, others: float = 1.0
) -> list[list[Example]]:
    """One round: every own example `weight` times and a share `others` of the rest, in batches of
    about `tokens` padded pieces.

    Those of one batch are of like length. The same seed gives the same round.
    """
    chance = random.Random(seed)
    order = [
        number
        for number, one in enumerate(examples)
        for _ in range(one.weight)
        if one.own or others >= 1 or chance.random() < others
    ]
    chance.shuffle(order)
    size = max(1, ROOM * tokens // 40)
    found: list[list[Example]] = []
    for start in range(0, len(order), size):
        room = sorted((examples[i] for i in order[start : start + size]), key=_length)
        found += _packed(room, tokens)
    chance.shuffle(found)
    return found


def _terms(
    text: str, translation: str, source: str, target: str, glossary: Glossary
) -> tuple[Hit, ...]:
    """The terms of a text that stand in its translation too, as they are written there."""
    found = []
    for hit in glossary.find(text, source, target):
        bare = hit.target.split(" (")[0]
        written = next((w for w in (hit.target, bare) if translation.count(w) == 1), None)
        if written is not None and not PIECE.search(written):
            found.append(Hit(hit.start, hit.end, written))
    return tuple(found)


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


def held_out_pairs(rows: Iterable[Mapping[str, str]], glossary: Glossary) -> Iterator[Pair]:
    """The pairs of sentences that are held out, for the loss."""
    return directed((Sentence(row) for row in rows), frozenset(), glossary)
