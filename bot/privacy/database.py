"""One SQLite file that holds what is kept about conversations: private, short transactions."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from bot.errors import StateError
from bot.privacy.keys import private_folder

BUSY_SECONDS = 1.0
SCHEMA_VERSION = 3
SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    sender TEXT PRIMARY KEY,
    chosen TEXT, last TEXT, subject TEXT, question TEXT,
    created INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS conversations_used ON conversations (used);
CREATE TABLE IF NOT EXISTS taken (
    sender TEXT NOT NULL, message TEXT NOT NULL, replies TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (sender, message)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS taken_at ON taken (at);
CREATE TABLE IF NOT EXISTS feedback (
    sender TEXT NOT NULL, reply TEXT NOT NULL, faq_id TEXT, lang TEXT NOT NULL,
    helpful INTEGER NOT NULL, day TEXT NOT NULL,
    PRIMARY KEY (sender, reply)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asked (
    sender TEXT NOT NULL, message TEXT NOT NULL, text TEXT NOT NULL, lang TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (sender, message)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inbox (
    sender TEXT NOT NULL, text TEXT NOT NULL, lang TEXT NOT NULL, kind TEXT NOT NULL,
    count INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (sender, text, lang, kind)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS inbox_last ON inbox (last);
CREATE TABLE IF NOT EXISTS counts (
    week TEXT NOT NULL, outcome TEXT NOT NULL, channel TEXT NOT NULL, lang TEXT NOT NULL,
    entry TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (week, outcome, channel, lang, entry)
) WITHOUT ROWID;
"""


class Database:
    """Opens the file at the first use, and anew after a fault or when the file was replaced.

    Safe to use from several threads and processes. `schema` makes the tables of `version`,
    and leaves those that exist. Every method raises StateError, in one sentence, when the
    database cannot be used.
    """

    def __init__(self, path: Path, schema: str = SCHEMA, version: int = SCHEMA_VERSION) -> None:
        self.path = path
        self._schema, self._version = schema, version
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection inside one transaction: all of it happens or nothing."""
        with self._lock:
            try:
                connection = self._open()
                with connection:
                    connection.execute("BEGIN IMMEDIATE")
                    yield connection
            except (sqlite3.Error, OSError) as error:
                self._close()
                raise StateError(
                    f"The database {self.path.name} cannot be used: {error}."
                ) from error

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read from; it waits for no writer."""
        with self._lock:
            try:
                yield self._open()
            except (sqlite3.Error, OSError) as error:
                self._close()
                raise StateError(
                    f"The database {self.path.name} cannot be used: {error}."
                ) from error

    def overwrite(self) -> None:
        """Empty the log file: without this, deleted rows would stay in it for a while."""
        with self.reading() as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            self._close()

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._is_ours():
            return self._connection
        self._close()
        private_folder(self.path.parent)
        # The file is made before SQLite opens it, so that it is never readable by others.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        self.path.chmod(0o600)
        connection = sqlite3.connect(
            self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            # On the disk when a transaction ends: what was promised outlives a power cut.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            connection.execute("PRAGMA trusted_schema = OFF")
            if connection.execute("PRAGMA user_version").fetchone()[0] != self._version:
                # At once a writer: one that begins as a reader is refused while another writes.
                mark = f"PRAGMA user_version = {self._version:d};"
                connection.executescript(f"BEGIN IMMEDIATE;{self._schema}{mark}COMMIT;")
        except BaseException:
            connection.close()
            raise
        self._connection, self._inode = connection, self.path.stat().st_ino
        return connection

    def _fault(self, error: Exception) -> StateError:
        return StateError(f"The database {self.path.name} cannot be used: {error}.")

    def _is_ours(self) -> bool:
        """False when somebody removed or replaced the file under us."""
        try:
            return self.path.stat().st_ino == self._inode
        except OSError:
            return False

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
