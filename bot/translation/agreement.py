"""Whether two sentences agree in what must not be lost: "not", days, numbers, who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.translation.errors import TranslationError

_MARKS = re.compile(
    "[\u064b-\u0652\u0670\u0640]"
)  # of Arabic vowels, and the line that widens a word


@dataclass(frozen=True)
class Concept:
    """What says one thing in one language, and what only looks so."""

    says: re.Pattern[str]
    but: re.Pattern[str]

    def said(self, text: str) -> bool:
        """Whether a sentence says it."""
        return self.says.search(self.but.sub(" ", _MARKS.sub("", text))) is not None


@dataclass(frozen=True)
class Agreement:
    """The concepts by name and language; see data/translation/agreement.yml."""

    concepts: Mapping[str, Mapping[str, Concept]]

    @classmethod
    def load(cls, path: Path) -> Agreement:
        """The concepts of a file; none where it is missing. Raises TranslationError."""
        if not path.exists():
            return cls({})
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls({str(name): _concepts(by_lang) for name, by_lang in found.items()})
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
            raise TranslationError(f"{path} cannot be used.") from error
        except (KeyError, TypeError, re.error) as error:
            raise TranslationError(f"{path} must be lists of expressions by language.") from error

    def differences(self, text: str, result: str, source: str, target: str) -> tuple[str, ...]:
        """The concepts that one of two sentences has and the other has not. One that is not known
        in both languages is none.
        """
        return tuple(
            name
            for name, known in self.concepts.items()
            if source in known
            and target in known
            and known[source].said(text) != known[target].said(result)
        )


def _concepts(by_lang: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, Concept]:
    return {
        str(code): Concept(_words(lists["says"]), _words(lists.get("but") or ()))
        for code, lists in by_lang.items()
    }


def _words(expressions: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(expressions) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)
