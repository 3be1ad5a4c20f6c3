"""Sessions: a random token in a signed cookie; the database holds only the token's hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from bot.privacy.database import Database

IDLE_SECONDS = 4 * 3600
LONGEST_SECONDS = 12 * 3600


@dataclass(frozen=True)
class Session:
    """A valid session: its cookie's value, whose it is, and the token of its forms."""

    cookie: str
    name: str
    form_token: str


class Sessions:
    """Begins, finds and ends sessions. `key` is secret; `clock` gives Unix time."""

    def __init__(
        self, database: Database, key: bytes, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._key = key
        self._clock = clock
        self._serializer = URLSafeSerializer(key, salt="staff session")

    def begin(self, name: str) -> Session:
        """A new session of a person who has just proved who she is."""
        token = secrets.token_urlsafe(32)
        now = int(self._clock())
        with self._database.transaction() as db:
            db.execute("DELETE FROM sessions WHERE created < ?", (now - LONGEST_SECONDS,))
            db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_hash(token), name, now, now))
        return Session(str(self._serializer.dumps(token)), name, self._form_token(token))

    def find(self, cookie: str | None) -> Session | None:
        """The session of a cookie, if it is ours and neither ended nor too old."""
        token = self._token(cookie)
        if token is None or cookie is None:
            return None
        now = int(self._clock())
        with self._database.reading() as db:
            query = "SELECT name, created, used FROM sessions WHERE id = ?"
            row = db.execute(query, (_hash(token),)).fetchone()
        if row is None or now - row[1] >= LONGEST_SECONDS or now - row[2] >= IDLE_SECONDS:
            return None
        if now - row[2] >= 60:  # once a minute is often enough
            with self._database.transaction() as db:
                db.execute("UPDATE sessions SET used = ? WHERE id = ?", (now, _hash(token)))
        return Session(cookie, row[0], self._form_token(token))

    def end(self, cookie: str | None) -> None:
        """End the session of a cookie."""
        token = self._token(cookie)
        if token is not None:
            with self._database.transaction() as db:
                db.execute("DELETE FROM sessions WHERE id = ?", (_hash(token),))

    def _token(self, cookie: str | None) -> str | None:
        try:
            token = self._serializer.loads(cookie or "")
        except BadSignature:
            return None
        return token if isinstance(token, str) else None

    def _form_token(self, token: str) -> str:
        return hmac.new(self._key, f"form {token}".encode(), hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
