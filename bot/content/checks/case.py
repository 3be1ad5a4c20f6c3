"""What every check gets, and the short way to note a fault."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bot.content.document import Document
from bot.content.faults import fault
from bot.content.model import Content, Fault
from bot.content.rules import ContentRules
from bot.content.store import Library


@dataclass(frozen=True)
class Case:
    """A library, the rules it is held to and the day of the check."""

    library: Library
    rules: ContentRules
    today: datetime.date

    @property
    def content(self) -> Content:
        """The content that is checked."""
        return self.library.content

    @property
    def source(self) -> str:
        """The language in which the facts are written."""
        return self.library.content.source_lang

    @property
    def official_terms(self) -> frozenset[str]:
        """Words that no readability figure counts: the glossary's and the names of offices."""
        names = (c.name.get(self.source, c.id) for c in self.content.contacts.values())
        return self.rules.official_terms.union(names)

    def fault(
        self, document: Document, code: str, key: str, *, warning: bool = False, **details: object
    ) -> Fault:
        """A fault at `key` of a document."""
        line = document.line(key)
        return fault(code, document.file, line, key, warning=warning, **details)
