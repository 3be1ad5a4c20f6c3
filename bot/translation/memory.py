"""Sentences that people translated: found again exactly, with other dates in them, or nearly."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.content.model import State
from bot.translation.glossary import Hit, folded
from bot.translation.months import Months
from bot.translation.pairs import Pair, skeleton
from bot.translation.protection import PIECE, pieces_of
from bot.translation.result import Note
from bot.translation.slots import SlotPattern

NEAR_DICE, NEAR_MEANING = 0.7, 0.85
NEAR_LETTERS = 20  # a shorter text is never matched nearly: one word changes everything
CANDIDATES = 5


class Similarity(Protocol):
    """How alike two texts mean, from -1 to 1; see bot.translation.meaning."""

    def alike(self, one: str, other: str, source: str, target: str) -> float:
        """The cosine of `one`, in language `source`, and `other`, in language `target`."""


@dataclass(frozen=True)
class Recall:
    """What the memory found. `same` is False where words differ, and not only a letter or two:
    then it is a hint for those who can judge it, and nothing to show.
    """

    text: str
    state: State
    score: float
    note: Note
    same: bool = True


class Memory:
    """Pairs of sentences. The first of two pairs with the same source sentence counts.

    `names` finds what a slot for words may take in a text of a language; nothing where it is
    missing.
    """

    def __init__(
        self,
        pairs: Iterable[Pair],
        similarity: Similarity | None = None,
        months: Months | None = None,
        names: Callable[[str, str], Iterable[Hit]] | None = None,
    ) -> None:
        self._names = names
        self._similarity = similarity
        self._months = months or Months()
        self._exact: dict[tuple[str, str], list[Pair]] = {}
        self._slotted: dict[str, list[tuple[SlotPattern, Pair]]] = {}
        for pair in pairs:
            for lang, text in pair.texts.items():
                pattern = SlotPattern.of(text)
                if pattern is not None:
                    self._slotted.setdefault(lang, []).append((pattern, pair))
                self._exact.setdefault((lang, folded(text)), []).append(pair)
        self._grams: dict[str, list[tuple[frozenset[str], str]]] = {}

    def find(self, text: str, source: str, target: str) -> Recall | None:
        """The translation of a sentence by people, else None."""
        return (
            self._found(text, source, target)
            or self._filled(text, source, target)
            or self._near(text, source, target)
        )

    def _found(self, text: str, source: str, target: str) -> Recall | None:
        for pair in self._exact.get((source, folded(text)), ()):
            if target in pair.texts and pieces_of(text) == pieces_of(pair.texts[source]):
                return Recall(pair.texts[target], pair.state(target), 1.0, Note.MEMORY_EXACT)
        return None

    def _filled(self, text: str, source: str, target: str) -> Recall | None:
        kept = self._kept(text, source)
        for pattern, pair in self._slotted.get(source, ()):
            values = pattern.match(text, kept)
            if values is not None and target in pair.texts:
                filled = self._filled_with(values, pair.texts[target], source, target)
                if filled is not None:
                    return Recall(filled, pair.state(target), 1.0, Note.MEMORY_SLOTS)
        return None

    def _kept(self, text: str, source: str) -> tuple[tuple[int, int], ...]:
        """The spans of names, numbers, masks and the like."""
        names = self._names(text, source) if self._names is not None else ()
        pieces = tuple(match.span() for match in PIECE.finditer(text))
        return (*((hit.start, hit.end) for hit in names), *pieces)

    def _filled_with(
        self, values: Mapping[str, str], text: str, source: str, target: str
    ) -> str | None:
        """`text` with its slots filled; None where a date has a word that is no month."""
        for name, value in values.items():
            if name.startswith("date") and not self._months.whole(value):
                return None
            text = text.replace(f"{{{name}}}", self._months.say(value, source, target))
        return text

    def _near(self, text: str, source: str, target: str) -> Recall | None:
        """The most similar sentence, if its numbers and the like are exactly those of `text`."""
        if self._similarity is None or len(text) < NEAR_LETTERS:
            return None
        pieces = pieces_of(text)
        for _, known in self._candidates(text, source):
            pair = self._exact[source, known][0]
            if target not in pair.texts or pieces_of(pair.texts[source]) != pieces:
                continue
            score = self._similarity.alike(text, pair.texts[source], source, source)
            if score >= NEAR_MEANING:
                same = _same_words(folded(text), known)
                found = pair.texts[target]
                return Recall(found, pair.state(target), score, Note.MEMORY_NEAR, same)
        return None

    def _candidates(self, text: str, source: str) -> Sequence[tuple[float, str]]:
        if source not in self._grams:
            keys = (key for lang, key in self._exact if lang == source)
            self._grams[source] = [(_grams(key), key) for key in keys if len(key) >= NEAR_LETTERS]
        own = _grams(folded(text))
        found = []
        for grams, key in self._grams[source]:
            dice = 2 * len(own & grams) / (len(own) + len(grams))
            if dice >= NEAR_DICE:
                found.append((dice, key))
        return sorted(found, reverse=True)[:CANDIDATES]


def _grams(text: str) -> frozenset[str]:
    bare = skeleton(PIECE.sub("#", text))
    return frozenset(bare[i : i + 3] for i in range(len(bare) - 2))


def _same_words(one: str, other: str) -> bool:
    """Whether two sentences differ by a letter or so in long words only: a slip of the pen."""
    ours, theirs = one.split(), other.split()
    return len(ours) == len(theirs) and all(map(_same_word, ours, theirs))


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 1:
        return False
    if one[0].lower() == one[0].upper():  # in such writing one letter is "you" or "we"
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if start < 2:  # a new beginning may be a "no" ("un-", "in-")
        return False
    rest = one[start:], other[start:]
    return rest[0][1:] == rest[1] or rest[0] == rest[1][1:] or rest[0][1:] == rest[1][1:]
