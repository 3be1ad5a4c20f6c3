"""Whether somebody asks for a translation, of what, and into which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.settings import ROOT
from bot.translation.errors import TranslationError

FILE = "translation/words.yml"
SHIPPED = ROOT / "data" / FILE
HEAD = 60  # characters that may stand before the colon
QUESTION_WORDS = 7  # a longer text that begins with "this …" is a text
_SEPARATOR = re.compile(r"[:：፦]|\n|[«“„\"](?=\S)")
_WORD = re.compile(r"[^\s,،.:;!?؟።፧\"«»“”„]+")
_CLOSING = ' \t\n"»”'


@dataclass(frozen=True)
class Wish:
    """A wish for a translation. `text` is "" where the text is still to come, `target` the
    language that was named, None where none was; `head` are the words that ask.
    """

    text: str
    target: str | None = None
    head: str = ""

    @property
    def bare(self) -> bool:
        """Whether the text is still to come."""
        return not self.text


@dataclass(frozen=True)
class WishWords:
    """The words of data/translation/words.yml; `names` are parts of the names of languages."""

    ask: frozenset[str]
    small: frozenset[str]
    about: frozenset[str]
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, content: Path, names: Mapping[str, tuple[str, ...]]) -> WishWords:
        """The words of a content folder, the shipped ones where it has none.

        Raises TranslationError when the file cannot be used.
        """
        path = content / FILE if (content / FILE).exists() else SHIPPED
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            ask, small, about = (
                frozenset(str(word).casefold() for word in found[key])
                for key in ("ask", "small", "about")
            )
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
            raise TranslationError(f"{path} cannot be used.") from error
        return cls(ask, small, about, names)

    def read(self, message: str) -> Wish | None:
        """The wish that a message is; None for any other message, and for a question about
        translating ("can you translate a text?").
        """
        cut = _SEPARATOR.search(message, 0, HEAD)
        if cut is not None:
            head, text = message[: cut.start()], message[cut.end() :].strip(_CLOSING)
            words = self._words(head)
            if text and any(word in self.ask for word in words):
                rest = [word for word in words if word not in self.ask | self.small | self.about]
                if all(self._named(word) for word in rest):
                    return Wish(text, self._target(rest), head)
        return self._run_on(message)

    def _run_on(self, message: str) -> Wish | None:
        """A message without a colon: the text begins where the asking ends."""
        place, asked, target = 0, False, None
        for match in _WORD.finditer(message):
            word = match.group().casefold()
            if word in self.ask:
                asked = True
            elif word not in self.small:
                if not asked or self._named(word) is None:
                    break
                target = self._named(word)
            place = match.end()
        if not asked:
            return None
        text = message[place:].strip(_CLOSING + ".,،:;!?؟።፧")
        words = self._words(text)
        if not words:
            return Wish("", target, message)
        short = len(words) <= QUESTION_WORDS
        if short and (words[0] in self.about or len(words) < 2):
            return None
        return Wish(message[place:].strip(" \t\n,،:;"), target, message[:place])

    def _words(self, text: str) -> list[str]:
        return [word.casefold() for word in _WORD.findall(text)]

    def named(self, message: str) -> str | None:
        """The language that a message of one to three words names ("to Arabic, please")."""
        words = self._words(message)
        return self._target([w for w in words if self._named(w)]) if len(words) <= 3 else None

    def _named(self, word: str) -> str | None:
        """The language that a word names."""
        found = (code for code, parts in self.names.items() if any(p in word for p in parts))
        return next(found, None)

    def _target(self, words: list[str]) -> str | None:
        """The language to write in: of two that are named ("from … to …") the last one."""
        named = [self._named(word) for word in words]
        return named[-1] if named else None
