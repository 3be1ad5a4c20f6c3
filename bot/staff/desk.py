"""What staff does with the content: write, review, publish, take back. All of it is history.

Nothing goes live but by `publish`. Every method is one transaction of the database.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.content.model import Text
from bot.content.reader import ID
from bot.staff import workflow
from bot.staff.cleaning import clean
from bot.staff.errors import StaffError
from bot.staff.fields import (
    ANSWERS,
    Value,
    answer_field,
    digest,
    language_of,
    question_field,
    text_value,
    value_of,
    words_of,
)
from bot.staff.history import Action, Change, History
from bot.staff.pending import NewEntry, PendingStore, WorkingCopy, changed
from bot.staff.press import Press
from bot.staff.roles import NotAllowedError, Permission, Person
from bot.staff.shelf import Shelf


@dataclass(frozen=True)
class Edit:
    """A field as a person wants it; `seen` is the digest of the value that she began with.

    `was` is the digest of the text alone that she began with, where that is known: a text that
    somebody else changed meanwhile and she did not is no conflict.
    """

    field: str
    value: Value
    seen: str
    was: str = ""

    @property
    def untouched(self) -> bool:
        """True when she changed nothing in the text."""
        return bool(self.was) and digest(self.value) == self.was


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed meanwhile: nothing of it was saved."""

    field: str
    mine: Value
    theirs: Value


