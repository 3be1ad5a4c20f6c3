"""The staff database: who may log in, what is not published yet, and what was ever changed."""

from __future__ import annotations

from pathlib import Path

from bot.privacy.database import Database

NAME = "staff.sqlite"
VERSION = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    name TEXT PRIMARY KEY, shown TEXT NOT NULL, password TEXT NOT NULL,
    roles TEXT NOT NULL, languages TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (key TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_key ON attempts (key, at);
CREATE TABLE IF NOT EXISTS drafts (
    name TEXT NOT NULL, entry TEXT NOT NULL, form TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (name, entry)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pending (
    entry TEXT NOT NULL, field TEXT NOT NULL, base TEXT NOT NULL, value TEXT NOT NULL,
    authors TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (entry, field)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS new_entries (
    entry TEXT PRIMARY KEY, topic TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, name TEXT NOT NULL,
    shown TEXT NOT NULL, entry TEXT NOT NULL, field TEXT NOT NULL, action TEXT NOT NULL,
    old TEXT NOT NULL, new TEXT NOT NULL, undoes INTEGER
);
CREATE TABLE IF NOT EXISTS trainings (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, shown TEXT NOT NULL,
    model TEXT NOT NULL, state TEXT NOT NULL, seconds REAL NOT NULL, report TEXT NOT NULL,
    problem TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS inbox_done (
    question TEXT NOT NULL, change INTEGER NOT NULL, PRIMARY KEY (question, change)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS history_entry ON history (entry, id);
"""


def staff_database(state: Path) -> Database:
    """The database in a state folder; the file is made, readable by its owner only."""
    return Database(state / NAME, SCHEMA, VERSION)
