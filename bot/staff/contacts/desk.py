"""What staff does with the contacts: write, publish, take back. All of it is history."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.content.reader import ID
from bot.staff.atomic import WriteError, write_atomically
from bot.staff.contacts.fields import (
    KEY,
    NAME,
    ContactCopy,
    contact_copy,
    contact_value,
)
from bot.staff.contacts.file import FILE, edited_contacts
from bot.staff.desk import Conflict, Edit, Saved, may_undo
from bot.staff.errors import StaffError
from bot.staff.fields import Value, digest
from bot.staff.history import Action, History
from bot.staff.pending import Pending, PendingStore
from bot.staff.roles import NotAllowedError, Permission, Person
from bot.staff.shelf import NoEntryError, Shelf


@dataclass(frozen=True)
class ContactDesk:
    """The staff's way to change the contacts of one folder."""

    shelf: Shelf
    history: History
    four_eyes: bool = False
    clock: Callable[[], float] = field(default=time.time)

    def copies(self) -> Mapping[str, ContactCopy]:
        """Every contact by id, in the order of the file; new ones come last."""
        with self.shelf.database.reading() as db:
            pending = PendingStore(db).all()
        live = self.shelf.content().contacts
        new = (key.removeprefix(KEY) for key in pending if key.startswith(KEY))
        ids = dict.fromkeys((*live, *sorted(new)))
        found = {i: contact_copy(i, live.get(i), pending.get(KEY + i, {})) for i in ids}
        return {i: copy for i, copy in found.items() if copy.live or copy.pending}

    def copy(self, contact: str) -> ContactCopy:
        """One contact; an empty one for an id that is free. Raises NoEntryError for a bad id."""
        if not ID.match(contact):
            raise NoEntryError(contact)
        with self.shelf.database.reading() as db:
            return self._copy(db, contact)

    def save(self, person: Person, contact: str, edits: Sequence[Edit]) -> Saved:
        """Keep edits in the working copy; those of fields that others changed are conflicts.

        Raises NotAllowedError.
        """
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, contact)
            conflicts = []
            values: dict[str, Value] = {}
            for edit in edits:
                theirs = contact_value(copy.contact, edit.field)
                if edit.value == theirs:
                    continue
                if not writes(person, edit.field):
                    raise NotAllowedError
                if digest(theirs) != edit.seen:
                    conflicts.append(Conflict(edit.field, edit.value, theirs))
                else:
                    values[edit.field] = edit.value
            self._put(db, person, copy, values, Action.WRITE)
        return Saved(tuple(values), tuple(conflicts))

    def publish(self, person: Person, contact: str, seen: str) -> None:
        """Write the working copy (digest `seen`) into the file: live within a second.

        Raises NotAllowedError, StaffError where it is not the copy that was seen or the file was
        changed by hand, WriteError and FileError.
        """
        if not person.may(Permission.PUBLISH):
            raise NotAllowedError
        self.shelf.store.refresh()
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, contact)
            if seen != contact_digest(copy):
                raise StaffError("changed_meanwhile", "Somebody changed the contact meanwhile.")
            if copy.clashes:
                raise StaffError("clash", "The file was changed by hand meanwhile.")
            if self.four_eyes and person.name in copy.authors:
                raise NotAllowedError("four_eyes")
            now = int(self.clock())
            for name, change in copy.pending.items():
                values = (copy.live_value(name), change.value)
                self.history.note(db, person, now, (copy.key, name), Action.PUBLISH, values)
            self._print(copy)
            PendingStore(db).drop(copy.key, copy.pending)

    def settle(self, person: Person, contact: str, name: str, *, mine: bool) -> None:
        """End a clash with a change by hand: keep the pending value (`mine`) or the file's."""
        if not writes(person, name):
            raise NotAllowedError
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, contact)
            pending, live = copy.pending[name], copy.live_value(name)
            if mine:
                authors = pending.authors | {person.name}
                changed = replace(pending, base=live, authors=authors)
                PendingStore(db).put(copy.key, name, changed)
                return
            PendingStore(db).drop(copy.key, (name,))
            place, values = (copy.key, name), (pending.value, live)
            self.history.note(db, person, int(self.clock()), place, Action.UNDO, values)

    def undo(self, person: Person, number: int) -> None:
        """Take one change back, in the working copy. Raises StaffError where that is not possible.

        It is not where there is no such change, or the field was changed again since.
        """
        change = self.history.change(number)
        if change is None or not change.field or not change.entry.startswith(KEY):
            raise StaffError("no_change", f"There is no change {number}.")
        if not may_undo(person, change):
            raise NotAllowedError
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, change.entry.removeprefix(KEY))
            if contact_value(copy.contact, change.field) != change.new:
                raise StaffError("changed_since", "The field was changed again since.")
            values = {change.field: change.old}
            self._put(db, person, copy, values, Action.UNDO, undoes=number)

    def _copy(self, db: sqlite3.Connection, contact: str) -> ContactCopy:
        pending = PendingStore(db).of(KEY + contact)
        return contact_copy(contact, self.shelf.content().contacts.get(contact), pending)

    def _put(
        self,
        db: sqlite3.Connection,
        person: Person,
        copy: ContactCopy,
        values: Mapping[str, Value],
        action: Action,
        undoes: int | None = None,
    ) -> None:
        now = int(self.clock())
        for name, value in values.items():
            before = copy.pending.get(name)
            base = before.base if before is not None else copy.live_value(name)
            authors = (before.authors if before is not None else frozenset()) | {person.name}
            PendingStore(db).put(copy.key, name, Pending(base, value, authors, now))
            pair = (contact_value(copy.contact, name), value)
            self.history.note(db, person, now, (copy.key, name), action, pair, undoes)

    def _print(self, copy: ContactCopy) -> None:
        path = self.shelf.store.folder / FILE
        try:
            raw = path.read_bytes()
        except OSError as error:
            sentence = f"The file {FILE} cannot be read: {error.strerror}."
            raise WriteError("write", sentence, name=FILE, problem=error.strerror) from error
        written = edited_contacts(raw, copy.contact, self.shelf.content().languages)
        if written != raw:
            write_atomically(path, written)
            self.shelf.store.refresh()


def writes(person: Person, name: str) -> bool:
    """True when the person may change the field: editors all, translators their names."""
    kind, _, lang = name.partition(".")
    return person.may(Permission.EDIT) or (kind == NAME and person.translates(lang))


def contact_digest(copy: ContactCopy) -> str:
    """A short name for all that is pending: a publisher publishes what she saw."""
    return digest({name: change.value for name, change in copy.pending.items()})
