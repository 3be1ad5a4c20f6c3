"""What was changed, by whom and when: every change with the old and the new value."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.content.texthash import text_hash
from bot.privacy.database import Database
from bot.staff.fields import Value, answer_field, dumped
from bot.staff.roles import Person

PAGE = 50


class Action(str, Enum):
    """What a person did."""

    WRITE = "write"
    MINOR = "minor"  # a minor correction, and the translations that it took along
    PROPOSE = "propose"
    REVIEW = "review"
    PUBLISH = "publish"
    UNDO = "undo"
    IMPORT = "import"
    CREATE = "create"
    IGNORE = "ignore"  # a question of the inbox; its text is not kept


@dataclass(frozen=True)
class Change:
    """One change of one field. `at` is Unix time; `undoes` the id of the change taken back."""

    id: int
    at: int
    name: str
    shown: str
    entry: str
    field: str
    action: Action
    old: Value
    new: Value
    undoes: int | None


@dataclass(frozen=True)
class History:
    """Reads the changes of one database; `note` adds one inside a transaction of the caller."""

    database: Database

    def note(
        self,
        db: sqlite3.Connection,
        person: Person,
        at: int,
        place: tuple[str, str],
        action: Action,
        values: tuple[Value, Value],
        undoes: int | None = None,
    ) -> None:
        """Add a change; `place` is entry and field, `values` the old and the new one."""
        old, new = map(dumped, values)
        db.execute(
            "INSERT INTO history (at, name, shown, entry, field, action, old, new, undoes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (at, person.name, person.shown, *place, action.value, old, new, undoes),
        )

    def changes(
        self, entry: str | None = None, before: int | None = None, limit: int = PAGE
    ) -> tuple[Change, ...]:
        """The newest changes first, of one entry or of all, those older than the id `before`."""
        return self._select(
            "(? IS NULL OR entry = ?) AND (? IS NULL OR id < ?) ORDER BY id DESC LIMIT ?",
            (entry, entry, before, before, limit),
        )

    def change(self, number: int) -> Change | None:
        """One change."""
        found = self._select("id = ?", (number,))
        return found[0] if found else None

    def reviewer(self, entry: str, lang: str) -> Change | None:
        """The last review of the text in `lang`."""
        found = self._select(
            "entry = ? AND field = ? AND action = ? ORDER BY id DESC LIMIT 1",
            (entry, answer_field(lang), Action.REVIEW.value),
        )
        return found[0] if found else None

    def text_with_hash(self, entry: str, lang: str, of: str) -> str | None:
        """A former text in `lang` with this hash, for comparison with today's."""
        field = answer_field(lang)
        for change in self._select("entry = ? AND field = ? ORDER BY id DESC", (entry, field)):
            for value in (change.old, change.new):
                if value is not None and text_hash(value["text"]) == of:
                    return str(value["text"])
        return None

    def _select(self, where: str, values: Sequence[object]) -> tuple[Change, ...]:
        columns = "id, at, name, shown, entry, field, action, old, new, undoes"
        query = f"SELECT {columns} FROM history WHERE {where}"  # noqa: S608 (constants of ours)
        with self.database.reading() as db:
            return tuple(_change(row) for row in db.execute(query, tuple(values)))


def _change(row: tuple[int, int, str, str, str, str, str, str, str, int | None]) -> Change:
    number, at, name, shown, entry, field, action, old, new, undoes = row
    values = (json.loads(old), json.loads(new))
    return Change(number, at, name, shown, entry, field, Action(action), *values, undoes)
