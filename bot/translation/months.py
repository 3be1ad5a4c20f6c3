"""The months in a date, said in another language; the numbers of the date stay as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.translation.errors import TranslationError
from bot.translation.glossary import Hit

MONTHS = 12
_DATE = re.compile(r"(\d{1,2})(\.? )([^\W\d_]+(?:[ /][^\W\d_]+)*)((?: \d{4})?)")


@dataclass(frozen=True)
class Months:
    """The names of the twelve months by language."""

    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Months:
        """The names in a file; none where it is missing. Raises TranslationError when broken."""
        if not path.exists():
            return cls()
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))
            names = {str(code): tuple(map(str, words)) for code, words in found.items()}
        except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, TypeError) as error:
            raise TranslationError(f"{path} cannot be used.") from error
        if any(len(words) != MONTHS for words in names.values()):
            raise TranslationError(f"{path} must have twelve months for each language.")
        return cls(names)

    def say(self, date: str, source: str, target: str) -> str:
        """A date such as "14. december 2026", its month in `target`; other dates unchanged."""
        match = _DATE.fullmatch(date)
        own, other = self.names.get(source, ()), self.names.get(target, ())
        if match is None or not other:
            return date
        day, _, month, year = match.groups()
        word = month.casefold()
        for number, name in enumerate(own):
            if word in _forms(name.casefold()):
                dot = "." if self._dotted(target) else ""
                return f"{day}{dot} {other[number]}{year}"
        return date

    def whole(self, date: str) -> bool:
        """Whether a date is one: digits, and nothing else but a month, of whatever language. In
        "den 5. hverdag" there is another word.
        """
        if not any(char.isalpha() for char in date):
            return True
        return any(self._dates(lang).fullmatch(date) for lang in self.names)

    def find(self, text: str, source: str, target: str) -> tuple[Hit, ...]:
        """The dates with a month in a text, each said in another language."""
        hits = []
        for match in self._dates(source).finditer(text):
            said = self.say(match.group(), source, target)
            if said != match.group():
                hits.append(Hit(match.start(), match.end(), said))
        return tuple(hits)

    def _dates(self, lang: str) -> re.Pattern[str]:
        names = [re.escape(word) for name in self.names.get(lang, ()) for word in _forms(name)]
        words = "|".join(sorted(names, key=len, reverse=True)) or "(?!)"
        return re.compile(rf"(?<![\d.])\d{{1,2}}\.? (?:{words})(?: \d{{4}})?(?!\w)", re.IGNORECASE)

    def _dotted(self, lang: str) -> bool:
        """Whether a day has a full stop behind it: in writing with capitals."""
        name = self.names[lang][0]
        return name.lower() != name.upper()


def _forms(name: str) -> tuple[str, ...]:
    """The ways to write a month: as it stands, and each of two names by itself."""
    return (name, *name.split("/"))
