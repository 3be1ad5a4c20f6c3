"""Button payloads: made by the server, recognised when they come back, never invented.

A payload is `btn:<action>:<argument>:<signature>`. With the longest id of an entry (40
characters) it stays under the 64 bytes that Telegram allows for callback data.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

PREFIX = "btn:"
_SIGNATURE_CHARACTERS = 10  # 50 bits: enough for a payload that can only show a public text


@dataclass(frozen=True)
class Press:
    """A button that was pressed: what it does, and to what."""

    action: str
    argument: str


class PayloadSigner:
    """Signs payloads with a key that stays on the server."""

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.sha256(b"button payloads" + key).digest()

    def sign(self, action: str, argument: str = "") -> str:
        """The payload of a button that does `action` with `argument` (neither may hold ":")."""
        body = f"{action}:{argument}"
        return f"{PREFIX}{body}:{self._signature(body)}"

    def read(self, payload: str) -> Press | None:
        """The press that a payload stands for, or None when this server did not make it."""
        if not payload.startswith(PREFIX):
            return None
        body, _, signature = payload[len(PREFIX) :].rpartition(":")
        if body.count(":") != 1 or not payload.isascii():
            return None
        if not hmac.compare_digest(signature, self._signature(body)):
            return None
        action, _, argument = body.partition(":")
        return Press(action, argument)

    def _signature(self, body: str) -> str:
        digest = hmac.new(self._key, body.encode("utf-8"), hashlib.sha256).digest()
        return base64.b32encode(digest).decode("ascii")[:_SIGNATURE_CHARACTERS].lower()
