"""All working copies: the files as they are, with what is pending laid over them."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.content.document import Document
from bot.content.model import Content, Entry
from bot.content.store import ContentStore, Library
from bot.privacy.database import Database
from bot.staff.errors import StaffError
from bot.staff.fields import empty_entry
from bot.staff.pending import NewEntry, PendingStore, WorkingCopy, file_of, working_copy


class NoEntryError(StaffError):
    """There is no entry with this id."""

    def __init__(self, entry: str) -> None:
        super().__init__("no_entry", f"There is no entry {entry}.", name=entry)


@dataclass(frozen=True)
class Shelf:
    """Reads working copies; nothing here writes."""

    store: ContentStore
    database: Database

    def content(self) -> Content:
        """What the bot answers with at this moment."""
        return self.store.current()

    def copies(self) -> Mapping[str, WorkingCopy]:
        """Every entry, in the order of the topics; those without a file come last."""
        with self.database.reading() as db:
            store = PendingStore(db)
            pending, new = store.all(), store.new_entries()
        content = self.content()
        found = {
            entry.id: working_copy(entry, entry, pending.get(entry.id, {}))
            for entry in content.entries.values()
        }
        for begun in new.values():
            if begun.id not in found:
                found[begun.id] = working_copy(None, _begun(begun), pending.get(begun.id, {}))
        return found

    def copy(self, entry: str) -> WorkingCopy:
        """One entry. Raises NoEntryError."""
        found = self.copies().get(entry)
        if found is None:
            raise NoEntryError(entry)
        return found

    def inside(self, db: sqlite3.Connection, entry: str) -> WorkingCopy:
        """One entry, read in a transaction of the caller. Raises NoEntryError."""
        store = PendingStore(db)
        live = self.content().entries.get(entry)
        begun = None if live is not None else store.new_entries().get(entry)
        if live is None and begun is None:
            raise NoEntryError(entry)
        return working_copy(live, _begun(begun) if begun else None, store.of(entry))

    def library(self) -> Library:
        """The content as it would be with everything published."""
        return self.with_copies(self.copies())

    def with_copies(self, copies: Mapping[str, WorkingCopy]) -> Library:
        """The content with these working copies in the place of the files."""
        library = self.store.library()
        found = {copy.entry.id: copy.entry for copy in copies.values() if _shown(copy)}
        known = {d.entry.id for d in library.documents}
        documents = [replace(d, entry=found.get(d.entry.id, d.entry)) for d in library.documents]
        documents += [Document(file_of(e), e, {}) for key, e in found.items() if key not in known]
        entries: dict[str, Entry] = {**library.content.entries, **found}
        content = replace(library.content, entries=entries)
        return Library(content, tuple(documents))


def _shown(copy: WorkingCopy) -> bool:
    """False for an entry that was begun and has nothing to show yet."""
    return copy.live is not None or bool(copy.entry.answers)


def _begun(new: NewEntry) -> Entry:
    day = datetime.datetime.fromtimestamp(new.at, datetime.timezone.utc).date()
    return empty_entry(new.id, new.topic, day.isoformat())
