"""Whether two sentences agree in what must not be lost: "not", days, numbers, who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.translation.errors import TranslationError

_MARKS = re.compile(
    "[\u064b-\u0652\u0670\u0640]"
)  # of Arabic vowels, and the line that widens a word
_THAT_NOT = re.compile(r"(?<!\w)([وف]?)ألا(?!\w)")  # without its hamza it would be "except"
# The same letter, as people write it in a hurry. The end of "ابنة" (a daughter) is left alone,
# "ابنه" is his son, and so is the beginning of "آلام": pains are no mother ("الأم").
_SAME = str.maketrans("أإٱى٠١٢٣٤٥٦٧٨٩", "اااي0123456789")


@dataclass(frozen=True)
class Concept:
    """What says one thing in one language, and what only looks so.

    `but` is taken out first; `may` leaves it open. With an `opposite`, only that denies it: a
    sentence with neither, or with both, leaves it open.
    """

    says: re.Pattern[str]
    but: re.Pattern[str]
    may: re.Pattern[str]
    opposite: re.Pattern[str] | None = None

    def said(self, text: str) -> bool | None:
        """Whether a sentence says it; None where it leaves that open."""
        text = _folded(text)
        said = self._has(self.says, text)
        if self.opposite is not None:
            return None if said == self._has(self.opposite, text) else said
        if said or not self.may.search(text):
            return said
        return None if self.may.search(self.but.sub(" ", text)) else False

    def _has(self, words: re.Pattern[str], text: str) -> bool:
        # most sentences have nothing of it, and nothing has to be taken out of them
        if not words.search(text):
            return False
        return words.search(self.may.sub(" ", self.but.sub(" ", text))) is not None


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
            and {known[source].said(text), known[target].said(result)} == {True, False}
        )


def _concepts(by_lang: Mapping[str, Mapping[str, Iterable[str]]]) -> dict[str, Concept]:
    return {
        str(code): Concept(
            _words(lists["says"]),
            _words(lists.get("but") or ()),
            _words(lists.get("may") or ()),
            _words(lists["opposite"]) if "opposite" in lists else None,
        )
        for code, lists in by_lang.items()
    }


@lru_cache(maxsize=64)
def _folded(text: str) -> str:
    """A sentence without what is written in one hand and not in the other."""
    return _THAT_NOT.sub(r"\1ان لا", _MARKS.sub("", text)).translate(_SAME)


def _words(expressions: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(expressions).translate(_SAME) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)
