"""Where the concepts of the lexicons stand in a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.crisis.folding import Tokens
from bot.crisis.lexicon import Lexicons
from bot.crisis.ruletext import END, START
from bot.crisis.wordindex import WordIndex, expand
from bot.errors import ContentError

GAP = "_"
GAP_WORDS = 2  # a gap in a phrase stands for so many words at most
GAP_NUMBER = -1
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sighting:
    """A concept at some words of a message: `start` to `end` (not included), `at` the words.

    `file` is the number of the lexicon in which the phrase stands. `sure` is not the case where
    one short word only sounds like the concept: it counts beside one that is sure only.
    """

    start: int
    end: int
    at: frozenset[int]
    file: int
    sure: bool = True


@dataclass(frozen=True)
class _Phrase:
    numbers: tuple[int, ...]
    concept: str
    file: int


class Spotter:
    """Finds the concepts of all lexicons in the tokens of a message."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._folding = lexicons.folding
        self._index = WordIndex(lexicons.folding)
        self._phrases: dict[int, list[_Phrase]] = defaultdict(list)
        for number, lexicon in enumerate(lexicons.files):
            for concept, phrases in lexicon.concepts.items():
                for phrase in phrases:
                    for plain in expand(phrase):
                        self._add(plain, concept, number)

    def spot(self, tokens: Tokens, heard: frozenset[int] = _NONE) -> Mapping[str, list[Sighting]]:
        """The sightings of each concept that occurs, sentence ends included.

        `heard` are the lexicons of other scripts whose words those in Latin letters may also be.
        """
        words = tokens.words
        known: dict[str, set[int]] = {word: self._index.numbers(word) for word in set(words)}
        by_sound = self._by_sound(known) if heard else {}
        numbers = [known[word] | by_sound.get(word, _NONE) for word in words]
        found: dict[str, list[Sighting]] = defaultdict(list)
        for at, word in enumerate(words):
            for number in numbers[at]:
                only_heard = number not in known[word]
                for phrase in self._phrases.get(number, ()):
                    if only_heard and phrase.file not in heard:
                        continue
                    for path in _paths(phrase.numbers, 1, at + 1, (at,), numbers):
                        sure = not only_heard or len(path) > 1 or self._index.sure_by_sound(word)
                        found[phrase.concept].append(_sighting(path, phrase.file, sure))
            if at + 1 < len(words):
                for number in self._index.joined(words[at] + words[at + 1]):
                    for phrase in self._phrases.get(number, ()):
                        if len(phrase.numbers) == 1:
                            found[phrase.concept].append(_sighting((at, at + 1), phrase.file))
        for start, end in _sentences(tokens):
            found[START].append(Sighting(start, start, frozenset(), -1))
            found[END].append(Sighting(end, end, frozenset(), -1))
        return found

    def _by_sound(self, known: Mapping[str, set[int]]) -> dict[str, set[int]]:
        """The numbers that words in Latin letters have by their sound alone."""
        return {
            word: self._index.heard(word) - numbers
            for word, numbers in known.items()
            if word.isascii() and not self._folding.is_common(word)
        }

    def _add(self, phrase: str, concept: str, file: int) -> None:
        words = phrase.split()
        numbers = tuple(GAP_NUMBER if w == GAP else self._index.add(w, heard=True) for w in words)
        if GAP_NUMBER in (numbers[0], numbers[-1]):
            raise ContentError(f"Crisis lexicon: {phrase!r} must begin and end with a word.")
        self._phrases[numbers[0]].append(_Phrase(numbers, concept, file))
        run_together = "".join(words)
        if len(words) > 1 and run_together.isalpha():
            number = self._index.add(run_together)
            self._phrases[number].append(_Phrase((number,), concept, file))


def _paths(
    wanted: tuple[int, ...],
    next_wanted: int,
    at: int,
    path: tuple[int, ...],
    numbers: list[set[int]],
) -> Iterator[tuple[int, ...]]:
    if next_wanted == len(wanted):
        yield path
        return
    if wanted[next_wanted] == GAP_NUMBER:
        for skip in range(GAP_WORDS + 1):
            yield from _paths(wanted, next_wanted + 1, at + skip, path, numbers)
    elif at < len(numbers) and wanted[next_wanted] in numbers[at]:
        yield from _paths(wanted, next_wanted + 1, at + 1, (*path, at), numbers)


def _sighting(path: tuple[int, ...], file: int, sure: bool = True) -> Sighting:
    return Sighting(path[0], path[-1] + 1, frozenset(path), file, sure)


def _sentences(tokens: Tokens) -> Iterator[tuple[int, int]]:
    """Start and end (not included) of every sentence."""
    start = 0
    for at in range(1, len(tokens.words) + 1):
        if at == len(tokens.words) or tokens.sentences[at] != tokens.sentences[start]:
            yield start, at
            start = at