@dataclass(frozen=True)
class Saved:
    """What a save did: the fields that changed, and those that could not be."""

    fields: tuple[str, ...]
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Desk:
    """The staff's way to change the content of one folder."""

    shelf: Shelf
    history: History
    press: Press
    four_eyes: bool = False
    clock: Callable[[], float] = field(default=time.time)

    def save(
        self,
        person: Person,
        entry: str,
        edits: Sequence[Edit],
        *,
        minor: bool = False,
        fits: str | None = None,
    ) -> Saved:
        """Keep edits in the working copy; those of fields that others changed are conflicts.

        `minor`: the change of the source text is a correction that leaves translations right.
        `fits`: the hash of the source text that a changed translation fits, if it does. Texts of
        answers are plain strings here; their state follows from the workflow. Raises
        NotAllowedError, NoEntryError.
        """
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, entry)
            edits = [
                edit
                for edit in edits
                if not edit.untouched or digest(value_of(copy.entry, edit.field)) == edit.seen
            ]
            conflicts = tuple(self._conflicts(copy, edits))
            stopped = {conflict.field for conflict in conflicts}
            source = self.shelf.content().source_lang
            values: dict[str, Value] = {}
            answers: Mapping[str, Text] = copy.entry.answers
            for edit in edits:
                kind, _, lang = edit.field.partition(".")
                if edit.field in stopped:
                    continue
                if kind != "answers":
                    values[edit.field] = self._allowed(person, copy, edit)
                elif lang == source:
                    answers = workflow.write_source(
                        person, answers, source, clean(edit.value), minor
                    )
                else:
                    answers = workflow.write_translation(
                        person, answers, source, lang, clean(edit.value), fits
                    )
            values |= _answers(answers)
            action = Action.MINOR if minor else Action.WRITE
            fields = self._put(db, person, copy, values, action)
        return Saved(fields, conflicts)

    def review(self, person: Person, entry: str, lang: str, seen: str, source_seen: str) -> None:
        """A translator says that the text (digest `seen`) fits the source text (its hash)."""

        def reviewed(copy: WorkingCopy, source: str) -> workflow.Texts:
            _same(value_of(copy.entry, answer_field(lang)), seen)
            return workflow.review(person, copy.entry.answers, source, lang, source_seen)

        self._answers(person, entry, Action.REVIEW, reviewed)

    def propose(self, person: Person, entry: str, lang: str, text: str) -> None:
        """A machine's translation of the working copy's source text becomes the text in `lang`."""

        def proposed(copy: WorkingCopy, source: str) -> workflow.Texts:
            return workflow.propose(person, copy.entry.answers, source, lang, clean(text))

        self._answers(person, entry, Action.PROPOSE, proposed)

    def bring(self, person: Person, entry: str, lang: str, text: str, of: str | None) -> bool:
        """Take a translation from a file; True when it is another text than the working copy's."""

        def brought(copy: WorkingCopy, source: str) -> workflow.Texts:
            return workflow.bring_translation(person, copy.entry.answers, lang, clean(text), of)

        return bool(self._answers(person, entry, Action.IMPORT, brought))

    def bring_values(
        self, person: Person, entry: str, values: Mapping[str, Value]
    ) -> tuple[str, ...]:
        """Take whole values of fields from an import; the fields that differ are pending then."""
        _require(person.may(Permission.IMPORT))
        with self.shelf.database.transaction() as db:
            return self._put(db, person, self._copy(db, entry), values, Action.IMPORT)

    def add_questions(
        self, person: Person, entry: str, lang: str, questions: Iterable[str]
    ) -> tuple[str, ...]:
        """Add example questions that are not there yet; those that were added."""
        _require(person.writes_questions(lang))
        name = question_field(lang)
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, entry)
            before = list(value_of(copy.entry, name) or ())
            cleaned = dict.fromkeys(" ".join(q.split()) for q in questions)
            added = tuple(q for q in cleaned if q and q not in before)
            self._put(db, person, copy, {name: [*before, *added]}, Action.WRITE)
        return added

    def create(self, person: Person, entry: str, topic: str) -> None:
        """Begin an entry of a topic. Raises StaffError for a bad id, a taken one, no topic."""
        _require(person.may(Permission.EDIT))
        if not ID.match(entry):
            raise StaffError("bad_id", "An id has small letters a-z, digits and _, 40 at most.")
        if topic not in self.shelf.content().topics:
            raise StaffError("no_topic", f"There is no topic {topic}.")
        if entry in self.shelf.copies():
            raise StaffError("taken_id", f"There is an entry {entry} already.", name=entry)
        now = int(self.clock())
        with self.shelf.database.transaction() as db:
            PendingStore(db).add_new(NewEntry(entry, topic, person.name, now))
            place = (entry, "")
            self.history.note(db, person, now, place, Action.CREATE, (None, None))

    def publish(self, person: Person, entry: str, seen: str) -> tuple[str, ...]:
        """Write the working copy (digest `seen`) into its file: it is live then.

        Returns the fields that changed. Raises NotAllowedError, StaffError where the working copy
        is not the one that was seen or a field was changed in the file by hand, WriteError.
        """
        self.shelf.store.refresh()
        source = self.shelf.content().source_lang
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, entry)
            if seen != copy_digest(copy):
                raise StaffError("changed_meanwhile", "Somebody changed the entry meanwhile.")
            if copy.clashes:
                raise StaffError("clash", "The file was changed by hand meanwhile.")
            answers = workflow.publish(
                person, copy.entry.answers, source, copy.authors, self.four_eyes
            )
            values = _answers(answers)
            self._put(db, person, copy, values, Action.PUBLISH)
            ready = self._copy(db, entry)
            self.press.print(ready)
            store = PendingStore(db)
            store.drop(entry, store.of(entry))
            store.drop_new(entry)
            return tuple(ready.pending)

    def settle(self, person: Person, entry: str, name: str, *, mine: bool) -> None:
        """End a clash with a change by hand: keep the pending value (`mine`) or the file's."""
        _require(person.may(Permission.EDIT) or person.may(Permission.PUBLISH))
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, entry)
            pending, live = copy.pending[name], copy.live_value(name)
            store = PendingStore(db)
            if mine:
                authors = pending.authors | {person.name}
                store.put(entry, name, replace(pending, base=live, authors=authors))
                return
            store.drop(entry, (name,))
            values = (pending.value, live)
            now = int(self.clock())
            self.history.note(db, person, now, (entry, name), Action.UNDO, values)

    def undo(self, person: Person, number: int) -> None:
        """Take one change back, in the working copy.

        Raises StaffError where there is no such change, or the field was changed again since.
        """
        change = self.history.change(number)
        if change is None or not change.field:
            raise StaffError("no_change", f"There is no change {number}.")
        _require(may_undo(person, change))
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, change.entry)
            if not _still(value_of(copy.entry, change.field), change):
                raise StaffError("changed_since", "The field was changed again since.")
            values = {change.field: change.old}
            self._put(db, person, copy, values, Action.UNDO, undoes=number)

    def _copy(self, db: sqlite3.Connection, entry: str) -> WorkingCopy:
        return self.shelf.inside(db, entry)

    def _conflicts(self, copy: WorkingCopy, edits: Iterable[Edit]) -> Iterable[Conflict]:
        for edit in edits:
            theirs = value_of(copy.entry, edit.field)
            if digest(theirs) == edit.seen:
                continue
            plain = theirs["text"] if isinstance(theirs, dict) else theirs
            if plain != edit.value:
                yield Conflict(edit.field, edit.value, theirs)

    def _allowed(self, person: Person, copy: WorkingCopy, edit: Edit) -> Value:
        kind, _, lang = edit.field.partition(".")
        if edit.value != value_of(copy.entry, edit.field):
            questions = kind == "questions" and person.writes_questions(lang)
            _require(questions or person.may(Permission.EDIT))
        return edit.value

    def _answers(
        self,
        person: Person,
        entry: str,
        action: Action,
        work: Callable[[WorkingCopy, str], workflow.Texts],
    ) -> tuple[str, ...]:
        with self.shelf.database.transaction() as db:
            copy = self._copy(db, entry)
            values = _answers(work(copy, self.shelf.content().source_lang))
            return self._put(db, person, copy, values, action)

    def _put(
        self,
        db: sqlite3.Connection,
        person: Person,
        copy: WorkingCopy,
        values: Mapping[str, Value],
        action: Action,
        undoes: int | None = None,
    ) -> tuple[str, ...]:
        now = int(self.clock())
        found = changed(copy, values, person.name, now)
        if action in (Action.PUBLISH, Action.REVIEW):
            # Approving is not writing: nobody becomes an author by it.
            found = {n: replace(c, authors=_authors(copy, n)) for n, c in found.items()}
        store = PendingStore(db)
        for name, change in found.items():
            old = value_of(copy.entry, name)
            store.put(copy.entry.id, name, change)
            place, pair = (copy.entry.id, name), (old, change.value)
            self.history.note(db, person, now, place, action, pair, undoes)
        return tuple(found)


