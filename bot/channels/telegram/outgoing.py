"""What goes out to a chat: a new message, a changed one, or the removal of some."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

from bot.answers.telegram import Key, TelegramMessage

Rows = tuple[tuple[Key, ...], ...]


class Deed(str, Enum):
    """What is done."""

    SEND = "send"
    EDIT = "edit"
    BUTTONS = "buttons"
    DELETE = "delete"
    FORGET = "forget"


@dataclass(frozen=True)
class Outgoing:
    """One call to Telegram that waits in the outbox.

    `at` is the message that is changed; for SEND the one that is replied to, if any. BUTTONS
    changes the buttons only; DELETE removes the messages `ids`, 100 at most; FORGET asks nothing
    of Telegram: when everything before it is sent, what the outbox knows of the chat is deleted.
    """

    deed: Deed
    html: str = ""
    rows: Rows = ()
    at: int | None = None
    ids: tuple[int, ...] = ()

    @classmethod
    def send(cls, message: TelegramMessage, at: int | None = None) -> Outgoing:
        """A new message."""
        return cls(Deed.SEND, message.html, message.rows, at)

    @classmethod
    def edit(cls, message: TelegramMessage, at: int) -> Outgoing:
        """A message in the place of another."""
        return cls(Deed.EDIT, message.html, message.rows, at)

    def as_text(self) -> str:
        """It as JSON."""
        rows = [[(key.title, key.payload) for key in row] for row in self.rows]
        return json.dumps([self.deed.value, self.html, rows, self.at, self.ids], ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Outgoing:
        """What `as_text` wrote."""
        deed, html, rows, at, ids = json.loads(text)
        keys = tuple(tuple(Key(title, payload) for title, payload in row) for row in rows)
        return cls(Deed(deed), html, keys, at, tuple(ids))
