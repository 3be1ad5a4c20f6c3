"""The inbox: what newcomers asked in vain, masked, in groups of about the same meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.privacy.records import Records
from bot.staff.desk import Desk
from bot.staff.errors import StaffError
from bot.staff.fields import question_field
from bot.staff.history import Action, Change
from bot.staff.meanings import Meanings
from bot.staff.roles import NotAllowedError, Permission, Person

INBOX = "inbox"  # stands as the field of changes that belong to no entry
OUT_OF_SCOPE = "out_of_scope"  # the entry that says what the bot is not for
LIMIT = 200  # questions at once: the first look embeds each of them
NEAREST = 3


@dataclass(frozen=True)
class Question:
    """A question as it was asked; times in seconds since 1970."""

    key: str
    text: str
    lang: str
    kinds: tuple[str, ...]
    count: int
    last: int


@dataclass(frozen=True)
class Group:
    """Questions that mean about the same, and the entries that are nearest to them."""

    questions: tuple[Question, ...]
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class Inbox:
    """Reads the records of the bot and decides about questions. Methods raise StateError."""

    records: Records
    desk: Desk
    meanings: Meanings

    def questions(self) -> tuple[Question, ...]:
        """Those that nobody has decided about, the most and the last asked first."""
        done = self._done()
        merged: dict[str, Question] = {}
        for row in self.records.inbox():
            key = key_of(row.text, row.lang)
            before = merged.get(key, Question(key, row.text, row.lang, (), 0, 0))
            if key not in done:
                kinds = (*before.kinds, row.kind)
                count, last = before.count + row.count, max(before.last, row.last)
                merged[key] = Question(key, row.text, row.lang, kinds, count, last)
        return tuple(sorted(merged.values(), key=lambda q: (-q.count, -q.last, q.key)))

    def groups(self) -> tuple[tuple[Group, ...], bool]:
        """The groups, the most asked first; and whether there is more than is shown."""
        found = self.questions()
        shown = found[:LIMIT]
        if not shown:
            return (), False
        texts = [(q.text, q.lang) for q in shown]
        places = self.meanings.groups(texts)
        groups = [
            Group(
                tuple(shown[i] for i in group),
                self.meanings.entries([texts[i] for i in group], NEAREST),
            )
            for group in places
        ]
        groups.sort(key=lambda group: -sum(q.count for q in group.questions))
        return tuple(groups), len(found) > len(shown)

    def take(self, person: Person, keys: Iterable[str], entry: str) -> None:
        """The questions become examples of an entry, in the working copy.

        Raises NotAllowedError, NoEntryError, and StaffError where none of them is there any more.
        """
        for question in self._chosen(person, keys):
            added = self.desk.add_questions(person, entry, question.lang, [question.text])
            field = question_field(question.lang)
            changes = self.desk.history.changes(entry) if added else ()
            change = next((c for c in changes if c.field == field), None)
            if change is None:
                self.ignore(person, [question.key])  # it is an example of that entry already
            else:
                self._decide(question.key, change.id)

    def begin(self, person: Person, keys: Sequence[str], entry: str, topic: str) -> None:
        """The questions become the first examples of a new entry. Raises as Desk.create does."""
        self._chosen(person, keys)
        self.desk.create(person, entry, topic)
        self.take(person, keys, entry)

    def ignore(self, person: Person, keys: Iterable[str]) -> None:
        """The questions are not shown again. Their text is kept nowhere."""
        now = int(self.desk.clock())
        for question in self._chosen(person, keys):
            with self.desk.shelf.database.transaction() as db:
                history, place = self.desk.history, ("", INBOX)
                history.note(db, person, now, place, Action.IGNORE, (None, None))
                (number,) = db.execute("SELECT MAX(id) FROM history").fetchone()
                db.execute("INSERT OR IGNORE INTO inbox_done VALUES (?, ?)", (question.key, number))

    def undo(self, person: Person, number: int) -> None:
        """Show an ignored question again."""
        _require(person)
        change = self.desk.history.change(number)
        if change is None or not self.undoable([change]):
            raise StaffError("no_change", f"There is no change {number}.")
        now = int(self.desk.clock())
        with self.desk.shelf.database.transaction() as db:
            place = ("", INBOX)
            self.desk.history.note(db, person, now, place, Action.UNDO, (None, None), number)

    def undoable(self, changes: Iterable[Change]) -> set[int]:
        """The changes of the inbox that can be undone still."""
        ignored = {c.id for c in changes if c.field == INBOX and c.action is Action.IGNORE}
        return ignored & set(self._done().values())

    def _chosen(self, person: Person, keys: Iterable[str]) -> list[Question]:
        _require(person)
        wanted = set(keys)
        found = [question for question in self.questions() if question.key in wanted]
        if not found:
            raise StaffError("no_question", "No question was chosen.")
        return found

    def _done(self) -> Mapping[str, int]:
        """The decisions that were not undone: question -> change."""
        with self.desk.shelf.database.reading() as db:
            rows = db.execute(
                "SELECT question, change FROM inbox_done WHERE NOT EXISTS"
                " (SELECT 1 FROM history WHERE undoes = change)"
            )
            return dict(rows.fetchall())

    def _decide(self, key: str, change: int) -> None:
        with self.desk.shelf.database.transaction() as db:
            db.execute("INSERT OR IGNORE INTO inbox_done VALUES (?, ?)", (key, change))


def key_of(text: str, lang: str) -> str:
    """A name of a question that tells nothing of it."""
    return hashlib.sha256(f"{lang}\0{text}".encode()).hexdigest()[:24]


def _require(person: Person) -> None:
    if not person.may(Permission.INBOX):
        raise NotAllowedError
