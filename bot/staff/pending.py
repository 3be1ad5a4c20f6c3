"""What is written and not published: the working copy, kept as changes of single fields."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.content.model import Entry, Family
from bot.content.texthash import text_hash
from bot.staff.fields import ANSWERS, Value, dumped, value_of, with_value


@dataclass(frozen=True)
class Pending:
    """A field that is to get another value.

    `base` is the value that the file had when the first change began, `authors` are the names of
    all who changed it since, `at` is the Unix time of the last change.
    """

    base: Value
    value: Value
    authors: frozenset[str]
    at: int


@dataclass(frozen=True)
class NewEntry:
    """An entry that has no file yet."""

    id: str
    topic: str
    name: str
    at: int


@dataclass(frozen=True)
class WorkingCopy:
    """An entry as the staff sees it: `live` is the file, `entry` the file with what is pending.

    `live` is None for an entry that was never published. `clashes` are fields that somebody
    changed in the file, by hand, after the pending change began.
    """

    entry: Entry
    live: Entry | None
    pending: Mapping[str, Pending] = field(default_factory=dict)
    clashes: frozenset[str] = frozenset()

    @property
    def authors(self) -> frozenset[str]:
        """Everybody who wrote something that is not published."""
        return frozenset().union(*(p.authors for p in self.pending.values()))

    def live_value(self, name: str) -> Value:
        """What the file has in a field."""
        return None if self.live is None else value_of(self.live, name)


def working_copy(
    live: Entry | None, begun: Entry | None, pending: Mapping[str, Pending]
) -> WorkingCopy:
    """The working copy over a file (`live`), or over an entry that has none (`begun`)."""
    entry = live or begun
    if entry is None:
        raise ValueError("a working copy lies over a file or over an entry that was begun")
    kept: dict[str, Pending] = {}
    clashes: set[str] = set()
    for name, change in pending.items():
        value = None if live is None else value_of(live, name)
        if settled(name, change.value, value):
            continue
        if value != change.base:
            clashes.add(name)
        kept[name] = change
        entry = with_value(entry, name, change.value)
    return WorkingCopy(entry, live, kept, frozenset(clashes))


def settled(name: str, pending: Value, live: Value) -> bool:
    """True when the file has what was to be written: a publish that was killed half-way, too."""
    if pending == live:
        return True
    if not name.startswith(ANSWERS) or pending is None or live is None:
        return False
    if pending["text"] != live["text"] or pending.get("of") != live.get("of"):
        return False
    return bool(live["state"] == "published")


@dataclass(frozen=True)
class PendingStore:
    """Reads and writes pending changes with a connection of the caller's transaction."""

    db: sqlite3.Connection

    def of(self, entry: str) -> Mapping[str, Pending]:
        """The pending changes of an entry, by field."""
        return self.all(entry).get(entry, {})

    def all(self, entry: str | None = None) -> Mapping[str, Mapping[str, Pending]]:
        """The pending changes by entry and field."""
        rows = self.db.execute(
            "SELECT entry, field, base, value, authors, at FROM pending"
            " WHERE ? IS NULL OR entry = ?",
            (entry, entry),
        )
        found: dict[str, dict[str, Pending]] = {}
        for key, name, base, value, authors, at in rows:
            people = frozenset(json.loads(authors))
            pending = Pending(json.loads(base), json.loads(value), people, at)
            found.setdefault(key, {})[name] = pending
        return found

    def put(self, entry: str, name: str, pending: Pending) -> None:
        """Store a change, or drop it when it changes nothing."""
        if pending.base == pending.value:
            self.drop(entry, (name,))
            return
        self.db.execute(
            "INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(entry, name, dumped(pending.base), dumped(pending.value)),
                *(json.dumps(sorted(pending.authors)), pending.at),
            ),
        )

    def drop(self, entry: str, names: Iterable[str]) -> None:
        """Forget changes: they are in the file."""
        self.db.executemany(
            "DELETE FROM pending WHERE entry = ? AND field = ?", ((entry, n) for n in names)
        )

    def new_entries(self) -> Mapping[str, NewEntry]:
        """The entries without a file."""
        rows = self.db.execute("SELECT entry, topic, name, at FROM new_entries")
        return {row[0]: NewEntry(*row) for row in rows}

    def add_new(self, new: NewEntry) -> None:
        """Begin an entry."""
        row = (new.id, new.topic, new.name, new.at)
        self.db.execute("INSERT OR IGNORE INTO new_entries VALUES (?, ?, ?, ?)", row)

    def drop_new(self, entry: str) -> None:
        """Its file is there now."""
        self.db.execute("DELETE FROM new_entries WHERE entry = ?", (entry,))


def changed(
    copy: WorkingCopy, values: Mapping[str, Value], author: str, at: int
) -> Mapping[str, Pending]:
    """The pending changes that give a working copy these values; fields that are alike are not."""
    found = {}
    for name, value in values.items():
        if value == value_of(copy.entry, name):
            continue
        before = copy.pending.get(name)
        if before is None:
            before = Pending(copy.live_value(name), None, frozenset(), at)
        found[name] = replace(before, value=value, authors=before.authors | {author}, at=at)
    return found


def file_of(entry: Entry) -> str:
    """Where the file of an entry lies below the content folder."""
    if entry.family is Family.FAQ:
        return f"{entry.family.value}/{entry.topic}/{entry.id}.yml"
    return f"{entry.family.value}/{entry.id}.yml"


def source_hash(entry: Entry, source: str) -> str:
    """The hash of the source text of an entry; of the empty text where there is none."""
    text = entry.answers.get(source)
    return text_hash(text.text if text is not None else "")
