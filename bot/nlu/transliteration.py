"""Romanised text into the script of its language, by the words that the language is known to
have: each romanised word is read as the words that sound like it (see bot/nlu/sounds.py).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.nlu.normalise import Normaliser
from bot.nlu.sounds import Sounds

WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
READINGS = 3  # words that sound alike, the most frequent first
PARTICLE = 3  # letters; so short a word may be written apart from the next one: "el beit"
LOAN = 4  # letters; a shorter word of the source language says nothing about a word


@dataclass(frozen=True)
class Reading:
    """A text in its own script; `others` are further readings of its words."""

    text: str
    others: tuple[str, ...]


class Transliterator:
    """Reads romanised texts of some languages. Words that are not known stay as they are.

    `lexicons` maps a language code to the words of each sound, the most frequent first;
    `loans` are words (in normal form) of the source language that are used in the others.
    """

    def __init__(
        self,
        normaliser: Normaliser,
        readers: Mapping[str, Sounds],
        lexicons: Mapping[str, Mapping[str, Sequence[str]]],
        loans: Iterable[str],
    ) -> None:
        self._normaliser = normaliser
        self._readers = readers
        self._lexicons = lexicons
        self._loans = frozenset(loans)

    @classmethod
    def learned(
        cls,
        normaliser: Normaliser,
        readers: Mapping[str, Sounds],
        texts: Mapping[str, Iterable[str]],
    ) -> Transliterator:
        """One that knows the words of `texts` (by language code).

        Languages with a reader give the words that can be read, the others the loan words.
        """
        lexicons: dict[str, dict[str, Sequence[str]]] = {}
        loans: set[str] = set()
        for code, lines in texts.items():
            words = Counter(word for line in lines for word in WORD.findall(line))
            if code in readers:
                lexicons[code] = _lexicon(words, readers[code], normaliser)
            else:
                normal = (normaliser.text(word) for word in words)
                loans.update(word for word in normal if len(word) >= LOAN)
        return cls(normaliser, readers, lexicons, loans)

    def read(self, text: str, code: str) -> Reading:
        """The text in its own script; the same text for a language that cannot be read."""
        found: list[str] = []
        others: list[str] = []
        words = WORD.findall(text) if code in self._lexicons else []
        place = 0
        while place < len(words):
            joined = place + 1 < len(words) and len(words[place]) <= PARTICLE
            pair = "".join(words[place : place + 2])
            readings = self._readings(pair, code) if joined else ()
            place += 2 if readings else 1
            readings = readings or self._readings(words[place - 1], code)
            found.append(readings[0] if readings else words[place - 1])
            others.extend(readings[1:])
        return Reading(" ".join(found) if words else text, tuple(others))

    def _readings(self, word: str, code: str) -> Sequence[str]:
        normal = self._normaliser.text(word)
        if normal in self._loans:
            return ()
        return self._lexicons[code].get("".join(self._readers[code].words([normal])), ())

    def save(self, folder: Path) -> None:
        """Write what was learned to a folder."""
        facts = {"lexicons": self._lexicons, "loans": sorted(self._loans)}
        text = json.dumps(facts, ensure_ascii=False)
        (folder / "transliteration.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(
        cls, normaliser: Normaliser, readers: Mapping[str, Sounds], folder: Path
    ) -> Transliterator:
        """What `save` wrote."""
        facts = json.loads((folder / "transliteration.json").read_text(encoding="utf-8"))
        return cls(normaliser, readers, facts["lexicons"], facts["loans"])


def _lexicon(
    words: Counter[str], reader: Sounds, normaliser: Normaliser
) -> dict[str, Sequence[str]]:
    alike: dict[str, Counter[str]] = {}
    for word, count in words.items():
        normal = normaliser.text(word)
        if reader.native(normal):
            alike.setdefault("".join(reader.words([normal])), Counter())[word] += count
    alike.pop("", None)
    return {
        sounds: [word for word, _ in found.most_common(READINGS)] for sounds, found in alike.items()
    }
