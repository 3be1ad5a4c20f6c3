"""The words of data/translation/words.yml, and the words of a message to look for them in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

_END = re.compile(r"[.!?؟።፧:：፦፡\n]")
_WORD = re.compile(r"[^\s,،.:：;؛!?؟፠-፨\"«»“”„()]+")


class Phrases:
    """Words and runs of words, in small letters; "*" at the end of a word is any ending."""

    def __init__(self, phrases: Iterable[str]) -> None:
        found = [phrase.casefold() for phrase in phrases]
        self._begun = tuple(one[:-1] for one in found if one.endswith("*"))
        self._whole = frozenset(tuple(one.split()) for one in found if not one.endswith("*"))
        self._longest = max(map(len, self._whole), default=1)

    def at(self, words: list[str], place: int) -> int:
        """How many words from `place` on are one of the phrases; 0 where none is there."""
        for count in range(min(self._longest, len(words) - place), 0, -1):
            if tuple(words[place : place + count]) in self._whole:
                return count
        begun = place < len(words) and words[place].startswith(self._begun)
        return 1 if begun else 0


class Message:
    """A message and the words in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = [m for m in _WORD.finditer(text) if any(map(str.isalnum, m.group()))]
        self.words = [match.group().casefold() for match in self._found]

    def __len__(self) -> int:
        return len(self.words)

    def start(self, place: int) -> int:
        """Where a word begins."""
        return self._found[place].start()

    def end(self, place: int) -> int:
        """Where the word before `place` ends."""
        return self._found[place - 1].end() if place else 0

    def capital(self, place: int) -> bool:
        """Whether a word begins with a capital letter."""
        return place < len(self) and self._found[place].group()[0].isupper()

    def ends(self, place: int) -> bool:
        """Whether a sentence or a line ends before the word at `place`."""
        if place == len(self):
            return True
        return _END.search(self.text, self.end(place), self.start(place)) is not None


@dataclass(frozen=True)
class WordLists:
    """The lists of data/translation/words.yml, which says what each is for."""

    ask: Phrases
    mention: Phrases
    opening: Phrases
    toward: Phrases
    attached: tuple[str, ...]
    polite: Phrases
    thanks: Phrases
    about: Phrases
    question: Phrases

    @classmethod
    def of(cls, found: Mapping[str, list[str]]) -> WordLists:
        """The lists of a file. Raises KeyError where one is missing."""
        lists = {field.name: [str(word) for word in found[field.name]] for field in fields(cls)}
        attached = tuple(lists.pop("attached"))
        return cls(attached=attached, **{name: Phrases(words) for name, words in lists.items()})
