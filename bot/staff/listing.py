"""The list of entries: rows with the state of each language, filters, search in all languages."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from bot.content.model import Entry, Fault, State
from bot.staff.pending import WorkingCopy
from bot.staff.workflow import outdated


class Usage(Protocol):
    """What newcomers did, as counts by entry id. Statistics bring it; without, no such filter."""

    def asked(self) -> Mapping[str, int]:
        """How often each entry was shown."""

    def unhelpful(self) -> Mapping[str, int]:
        """How often each entry was marked as not helpful."""


MISSING, OUTDATED = "missing", "outdated"
# What the list can be narrowed to; the words are in ui.yml under filter_<name>.
STATES = (MISSING, State.MACHINE.value, State.DRAFT.value, OUTDATED)
OTHER = ("pending", "faults", "unchecked")
FROM_USAGE = ("never_asked", "not_helpful")
OFTEN = 5  # so often is worth a look; fewer could be one person


@dataclass(frozen=True)
class Query:
    """What a person looks for; empty strings mean "all"."""

    words: str = ""
    topic: str = ""
    lang: str = ""
    status: str = ""


@dataclass(frozen=True)
class Row:
    """One entry in the list. `states` has a state for each language: of State, or the above."""

    copy: WorkingCopy
    title: str
    states: Mapping[str, str]
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> int:
        """How many faults are more than a warning."""
        return sum(not fault.warning for fault in self.faults)


@dataclass(frozen=True)
class Listing:
    """Filters working copies. `languages` are the codes, the source language first."""

    languages: tuple[str, ...]
    checked_days: int
    faults: Mapping[str, tuple[Fault, ...]]
    today: datetime.date
    usage: Usage | None = None

    def rows(self, copies: Iterable[WorkingCopy], query: Query) -> tuple[Row, ...]:
        """The rows that a query finds, in the order of `copies`."""
        rows = (self._row(copy) for copy in copies)
        wanted = [_folded(word) for word in query.words.split()]
        tests: list[Callable[[Row], bool]] = [
            lambda row: not query.topic or row.copy.entry.topic == query.topic,
            lambda row: not wanted or _holds(row.copy.entry, wanted),
            lambda row: self._has_status(row, query),
        ]
        return tuple(row for row in rows if all(test(row) for test in tests))

    def statuses(self) -> tuple[str, ...]:
        """The names of the filters that can be used."""
        return (*STATES, *OTHER, *(FROM_USAGE if self._asked else ()))

    def _row(self, copy: WorkingCopy) -> Row:
        entry, source = copy.entry, self.languages[0]
        states = {}
        for lang in self.languages:
            text = entry.answers.get(lang)
            if text is None:
                states[lang] = MISSING
            else:
                old = outdated(entry.answers, source, lang)
                states[lang] = OUTDATED if old else text.state.value
        return Row(copy, entry.title(source) or entry.id, states, self.faults.get(entry.id, ()))

    def _has_status(self, row: Row, query: Query) -> bool:
        status = query.status
        if status in STATES:
            langs = (query.lang,) if query.lang else self.languages
            return any(row.states.get(lang) == status for lang in langs)
        if status == "pending":
            return bool(row.copy.pending) or row.copy.live is None
        if status == "faults":
            return bool(row.errors)
        if status == "unchecked":
            return self._unchecked(row.copy.entry)
        return self._used(row, status)

    def _unchecked(self, entry: Entry) -> bool:
        try:
            age = self.today - datetime.date.fromisoformat(entry.checked)
        except ValueError:
            return True
        return age.days > self.checked_days

    def _used(self, row: Row, status: str) -> bool:
        if self.usage is None or status not in FROM_USAGE:
            return True
        if status == "never_asked":
            return not self._asked.get(row.copy.entry.id)
        return self._unhelpful.get(row.copy.entry.id, 0) >= OFTEN

    @cached_property
    def _asked(self) -> Mapping[str, int]:
        return self.usage.asked() if self.usage is not None else {}

    @cached_property
    def _unhelpful(self) -> Mapping[str, int]:
        return self.usage.unhelpful() if self.usage is not None else {}


def _holds(entry: Entry, wanted: Iterable[str]) -> bool:
    texts = (text.text for text in entry.answers.values())
    questions = (q for listed in entry.questions.values() for q in listed)
    sources = (source.title for source in entry.sources)
    everything = _folded("\n".join((entry.id, *texts, *questions, *sources)))
    return all(word in everything for word in wanted)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
