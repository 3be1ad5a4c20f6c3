"""A message as tokens that can be compared: one spelling for what is written in several ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W_]+")
SENTENCE_END = frozenset(".!?؟;؛\n።፧፨፠…")
INVISIBLE = {0x0640: None}  # the Arabic stretching line; marks are removed by category
APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´ʿʾ′")
REPEATED = re.compile(r"([^\W\d])\1{2,}")
DOUBLED = re.compile(r"(.)\1+")
VOWELS = str.maketrans("", "", "aeiou")
SPELLED_OUT = 3  # so many single letters in a row are one word that was spelled out


@dataclass(frozen=True)
class Tokens:
    """The words of a message, and for each the number of the sentence that it stands in."""

    words: tuple[str, ...]
    sentences: tuple[int, ...]


@dataclass(frozen=True)
class Folding:
    """How spellings are made one. All tables are data, from the lexicons.

    `letters` maps a letter to the letters read instead; `digits` a digit inside a word of
    Latin letters to letters (7 in ra7); `sounds` letter groups to one in a skeleton (kh to k);
    `prefixes` and `suffixes` are what is written onto words (the article, "and", "to"),
    a prefix with the least number of letters that must be left.
    """

    letters: Mapping[int, str] = field(default_factory=dict)
    digits: Mapping[int, str] = field(default_factory=dict)
    sounds: tuple[tuple[str, str], ...] = ()
    prefixes: tuple[tuple[str, int], ...] = ()
    suffixes: tuple[str, ...] = ()

    def tokens(self, text: str) -> Tokens:
        """The folded words of `text`, spelled-out words joined."""
        words: list[str] = []
        sentences: list[int] = []
        sentence, end = 0, 0
        plain = self._plain(text)
        for match in WORD.finditer(plain):
            if words and not SENTENCE_END.isdisjoint(plain[end : match.start()]):
                sentence += 1
            end = match.end()
            words.append(self._word(match.group()))
            sentences.append(sentence)
        return _joined(words, sentences, frozenset(self.letters.values()))

    def word(self, text: str) -> str:
        """One word of a lexicon, folded like the words of messages."""
        return self._word(self._plain(text))

    def skeleton(self, word: str) -> str:
        """The consonants of a word in Latin letters; "" for other scripts."""
        if not word.isascii():
            return ""
        for group, sound in self.sounds:
            word = word.replace(group, sound)
        return DOUBLED.sub(r"\1", word.translate(VOWELS))

    def stems(self, token: str) -> list[str]:
        """The token, and what is left of it without a prefix or suffix that it may carry."""
        found = [token]
        if token.isascii():
            return found
        for prefix, least in self.prefixes:
            if token.startswith(prefix) and len(token) - len(prefix) >= least:
                found.append(token[len(prefix) :])
        for suffix in self.suffixes:
            if token.endswith(suffix):
                found += [stem[: -len(suffix)] for stem in found if len(stem) > len(suffix) + 1]
        return found

    def _plain(self, text: str) -> str:
        text = unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)
        text = unicodedata.normalize("NFC", text).translate(self.letters).translate(INVISIBLE)
        if text.isascii():
            return text
        parts = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Cf"))
        return unicodedata.normalize("NFC", bare).translate(self.letters)

    def _word(self, word: str) -> str:
        if word.isascii() and not word.isalpha() and not word.isdigit():
            word = word.translate(self.digits)
        return REPEATED.sub(r"\1", word)


def _joined(words: list[str], sentences: list[int], letters: frozenset[str]) -> Tokens:
    """Runs of single letters as one word: what was written s l o w l y."""
    single = [len(word) == 1 or word in letters for word in words]
    if sum(single) < SPELLED_OUT:
        return Tokens(tuple(words), tuple(sentences))
    found: list[str] = []
    places: list[int] = []
    for at, word in enumerate(words):
        if at and single[at] and single[at - 1] and sentences[at - 1] == sentences[at]:
            found[-1] += word
        else:
            found.append(word)
            places.append(sentences[at])
    return Tokens(tuple(found), tuple(places))
