"""Whether a sentence says no: a translation that has lost a "not" is worse than none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.translation.errors import TranslationError

_MARKS = "\u064b-\u0652\u0670"  # of Arabic vowels: they are no letters and stand inside of words


@dataclass(frozen=True)
class Negation:
    """By language what says no, and what only looks so; see data/translation/negation.yml."""

    says: Mapping[str, re.Pattern[str]]
    but: Mapping[str, re.Pattern[str]]

    @classmethod
    def load(cls, path: Path) -> Negation:
        """The expressions of a file; none where it is missing. Raises TranslationError."""
        if not path.exists():
            return cls({}, {})
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            says = {str(code): _words(lists["says"]) for code, lists in found.items()}
            but = {str(code): _words(lists.get("but") or ()) for code, lists in found.items()}
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as error:
            raise TranslationError(f"{path} cannot be used.") from error
        except (KeyError, TypeError, re.error) as error:
            raise TranslationError(f"{path} must be lists of expressions by language.") from error
        return cls(says, but)

    def differs(self, text: str, result: str, source: str, target: str) -> bool:
        """Whether one of two sentences says no and the other does not; False where that is not
        known of a language.
        """
        if source not in self.says or target not in self.says:
            return False
        return self._said(text, source) != self._said(result, target)

    def _said(self, text: str, lang: str) -> bool:
        return self.says[lang].search(self.but[lang].sub(" ", text)) is not None


def _words(expressions: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(expressions) or "(?!)"
    return re.compile(rf"(?<![\w{_MARKS}])(?:{joined})(?![\w{_MARKS}])", re.IGNORECASE)
