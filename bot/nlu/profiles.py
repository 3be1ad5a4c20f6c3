"""The language profiles as the components of the pipeline need them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.languages import load_languages, load_other_languages
from bot.content.model import Content, Language
from bot.nlu.language import LanguageIdentifier
from bot.nlu.normalise import Normaliser
from bot.settings import Settings

FOLDER = "languages"


@dataclass(frozen=True)
class Profiles:
    """The languages that are spoken and those that are only recognised."""

    spoken: Mapping[str, Language]
    others: Mapping[str, Language]

    @classmethod
    def load(cls, folder: Path | None = None) -> Profiles:
        """Profiles of the content folder `folder` (default: that of the settings).

        Raises ContentError where a profile cannot be used.
        """
        languages = (folder or Settings.from_env().content) / FOLDER
        return cls(load_languages(languages), load_other_languages(languages))

    @property
    def normaliser(self) -> Normaliser:
        """The normal form for texts in these languages."""
        return Normaliser(self.spoken.values())

    def identifier(self, examples: Mapping[str, Iterable[str]]) -> LanguageIdentifier:
        """Identification with `examples` (texts by language code) beside the word lists."""
        return LanguageIdentifier(self.spoken, self.others, examples)

    def fingerprint(self) -> str:
        """Changes when anything in the profiles does: what was trained with them is then old."""
        known = sorted(repr(_sorted(x)) for x in (*self.spoken.values(), *self.others.values()))
        return hashlib.sha256("\n".join(known).encode("utf-8")).hexdigest()


def content_identifier(content: Content, others: Mapping[str, Language]) -> LanguageIdentifier:
    """Identification with the example questions of the content."""
    examples: dict[str, list[str]] = {code: [] for code in content.languages}
    for entry in content.entries.values():
        for code, questions in entry.questions.items():
            examples.setdefault(code, []).extend(questions)
    return LanguageIdentifier(content.languages, others, examples)


def _sorted(language: Language) -> list[object]:
    values = (getattr(language, name) for name in language.__dataclass_fields__)
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]