def may_undo(person: Person, change: Change) -> bool:
    """True when the person may take this change back: anyone's with UNDO, else a text of hers."""
    lang = language_of(change.field)
    own = change.name == person.name and lang is not None and person.translates(lang)
    return person.may(Permission.UNDO) or own


def copy_digest(copy: WorkingCopy) -> str:
    """A short name for all that is pending: a publisher publishes what she saw."""
    answers = {lang: text_value(text) for lang, text in copy.entry.answers.items()}
    pending = {name: change.value for name, change in copy.pending.items()}
    return digest([answers, pending])


def _answers(answers: workflow.Texts) -> Mapping[str, Value]:
    return {answer_field(lang): text_value(text) for lang, text in answers.items()}


def _authors(copy: WorkingCopy, name: str) -> frozenset[str]:
    return copy.pending[name].authors if name in copy.pending else frozenset()


def _still(value: Value, change: Change) -> bool:
    """True when a field is as the change left it; approving a text since does not matter."""
    if change.field.startswith(ANSWERS) and words_of(change.old) != words_of(change.new):
        return words_of(value) == words_of(change.new)
    return bool(value == change.new)


def _same(value: Value, seen: str) -> None:
    if digest(value) != seen:
        raise StaffError("changed_meanwhile", "Somebody changed the text meanwhile.")


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotAllowedError
