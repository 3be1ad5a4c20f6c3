"""Signed session tokens: the only way for a web client to say whose conversation it continues."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadData, TimestampSigner

PREFIX = "web:"
DAY = 86_400  # seconds
LONGEST = 200  # characters; ours are half as long
SENDER = re.compile(r"web:[0-9a-f]{32}\Z")


@dataclass(frozen=True)
class Session:
    """Whose conversation it is, and the token that proves it."""

    sender: str
    token: str


class SessionTokens:
    """Makes and checks tokens. They are signed with HMAC-SHA256 and hold a random sender id.

    A token ends `days` days after it was made; one past half of its life is renewed when it is
    used, so that a conversation in use goes on.
    """

    def __init__(self, key: bytes, days: int, clock: Callable[[], float] = time.time) -> None:
        self._signer = TimestampSigner(
            key, salt="web session", key_derivation="hmac", digest_method=hashlib.sha256
        )
        self._seconds = days * DAY
        self._clock = clock

    def new(self) -> Session:
        """A session that nobody has had before: 128 random bits."""
        sender = PREFIX + secrets.token_hex(16)
        return Session(sender, self._signed(sender))

    def read(self, token: str) -> Session | None:
        """The session of a token, or None for one that is forged, damaged or too old."""
        if not token.isascii() or len(token) > LONGEST:
            return None
        value, _, signature = token.rpartition(".")
        # The same signature has several spellings in base64; only ours counts.
        ours = self._signer.get_signature(value).decode("ascii")
        if not hmac.compare_digest(ours, signature):
            return None
        try:
            signed, made = self._signer.unsign(token, return_timestamp=True)
        except BadData:
            return None
        sender, age = signed.decode("ascii"), self._clock() - made.timestamp()
        # A clock that is set back must not end conversations: a day from the future is let through.
        if not SENDER.match(sender) or not -DAY <= age <= self._seconds:
            return None
        return Session(sender, token if age <= self._seconds / 2 else self._signed(sender))

    def _signed(self, sender: str) -> str:
        return self._signer.sign(sender).decode("ascii")
