"""What a model is not asked for: dates, official terms, names of people and places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.model import Language
from bot.translation.glossary import Glossary, Hit
from bot.translation.months import Months
from bot.translation.names import Names


@dataclass(frozen=True)
class Kept:
    """Finds all of them in a sentence."""

    languages: Mapping[str, Language]
    glossary: Glossary
    months: Months
    names: Names

    def find(self, text: str, source: str, target: str) -> tuple[Hit, ...]:
        """Each with what is put in its place; of two at one place the first counts."""
        return (
            *self.months.find(text, source, target),
            *self.glossary.find(text, source, target),
            *self.names.find(text, source, self.languages[source].script),
        )
