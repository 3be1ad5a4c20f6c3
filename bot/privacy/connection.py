"""What the records need of a database, whichever engine it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Rows(Protocol):
    """The result of a statement."""

    @property
    def rowcount(self) -> int:
        """How many rows the statement changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Runs statements; placeholders are question marks."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Rows:
        """Run one statement for each row of parameters."""


class RecordsDatabase(Protocol):
    """Gives connections. Every method raises StateError when the database cannot be used."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """A connection inside one transaction: all of it happens or nothing."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read from; it waits for no writer."""

    def overwrite(self) -> None:
        """Leave nothing of deleted rows where this engine can."""

    def close(self) -> None:
        """Close it; the next use opens it again."""
