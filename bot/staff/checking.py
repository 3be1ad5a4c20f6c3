"""The checks of `python -m bot validate`, over the working copy, as messages at the fields.

A check of everything takes a second; so what was found is kept until what it was found in changes.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.content.checks.case import Case
from bot.content.checks.interface import check_interface
from bot.content.checks.questions import check_questions
from bot.content.checks.run import PER_DOCUMENT
from bot.content.document import Document
from bot.content.lix import lix, without_terms, words
from bot.content.model import Entry, Family, Fault
from bot.content.pieces import bracketed_terms
from bot.content.rules import ContentRules, load_rules
from bot.content.store import Library
from bot.staff.fields import answer_field
from bot.staff.pending import WorkingCopy, file_of
from bot.staff.shelf import Shelf

BETWEEN_TRANSLATIONS = frozenset({"terms_differ"})  # codes that compare translations
KEPT = 2  # versions that are kept: what is live, and the working copies
Faults = tuple[Fault, ...]


@dataclass(frozen=True)
class Measures:
    """What is shown beside a text while it is typed."""

    words: int
    characters: int
    lix: int | None


class Checker:
    """Checks entries. Safe to use from several threads."""

    def __init__(
        self, shelf: Shelf, today: Callable[[], datetime.date] = datetime.date.today
    ) -> None:
        self._shelf = shelf
        self._today = today
        self._lock = threading.Lock()
        self._rules: tuple[object, ContentRules] | None = None
        self._around: object = None
        self._documents: dict[str, list[tuple[Entry, Faults]]] = {}
        self._questions: list[tuple[object, Faults]] = []

    def rules(self) -> ContentRules:
        """The bounds that the content is held to. Raises ContentError."""
        folder = self._shelf.store.folder
        files = (folder / "staff" / "rules.yml", folder / "glossary.tsv")
        seen = tuple((p.stat().st_mtime_ns, p.stat().st_size) for p in files if p.exists())
        if self._rules is None or self._rules[0] != seen:
            self._rules = (seen, load_rules(folder, self._shelf.content().source_lang))
        return self._rules[1]

    def quick(self, entry: Entry) -> Faults:
        """The faults of one entry alone, in milliseconds: nothing is compared with others."""
        case = Case(self._shelf.store.library(), self.rules(), self._today())
        return _alone(case, Document(file_of(entry), entry, {}))

    def entry(self, copy: WorkingCopy) -> Faults:
        """All faults of a working copy, also those beside other entries."""
        library = self._shelf.with_copies({**self._shelf.copies(), copy.entry.id: copy})
        return self._faults(library).get(copy.entry.id, ())

    def new_errors(self, copy: WorkingCopy) -> Faults:
        """Errors that would come into the live content with this working copy: they stop it.

        An outdated translation stops nothing: it differs from the source text by its nature, and
        the replies say so. A change of the facts must not wait for every translator.
        """
        before: set[tuple[str, str]] = set()
        if copy.live is not None:
            faults = self._faults(self._shelf.store.library())
            before = {(f.code, f.key) for f in faults.get(copy.entry.id, ())}
        source, entry = self._shelf.content().source_lang, copy.entry
        old = [lang for lang in entry.answers if entry.outdated(lang, source)]
        found = (f for f in self.entry(copy) if not f.warning and (f.code, f.key) not in before)
        if old:
            found = (f for f in found if f.code not in BETWEEN_TRANSLATIONS)
        waiting = tuple(f"{answer_field(lang)}." for lang in old)
        return tuple(f for f in found if not f.key.startswith(waiting))

    def everything(self) -> Mapping[str, Faults]:
        """The faults of all working copies by entry id; "" has those of other files."""
        return self._faults(self._shelf.library())

    def measures(self, entry: Entry, lang: str) -> Measures:
        """Words, characters and, for the source text, LIX without the official terms."""
        text = entry.answers[lang].text if lang in entry.answers else ""
        found = None
        if lang == self._shelf.content().source_lang:
            own = {t for a in entry.answers.values() for t in bracketed_terms(a.text)}
            case = Case(self._shelf.store.library(), self.rules(), self._today())
            found = round(lix(without_terms(text, frozenset(own)), case.official_terms))
        return Measures(len(words(text)), len(text), found)

    def _faults(self, library: Library) -> Mapping[str, Faults]:
        case = Case(library, self.rules(), self._today())
        with self._lock:
            self._forget(case)
            found = [*library.faults, *check_interface(case), *self._about_questions(case)]
            for document in library.documents:
                found += self._about_document(case, document)
        return _by_entry(found)

    def _forget(self, case: Case) -> None:
        """Drop what was found when something that all entries lean on has changed."""
        content = case.content
        ids, spoken = frozenset(content.entries), dict(content.languages)
        around = (dict(content.contacts), ids, content.topics, spoken, case.rules, case.today)
        if around != self._around:
            self._around = around
            self._documents = {}
            self._questions = []

    def _about_document(self, case: Case, document: Document) -> Faults:
        kept = self._documents.setdefault(document.entry.id, [])
        for entry, faults in kept:
            if entry == document.entry:
                return faults
        found = _alone(case, document)
        self._documents[document.entry.id] = [*kept, (document.entry, found)][-KEPT:]
        return found

    def _about_questions(self, case: Case) -> Faults:
        asked = [(d.entry.id, d.entry.questions) for d in case.library.documents]
        for questions, faults in self._questions:
            if questions == asked:
                return faults
        found = tuple(check_questions(case))
        self._questions = [*self._questions, (asked, found)][-KEPT:]
        return found


def at_field(faults: Iterable[Fault], field: str) -> Faults:
    """The faults that belong to a field: to itself or to something inside it."""
    inside = (f"{field}.", f"{field}[")
    return tuple(f for f in faults if f.key == field or f.key.startswith(inside))


def _alone(case: Case, document: Document) -> Faults:
    return tuple(fault for check in PER_DOCUMENT for fault in check(case, document))


def _by_entry(faults: Iterable[Fault]) -> Mapping[str, Faults]:
    found: dict[str, list[Fault]] = {}
    folders = tuple(f"{family.value}/" for family in Family)
    for fault in sorted(faults, key=lambda f: (f.file, f.line, f.key)):
        name = fault.file.rpartition("/")[2].removesuffix(".yml")
        key = name if fault.file.startswith(folders) else ""
        found.setdefault(key, []).append(fault)
    return {key: tuple(listed) for key, listed in found.items()}
