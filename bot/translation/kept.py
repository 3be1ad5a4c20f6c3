"""What a model is not asked for: dates, official terms, names of people and places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.content.model import Language
from bot.translation.glossary import Glossary, Hit
from bot.translation.months import Months
from bot.translation.names import Names
from bot.translation.protection import only_pieces


@dataclass(frozen=True)
class Kept:
    """Finds all of them in a sentence."""

    languages: Mapping[str, Language]
    glossary: Glossary
    months: Months
    names: Names

    def spoken(self, text: str, source: str) -> str:
        """`text` with words in capitals in small letters; see `Names.spoken`."""
        return self.names.spoken(text, source, self.languages[source].script)

    def only_names(self, text: str, source: str) -> bool:
        """Whether nothing but names, numbers and the like stands in a text."""
        names = self.names.sure(text, source, self.languages[source].script)
        return bool(names) and only_pieces(_without(text, names))

    def find(self, text: str, source: str, target: str) -> tuple[Hit, ...]:
        """Each with what is put in its place; of two at one place the first counts."""
        return (
            *self.months.find(text, source, target),
            *self.glossary.find(text, source, target),
            *self.names.find(text, source, self.languages[source].script),
        )


def _without(text: str, hits: Iterable[Hit]) -> str:
    for hit in sorted(hits, key=lambda one: -one.start):
        text = text[: hit.start] + " " + text[hit.end :]
    return text
