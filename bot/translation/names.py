"""Names of people and places in a sentence: they are kept as they are written.

In writing with capitals a name is known by them; in other writing, words in Latin letters are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.translation.errors import TranslationError
from bot.translation.glossary import Hit

LATIN = "Latin"
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LATIN = r"[A-Za-zÀ-ɏ]+(?:[-'’.][A-Za-zÀ-ɏ]+)*"
# A small word of other writing may stand in one with a name: ንJonas. What stands in brackets is an
# official word beside its translation, which is the model's affair.
_LATIN_RUN = re.compile(rf"(?<![(A-Za-zÀ-ɏ]){_LATIN}(?: {_LATIN})*")
_GAP = re.compile(r" (?:(?:af|da|de|del|van|von|&) )?")  # inside of a name
_LOUD = 3  # letters: fewer in capitals are an abbreviation


@dataclass(frozen=True)
class Names:
    """`usual`: words by language that are written with a capital and are no names (countries,
    polite forms); `known`: words of a language, in small letters, that may begin a sentence;
    `people`: first names, which are names at the beginning of a sentence, too.
    """

    usual: Mapping[str, frozenset[str]]
    known: Mapping[str, frozenset[str]]
    people: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path, sentences: Mapping[str, Iterable[str]]) -> Names:
        """The usual words and the first names of a file, none where it is missing, and the words
        of `sentences` by language. Raises TranslationError when the file is broken.
        """
        known = {code: frozenset(_words(texts)) for code, texts in sentences.items()}
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
            usual = found.get("usual") or {}
            people = frozenset(map(str, found.get("people") or ()))
            return cls({str(c): frozenset(map(str, w)) for c, w in usual.items()}, known, people)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
            raise TranslationError(f"{path} cannot be used.") from error

    def find(self, text: str, lang: str, script: str) -> tuple[Hit, ...]:
        """The names in a sentence of a language with its script, none overlapping."""
        if script == LATIN:
            return tuple(self._by_capitals(text, lang))
        return tuple(Hit(m.start(), m.end(), m.group()) for m in _LATIN_RUN.finditer(text))

    def sure(self, text: str, lang: str, script: str) -> tuple[Hit, ...]:
        """Those names that can hardly be anything else: they begin with a first name, or inside
        of a sentence with a word that the language does not have. "Vigtig Besked" is none.
        """
        known = self.known.get(lang, frozenset())
        return tuple(
            hit
            for hit in self.find(text, lang, script)
            if script != LATIN
            or (first := _WORD.findall(hit.target)[0]) in self.people
            or (hit.start > 0 and first.lower() not in known)
        )

    def spoken(self, text: str, lang: str, script: str) -> str:
        """`text` with words that are only written in capitals to be seen, "AFLYST", in small
        letters, as long as before: those that the language has, and all where nothing else stands.
        """
        words = _WORD.findall(text) if script == LATIN else []
        loud = [word for word in words if len(word) >= _LOUD and word.isupper()]
        shouted = len(loud) > 1 and all(word.isupper() for word in words)
        known = self.known.get(lang, frozenset())
        quiet = {w: w.lower() for w in loud if shouted or w.lower() in known}
        return _WORD.sub(lambda m: quiet.get(m.group(), m.group()), text)

    def _by_capitals(self, text: str, lang: str) -> Iterable[Hit]:
        words = [m for m in _WORD.finditer(text) if not _behind_number(text, m)]
        named = [words[n] for n in range(len(words)) if self._is_name(words, n, lang)]
        while named:
            first = last = named.pop(0)
            while named and _GAP.fullmatch(text[last.end() : named[0].start()]):
                last = named.pop(0)
            end = last.end() - (1 if self._owns(last.group()) else 0)
            yield Hit(first.start(), end, text[first.start() : end])

    def _is_name(self, words: list[re.Match[str]], place: int, lang: str) -> bool:
        word = words[place].group()
        if not word[0].isupper() or word in self.usual.get(lang, ()):
            return False
        if place or word in self.people or self._owns(word):
            return True
        # Every sentence begins with a capital: it is a name if nothing else is written so.
        return (
            len(words) > 1
            and words[1].group()[0].isupper()
            and words[1].group() not in self.usual.get(lang, ())
            and word.lower() not in self.known.get(lang, ())
        )

    def _owns(self, word: str) -> bool:
        """Whether a word is somebody's first name with the "s" of what is theirs: "Selams"."""
        return word not in self.people and word.endswith("s") and word[:-1] in self.people


def _words(texts: Iterable[str]) -> Iterable[str]:
    return (word for text in texts for word in _WORD.findall(text) if word.islower())


def _behind_number(text: str, match: re.Match[str]) -> bool:
    return match.start() > 0 and text[match.start() - 1].isdigit()
