"""A message as tokens that can be compared: one spelling for what is written in several ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

WORD = re.compile(r"[^\W_]+")
SENTENCE_END = frozenset(".!?؟;؛\n።፧፨፠…")
INVISIBLE = {0x0640: None}  # the Arabic stretching line; marks are removed by category
APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´ʿʾ′")
REPEATED = re.compile(r"([^\W\d])\1{2,}")
DOUBLED = re.compile(r"(.)\1+")
VOWELS = str.maketrans("", "", "aeiou")
SPELLED_OUT = 3  # so many single letters in a row are one word that was spelled out
SYLLABLES = range(0x1200, 0x1358)  # the Ethiopic syllables: rows of eight, one row a consonant
MIN_ROMANISED = 2
MAX_AFFIX = 4  # letters that a verb carries in front or behind
SILENT = frozenset("አዐየ")  # rows that are not heard, or are written in several ways
FEW_PLAIN_WORDS = 4  # one word in so many may be of a language that is written in Latin letters


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
    a prefix with the least number of letters that must be left. `latin` says how a letter is
    written in Latin letters, every way. `verb_prefixes`, `verb_suffixes` are what a verb may
    carry, `me_endings` the endings that mean me or us, `not_prefixes` those that deny it.
    `plain` are words of languages that use Latin letters, `articles` words that mean nothing,
    `markers` common words that show the language of a lexicon, by its number.
    """

    letters: Mapping[int, str] = field(default_factory=dict)
    digits: Mapping[int, str] = field(default_factory=dict)
    sounds: tuple[tuple[str, str], ...] = ()
    prefixes: tuple[tuple[str, int], ...] = ()
    suffixes: tuple[str, ...] = ()
    latin: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verb_prefixes: frozenset[str] = frozenset()
    verb_suffixes: frozenset[str] = frozenset()
    me_endings: tuple[str, ...] = ()
    not_prefixes: tuple[str, ...] = ()
    plain: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    markers: Mapping[int, frozenset[str]] = field(default_factory=dict)

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

    def roots(self, token: str) -> Iterator[str]:
        """What may be the root of a verb: its consonants without what a verb carries."""
        if token.startswith(self.not_prefixes):
            return
        for stem in self.stems(token):
            yield from self._cut(bare(stem), self.verb_prefixes, self.verb_suffixes)

    def heard_roots(self, heard: str) -> Iterator[str]:
        """As `roots`, for a word in Latin letters as it is heard (see `heard`)."""
        yield from self._cut(heard, self._heard_prefixes, self._heard_suffixes)

    def heard(self, token: str) -> str:
        """A word in Latin letters as it sounds: its consonants, one letter for similar ones."""
        sound = self.skeleton(token.replace("y", ""))
        return sound[:-1] if token.endswith(("ah", "eh")) else sound

    def sounds_of(self, word: str) -> set[str]:
        """How a word of another script may sound when it is written in Latin letters."""
        found = {""}
        for letter in bare(word):
            readings = self.latin.get(letter, ("",))
            found = {start + reading for start in found for reading in readings}
        return {DOUBLED.sub(r"\1", sound) for sound in found}

    def romanised(self, tokens: Tokens) -> frozenset[int]:
        """The numbers of the lexicons whose language the words may be, in Latin letters.

        Empty when many are words of languages with Latin letters, and when none shows which
        language it is.
        """
        words = [word for word in tokens.words if word.isascii() and not word.isdigit()]
        plain = sum(word in self.plain for word in words)
        if len(words) < MIN_ROMANISED or plain * FEW_PLAIN_WORDS > len(words):
            return frozenset()
        seen = {file: sum(w in marks for w in words) for file, marks in self.markers.items()}
        most = max(seen.values(), default=0)
        return frozenset(file for file, count in seen.items() if 0 < count == most)

    def is_common(self, word: str) -> bool:
        """Whether a word in Latin letters is so well known that it is not read by its sound."""
        return word in self.plain or any(word in marks for marks in self.markers.values())

    def without_articles(self, tokens: Tokens) -> Tokens:
        """The tokens without the words that mean nothing by themselves."""
        kept = [at for at, word in enumerate(tokens.words) if word not in self.articles]
        return Tokens(
            tuple(tokens.words[at] for at in kept), tuple(tokens.sentences[at] for at in kept)
        )

    @cached_property
    def _heard_prefixes(self) -> frozenset[str]:
        return frozenset(s for prefix in self.verb_prefixes for s in self.sounds_of(prefix))

    @cached_property
    def _heard_suffixes(self) -> frozenset[str]:
        return frozenset(s for suffix in self.verb_suffixes for s in self.sounds_of(suffix))

    @staticmethod
    def _cut(word: str, prefixes: frozenset[str], suffixes: frozenset[str]) -> Iterator[str]:
        """The word without any of the beginnings and endings, in every way."""
        for start in range(min(len(word), MAX_AFFIX + 1)):
            if start and word[:start] not in prefixes:
                continue
            for end in range(len(word), max(start, len(word) - MAX_AFFIX - 1), -1):
                if end == len(word) or word[end:] in suffixes:
                    yield word[start:end]

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


def bare(word: str) -> str:
    """Ethiopic syllables as their consonants alone; other letters as they are."""
    if word.isascii():
        return word
    rows = (chr(ord(c) & ~7) if ord(c) in SYLLABLES else c for c in word)
    return "".join(row for row in rows if row not in SILENT)


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
