"""The same records in a PostgreSQL, for workers on several machines."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import psycopg2

from bot.errors import StateError
from bot.privacy.connection import Connection, Rows
from bot.privacy.database import SCHEMA

CONNECT_SECONDS, STATEMENT_MILLISECONDS = 3, 5_000
IDLE_SECONDS = 1.0  # after it the connection is tried before it is used
SCHEMA_LOCK = 8_020_251_122  # any number; two processes that start make the tables in turn
OPTIONS = f"-c statement_timeout={STATEMENT_MILLISECONDS} -c lock_timeout={STATEMENT_MILLISECONDS}"


def translated(sql: str) -> str:
    """A statement of ours as PostgreSQL wants it: its placeholders, whole numbers of 8 bytes."""
    return sql.replace("?", "%s").replace(" WITHOUT ROWID", "").replace("INTEGER", "BIGINT")


class _Statements:
    """Runs statements written for SQLite."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """Run one statement."""
        cursor = self._connection.cursor()
        cursor.execute(translated(sql), tuple(parameters))
        return cursor if cursor.description is not None else _Counted(cursor.rowcount)

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Rows:
        """Run one statement for each row of parameters."""
        cursor = self._connection.cursor()
        cursor.executemany(translated(sql), [tuple(row) for row in parameters])
        return _Counted(cursor.rowcount)


class _Counted:
    """The result of a statement that returns no rows."""

    def __init__(self, rowcount: int) -> None:
        self.rowcount = rowcount

    def fetchone(self) -> Any:
        """Nothing."""
        return None

    def __iter__(self) -> Iterator[Any]:
        return iter(())


class PostgresDatabase:
    """Like Database, in the PostgreSQL at `url`. One connection, opened anew after a fault.

    Safe to use from several threads, processes and machines. Every method raises StateError,
    which names neither the address nor what was to be stored.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._connection: Any = None
        self._used = 0.0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection inside one transaction: all of it happens or nothing."""
        with self._lock, self._faults():
            connection = self._open()
            statements = _Statements(connection)
            statements.execute("BEGIN")
            try:
                yield statements
            except BaseException:
                if connection.closed == 0:
                    statements.execute("ROLLBACK")
                raise
            statements.execute("COMMIT")

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from; it waits for no writer."""
        with self._lock, self._faults():
            yield _Statements(self._open())

    def overwrite(self) -> None:
        """Nothing: PostgreSQL's own vacuum frees what was deleted (docs/operations.md)."""

    def close(self) -> None:
        """Close the connection; the next use opens it again."""
        with self._lock:
            self._close()

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except psycopg2.Error as error:
            self._close()
            what = " ".join(filter(None, (type(error).__name__, error.pgcode)))
            # Without the cause: its text may hold what was to be stored.
            raise StateError(f"The database cannot be used: {what}.") from None

    def _open(self) -> Any:
        if self._connection is not None and not self._answers():
            self._close()
        if self._connection is None:
            connection = psycopg2.connect(
                self._url, connect_timeout=CONNECT_SECONDS, options=OPTIONS
            )
            connection.autocommit = True  # BEGIN and COMMIT are written out
            self._connection = connection
            self._make_tables()
        self._used = time.monotonic()
        return self._connection

    def _make_tables(self) -> None:
        """Make the tables where they are missing, in one step, one process at a time."""
        with self._connection.cursor() as cursor:
            lock = f"SELECT pg_advisory_xact_lock({SCHEMA_LOCK});"
            cursor.execute(f"BEGIN;{lock}{translated(SCHEMA)}COMMIT;")

    def _answers(self) -> bool:
        """False when the server went away since the last use."""
        if time.monotonic() - self._used < IDLE_SECONDS:
            return bool(self._connection.closed == 0)
        try:
            with self._connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except psycopg2.Error:
            return False
        return True

    def _close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg2.Error):
                self._connection.close()
        self._connection = None
