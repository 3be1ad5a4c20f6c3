"""The people who may log in."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from bot.privacy.database import Database
from bot.staff.errors import StaffError
from bot.staff.passwords import Passwords
from bot.staff.roles import Permission, Person, Role

NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}\Z")
_COLUMNS = "name, shown, roles, languages, disabled"


class PeopleError(StaffError):
    """A person cannot be added or changed so."""


@dataclass(frozen=True)
class People:
    """Reads and writes the people of one database; names are in lower case."""

    database: Database
    passwords: Passwords

    def all(self) -> tuple[Person, ...]:
        """Everybody, by name, the disabled ones too."""
        with self.database.reading() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM people ORDER BY name").fetchall()  # noqa: S608
        return tuple(_person(row) for row in rows)

    def find(self, name: str) -> Person | None:
        """The person with this name, disabled or not."""
        with self.database.reading() as db:
            query = f"SELECT {_COLUMNS} FROM people WHERE name = ?"  # noqa: S608
            row = db.execute(query, (name.strip().lower(),)).fetchone()
        return _person(row) if row else None

    def add(self, person: Person, password: str) -> None:
        """Add somebody. Raises PeopleError for a bad or a taken name, PasswordError."""
        _check(person)
        row = (
            *(person.name, person.shown, self.passwords.hashed(password)),
            *(_listed(r.value for r in person.roles), _listed(person.languages)),
            int(time.time()),
        )
        with self.database.transaction() as db:
            query = "INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?, 0, ?)"
            added = db.execute(query, row).rowcount
        if not added:
            raise PeopleError("taken", f"There is a person {person.name} already.")

    def change(self, person: Person) -> None:
        """Store the shown name, roles, languages and whether she is disabled.

        Raises PeopleError when nobody would be left who may manage people.
        """
        _check(person)
        others = (p for p in self.all() if p.name != person.name)
        if not person.may(Permission.PEOPLE) and not any(p.may(Permission.PEOPLE) for p in others):
            before = self.find(person.name)
            if before is not None and before.may(Permission.PEOPLE):
                sentence = "One person at least must be administrator."
                raise PeopleError("last_administrator", sentence)
        with self.database.transaction() as db:
            db.execute(
                "UPDATE people SET shown = ?, roles = ?, languages = ?, disabled = ?"
                " WHERE name = ?",
                (
                    person.shown,
                    _listed(role.value for role in person.roles),
                    _listed(person.languages),
                    int(person.disabled),
                    person.name,
                ),
            )
            if person.disabled:
                db.execute("DELETE FROM sessions WHERE name = ?", (person.name,))

    def set_password(self, name: str, password: str) -> None:
        """Store another password and end every session of the person."""
        hashed = self.passwords.hashed(password)
        with self.database.transaction() as db:
            found = db.execute("UPDATE people SET password = ? WHERE name = ?", (hashed, name))
            if not found.rowcount:
                raise PeopleError("no_person", f"There is no person {name}.")
            db.execute("DELETE FROM sessions WHERE name = ?", (name,))

    def logged_in(self, name: str, password: str) -> Person | None:
        """The person, when the password is hers and she is not disabled."""
        with self.database.reading() as db:
            query = "SELECT password FROM people WHERE name = ?"
            row = db.execute(query, (name.strip().lower(),)).fetchone()
        right = self.passwords.right(row[0] if row else None, password)
        person = self.find(name) if right else None
        return person if person is not None and not person.disabled else None


def _check(person: Person) -> None:
    if not NAME.match(person.name):
        sentence = "A name has small letters a-z, digits and . _ @ - only, 64 at most."
        raise PeopleError("bad_name", sentence)
    if not person.roles:
        raise PeopleError("no_role", "A person must have at least one role.")
    if Role.TRANSLATOR in person.roles and not person.languages:
        raise PeopleError("no_language", "A translator must have at least one language.")


def _person(row: tuple[str, str, str, str, int]) -> Person:
    name, shown, roles, languages, disabled = row
    known = {role.value for role in Role}
    return Person(
        name,
        shown,
        frozenset(Role(role) for role in json.loads(roles) if role in known),
        frozenset(json.loads(languages)),
        bool(disabled),
    )


def _listed(values: Iterable[str]) -> str:
    return json.dumps(sorted(values))
