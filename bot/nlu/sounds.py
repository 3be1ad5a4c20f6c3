"""The sounds of a word, so that its ways of being written meet: in its own script or in Latin
letters, with or without vowels, with digits for letters.

A word is reduced to its consonants, and consonants that people write alike in Latin letters
count as one: "madrase", "madrasa" and "مدرسة" give "mdrs"; "timhrti", "temherti" and
"ትምህርቲ" give "tmhrt". That holds all readings of a romanised word at once. Which letters
sound alike is in the language profiles.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.content.model import Language

START, END = "^", "$"  # marks in a profile's table: only at the word's start, only at its end
DOUBLE = re.compile(r"(.)\1+")


class Sounds:
    """The sounds of one language's words, each marked with the language's code."""

    def __init__(self, language: Language) -> None:
        self._code = language.code
        self._script = _Table({k: v for letters, v in language.sounds for k in _each(letters)})
        self._latin = _Table(dict(language.latin_sounds))
        self._letters = frozenset(c for letters, _ in language.sounds for c in letters) - {"^", "$"}

    def words(self, words: Sequence[str]) -> list[str]:
        """The sounds of words in normal form; a word without any is left out."""
        found = (self._word(word) for word in words)
        return [f"{self._code}:{sounds}" for sounds in found if sounds]

    def native(self, word: str) -> bool:
        """Whether a word in normal form is in the language's own script."""
        return any(letter in self._letters for letter in word)

    def _word(self, word: str) -> str:
        table = self._script if self.native(word) else self._latin
        return DOUBLE.sub(r"\1", table.read(word))


def readers(languages: Mapping[str, Language]) -> Mapping[str, Sounds]:
    """The sounds of each language whose profile has a table of them, by code."""
    return {code: Sounds(language) for code, language in languages.items() if language.sounds}


class _Table:
    """Rewrites a word from left to right, the longest match first; other letters are dropped."""

    def __init__(self, sounds: Mapping[str, str]) -> None:
        self._sounds = sounds
        keys = sorted(sounds, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, keys))) if keys else None

    def read(self, word: str) -> str:
        if self._pattern is None:
            return ""
        marked = f"{START}{word}{END}"
        return "".join(self._sounds[match.group()] for match in self._pattern.finditer(marked))


def _each(letters: str) -> list[str]:
    """Each letter of a key with the key's marks: "^بپ" gives "^ب" and "^پ"."""
    start = START if letters.startswith(START) else ""
    end = END if letters.endswith(END) else ""
    return [f"{start}{letter}{end}" for letter in letters.strip(START + END)]
