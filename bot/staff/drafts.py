"""What somebody is typing and has not saved: kept per person and entry, over crash and log-out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bot.privacy.database import Database

Form = Mapping[str, str]
SEEN = "seen."  # + field: a form shows the field
ABOUT_THE_PAGE = frozenset({"lang", "minor", "fits", "source_seen"})  # not about a field
FIND = "SELECT form, at FROM drafts WHERE name = ? AND entry = ?"


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
        """Keep the form; of the one that was kept before stays what this one does not show."""
        with self.database.transaction() as db:
            row = db.execute(FIND, (name, entry)).fetchone()
            before = unshown(json.loads(row[0]), form) if row else {}
            text = json.dumps({**before, **form}, ensure_ascii=False)
            query = "INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)"
            db.execute(query, (name, entry, text, int(time.time())))

    def find(self, name: str, entry: str) -> Draft | None:
        """The draft of a person for an entry."""
        with self.database.reading() as db:
            row = db.execute(FIND, (name, entry)).fetchone()
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


def unshown(before: Form, form: Form) -> dict[str, str]:
    """What `before` holds of fields that `form` does not show: of another language, say."""
    shown = {key.removeprefix(SEEN) for key in form if key.startswith(SEEN)}

    def known(key: str) -> bool:
        for mark in (SEEN, "was."):
            key = key.removeprefix(mark)
        parts = key.split(".")
        return any(".".join(parts[:n]) in shown for n in range(1, len(parts) + 1))

    return {k: v for k, v in before.items() if k not in ABOUT_THE_PAGE and not known(k)}
