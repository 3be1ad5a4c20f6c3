"""Slows down who guesses passwords: per person and address, and per address."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable

from bot.privacy.database import Database

WINDOW_SECONDS = 15 * 60
PER_PERSON_AND_ADDRESS = 5
PER_PERSON = 50  # from many addresses; high, so that nobody can lock a colleague out
PER_ADDRESS = 30


class Throttle:
    """Counts failed log-ins; names and addresses are stored as keyed hashes only."""

    def __init__(
        self, database: Database, key: bytes, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._key = key
        self._clock = clock

    def wait(self, name: str, address: str) -> int:
        """Seconds until the next try is allowed; 0 when it is now."""
        now = int(self._clock())
        waits = [0]
        with self._database.reading() as db:
            for key, limit in self._limits(name, address):
                rows = db.execute(
                    "SELECT at FROM attempts WHERE key = ? AND at > ? ORDER BY at DESC LIMIT ?",
                    (key, now - WINDOW_SECONDS, limit),
                ).fetchall()
                if len(rows) >= limit:
                    waits.append(rows[-1][0] + WINDOW_SECONDS - now)
        return max(waits)

    def failed(self, name: str, address: str) -> None:
        """Note a wrong password."""
        now = int(self._clock())
        with self._database.transaction() as db:
            db.execute("DELETE FROM attempts WHERE at <= ?", (now - WINDOW_SECONDS,))
            keys = ((key, now) for key, _ in self._limits(name, address))
            db.executemany("INSERT INTO attempts VALUES (?, ?)", keys)

    def passed(self, name: str, address: str) -> None:
        """Forget the failures of a person at an address: she is in."""
        (both, _), *_ = self._limits(name, address)
        with self._database.transaction() as db:
            db.execute("DELETE FROM attempts WHERE key = ?", (both,))

    def _limits(self, name: str, address: str) -> tuple[tuple[str, int], ...]:
        name = name.strip().lower()
        return (
            (self._hash(f"{name}\0{address}"), PER_PERSON_AND_ADDRESS),
            (self._hash(f"{name}\0"), PER_PERSON),
            (self._hash(f"\0{address}"), PER_ADDRESS),
        )

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:24]
