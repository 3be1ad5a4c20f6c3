"""Which language somebody asks for in words: "answer me in …"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import ContentError
from bot.settings import ROOT

FILE = "language_names.yml"
SHIPPED = ROOT / "data" / FILE


@dataclass(frozen=True)
class LanguageWishes:
    """What the languages are called, by code, and the words that turn a wish around."""

    names: Mapping[str, tuple[str, ...]]
    negations: tuple[str, ...]

    @classmethod
    def load(cls, content: Path) -> LanguageWishes:
        """The names in a content folder; the shipped ones where it has no such file.

        Raises ContentError when the file cannot be used.
        """
        path = content / FILE if (content / FILE).exists() else SHIPPED
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            names = {str(code): _words(words) for code, words in found["names"].items()}
            return cls(names, _words(found["negations"]))
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
            raise ContentError(f"{path} cannot be used.") from error
        except AttributeError as error:
            raise ContentError(f"{path} must be lists of words by language.") from error

    def wanted(self, text: str, current: str) -> str | None:
        """The code of the one language that `text` asks for, None where that is not clear.

        `text` is known to be about the language of the conversation, which is `current` now.
        """
        folded = text.casefold()
        named = {code for code, parts in self.names.items() if any(p in folded for p in parts)}
        if len(named) == 2:
            named.discard(current)  # "… instead of …": nobody asks for what there is already
        elif self._denies(folded):
            return None
        return named.pop() if len(named) == 1 else None

    def _denies(self, folded: str) -> bool:
        words = folded.replace(",", " ").replace("،", " ").replace(".", " ").split()
        return any(
            word.startswith(no[:-1]) if no.endswith("*") else word == no
            for word in words
            for no in self.negations
        )


def _words(words: list[str]) -> tuple[str, ...]:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise TypeError("a list of words is needed")
    return tuple(word.casefold() for word in words)
