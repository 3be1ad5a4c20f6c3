"""What must survive a restart: updates that wait for an answer, answers that wait to be sent.

One SQLite file, written before anything is confirmed to Telegram. A body is kept only while it
waits: an update without a body is done, a message without a body is sent or given up.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import StateError
from bot.privacy.keys import private_folder

FILE = "telegram.sqlite"
BUSY_SECONDS = 10.0
MAX_ATTEMPTS = 3  # an update that the process died on so often is given up
_SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (
    id INTEGER PRIMARY KEY, chat INTEGER, message INTEGER, album TEXT, body TEXT,
    attempts INTEGER NOT NULL DEFAULT 0, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS updates_waiting ON updates (chat, id) WHERE body IS NOT NULL;
CREATE INDEX IF NOT EXISTS updates_chat ON updates (chat);
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, body TEXT, started REAL,
    again INTEGER NOT NULL DEFAULT 0, message INTEGER, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (chat, id) WHERE body IS NOT NULL;
CREATE INDEX IF NOT EXISTS outbox_chat ON outbox (chat);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


@dataclass(frozen=True)
class NewUpdate:
    """An update to remember; `body` None for one that needs no answer but must not come twice."""

    id: int
    chat: int
    body: str | None
    message: int | None = None
    album: str | None = None


@dataclass(frozen=True)
class Waiting:
    """An update or a message that waits. `repeats`: how often the process died on it before."""

    id: int
    body: str
    repeats: int


@dataclass(frozen=True)
class Counts:
    """Figures for the operator."""

    updates_waiting: int
    messages_waiting: int
    sent_again: int


class TelegramStore:
    """The file. Safe for several threads and processes; every call is one transaction.

    Raises StateError when the file cannot be used.
    """

    def __init__(self, state: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        path = private_folder(state) / FILE
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise StateError(f"The Telegram queue cannot be used ({path}): {error}.") from error

    def close(self) -> None:
        """Close the file; nothing can be called after it."""
        with self._lock:
            self._db.close()

    def add(self, updates: Iterable[NewUpdate]) -> frozenset[int]:
        """Remember updates; the chats of those that are new and wait for an answer.

        One that is known already changes nothing. Of an album only the first part waits.
        """
        chats = set()
        with self._transaction() as db:
            for new in updates:
                album = db.execute(
                    "SELECT 1 FROM updates WHERE chat = ? AND album = ?", (new.chat, new.album)
                ).fetchone()
                body = None if album else new.body
                added = db.execute(
                    "INSERT OR IGNORE INTO updates (id, chat, message, album, body, at)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (new.id, new.chat, new.message, new.album, body, self._clock()),
                )
                if added.rowcount and body is not None:
                    chats.add(new.chat)
        return frozenset(chats)

    def next_update(self, chat: int) -> Waiting | None:
        """The oldest update of a chat that waits."""
        return self._next("SELECT id, body, attempts FROM updates", chat)

    def finish(self, update: int, chat: int, messages: Iterable[str]) -> None:
        """The update is dealt with: from now on its messages wait to be sent, in this order."""
        with self._transaction() as db:
            done = db.execute(
                "UPDATE updates SET body = NULL WHERE id = ? AND body IS NOT NULL", (update,)
            )
            if done.rowcount:
                self._queue(db, chat, messages)

    def queue(self, chat: int, messages: Iterable[str]) -> None:
        """More messages wait to be sent."""
        with self._transaction() as db:
            self._queue(db, chat, messages)

    def next_message(self, chat: int) -> Waiting | None:
        """The oldest message to a chat that waits."""
        return self._next("SELECT id, body, again FROM outbox", chat)

    def start(self, message: int) -> None:
        """The message is about to be sent: if the process dies now, nobody knows whether it was."""
        self._write("UPDATE outbox SET started = ? WHERE id = ?", (self._clock(), message))

    def sent(self, message: int, telegram_id: int | None) -> None:
        """The message was sent, and has this id in its chat; or None for one given up."""
        self._write(
            "UPDATE outbox SET body = NULL, message = ? WHERE id = ?", (telegram_id, message)
        )

    def recover(self) -> int:
        """After a start: messages that may have been sent wait again, once; how many they are.

        Those that had their second chance already are given up, and so are updates that the
        process died on MAX_ATTEMPTS times: `next_update` gives them with that many repeats.
        """
        with self._transaction() as db:
            db.execute(
                "UPDATE updates SET attempts = attempts + 1 WHERE id IN"
                " (SELECT min(id) FROM updates WHERE body IS NOT NULL GROUP BY chat)"
            )
            db.execute(
                "UPDATE outbox SET body = NULL"
                " WHERE body IS NOT NULL AND started IS NOT NULL AND again > 0"
            )
            return db.execute(
                "UPDATE outbox SET started = NULL, again = again + 1"
                " WHERE body IS NOT NULL AND started IS NOT NULL"
            ).rowcount

    def chats(self) -> frozenset[int]:
        """The chats in which something waits."""
        return frozenset(
            row[0]
            for row in self._read(
                "SELECT chat FROM updates WHERE body IS NOT NULL"
                " UNION SELECT chat FROM outbox WHERE body IS NOT NULL"
            )
        )

    def drop_messages(self, chat: int) -> None:
        """Nothing can be sent there any more."""
        self._write("UPDATE outbox SET body = NULL WHERE chat = ?", (chat,))

    def message_ids(self, chat: int, since: float) -> tuple[int, ...]:
        """The ids of the messages in a chat, the person's and ours, since a time (Unix)."""
        rows = self._read(
            "SELECT message FROM updates WHERE chat = ?1 AND at >= ?2 AND message IS NOT NULL"
            " UNION SELECT message FROM outbox WHERE chat = ?1 AND at >= ?2"
            " AND message IS NOT NULL ORDER BY 1",
            (chat, since),
        )
        return tuple(row[0] for row in rows)

    def forget(self, chat: int) -> None:
        """Nothing here names the chat any more, except what still waits.

        The bare numbers of its updates stay, so that one that comes again is not answered again.
        """
        with self._transaction() as db:
            db.execute(
                "UPDATE updates SET chat = NULL, message = NULL, album = NULL"
                " WHERE chat = ? AND body IS NULL",
                (chat,),
            )
            db.execute("DELETE FROM outbox WHERE chat = ? AND body IS NULL", (chat,))
        self._read("PRAGMA wal_checkpoint(TRUNCATE)")

    def purge(self, before: float) -> None:
        """Forget what was done before a time (Unix)."""
        with self._transaction() as db:
            db.execute("DELETE FROM updates WHERE body IS NULL AND at < ?", (before,))
            db.execute("DELETE FROM outbox WHERE body IS NULL AND at < ?", (before,))

    def note(self, name: str) -> str | None:
        """A note that was kept, or None."""
        rows = self._read("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def keep_note(self, name: str, value: str) -> None:
        """Keep a note; one of the same name is replaced."""
        self._write("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))

    def counts(self) -> Counts:
        """How much waits, and how many messages were sent again after a restart."""
        row = self._read(
            "SELECT (SELECT count(*) FROM updates WHERE body IS NOT NULL),"
            " (SELECT count(*) FROM outbox WHERE body IS NOT NULL),"
            " (SELECT count(*) FROM outbox WHERE again > 0)"
        )[0]
        return Counts(*(int(value) for value in row))

    def version(self) -> int:
        """A number that changes when another process has written to the file."""
        return int(self._read("PRAGMA data_version")[0][0])

    def _queue(self, db: sqlite3.Connection, chat: int, messages: Iterable[str]) -> None:
        rows = [(chat, body, self._clock()) for body in messages]
        db.executemany("INSERT INTO outbox (chat, body, at) VALUES (?, ?, ?)", rows)

    def _next(self, select: str, chat: int) -> Waiting | None:
        rows = self._read(
            f"{select} WHERE chat = ? AND body IS NOT NULL ORDER BY id LIMIT 1", (chat,)
        )
        return Waiting(*rows[0]) if rows else None

    def _read(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock, _readable_errors():
            return self._db.execute(statement, values).fetchall()

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._transaction() as db:
            db.execute(statement, values)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _readable_errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


@contextmanager
def _readable_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StateError(f"The Telegram queue cannot be used: {error}.") from error
