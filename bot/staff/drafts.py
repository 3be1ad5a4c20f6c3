"""What somebody is typing and has not saved: kept per person and entry, over crash and log-out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bot.privacy.database import Database

Form = Mapping[str, str]


@dataclass(frozen=True)
class Draft:
    """A form as it was last seen, at Unix time `at`."""

    form: Form
    at: int


@dataclass(frozen=True)
class Drafts:
    """Reads and writes the drafts of one database."""

    database: Database

    def keep(self, name: str, entry: str, form: Form) -> None:
        """Keep the form; it replaces the one that was kept before."""
        text = json.dumps(dict(form), ensure_ascii=False)
        with self.database.transaction() as db:
            query = "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)"
            db.execute(query, (name, entry, text, int(time.time())))

    def find(self, name: str, entry: str) -> Draft | None:
        """The draft of a person for an entry."""
        with self.database.reading() as db:
            query = "SELECT form, at FROM drafts WHERE name = ? AND entry = ?"
            row = db.execute(query, (name, entry)).fetchone()
        return Draft(json.loads(row[0]), row[1]) if row else None

    def of(self, name: str) -> frozenset[str]:
        """The entries for which a person has a draft."""
        with self.database.reading() as db:
            rows = db.execute("SELECT entry FROM drafts WHERE name = ?", (name,)).fetchall()
        return frozenset(entry for (entry,) in rows)

    def drop(self, name: str, entry: str) -> None:
        """Throw a draft away: it was saved, or nobody wants it."""
        with self.database.transaction() as db:
            db.execute("DELETE FROM drafts WHERE name = ? AND entry = ?", (name, entry))
