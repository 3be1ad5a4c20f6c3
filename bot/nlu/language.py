"""Which language a message is in: by its script first, then by its words.

Within one script a naive Bayes model over whole words and the letter groups in them decides.
It is counted at start, in a fraction of a second, from the word lists of the language profiles
and from the example questions of the content; there is nothing to train or to ship.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.content.model import Language

WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
NOT_TEXT = re.compile(r"https?://\S+|\S+@\S+|www\.\S+")
LONGEST = 4  # letters in a group; groups are cut within words, their ends marked
FLOOR = math.log(2e-5)  # the same for all languages, however much of each was seen
WORD_WEIGHT = 2.0  # a known whole word counts as this many letter groups of its probability
LIST_COUNT = 4  # a word of a profile counts as often as a word seen so many times
LOAN_SHARE = 0.1  # how much a loan word says for its own language
VOTE = 8.0  # how much (a logarithm) one word can speak for one language against another
AWAY = 1.6  # a word in another script than the source language's counts as so many of its words
HOME = 1.0  # head start (a logarithm) of the languages that the bot speaks
SURE = 0.75  # below this probability there is no clear language
DULL = 3.0  # letter groups hang together: their joint evidence is divided by this


@dataclass(frozen=True)
class Identified:
    """The language of a text, None when there is no clear one; `romanised` says that it is
    not in the language's own script. `confidence` is between 0 and 1.
    """

    code: str | None
    confidence: float
    romanised: bool = False


NOTHING = Identified(None, 0.0)


@dataclass(frozen=True)
class _Variety:
    """One language in one script, with the log probabilities of its words and letter groups."""

    code: str
    script: str
    romanised: bool
    spoken: bool
    words: Mapping[str, float]
    groups: Mapping[str, float]


class LanguageIdentifier:
    """Tells languages apart. Keeps no state between calls; safe for use by several threads.

    `languages` are those the bot speaks, `others` those it only recognises; `examples` are
    texts of the former by language code, in whatever script.
    """

    def __init__(
        self,
        languages: Mapping[str, Language],
        others: Mapping[str, Language],
        examples: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        lines = {code: tuple(texts) for code, texts in (examples or {}).items()}
        self._source = next((x for x in languages.values() if x.source), None)
        own = self._source.words if self._source else frozenset()
        self._loans = frozenset(_loans(languages, lines)) - own
        self._known = frozenset(
            word
            for x in (*languages.values(), *others.values())
            for word in x.words | x.latin_words
        )
        self._varieties = tuple(self._counted(languages, others, lines))
        self._scripts = {x.script for x in self._varieties}

    def identify(self, text: str) -> Identified:
        """The language of `text`; see Identified. Takes well under a millisecond."""
        words = [word.casefold() for word in WORD.findall(NOT_TEXT.sub(" ", text))]
        words = [
            word for word in words if not any(char.isdigit() for char in word) or len(word) > 1
        ]
        words = [word for word in words if not word.isdigit()]
        script = self._script(words)
        if script is None:
            return NOTHING
        words = [word for word in words if _script(word) == script]
        if not self._telling(words, script):
            return NOTHING
        return self._best(words, script)

    @staticmethod
    def has_script(text: str, script: str) -> bool:
        """Whether any letter of `text` is of the script with this Unicode name."""
        return any(_script(word) == script.casefold() for word in _words(text))

    def _script(self, words: list[str]) -> str | None:
        """The script of most words; loan words count only where there is nothing else."""
        own = [word for word in words if word not in self._loans] or words
        counts = Counter(script for script in map(_script, own) if script in self._scripts)
        if not counts:
            return None
        home = self._source.script.casefold() if self._source else ""
        return max(counts, key=lambda script: counts[script] * (1 if script == home else AWAY))

    def _telling(self, words: list[str], script: str) -> bool:
        """False for one word alone that might be a term inside any language's sentence."""
        if self._source is None or script != self._source.script:
            return True
        own = [word for word in words if word not in self._loans]
        return len(own) > 1 or any(word in self._known for word in own)

    def _best(self, words: list[str], script: str) -> Identified:
        rivals = [x for x in self._varieties if x.script == script]
        scores = [HOME if x.spoken else 0.0 for x in rivals]
        for word in words:
            found = [_evidence(x, word) for x in rivals]
            least = max(found) - VOTE
            share = LOAN_SHARE if word in self._loans else 1.0
            scores = [s + share * max(least, f) for s, f in zip(scores, found, strict=True)]
        top = max(scores)
        confidence = 1.0 / sum(math.exp(score - top) for score in scores)
        if confidence < SURE:
            return Identified(None, confidence)
        best = rivals[scores.index(top)]
        return Identified(best.code, confidence, best.romanised)

    def _counted(
        self,
        languages: Mapping[str, Language],
        others: Mapping[str, Language],
        lines: Mapping[str, tuple[str, ...]],
    ) -> Iterator[_Variety]:
        home = self._source.script.casefold() if self._source else ""
        for language in (*languages.values(), *others.values()):
            spoken = language.code in languages
            script = language.script.casefold()
            texts = lines.get(language.code, ())
            native = Counter(w for t in texts for w in _words(t) if _script(w) == script)
            yield self._variety(language.code, script, False, spoken, language.words, native)
            if language.latin_words:
                latin = Counter(
                    w
                    for text in texts
                    if all(_script(w) != script for w in _words(text))
                    for w in _words(text)
                    if w not in self._loans
                )
                yield self._variety(language.code, home, True, spoken, language.latin_words, latin)

    def _variety(
        self,
        code: str,
        script: str,
        romanised: bool,
        spoken: bool,
        listed: Iterable[str],
        seen: Counter[str],
    ) -> _Variety:
        words = Counter(seen)
        for word in listed:
            words[word] += LIST_COUNT
        groups: Counter[str] = Counter()
        for word, count in words.items():
            for group in _groups(word):
                groups[group] += 1 + math.log(count)  # type: ignore[assignment]
        return _Variety(code, script, romanised, spoken, _logarithms(words), _logarithms(groups))


def _evidence(variety: _Variety, word: str) -> float:
    found = sum(variety.groups.get(group, FLOOR) for group in _groups(word)) / DULL
    if word in variety.words:
        found += WORD_WEIGHT * (variety.words[word] - FLOOR) / DULL
    return found


def _loans(
    languages: Mapping[str, Language], lines: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    """Words of the source language's script inside sentences of another script."""
    home = next((x.script.casefold() for x in languages.values() if x.source), "")
    for code, texts in lines.items():
        if code not in languages or languages[code].script.casefold() == home:
            continue
        for text in texts:
            words = _words(text)
            if any(_script(word) != home for word in words):
                yield from (word for word in words if _script(word) == home)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def _script(word: str) -> str:
    """The script of a word's first letter: the first word of the letter's Unicode name."""
    for char in word:
        if char.isalpha():
            return unicodedata.name(char, "?").split()[0].casefold()
    return ""


def _groups(word: str) -> Iterator[str]:
    marked = f" {word} "
    for size in range(2, LONGEST + 1):
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


def _logarithms(counts: Mapping[str, float]) -> Mapping[str, float]:
    whole = sum(counts.values()) or 1.0
    return {key: max(FLOOR, math.log(count / whole)) for key, count in counts.items()}
